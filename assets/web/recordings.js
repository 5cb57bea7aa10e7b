// SPDX-License-Identifier: GPL-3.0-or-later
// The table of recordings. Its state is in the address: #/?search=…&sort=-name&page=2.

import {list} from './api.js';
import * as bulk from './bulk.js';
import {$, cell, debounce, duration, element, grouped, instant, localTime, say} from './dom.js';
import {showPager} from './pager.js';
import * as upload from './upload.js';

const SIZE = 50;
const AGAIN_MS = 2000;  // also after a failure, until the server answers
const selected = new Set();
let view = {search: '', sort: 'id', page: 1};
let total = 0;
let asked = null;
let again = null;   // timer for reloading while something on the page is being computed
let active = false;
let user = null;

/** The URL of the search results; `more`: further parameters, e.g. for one page. */
function query(more = {}) {
  return `/recording/?${new URLSearchParams({search: view.search, sort: view.sort, ...more})}`;
}

/** Changes some parameters of the list; with `replace`, without a new history entry. */
function change(values, replace = false) {
  const next = {...view, ...values};
  const parameters = new URLSearchParams();
  if (next.search) parameters.set('search', next.search);
  if (next.sort !== 'id') parameters.set('sort', next.sort);
  if (next.page > 1) parameters.set('page', next.page);
  const hash = `#/${parameters.size ? '?' + parameters : ''}`;
  if (!replace) location.hash = hash;
  else {
    history.replaceState(null, '', hash);
    show({parameters, user});
  }
}

function statusCell({state, created, reason}) {
  if (state === 'computed') return [element('time', {dateTime: created}, instant(created))];
  if (state === 'computing') return [element('span', {className: 'busy'}, 'Computing…')];
  if (state === 'failed') return [element('span', {className: 'problem', title: reason}, `Failed: ${reason}`)];
  return [element('span', {className: 'quiet'}, 'Not computed')];
}

function row(recording) {
  const box = element('input', {
    type: 'checkbox', checked: selected.has(recording.id), value: recording.id,
    'aria-label': `Select ${recording.name}`,
  });
  const made = element('tr', {role: 'row'},
    element('td', {role: 'cell', className: 'check'}, box),
    element('th', {role: 'rowheader', scope: 'row'},
      element('a', {href: `#/recording/${recording.id}`}, recording.name)),
    cell('Date', localTime(recording.recorded_date)),
    cell('Duration', duration(recording.duration)),
    cell('Sample rate', `${recording.sample_rate / 1000} kHz`),
    cell('Owner', recording.owner_username),
    cell('Public', recording.public ? 'yes' : 'no'),
    cell('Spectrogram', ...statusCell(recording.status)));
  for (const index of [3, 4]) made.cells[index].classList.add('number');
  made.dataset.id = recording.id;
  made.dataset.shows = JSON.stringify(recording);
  return made;
}

/** Replaces only changed rows, to keep the focus and the position of a screen reader. */
function showRows(recordings) {
  const body = $('#recordings tbody');
  const old = [...body.rows];
  const same = old.length === recordings.length &&
    old.every((tr, index) => tr.dataset.id === String(recordings[index].id));
  if (!same) return body.replaceChildren(...recordings.map(row));
  recordings.forEach((recording, index) => {
    if (old[index].dataset.shows === JSON.stringify(recording)) return;
    const fresh = row(recording);
    const [, , ...cells] = fresh.cells;  // Keep the checkbox and the name: they may have the focus.
    cells.forEach((cell, at) => old[index].cells[at + 2].replaceWith(cell));
    old[index].dataset.shows = fresh.dataset.shows;
  });
}

function showSelection() {
  const boxes = [...document.querySelectorAll('#recordings tbody input')];
  const checked = boxes.filter((box) => box.checked).length;
  const page = $('#select-page');
  page.checked = checked > 0 && checked === boxes.length;
  page.indeterminate = checked > 0 && checked < boxes.length;
  $('#selected').textContent = selected.size ? `${grouped(selected.size)} selected` : '';
  $('#compute').disabled = selected.size === 0;
  const all = $('#select-all');
  all.hidden = selected.size === 0 || boxes.length === total && checked === total;
  all.textContent = selected.size >= total ? 'Select none' : `Select all ${grouped(total)}`;
}

function showSorting() {
  for (const head of document.querySelectorAll('#recordings [data-sort]')) {
    const field = view.sort.replace(/^-/, '');
    if (head.dataset.sort !== field) head.removeAttribute('aria-sort');
    else head.setAttribute('aria-sort', view.sort.startsWith('-') ? 'descending' : 'ascending');
  }
}

async function load() {
  clearTimeout(again);
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await list(
      query({limit: SIZE, offset: (view.page - 1) * SIZE, include: 'status'}), {signal: asked.signal});
    const last = Math.max(1, Math.ceil(answer.total / SIZE));
    if (view.page > last) return change({page: last}, true);
    total = answer.total;
    say($('#recordings-problem'), '');
    showRows(answer.rows);
    say($('#recordings-none'), total > 0 ? '' :
      view.search ? `No recording has “${view.search}” in its name.` :
      `There are no recordings yet: upload some, or run noctule ingest --owner ${user.user}.`);
    showPager($('#recordings-pager'), {page: view.page, size: SIZE, total}, (page) => change({page}));
    showSelection();
    if (answer.rows.some(({status}) => status.state === 'computing')) again = setTimeout(load, AGAIN_MS);
  } catch (error) {
    if (error.name === 'AbortError') return;
    say($('#recordings-problem'), error.message);
    if (active && (error.status === 0 || error.status >= 500)) again = setTimeout(load, AGAIN_MS);
  }
}

export function show({parameters, user: who}) {
  document.title = 'Recordings · noctule';
  if (!active) bulk.listeners.add(load);
  active = true;
  user = who;
  view = {
    search: parameters.get('search') ?? '',
    sort: parameters.get('sort') ?? 'id',
    page: Math.max(1, Math.floor(Number(parameters.get('page'))) || 1),
  };
  if ($('#search').value !== view.search && document.activeElement !== $('#search'))
    $('#search').value = view.search;
  showSorting();
  const filter = new URLSearchParams(Object.entries({search: view.search, sort: view.sort}).filter(([, value]) => value));
  $('#vet-list').href = `#/vet?${filter}`;
  load();
}

export function leave() {
  active = false;
  clearTimeout(again);
  bulk.listeners.delete(load);
  asked?.abort();
}

/** Clears everything, since another user may sign in next. */
export function forget() {
  leave();
  selected.clear();
  $('#search').value = '';
  $('#recordings tbody').replaceChildren();
}

/** Selects all recordings found by the search, on all pages, or none. */
async function selectAll() {
  if (selected.size >= total) selected.clear();
  else for (const {id} of (await list(query())).rows) selected.add(id);
  for (const box of document.querySelectorAll('#recordings tbody input'))
    box.checked = selected.has(Number(box.value));
  showSelection();
}

function select(box) {
  if (box.checked) selected.add(Number(box.value));
  else selected.delete(Number(box.value));
}

async function compute() {
  $('#compute').disabled = true;
  try {
    await bulk.compute([...selected]);
    selected.clear();
    for (const box of document.querySelectorAll('#recordings tbody input')) box.checked = false;
    load();
  } catch (error) {
    say($('#recordings-problem'), error.message);
  }
  showSelection();
}

$('#search').addEventListener('input', debounce(150, () =>
  active && change({search: $('#search').value.trim(), page: 1}, true)));
$('#recordings thead').addEventListener('click', (event) => {
  const field = event.target.closest('[data-sort]')?.dataset.sort;
  if (field) change({sort: view.sort === field ? `-${field}` : field, page: 1});
});
$('#recordings').addEventListener('change', ({target}) => {
  const boxes = target.id === 'select-page' ? document.querySelectorAll('#recordings tbody input') : [target];
  for (const box of boxes) {
    if (target.id === 'select-page') box.checked = target.checked;
    select(box);
  }
  showSelection();
});
$('#select-all').addEventListener('click', () =>
  selectAll().catch((error) => say($('#recordings-problem'), error.message)));
$('#compute').addEventListener('click', compute);
$('#open-upload').addEventListener('click', () => upload.open(load));
upload.listen(() => active && user?.scope !== 'read', load);
