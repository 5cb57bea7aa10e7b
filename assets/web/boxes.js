// SPDX-License-Identifier: GPL-3.0-or-later
// Annotations as boxes over the plot, with moving and resizing.

import {rectangles} from './rectangles.js';
import {clock} from './times.js';

const SVG = 'http://www.w3.org/2000/svg';
/** Half the side of a handle in CSS pixels; a finger needs more. */
const HANDLE = matchMedia('(pointer: coarse)').matches ? 11 : 5;
const KEY_COLUMNS = 4, KEY_HZ = 500;  // step of a key: 1 ms at 4 px per ms, 500 Hz

function shape(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** Handles by the sides they move, [time, frequency]: 0 none, 1 start or top, 2 end or bottom. */
const HANDLES = [[1, 1], [1, 0], [1, 2], [0, 1], [0, 2], [2, 1], [2, 0], [2, 2]];

const sorted = (box) => ({
  ...box,
  start_time: Math.min(box.start_time, box.end_time),
  end_time: Math.max(box.start_time, box.end_time),
  low_freq: Math.min(box.low_freq, box.high_freq),
  high_freq: Math.max(box.low_freq, box.high_freq),
});

export class Boxes {
  /**
   * `actions`: {all() the annotations, selected() an id or null, view, timeline, editable, drawing,
   * toPoint, select(id), change(box, done), remove(id), edit(id)}.
   */
  constructor(svg, actions) {
    Object.assign(this, {svg, actions});
    svg.addEventListener('pointerdown', (event) => this.#grab(event));
    svg.addEventListener('keydown', (event) => this.#key(event));
    svg.addEventListener('focusin', ({target}) => {
      const id = target.closest('g')?.dataset.id;
      if (id && Number(id) !== actions.selected()) actions.select(Number(id));
    });
  }

  /** Draws all boxes, and `fresh`, the one being drawn. */
  draw(fresh) {
    const old = new Map([...this.svg.children].map((group) => [group.dataset.id, group]));
    const groups = this.actions.all().map((box) => this.#group(box, old.get(String(box.id))));
    if (fresh) groups.push(this.#group({...sorted(fresh), id: 'fresh', species: [], comments: ''}, old.get('fresh')));
    // Groups that remain stay in the document: removing the focused one would lose the focus.
    for (const [id, group] of old) if (!groups.some((one) => one.dataset.id === id)) group.remove();
    for (const group of groups) if (!group.isConnected) this.svg.append(group);
  }

  /** An annotation has got another id; its element stays, so that the focus does. */
  rename(before, after) {
    for (const group of this.svg.children) if (group.dataset.id === String(before)) group.dataset.id = after;
  }

  #box(id) {
    return this.actions.all().find((one) => one.id === id);
  }

  #group(box, group = shape('g', {tabindex: 0, role: 'button'})) {
    const view = this.actions.view();
    const selected = box.id === this.actions.selected();
    group.dataset.id = box.id;
    group.setAttribute('aria-label', `Annotation: ${describe(box)}`);
    group.setAttribute('aria-pressed', selected);
    group.classList.toggle('selected', selected);
    const {top, height, pieces} = rectangles(box, view, this.actions.timeline());
    const parts = pieces.map(({x, width}) => shape('rect', {x, y: top, width, height}));
    if (pieces.length > 0) {
      const text = shape('text', {x: Math.max(pieces[0].x, 0) + 3, y: Math.max(top - 4, 11)});
      text.textContent = box.species.map(({species_code: code}) => code).join(', ');
      parts.push(text);
      if (selected && this.actions.editable()) parts.push(...this.#handles(pieces, top, height));
    }
    group.replaceChildren(...parts);
    group.toggleAttribute('hidden', pieces.length === 0);
    return group;
  }

  #handles(pieces, top, height) {
    const first = pieces[0].x, last = pieces.at(-1).x + pieces.at(-1).width;
    const at = (side, low, high) => side === 1 ? low : side === 2 ? high : (low + high) / 2;
    return HANDLES.map(([time, hz]) => {
      const handle = shape('rect', {
        class: `handle ${time === 0 ? 'ns' : hz === 0 ? 'ew' : time === hz ? 'nwse' : 'nesw'}`,
        x: at(time, first, last) - HANDLE, y: at(hz, top, top + height) - HANDLE,
        width: 2 * HANDLE, height: 2 * HANDLE,
      });
      handle.dataset.sides = `${time} ${hz}`;
      return handle;
    });
  }

  /** The box with the given sides moved by columns and Hz; the whole box if no side is given. */
  #moved(box, [time, hz], columns, dhz) {
    const timeline = this.actions.timeline(), {low, high} = this.actions.view().full;
    const shifted = {...box};
    if (time === 0 && hz === 0) {
      // The whole box moves by time, to keep its duration.
      const ms = timeline.timeAt(timeline.columnAt(box.start_time) + columns) - box.start_time;
      const by = Math.min(Math.max(ms, -box.start_time), Math.max(0, timeline.end - box.end_time));
      shifted.start_time += by;
      shifted.end_time += by;
      const up = Math.min(Math.max(dhz, Math.min(0, low - box.low_freq)), Math.max(0, high - box.high_freq));
      shifted.low_freq += up;
      shifted.high_freq += up;
      return shifted;
    }
    const side = (ms) => timeline.timeAt(timeline.columnAt(ms) + columns);
    const within = (value) => Math.min(high, Math.max(low, value));
    if (time === 1) shifted.start_time = side(box.start_time);
    if (time === 2) shifted.end_time = side(box.end_time);
    if (hz === 1) shifted.high_freq = within(box.high_freq + dhz);
    if (hz === 2) shifted.low_freq = within(box.low_freq + dhz);
    return sorted(shifted);
  }

  #grab(event) {
    const group = event.target.closest('g');
    if (!group || event.button !== 0 || this.actions.drawing()) return;
    event.stopPropagation();  // Otherwise the plot below would pan.
    const id = Number(group.dataset.id);
    const sides = event.target.dataset.sides?.split(' ').map(Number) ?? [0, 0];
    this.actions.select(id);
    if (!this.actions.editable()) return;
    const box = this.#box(id);
    const from = this.actions.toPoint(event), view = this.actions.view();
    let moved = null;
    this.svg.setPointerCapture(event.pointerId);
    const follow = (next) => {
      const to = this.actions.toPoint(next);
      if (!moved && Math.hypot(to.x - from.x, to.y - from.y) < 3) return;  // a click
      moved = this.#moved(box, sides, view.columnAt(to.x) - view.columnAt(from.x),
                          view.hzAt(to.y) - view.hzAt(from.y));
      this.actions.change(moved, false);
    };
    const end = (last) => {
      this.svg.removeEventListener('pointermove', follow);
      this.svg.removeEventListener('pointerup', end);
      this.svg.removeEventListener('pointercancel', end);
      if (moved) this.actions.change(last.type === 'pointerup' ? moved : box, last.type === 'pointerup');
    };
    this.svg.addEventListener('pointermove', follow);
    this.svg.addEventListener('pointerup', end);
    this.svg.addEventListener('pointercancel', end);
  }

  #key(event) {
    const id = Number(event.target.closest('g')?.dataset.id);
    const box = this.#box(id);
    if (!box) return;
    const [columns, hz] = {
      ArrowLeft: [-KEY_COLUMNS, 0], ArrowRight: [KEY_COLUMNS, 0], ArrowUp: [0, KEY_HZ], ArrowDown: [0, -KEY_HZ],
    }[event.key] ?? [0, 0];
    const editable = this.actions.editable();
    if ((columns || hz) && editable)
      this.actions.change(this.#moved(box, event.shiftKey ? [columns && 2, hz && 1] : [0, 0], columns, hz), true);
    else if ((event.key === 'Delete' || event.key === 'Backspace') && editable) this.actions.remove(id);
    else if (event.key === 'Enter' || event.key === ' ') this.actions.edit(id);
    else if (event.key === 'Escape') this.actions.select(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** "120.5 to 130 ms, 40 to 55.2 kHz: PIPPIP, a comment". */
export function describe(box) {
  const number = (value, places) => String(Number(value.toFixed(places)));
  const what = [box.species.map(({species_code: code}) => code).join(' '), box.comments].filter(Boolean).join(', ');
  const times = box.end_time < 60_000 ? `${number(box.start_time, 2)} to ${number(box.end_time, 2)} ms`
    : `${clock(box.start_time, 1)} to ${clock(box.end_time, 1)}`;
  return `${times}, ` +
    `${number(box.low_freq / 1000, 2)} to ${number(box.high_freq / 1000, 2)} kHz${what ? ': ' + what : ''}`;
}
