// SPDX-License-Identifier: GPL-3.0-or-later
// The hours of a night, from noon to noon: how many recordings there are, by what was found in them,
// with sunset and sunrise.

import {$, oncePerFrame} from './dom.js';

const BIN_MS = 600_000, DAY_MS = 86_400_000, NOON_MS = DAY_MS / 2;
const BINS = DAY_MS / BIN_MS, HOUR_STEP = 3;
const FOOT = 18;        // pixels below the bars, for the hours
/** From the bottom up, with the custom property of each colour. */
const KINDS = [['calls', '--found-calls'], ['noise', '--found-noise'], ['empty', '--found-empty'], ['unknown', '--found-unknown']];
const canvas = $('#night-strip');
let night = null;       // as the API describes it
let onTime = () => {};

/** Milliseconds from the noon before a local time; null if it is not in the night. */
function sinceNoon(local) {
  if (!local || !night?.night) return null;
  const ms = Date.parse(`${local.slice(0, 19)}Z`) - Date.parse(`${night.night}T00:00:00Z`) - NOON_MS;
  return ms >= 0 && ms < DAY_MS ? ms : null;
}

/** For each bin, the numbers of recordings by kind. */
function counts() {
  const bins = Array.from({length: BINS}, () => ({calls: 0, noise: 0, empty: 0, unknown: 0}));
  for (const {time, verdict} of night.strip) {
    const ms = sinceNoon(time);
    if (ms !== null) ++bins[Math.floor(ms / BIN_MS)][verdict ?? 'unknown'];
  }
  return bins;
}

function drawSun(context, width, height, color) {
  const [set, rise] = [sinceNoon(night.sunset), sinceNoon(night.sunrise)];
  if (set === null || rise === null) return;
  context.fillStyle = color('--night');
  context.fillRect(set / DAY_MS * width, 0, (rise - set) / DAY_MS * width, height);
}

function drawHours(context, width, height, color) {
  Object.assign(context, {fillStyle: color('--quiet'), font: '11px system-ui, sans-serif', textAlign: 'center'});
  for (let hour = HOUR_STEP; hour < 24; hour += HOUR_STEP) {
    const x = hour / 24 * width;
    context.fillRect(Math.round(x), height, 1, 4);
    context.fillText(`${(hour + 12) % 24}:00`, x, height + 15);
  }
}

const draw = oncePerFrame(() => {
  if (!night || canvas.clientWidth === 0) return;
  const scale = window.devicePixelRatio || 1, {clientWidth: width, clientHeight} = canvas, height = clientHeight - FOOT;
  Object.assign(canvas, {width: width * scale, height: clientHeight * scale});
  const context = canvas.getContext('2d'), style = getComputedStyle(canvas), color = (name) => style.getPropertyValue(name);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  drawSun(context, width, height, color);
  const bins = counts(), most = Math.max(1, ...bins.map((bin) => KINDS.reduce((sum, [kind]) => sum + bin[kind], 0)));
  bins.forEach((bin, index) => {
    let y = height;
    for (const [kind, name] of KINDS) {
      const up = bin[kind] / most * (height - 2);
      context.fillStyle = color(name);
      context.fillRect(index / BINS * width, y - up, Math.max(1, width / BINS - 1), up);
      y -= up;
    }
  });
  context.fillStyle = color('--line');
  context.fillRect(0, height, width, 1);
  drawHours(context, width, height, color);
});

/** Shows a night, described by `text` for those who cannot see it; `clicked` gets the index of a recording. */
export function show(described, text, clicked) {
  night = described;
  onTime = clicked;
  canvas.setAttribute('aria-label', text);
  draw();
}

canvas.addEventListener('click', ({offsetX}) => {
  if (!night) return;
  const wanted = offsetX / canvas.clientWidth * DAY_MS, index = night.strip.findIndex(({time}) => (sinceNoon(time) ?? -1) >= wanted);
  onTime(index < 0 ? night.strip.length - 1 : index);
});
new ResizeObserver(draw).observe(canvas);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
