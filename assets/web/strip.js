// SPDX-License-Identifier: GPL-3.0-or-later
// The whole recording as a small picture below the plot; it marks the part that is shown, and moves
// there when clicked.

import {request} from './api.js';
import {$} from './dom.js';
import {MARGIN} from './plot.js';
import {redraw, stage} from './stage.js';

const strip = $('#strip'), canvas = $('#strip canvas'), frame = $('#strip-frame');
const MIN_FRAME = 3;   // pixels
let shown = null;      // the recording whose picture is on the canvas
let stop = null;

/** Shows the recording; `columns` of its image. */
export async function open(recording, columns) {
  if (shown === recording) return;
  shown = recording;
  stop?.abort();
  stop = new AbortController();
  const {signal} = stop;
  const width = strip.clientWidth - MARGIN.left - MARGIN.right;
  const shrink = Math.max(0, Math.floor(Math.log2(Math.min(columns, 65_500) / Math.max(1, width))));
  try {
    const response = await request(`/recording/${recording}/spectrogram?shrink=${shrink}`,
                                   {signal, headers: {Accept: 'image/jpeg'}});
    const bitmap = await createImageBitmap(await response.blob());
    if (signal.aborted) return;
    Object.assign(canvas, {width: bitmap.width, height: bitmap.height});
    canvas.getContext('2d').drawImage(bitmap, 0, 0);
    bitmap.close();
  } catch {
    if (shown === recording) shown = null;  // The strip is a convenience; the plot reports errors.
  }
}

export function close() {
  stop?.abort();
  shown = null;
}

const endOf = ({answer}) => answer.spectroInfo.end_time;

function mark(variant) {
  if (strip.offsetParent === null) return;
  const {view, timeline} = variant, end = endOf(variant);
  const left = timeline.timeAt(view.left) / end, right = timeline.timeAt(view.right) / end;
  frame.hidden = right - left >= 1;
  frame.style.left = `${100 * left}%`;
  frame.style.width = `max(${MIN_FRAME}px, ${100 * (right - left)}%)`;
}

function go(event) {
  const {variant} = stage;
  if (!variant || event.buttons !== 1) return;
  const {left, width} = $('#strip-area').getBoundingClientRect();
  const time = Math.min(1, Math.max(0, (event.clientX - left) / width)) * endOf(variant);
  const {view, timeline} = variant, half = (view.right - view.left) / 2, middle = timeline.columnAt(time);
  view.showColumns(middle - half, middle + half);
  redraw();
}

stage.drawn.add(mark);
strip.addEventListener('pointerdown', go);
strip.addEventListener('pointermove', go);
