// SPDX-License-Identifier: GPL-3.0-or-later
// The table of calls, one page at a time. One row is a tab stop; the arrow keys move to the other
// rows.

import {$, cell, debounce, element, fixed, grouped} from './dom.js';
import {clock} from './times.js';
import {showPager} from './pager.js';

const SIZE = 100;
const REST_MS = 300;  // Delay after typing a minimum SNR before requesting the list.

/** `scale`: divisor from the unit of the API to the unit shown. */
const COLUMNS = [
  {field: 'start_time', label: 'Start (ms)', decimals: 2},
  {field: 'duration', label: 'Duration (ms)', decimals: 2},
  {field: 'low_freq', label: 'Lowest (kHz)', decimals: 2, scale: 1000},
  {field: 'high_freq', label: 'Highest (kHz)', decimals: 2, scale: 1000},
  {field: 'peak_freq', label: 'Peak (kHz)', decimals: 2, scale: 1000},
  {field: 'char_freq', label: 'Characteristic (kHz)', decimals: 2, scale: 1000},
  {field: 'slope', label: 'Slope (kHz/ms)', decimals: 2},
  {field: 'snr', label: 'SNR (dB)', decimals: 1},
  {field: 'interval', label: 'Interval (ms)', decimals: 2},
];

const valueOf = (call, field) => field === 'duration' ? call.end_time - call.start_time : call[field];

function textOf(call, {field, decimals, scale = 1}) {
  const value = valueOf(call, field);
  if (field === 'start_time' && value >= 60_000) return clock(value, 0.1);
  return value === null ? '–' : fixed(value / scale, decimals);
}

export class CallTable {
  #sorted = [];   // all calls in the order of the table
  #rows = [];     // of the page
  #page = 1;
  #sort = {field: 'start_time', down: false};

  /**
   * `actions`: {calls (calls.js), go(call), minSnr(dB, or null for the API default), annotate(),
   * annotateEach()}.
   */
  constructor(actions) {
    this.actions = actions;
    $('#calls thead tr').append(...COLUMNS.map(({field, label}) =>
      element('th', {role: 'columnheader', className: 'number', 'data-sort': field},
              element('button', {type: 'button'}, label))));
    $('#calls thead').addEventListener('click', ({target}) => this.#sortBy(target.closest('[data-sort]')?.dataset.sort));
    const body = $('#calls tbody');
    body.addEventListener('click', (event) => this.#click(event));
    body.addEventListener('keydown', (event) => this.#key(event));
    body.addEventListener('focusin', ({target}) => this.actions.calls.select(this.#callOf(target)));
    // Not pointerover, which also fires when rows scroll under a resting mouse.
    body.addEventListener('pointermove', ({target, pointerType}) => {
      if (pointerType === 'mouse') this.actions.calls.hover(this.#callOf(target));
    });
    body.addEventListener('pointerleave', () => this.actions.calls.hover(null));
    $('#calls').addEventListener('change', ({target}) => this.#choose(target));
    $('#min-snr').addEventListener('input', debounce(REST_MS, () => this.#filter()));
    $('#annotate-calls').addEventListener('click', () => actions.annotate());
    $('#annotate-each').addEventListener('click', () => actions.annotateEach());
  }

  say(text, problem = false) {
    $('#calls-status').textContent = text;
    $('#calls-status').classList.toggle('problem', problem);
  }

  /** Shows a new list, of calls with at least `minSnr` dB; null if there is no list. */
  list(minSnr) {
    const {all} = this.actions.calls, field = $('#min-snr');
    if (minSnr !== null && document.activeElement !== field) field.value = minSnr;
    this.say(minSnr === null ? '' : all.length === 0 ? `No call of ${minSnr} dB or more` :
      `${grouped(all.length)} ${all.length === 1 ? 'call' : 'calls'}`);
    if (minSnr === null) [this.#page, $('#calls-scroll').scrollTop] = [1, 0];
    $('#calls-scroll').hidden = all.length === 0;
    this.#order();
    this.#show(this.#page);
  }

  /** Updates the highlighted and selected rows. */
  update() {
    const {lit, current, chosen, meant} = this.actions.calls;
    const stop = Math.max(0, this.#rows.findIndex((row) => row.call === current));
    this.#rows.forEach((row, index) => {
      row.classList.toggle('lit', row.call === lit);
      if (row.call === current) row.setAttribute('aria-current', 'true');
      else row.removeAttribute('aria-current');
      $('input', row).checked = chosen.has(row.call);
      for (const control of row.querySelectorAll('input, button')) control.tabIndex = index === stop ? 0 : -1;
    });
    const checked = this.#rows.filter((row) => chosen.has(row.call)).length;
    $('#choose-page').checked = checked > 0 && checked === this.#rows.length;
    $('#choose-page').indeterminate = checked > 0 && checked < this.#rows.length;
    $('#calls-chosen').textContent = chosen.size > 0 ? `${grouped(chosen.size)} selected` : '';
    $('#annotate-calls').disabled = meant.length === 0;
    $('#annotate-each').hidden = meant.length < 2;
  }

  /** Turns to the page of a call and scrolls the table, not the window, to its row. */
  reveal(call) {
    const index = this.#sorted.indexOf(call);
    if (index < 0) return;
    this.#turnTo(index);
    const row = this.#rows[index % SIZE], scroll = $('#calls-scroll');
    const {top, bottom} = scroll.getBoundingClientRect(), at = row.getBoundingClientRect();
    const head = getComputedStyle($('#calls thead th')).position === 'sticky' ? $('#calls thead').offsetHeight : 0;
    if (at.top < top + head) scroll.scrollTop -= top + head - at.top;
    else if (at.bottom > bottom) scroll.scrollTop += at.bottom - bottom;
  }

  #order() {
    const {field, down} = this.#sort, way = down ? -1 : 1;
    const key = (call) => valueOf(call, field) ?? -Infinity;
    this.#sorted = [...this.actions.calls.all].sort((a, b) => way * (key(a) - key(b)) || 0);
  }

  #sortBy(field) {
    if (!field) return;
    this.#sort = {field, down: this.#sort.field === field && !this.#sort.down};
    this.#order();
    this.#show(1);
    $('#calls-scroll').scrollTop = 0;
  }

  #show(page) {
    this.#page = Math.min(page, Math.max(1, Math.ceil(this.#sorted.length / SIZE)));
    const first = (this.#page - 1) * SIZE;
    this.#rows = this.#sorted.slice(first, first + SIZE).map(makeRow);
    $('#calls tbody').replaceChildren(...this.#rows);
    for (const head of document.querySelectorAll('#calls [data-sort]')) {
      if (head.dataset.sort !== this.#sort.field) head.removeAttribute('aria-sort');
      else head.setAttribute('aria-sort', this.#sort.down ? 'descending' : 'ascending');
    }
    $('#calls-pager').hidden = this.#sorted.length <= SIZE;
    showPager($('#calls-pager'), {page: this.#page, size: SIZE, total: this.#sorted.length}, (to) => {
      this.#show(to);
      $('#calls-scroll').scrollTop = 0;
    });
    this.update();
  }

  #turnTo(index) {
    const page = Math.floor(index / SIZE) + 1;
    if (page !== this.#page) this.#show(page);
  }

  #callOf(target) {
    return target.closest('tr')?.call ?? null;
  }

  #click({target}) {
    const call = this.#callOf(target);
    if (!call || target.closest('.check')) return;
    this.actions.calls.select(call);
    this.actions.go(call);
  }

  #key(event) {
    const call = this.#callOf(event.target), {length} = this.#sorted;
    if (!call || event.altKey || event.ctrlKey || event.metaKey) return;
    const at = this.#sorted.indexOf(call);
    const to = {ArrowUp: at - 1, ArrowDown: at + 1, PageUp: at - SIZE, PageDown: at + SIZE, Home: 0, End: length - 1}[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const control = event.target.tagName;  // The focus stays in the same column.
    const index = Math.min(length - 1, Math.max(0, to));
    this.#turnTo(index);
    $(control, this.#rows[index % SIZE]).focus({preventScroll: true});
    this.reveal(this.#sorted[index]);
  }

  #choose(box) {
    this.actions.calls.choose(box.id === 'choose-page' ? this.#rows.map((row) => row.call) : [this.#callOf(box)], box.checked);
  }

  #filter() {
    const field = $('#min-snr');
    if (!field.checkValidity()) return this.say('The SNR must be from 0 to 60 dB', true);
    this.actions.minSnr(field.value === '' ? null : Number(field.value));
  }
}

function makeRow(call) {
  const [start, ...rest] = COLUMNS, text = textOf(call, start), unit = text.includes(':') ? text : `${text} ms`;
  const row = element('tr', {role: 'row'},
    element('td', {role: 'cell', className: 'check writes'},
            element('input', {type: 'checkbox', 'aria-label': `Select the call at ${unit}`})),
    element('th', {role: 'rowheader', scope: 'row', className: 'number'},
            element('button', {type: 'button', 'aria-label': `${unit}: show the call`}, text)),
    ...rest.map((column) => cell(column.label, textOf(call, column))));
  for (const one of [...row.cells].slice(2)) one.classList.add('number');
  row.call = call;
  return row;
}
