// SPDX-License-Identifier: GPL-3.0-or-later
// The pictures of a night's recordings: arrow keys move, Shift extends the selection, Enter opens.

import {$, element, fixed} from './dom.js';
import {timeOf} from './nights.js';
import {drawPicture, pictureOf} from './thumbs.js';
import {identificationOf} from './identifications.js';
import {textOf} from './vet_panel.js';

const IMAGE = {low: 3000, high: 202_000};  // Hz, of a picture
const FOUND = {calls: 'calls', noise: 'noise', empty: 'nothing'};

/** "3 calls, 45.1 kHz" */
function foundIn({verdict, calls, peak_freq: peak}) {
  if (verdict !== 'calls') return FOUND[verdict] ?? 'not analysed';
  return `${calls} ${calls === 1 ? 'call' : 'calls'}${peak === null ? '' : `, ${fixed(peak / 1000, 1)} kHz`}`;
}

export class NightCells {
  rows = [];
  selected = new Set();  // ids
  #cells = [];
  #anchor = 0;           // from where Shift extends
  #stop = new AbortController();

  /** `actions`: {open(index)}. */
  constructor(actions) {
    this.actions = actions;
    this.grid = $('#night-cells');
    this.grid.addEventListener('keydown', (event) => this.#key(event));
    this.grid.addEventListener('click', (event) => this.#click(event));
  }

  show(rows) {
    this.close();
    this.rows = rows;
    this.#stop = new AbortController();
    this.#cells = rows.map((row) => this.#cell(row));
    this.grid.replaceChildren(...this.#cells);
    this.update();
    if (rows.length > 0) this.#cells[0].tabIndex = 0;
  }

  close() {
    this.#stop.abort();
    this.selected.clear();
    this.#anchor = 0;
    this.rows = [];
    this.grid.replaceChildren();
  }

  #cell(row) {
    const canvas = element('canvas', {'aria-hidden': 'true'});
    const made = element('div', {role: 'option', tabIndex: -1, className: 'night-cell', title: row.name}, canvas,
      element('span', {}, timeOf(row.recorded_date) || row.name), element('span', {className: 'quiet'}, foundIn(row)),
      element('strong', {className: 'identification'}));
    made.dataset.id = row.id;
    const part = (Math.min(row.sample_rate / 2, IMAGE.high) - IMAGE.low) / (IMAGE.high - IMAGE.low);
    pictureOf(row.id, this.#stop.signal).then((bitmap) => drawPicture(canvas, bitmap, part), () => {});  // The text is enough.
    return made;
  }

  /** Shows what is selected and each identification. */
  update() {
    this.#cells.forEach((cell, index) => {
      const {id} = this.rows[index], shown = textOf(identificationOf(id));
      cell.setAttribute('aria-selected', this.selected.has(id));
      $('.identification', cell).textContent = shown === 'Not vetted' ? '' : shown;
    });
  }

  get #at() { return Math.max(0, this.#cells.indexOf(document.activeElement)); }

  /** Selects one, or with `extend` all from the anchor, or with `add` one more or less. */
  #select(index, {extend, add}) {
    if (!add) this.selected.clear();
    const [from, to] = extend ? [Math.min(this.#anchor, index), Math.max(this.#anchor, index)] : [index, index];
    const known = add && this.selected.has(this.rows[index].id);
    for (const {id} of this.rows.slice(from, to + 1))
      if (known) this.selected.delete(id);
      else this.selected.add(id);
    if (!extend) this.#anchor = index;
    for (const cell of this.#cells) cell.tabIndex = -1;
    this.#cells[index].tabIndex = 0;
    this.#cells[index].focus();
    this.update();
  }

  /** How many are side by side. */
  get #across() {
    const top = this.#cells[0]?.offsetTop;
    return Math.max(1, this.#cells.filter((cell) => cell.offsetTop === top).length);
  }

  #key(event) {
    const at = this.#at, last = this.rows.length - 1;
    const to = {
      ArrowLeft: at - 1, ArrowRight: at + 1, ArrowUp: at - this.#across, ArrowDown: at + this.#across, Home: 0, End: last,
    }[event.key];
    if (event.key === 'Enter') this.actions.open(at);
    else if (event.key === ' ') this.#select(at, {add: true});
    else if (event.key.toLowerCase() === 'a' && event.ctrlKey) this.#selectAll();
    else if (to !== undefined && to >= 0 && to <= last) this.#select(to, {extend: event.shiftKey});
    else if (to === undefined) return;
    event.preventDefault();
  }

  #selectAll() {
    for (const {id} of this.rows) this.selected.add(id);
    this.update();
  }

  /** A click selects; one on the only selected cell opens it. */
  #click(event) {
    const index = this.#cells.indexOf(event.target.closest('.night-cell'));
    if (index < 0) return;
    const plain = !event.shiftKey && !event.ctrlKey && !event.metaKey;
    if (plain && this.selected.size === 1 && this.selected.has(this.rows[index].id)) return this.actions.open(index);
    this.#select(index, {extend: event.shiftKey, add: event.ctrlKey || event.metaKey});
  }
}
