// SPDX-License-Identifier: GPL-3.0-or-later
// Drawing a new box on the plot, or placing one in the middle of the view.

import {$} from './dom.js';
import * as ruler from './ruler.js';

const SMALLEST = 4;  // pixels from corner to corner; a smaller drag is a click

/** The box between two points of the view, within the image. */
function boxBetween({view, timeline}, from, to) {
  const column = (x) => Math.min(view.full.columns, Math.max(0, view.columnAt(x)));
  const time = (x) => Math.round(timeline.timeAt(column(x)) * 100) / 100;
  const hz = (y) => Math.round(Math.min(view.full.high, Math.max(view.full.low, view.hzAt(y))));
  return {
    start_time: time(Math.min(from.x, to.x)), end_time: time(Math.max(from.x, to.x)),
    low_freq: hz(Math.max(from.y, to.y)), high_freq: hz(Math.min(from.y, to.y)),
  };
}

export class Drawing {
  fresh = null;  // the box that is being drawn

  /** `add` is called with each new box. */
  constructor(add) {
    this.add = add;
    this.button = $('#draw');
    this.button.addEventListener('click', () => {
      ruler.off();
      this.on = !this.on;
    });
  }

  /** Whether dragging on the plot draws a box. */
  get on() { return this.button.getAttribute('aria-pressed') === 'true'; }
  set on(on) {
    this.button.setAttribute('aria-pressed', on);
    $('#plot').classList.toggle('drawing', on);
  }

  /** Handles a drag from one point to another; if `dropped`, the box is discarded. */
  drag(variant, from, to, done, dropped) {
    this.fresh = boxBetween(variant, from, to);
    if (!done) return;
    if (!dropped && Math.hypot(to.x - from.x, to.y - from.y) > SMALLEST) this.add(this.fresh);
    this.on = false;
    this.fresh = null;
  }

  middle(variant) {
    const {width, height} = variant.view;
    this.add(boxBetween(variant, {x: width * 0.4, y: height * 0.4}, {x: width * 0.6, y: height * 0.6}));
  }
}
