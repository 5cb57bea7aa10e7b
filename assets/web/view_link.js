// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses that hold the view of a recording (#/recording/7?t=120-180&f=20-90&variant=calls, in ms and
// kHz), and the views shown before.

import {setWindow, windowMs} from './detail.js';
import {debounce} from './dom.js';
import {moveView, redraw, stage} from './stage.js';

const REST_MS = 400;   // a view that rests is kept
const DEPTH = 50;
let before = [];       // views of the image, the last one being shown
let image = null;      // the variant that they belong to

const rounded = (value, decimals) => Number(value.toFixed(decimals));

/** The link to what is shown. */
function linkTo(recording, variant) {
  const parameters = new URLSearchParams();
  if (variant) {
    const {view, timeline, compressed} = variant, {left, right, low, high} = view;
    if (right - left < view.full.columns)
      parameters.set('t', `${rounded(timeline.timeAt(left), 2)}-${rounded(timeline.timeAt(right), 2)}`);
    if (high - low < view.full.high - view.full.low) parameters.set('f', `${rounded(low / 1000, 3)}-${rounded(high / 1000, 3)}`);
    if (stage.spectrogram) parameters.set('spectrogram', stage.spectrogram);
    if (compressed) parameters.set('variant', 'calls');
    if (windowMs() !== '1') parameters.set('window', windowMs());
    if (stage.light !== 1) parameters.set('light', rounded(stage.light, 3));
  }
  return `${location.origin}${location.pathname}#/recording/${recording}${parameters.size ? `?${parameters}` : ''}`;
}

/** Copies a link to what is shown; returns what to tell the user. */
export async function copyLink() {
  const link = linkTo(stage.recording, stage.variant);
  try {
    await navigator.clipboard.writeText(link);
    return 'Link copied';
  } catch {
    return link;  // Without HTTPS, browsers do not allow copying.
  }
}

/** "a-b" as [a, b], or null. */
function range(text) {
  const [, low, high] = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text ?? '') ?? [];
  return low !== undefined && Number(low) < Number(high) ? [Number(low), Number(high)] : null;
}

/** The id of the spectrogram that an address asks for; null for the default one. */
export const spectrogramIn = (parameters) => Number(parameters?.get('spectrogram')) || null;

/** What an address asks for: [compressed, {start, end, columns, band in Hz} or undefined]. */
export function readView(parameters) {
  const times = range(parameters?.get('t')), band = range(parameters?.get('f'))?.map((khz) => 1000 * khz);
  if (parameters?.has('window')) setWindow(parameters.get('window'));
  const light = Number(parameters?.get('light'));
  if (light > 0.1 && light < 10) stage.light = light;
  const time = times && {start: times[0], end: times[1], columns: 0};
  return [parameters?.get('variant') === 'calls', time || band ? {...time, band} : undefined];
}

/** Keeps the view shown, to come back to it. */
export function keepView() {
  const {variant} = stage;
  if (!variant) return;
  const {left, right, low, high} = variant.view, last = before.at(-1);
  if (last && [left, right, low, high].every((value, index) => value === last[index])) return;
  before = [...before.slice(-DEPTH), [left, right, low, high]];
}

const keepResting = debounce(REST_MS, keepView);

stage.drawn.add((variant) => {
  if (variant !== image) {
    image = variant;
    before = [];
  }
  keepResting();
});

/** Goes back to the view before this one. */
export function previousView() {
  const now = stage.variant?.view;
  if (!now) return;
  const shown = [now.left, now.right, now.low, now.high].join();
  while (before.length > 0 && before.at(-1).join() === shown) before.pop();
  const last = before.pop();
  if (!last) return;
  moveView((view) => {
    view.showColumns(last[0], last[1]);
    view.showHz(last[2], last[3]);
  });
  redraw();
}
