// SPDX-License-Identifier: GPL-3.0-or-later
// Calls as thin boxes on the spectrogram. There may be many thousands, so they are drawn on the
// canvas, not as elements. If boxes would cover the image, a strip along the top marks the calls.

import {rectangles} from './rectangles.js';

const ROOM = 4;       // minimum pixels per call for drawing boxes
const STRIP = 4;      // height in pixels of the strip drawn instead
const REACH = matchMedia('(pointer: coarse)').matches ? 10 : 3;  // hit tolerance in pixels

export class CallBoxes {
  on = false;
  #calls = [];
  #timeline = null;
  left = [];   // columns of the calls
  right = [];
  reach = [];  // running maximum of `right`

  /** Sets the calls, sorted by start, and the timeline of the variant shown. */
  place(calls, timeline) {
    if (calls === this.#calls && timeline === this.#timeline) return;
    this.#calls = calls;
    this.#timeline = timeline;
    this.left = Float64Array.from(calls, (call) => timeline.columnAt(call.start_time));
    this.right = Float64Array.from(calls, (call) => timeline.columnAt(call.end_time));
    let last = -Infinity;
    this.reach = this.right.map((column) => last = Math.max(last, column));
  }

  /** The indices [first, end) of all calls that may be visible between two columns. */
  #between(left, right) {
    return [firstWhere(this.reach, (column) => column > left), firstWhere(this.left, (column) => column >= right)];
  }

  #crowded(view) {
    const [first, end] = this.#between(view.left, view.right);
    return (end - first) * ROOM > view.width;
  }

  /** Draws all calls if `on`, and always those highlighted or selected. `colors`: {call, mark}. */
  draw(context, view, colors, {lit, chosen}) {
    if (this.on && this.#crowded(view)) this.#strip(context, view, colors.call);
    else if (this.on) this.#outline(context, view, this.#calls.slice(...this.#between(view.left, view.right)),
                                    {color: colors.call, width: 1});
    if (chosen.size > 0) this.#outline(context, view, [...chosen], {color: colors.call, width: 2});
    if (lit) this.#outline(context, view, [lit], {color: colors.mark, width: 2, fill: true});
  }

  #strip(context, view, color) {
    const [first, end] = this.#between(view.left, view.right);
    context.fillStyle = color;
    for (let index = first, free = -1; index < end; ++index) {
      if (this.right[index] <= this.left[index]) continue;  // not in the compressed spectrogram
      const x = Math.max(free, Math.floor(view.xAt(this.left[index])));
      const right = Math.ceil(view.xAt(this.right[index]));
      if (right <= x) continue;
      context.fillRect(x, 0, right - x, STRIP);
      free = right;
    }
  }

  /** Outlines just outside the calls, with a dark outer line for contrast on loud sound. */
  #outline(context, view, calls, {color, width, fill = false}) {
    const found = calls.map((call) => rectangles(call, view, this.#timeline));
    const path = (by) => {
      context.beginPath();
      for (const {top, height, pieces} of found)
        for (const {x, width: across} of pieces) {
          const left = Math.floor(x) - by, up = Math.floor(top) - by;
          context.rect(left, up, Math.ceil(x + across) + by - left, Math.ceil(top + height) + by - up);
        }
    };
    const stroke = (by, style, lineWidth) => {
      path(by);
      Object.assign(context, {strokeStyle: style, lineWidth});
      context.stroke();
    };
    if (fill) {
      path(0);
      context.fillStyle = '#ffffff26';
      context.fill();
    }
    stroke(width + 0.5, '#0009', 1);
    stroke(width / 2, color, width);
  }

  /** The smallest call drawn at a point of the view, or null. */
  at(point, view) {
    const inside = point && point.x >= 0 && point.x <= view.width && point.y >= 0 && point.y <= view.height;
    if (!this.on || !inside || this.#crowded(view)) return null;
    const [first, end] = this.#between(view.columnAt(point.x - REACH), view.columnAt(point.x + REACH));
    const size = (call) => (call.end_time - call.start_time) * (call.high_freq - call.low_freq);
    return this.#calls.slice(first, end).filter((call) => this.#holds(call, point, view))
      .sort((a, b) => size(a) - size(b))[0] ?? null;
  }

  #holds(call, {x, y}, view) {
    const {top, height, pieces} = rectangles(call, view, this.#timeline);
    return y >= top - REACH && y <= top + height + REACH &&
      pieces.some((piece) => x >= piece.x - REACH && x <= piece.x + piece.width + REACH);
  }
}

/** The first index of a sorted array for which `is` is true, or its length. */
function firstWhere(array, is) {
  let low = 0, high = array.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (is(array[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}
