// SPDX-License-Identifier: GPL-3.0-or-later
// The ruler: time and frequency between two points of the plot, and the interval of the calls there.

import {$, fixed} from './dom.js';
import {readout, redraw, stage, surface} from './stage.js';

const REACH = 6;        // pixels from a call
const SMALLEST = 4;     // pixels; a smaller drag is a click
const button = $('#ruler');
let points = null;      // [from, to], each {ms, hz}
let live = false;       // whether the second point follows the cursor

export const isOn = () => button.getAttribute('aria-pressed') === 'true';

const pointAt = ({x, y}) => ({ms: stage.variant.timeline.timeAt(stage.variant.view.columnAt(x)), hz: stage.variant.view.hzAt(y)});

/** The call at a time, or within a few pixels of it. */
function callAt(ms) {
  const {view, timeline} = stage.variant, reach = REACH * view.columnsPerPixel / timeline.density;
  return stage.parts.calls.all.find((call) => call.start_time - reach <= ms && call.end_time + reach >= ms);
}

function textOf([from, to]) {
  const time = Math.abs(to.ms - from.ms), calls = [from, to].map(({ms}) => callAt(ms));
  const interval = calls[0] && calls[1] && calls[0] !== calls[1] && Math.abs(calls[1].start_time - calls[0].start_time);
  return [`Δt ${fixed(time, 2)} ms`, `Δf ${fixed((to.hz - from.hz) / 1000, 2)} kHz`,
    interval && `interval ${fixed(interval, 2)} ms`].filter(Boolean).join(' · ');
}

function set(next) {
  points = next;
  $('#ruler-text').textContent = points ? textOf(points) : '';
  redraw();
}

function turn(on) {
  button.setAttribute('aria-pressed', on);
  surface.classList.toggle('drawing', on);
  live = false;
  set(null);
}

export const off = () => isOn() && turn(false);

/** Starts at the cursor, or in the middle, from where it follows the cursor; or ends. */
export function toggle() {
  if (!stage.variant) return;
  turn(!isOn());
  if (!isOn()) return;
  if (!readout.point) readout.move(0, 0, stage.variant.view);
  start(readout.point);
}

function start(point) {
  live = true;
  set([pointAt(point), pointAt(point)]);
}

/** The cursor is at another point. */
export function follow(point) {
  if (live && point) set([points[0], pointAt(point)]);
}

/** A drag measures; a click sets the first point, and the next one the second. */
export function drag(from, to, done, dropped) {
  if (Math.hypot(to.x - from.x, to.y - from.y) > SMALLEST) {
    live = false;
    set(dropped ? null : [pointAt(from), pointAt(to)]);
  } else if (done && !dropped && live) {
    follow(to);
    live = false;
  } else if (done && !dropped) start(to);
}

function draw(context, {view, timeline}, colors) {
  if (!points) return;
  const [a, b] = points.map(({ms, hz}) => ({x: view.xAt(timeline.columnAt(ms)), y: view.yAt(hz)}));
  context.setLineDash([]);
  for (const [color, lineWidth] of [['#000b', 4], [colors.mark, 1.5]]) {
    Object.assign(context, {strokeStyle: color, lineWidth});
    context.beginPath();
    context.moveTo(a.x, a.y);
    context.lineTo(b.x, a.y);
    context.lineTo(b.x, b.y);
    for (const [x, y, dx, dy] of [[a.x, a.y, 0, 5], [b.x, b.y, 5, 0]]) {
      context.moveTo(x - dx, y - dy);
      context.lineTo(x + dx, y + dy);
    }
    context.stroke();
  }
}

stage.layers.add(draw);
stage.closed.add(off);
button.addEventListener('click', () => stage.variant && turn(!isOn()));
