// SPDX-License-Identifier: GPL-3.0-or-later
// Formatting of times in a recording: in ms, or as m:ss where they exceed a minute.

import {fixed} from './dom.js';
import {decimalsOf} from './timeline.js';

const MINUTE_MS = 60_000;
const FINEST_DECIMALS = 4;  // of seconds

/** 65432.1 as "1:05.4321", to multiples of `step` ms. */
export function clock(ms, step) {
  const decimals = Math.min(FINEST_DECIMALS, decimalsOf(step / 1000)), unit = 10 ** decimals;
  const rounded = Math.round(ms / 1000 * unit);
  const seconds = (rounded % (60 * unit) / unit).toFixed(decimals);
  return `${Math.floor(rounded / (60 * unit))}:${seconds.padStart(decimals > 0 ? decimals + 3 : 2, '0')}`;
}

/** How the times up to `end` are written alike, to multiples of `step` ms: without and with the unit. */
export function timeFormat(end) {
  if (end >= MINUTE_MS) return {unit: 'min:s', text: clock, full: clock, range: (a, b, step) => `${clock(a, step)} to ${clock(b, step)}`};
  const text = (ms, step) => fixed(ms, decimalsOf(step));
  return {
    unit: 'ms', text, full: (ms, step) => `${text(ms, step)} ms`,
    range: (a, b, step) => `${text(a, step)} to ${text(b, step)} ms`,
  };
}
