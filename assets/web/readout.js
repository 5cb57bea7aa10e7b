// SPDX-License-Identifier: GPL-3.0-or-later
// The cursor on the plot, moved by mouse or keys, and the text read out: its time and frequency,
// and the part of the image that is shown.

import {$, debounce, fixed} from './dom.js';
import {timeFormat} from './times.js';

const REST_MS = 300;  // Delay before a screen reader announces the result of key presses.

export class Readout {
  point = null;  // in the view's pixels

  /** Follows the mouse; null or a point outside hides the cursor. */
  hover(point, {width, height}) {
    const inside = point && point.x >= 0 && point.x <= width && point.y >= 0 && point.y <= height;
    this.point = inside ? point : null;
  }

  /** Moves by pixels, starting from the middle. */
  move(dx, dy, {width, height}) {
    const from = this.point ?? {x: width / 2, y: height / 2};
    const within = (value, max) => Math.min(max, Math.max(0, value));
    this.point = {x: within(from.x + dx, width), y: within(from.y + dy, height)};
    this.#tellPoint();
  }

  /** Shows time and frequency at the cursor, which stays in place when the image moves under it. */
  update(variant) {
    const {view, timeline, compressed} = variant;
    this.#follow(variant);
    if (!this.point) return void ($('#cursor').textContent = '');
    const column = view.columnAt(this.point.x);
    const segment = compressed ? ` · segment ${timeline.spanAt(column).index + 1}` : '';
    $('#cursor').textContent =
      `${timeFormat(timeline.end).full(timeline.timeAt(column), 0.01)} · ${fixed(view.hzAt(this.point.y) / 1000, 2)} kHz${segment}`;
  }

  #tellPoint = debounce(REST_MS, () => { $('#readout').textContent = $('#cursor').textContent; });

  /** Forgets the view that was read out. */
  clear() {
    this.point = this.#seen = null;
    $('#readout').textContent = '';
  }

  #seen = null;  // the part of the image that is shown

  /** Reads out the part that is shown once it has changed, by whatever means, and rests. */
  #follow(variant) {
    const {view: {left, right, low, high, full}} = variant, seen = [variant.compressed, left, right, low, high].join();
    const whole = right - left >= full.columns && high - low >= full.high - full.low;
    if (seen !== this.#seen && (this.#seen !== null || !whole)) {
      $('#readout').textContent = '';  // It described the previous view.
      this.#tellView(variant);
    }
    this.#seen = seen;
  }

  #tellView = debounce(REST_MS, ({view, timeline}) => {
    if (this.#seen === null) return;
    const times = timeFormat(timeline.end).range(timeline.timeAt(view.left), timeline.timeAt(view.right), 1);
    $('#readout').textContent =
      `Shown: ${times}, ${fixed(view.low / 1000, 0)} to ${fixed(view.high / 1000, 0)} kHz`;
  });
}
