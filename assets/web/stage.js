// SPDX-License-Identifier: GPL-3.0-or-later
// The plot with what is drawn over it, and the commands that move its view.

import {$, oncePerFrame} from './dom.js';
import {CallBoxes} from './call_boxes.js';
import {MARGIN, Plot} from './plot.js';
import {Readout} from './readout.js';

export const surface = $('#plot');
export const readout = new Readout();
export const callBoxes = new CallBoxes();

const plot = new Plot($('#picture'));
const MARGIN_PART = 0.5;    // of a box's size, shown on each of its sides
const MIN_MARGIN_COLUMNS = 20, MIN_MARGIN_HZ = 4000;

export const stage = {
  recording: null,  // its id
  spectrogram: null,  // the id of the one shown, null for the default one
  mayWrite: false,  // whether the token allows changes
  variant: null,    // the variant shown (variant.js)
  playing: null,    // the column being played
  light: 1,         // factor of the brightness of the image
  load: null,       // loads a variant (viewer.js)
  sharp: [],        // parts redrawn from the samples (detail.js)
  /** {calls (calls.js), boxes (boxes.js), drawing (drawing.js)}, set by parts.js. */
  parts: null,
  /** Draw over the picture: (context, variant, colors). */
  layers: new Set(),
  /** Called after each drawing. */
  drawn: new Set(),
  /** Called when nothing is shown any more. */
  closed: new Set(),
};

/** The position of an event in the view. */
export function toPoint(event) {
  const {left, top} = surface.getBoundingClientRect();
  return {x: event.clientX - left - MARGIN.left, y: event.clientY - top - MARGIN.top};
}

export const redraw = oncePerFrame(() => {
  const {variant, parts: {calls, boxes, drawing}} = stage;
  if (!variant) return;
  const {view, timeline, tiles} = variant;
  const pictures = tiles.visible(view.left, view.right, view.columnsPerPixel / (window.devicePixelRatio || 1));
  surface.setAttribute('aria-busy', tiles.busy);
  callBoxes.place(calls.all, timeline);
  plot.draw({
    view, timeline, pictures, sharp: stage.sharp, light: stage.light, playing: stage.playing, cursor: readout.point,
    over(context, colors) {
      callBoxes.draw(context, view, colors, calls);
      for (const layer of stage.layers) layer(context, variant, colors);
    },
  });
  readout.update(variant);
  boxes.draw(drawing.fresh);
  if (pictures.length > 0) surface.dataset.drawn = '';
  for (const call of stage.drawn) call(variant);
});

/** The width of the image area in device pixels. */
export const imageWidth = () =>
  Math.max(1, surface.clientWidth - MARGIN.left - MARGIN.right) * (window.devicePixelRatio || 1);

export function resize() {
  const {clientWidth, clientHeight} = surface;
  if (clientWidth === 0) return;
  plot.resize(clientWidth, clientHeight);
  const width = clientWidth - MARGIN.left - MARGIN.right, height = clientHeight - MARGIN.top - MARGIN.bottom;
  stage.variant?.view.resize(width, height);
  const svg = $('#boxes');
  svg.style.left = `${MARGIN.left}px`;
  svg.style.top = `${MARGIN.top}px`;
  svg.setAttribute('width', Math.max(1, width));
  svg.setAttribute('height', Math.max(1, height));
  redraw();
}

/** Changes the view: `move` gets it. */
export function moveView(move) {
  if (!stage.variant) return;
  move(stage.variant.view);
  redraw();
}

/** Moves the view only as far as is needed to see a box. */
export function revealBox(box) {
  moveView((view) => {
    const {timeline} = stage.variant;
    const left = timeline.columnAt(box.start_time), right = timeline.columnAt(box.end_time);
    const room = Math.max(right - left, 40) * 2;
    if (left < view.left || right > view.right || right - left < (view.right - view.left) / 200)
      view.showColumns(left - room, right + room);
    if (box.low_freq < view.low || box.high_freq > view.high) view.showHz(view.full.low, view.full.high);
  });
}

/** Shows a box with a margin around it. */
export function zoomToBox(box) {
  moveView((view) => {
    const {timeline} = stage.variant;
    const left = timeline.columnAt(box.start_time), right = timeline.columnAt(box.end_time);
    const across = Math.max(MIN_MARGIN_COLUMNS, (right - left) * MARGIN_PART);
    const up = Math.max(MIN_MARGIN_HZ, (box.high_freq - box.low_freq) * MARGIN_PART);
    view.showColumns(left - across, right + across);
    view.showHz(box.low_freq - up, box.high_freq + up);
  });
}

/** Shows `width` ms around a time. */
export function zoomToTime(ms, width) {
  moveView((view) => {
    const {timeline} = stage.variant, middle = timeline.columnAt(ms), half = width * timeline.density / 2;
    view.showColumns(middle - half, middle + half);
  });
}

/**
 * Shows a time range, and frequencies if given (`band`), of a variant. If it has none of it, or only a small part, as in the
 * silence between calls, shows as many columns as before around the nearest ones.
 */
export function showRange({start, end, columns, band}) {
  moveView((view) => {
    if (band) view.showHz(...band);
    if (start === undefined) return;
    const {timeline} = stage.variant;
    const left = timeline.columnAt(start), right = timeline.columnAt(end), middle = (left + right) / 2;
    const whole = timeline.spans.some((one) => one.start >= start && one.end <= end);
    const enough = whole || right - left >= columns / 2;
    if (enough) view.showColumns(left, right);
    else view.showColumns(middle - columns / 2, middle + columns / 2);
  });
}

new ResizeObserver(resize).observe(surface);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
