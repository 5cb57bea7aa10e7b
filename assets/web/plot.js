// SPDX-License-Identifier: GPL-3.0-or-later
// Draws a view: images, axes of time and kHz, segment borders, the playhead.

import {fixed} from './dom.js';
import {decimalsOf, niceStep, ticks} from './timeline.js';
import {timeFormat} from './times.js';

/** Space for the axes around the images, in CSS pixels. */
export const MARGIN = {left: 46, right: 20, top: 22, bottom: 38};
const LABEL_GAP = 12;
const NARROW_SEGMENT = 10;
const FONT = '12px system-ui, sans-serif';

export class Plot {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext('2d', {alpha: false});
  }

  resize(width, height) {
    const scale = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(width * scale);
    this.canvas.height = Math.round(height * scale);
    this.context.setTransform(scale, 0, 0, scale, 0, 0);
    this.size = {width, height};
  }

  /**
   * `picture`: {view, timeline, pictures, sharp (stage.js), light (factor of their brightness), playing (a
   * column or null), cursor (a point or null), over(context, colors) draws on top of the pictures}.
   */
  draw({view, timeline, pictures, sharp, light, playing, cursor, over}) {
    const {context, size} = this;
    const style = getComputedStyle(this.canvas);
    this.colors = {
      ink: style.color,
      paper: style.getPropertyValue('--paper'),
      line: style.getPropertyValue('--plot-line'),
      mark: style.getPropertyValue('--mark'),
      cross: style.getPropertyValue('--cross'),
      call: style.getPropertyValue('--call'),
      other: style.getPropertyValue('--other'),
    };
    context.font = FONT;
    context.fillStyle = this.colors.paper;
    context.fillRect(0, 0, size.width, size.height);
    context.save();
    context.translate(MARGIN.left, MARGIN.top);
    this.#clipped(view, () => {
      this.#pictures(view, pictures, light);
      this.#sharp(view, sharp);
    });
    this.#frequencies(view);
    this.#times(view, timeline);
    this.#clipped(view, () => over(context, this.colors));
    if (cursor) this.#crosshair(cursor, view);
    if (playing !== null) this.#verticalLine(view.xAt(playing), view, this.colors.mark, 2);
    context.restore();
  }

  /** Clips what `draw` does to the image area. */
  #clipped(view, draw) {
    const {context} = this;
    context.save();
    context.beginPath();
    context.rect(0, 0, view.width, view.height);
    context.clip();
    draw();
    context.restore();
  }

  #pictures(view, pictures, light) {
    const {context} = this;
    context.fillStyle = '#000';
    context.fillRect(0, 0, view.width, view.height);
    context.imageSmoothingEnabled = view.columnsPerPixel > 0.5;
    const {low, high} = view.image;
    if (light !== 1) context.filter = `brightness(${light})`;
    for (const {tile, bitmap, scale} of pictures) {
      // Columns are clipped to the screen: browsers draw inaccurately far outside it.
      const left = Math.max(tile.column, view.left - 2), right = Math.min(tile.column + tile.width, view.right + 2);
      if (left >= right) continue;
      const row = (hz) => (high - hz) / (high - low) * bitmap.height;
      context.drawImage(bitmap, (left - tile.column) / scale, row(view.high),
                        (right - left) / scale, row(view.low) - row(view.high),
                        view.xAt(left), 0, (right - left) / view.columnsPerPixel, view.height);
    }
  }

  /** What was drawn for just this scale, over what is stored. */
  #sharp(view, parts) {
    for (const {bitmap, left, right, low, high} of parts)
      this.context.drawImage(bitmap, view.xAt(left), view.yAt(high),
                             (right - left) / view.columnsPerPixel, view.yAt(low) - view.yAt(high));
  }

  #verticalLine(x, view, color, width = 1) {
    if (x < 0 || x > view.width) return;
    const {context} = this;
    context.fillStyle = color;
    context.fillRect(Math.round(x) - Math.floor(width / 2), 0, width, view.height);
  }

  #crosshair({x, y}, view) {
    this.#verticalLine(x, view, this.colors.cross);
    this.context.fillStyle = this.colors.cross;
    this.context.fillRect(0, Math.round(y), view.width, 1);
  }

  #frequencies(view) {
    const {context} = this;
    const perPixel = (view.high - view.low) / 1000 / view.height;
    const step = niceStep(28 * perPixel);
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    for (const khz of ticks(view.low / 1000, view.high / 1000, step)) {
      const y = view.yAt(khz * 1000);
      context.fillStyle = this.colors.line;
      context.fillRect(0, Math.round(y), view.width, 1);
      context.fillStyle = this.colors.ink;
      context.fillText(fixed(khz, decimalsOf(step)), -6, y);
    }
    context.textBaseline = 'alphabetic';
    context.fillText('kHz', -6, -9);
  }

  #times(view, timeline) {
    const {context} = this;
    const shown = timeline.within(view.left, view.right), several = timeline.spans.length > 1;
    const format = timeFormat(timeline.end);
    const widest = context.measureText(format.text(timeline.end, 0.01)).width + LABEL_GAP;
    context.textAlign = 'center';
    // Ticks at round times, or, if segments are too narrow for those, at equal distances.
    if (shown.length * NARROW_SEGMENT > view.width) {
      for (let x = widest / 2; x < view.width; x += widest)
        this.#tick(view, x, format.text(timeline.timeAt(view.columnAt(x)), 1));
    } else {
      this.#roundTimes(view, timeline, shown, widest, format);
      if (several) for (const span of shown) this.#segment(view, span, format);
    }
    context.fillStyle = this.colors.ink;
    context.fillText(format.unit, view.width / 2, view.height + 33);
  }

  #tick(view, x, text = '') {
    const {context} = this;
    context.fillStyle = this.colors.ink;
    context.fillRect(Math.round(x), view.height, 1, 5);
    if (text) context.fillText(text, x, view.height + 16);
  }

  #roundTimes(view, timeline, shown, widest, format) {
    const {context} = this;
    const step = niceStep(Math.max(widest * view.columnsPerPixel / timeline.density, 0.01));
    let free = -MARGIN.left;
    for (const span of shown) {
      const timeOf = (column) => span.start + (column - span.column) / timeline.density;
      const start = timeOf(Math.max(view.left, span.column));
      const end = timeOf(Math.min(view.right, span.column + span.width));
      for (const time of ticks(start, end, step)) {
        const x = view.xAt(span.column + (time - span.start) * timeline.density);
        const text = format.text(time, step), half = context.measureText(text).width / 2;
        const fits = x - half >= free && x + half <= view.width + MARGIN.right;
        this.#tick(view, x, fits ? text : '');
        if (fits) free = x + half + LABEL_GAP;
      }
    }
  }

  /** A segment's left border and, if they fit, its true times above it. */
  #segment(view, span, format) {
    const {context} = this;
    const left = view.xAt(span.column), right = view.xAt(span.column + span.width);
    if (span.index > 0) this.#verticalLine(left, view, this.colors.mark);
    const from = Math.max(0, left), to = Math.min(view.width, right);
    const [start, end] = [span.start, span.end].map((time) => format.text(time, 0.01));
    const texts = [`${start} – ${end}`, start];
    const text = texts.find((one) => context.measureText(one).width + 8 <= to - from);
    if (!text) return;
    context.fillStyle = this.colors.ink;
    context.textAlign = 'center';
    context.fillText(text, (from + to) / 2, -7);
  }
}
