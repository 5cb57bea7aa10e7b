// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of the table of recordings, and its columns, which can be shown or hidden (remembered in
// the browser).

import {$, cell, duration, element, fixed, grouped, instant, localTime} from './dom.js';
import {placeText} from './facts.js';

const KEY = 'noctule-columns';

/** `sort`: the field to sort by; `include`: what to ask the API for; `byDefault`: shown unless hidden. */
const COLUMNS = [
  {name: 'id', label: 'Id', sort: 'id', number: true, text: ({id}) => id},
  {name: 'date', label: 'Date', sort: 'recorded_date', byDefault: true, text: (one) => localTime(one.recorded_date)},
  {name: 'duration', label: 'Duration', sort: 'duration', number: true, byDefault: true, text: (one) => duration(one.duration)},
  {name: 'rate', label: 'Sample rate', sort: 'sample_rate', number: true, byDefault: true, text: (one) => `${one.sample_rate / 1000} kHz`},
  {name: 'site', label: 'Site', sort: 'site', include: 'site', text: ({site}) => site},
  {name: 'night', label: 'Night', include: 'night', text: ({night}) => night},
  {name: 'calls', label: 'Calls', sort: 'calls', include: 'calls', number: true, text: ({calls}) => calls === null ? '' : grouped(calls)},
  {name: 'peak', label: 'Peak', sort: 'peak_freq', include: 'peak_freq', number: true,
   text: ({peak_freq: hz}) => hz === null ? '' : `${fixed(hz / 1000, 1)} kHz`},
  {name: 'vetted', label: 'Vetted', include: 'vetted', text: ({vetted}) => vetted ? 'yes' : 'no'},
  {name: 'owner', label: 'Owner', sort: 'owner', byDefault: true, text: (one) => one.owner_username},
  {name: 'public', label: 'Public', sort: 'public', byDefault: true, text: (one) => one.public ? 'yes' : 'no'},
  {name: 'equipment', label: 'Equipment', text: ({equipment}) => equipment},
  {name: 'comments', label: 'Comments', text: ({comments}) => comments},
  {name: 'location', label: 'Location', text: (one) => one.recording_location && placeText(one.recording_location)},
  {name: 'grts', label: 'GRTS cell', number: true, text: ({grts_cell: grts}) => grts},
  {name: 'spectrogram', label: 'Spectrogram', sort: 'spectrogram', include: 'status', byDefault: true},
];

function read() {
  try {
    return new Set(JSON.parse(localStorage.getItem(KEY)) ?? COLUMNS.filter(({byDefault}) => byDefault).map(({name}) => name));
  } catch {
    return new Set(COLUMNS.filter(({byDefault}) => byDefault).map(({name}) => name));
  }
}

const chosen = read();
const shown = () => COLUMNS.filter(({name}) => chosen.has(name));

/** The fields to ask for besides the default ones, for ?include=. */
export const included = () => shown().map(({include}) => include).filter(Boolean).join();

function statusCell({id, status: {state, created, reason}}) {
  if (state === 'computed') return [element('a', {href: `#/recording/${id}`}, element('time', {dateTime: created}, instant(created)))];
  if (state === 'computing') return [element('span', {className: 'busy'}, 'Computing…')];
  if (state === 'failed')
    return [element('span', {className: 'problem', title: reason}, `Failed: ${reason}`), ' ',
      element('button', {type: 'button', className: 'again writes', value: id}, 'Try again')];
  return [element('span', {className: 'quiet'}, 'Not computed')];
}

function cellOf(recording, {name, label, number, text}) {
  const content = name === 'spectrogram' ? recording.status && statusCell(recording) : [String(text(recording) ?? '')];
  const made = cell(label, ...content ?? []);
  if (number) made.classList.add('number');
  return made;
}

function row(recording, isSelected) {
  const box = element('input', {
    type: 'checkbox', checked: isSelected(recording.id), value: recording.id, 'aria-label': `Select ${recording.name}`,
  });
  const made = element('tr', {role: 'row'},
    element('td', {role: 'cell', className: 'check'}, box),
    element('th', {role: 'rowheader', scope: 'row'},
      element('a', {href: `#/recording/${recording.id}`}, recording.name)),
    ...shown().map((column) => cellOf(recording, column)));
  made.dataset.id = recording.id;
  made.dataset.shows = JSON.stringify([...chosen, recording]);
  return made;
}

/** Replaces only changed rows, to keep the focus and the position of a screen reader. */
export function showRows(recordings, isSelected) {
  const body = $('#recordings tbody'), old = [...body.rows], fresh = recordings.map((one) => row(one, isSelected));
  const same = old.length === fresh.length && old.every((tr, index) =>
    tr.dataset.id === fresh[index].dataset.id && tr.cells.length === fresh[index].cells.length);
  if (!same) return body.replaceChildren(...fresh);
  fresh.forEach((tr, index) => {
    if (old[index].dataset.shows === tr.dataset.shows) return;
    const [, , ...cells] = tr.cells;  // Keep the checkbox and the name: they may have the focus.
    cells.forEach((one, at) => old[index].cells[at + 2].replaceWith(one));
    old[index].dataset.shows = tr.dataset.shows;
  });
}

/** Shows the header, sorted by `sort`. */
export function showHeader(sort) {
  const field = sort.replace(/^-/, ''), row = $('#recordings thead tr');
  const focused = document.activeElement?.closest('#recordings thead th')?.dataset.sort;
  const head = ({label, sort: by, number}) => {
    const made = element('th', {role: 'columnheader', className: number ? 'number' : ''},
                         by ? element('button', {type: 'button'}, label) : label);
    if (by) made.dataset.sort = by;
    if (by === field) made.setAttribute('aria-sort', sort.startsWith('-') ? 'descending' : 'ascending');
    return made;
  };
  row.replaceChildren(row.cells[0], ...[{label: 'Name', sort: 'name'}, ...shown()].map(head));
  if (focused) $(`[data-sort="${focused}"] button`, row)?.focus();
}

/** Fills the menu of columns; `changed` is called after one was shown or hidden. */
export function listenToColumns(changed) {
  $('#columns').replaceChildren(...COLUMNS.map(({name, label}) => element('label', {className: 'tick'},
    element('input', {type: 'checkbox', checked: chosen.has(name), value: name}), label)));
  $('#columns').addEventListener('change', ({target}) => {
    if (target.checked) chosen.add(target.value);
    else chosen.delete(target.value);
    try {
      localStorage.setItem(KEY, JSON.stringify([...chosen]));
    } catch { /* The storage is full: the columns are kept until the tab is closed. */ }
    changed();
  });
}
