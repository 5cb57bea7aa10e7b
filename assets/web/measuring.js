// SPDX-License-Identifier: GPL-3.0-or-later
// Peak frequency and −10 dB duration of calls and annotations, and the interval to the call before.

import {request} from './api.js';
import {$, debounce, element, fixed} from './dom.js';
import {measure} from './measure.js';
import {stage} from './stage.js';
import {samplesOf} from './wave.js';

const AROUND_MS = 6, LONGEST_MS = 1000;
const MAX_KNOWN = 500;
const REST_MS = 200;      // while a box is moved
const known = new Map();  // results, or null while they are computed

async function compute(recording, rate, {start_time: start, end_time: end, low_freq: low, high_freq: high}) {
  const from = Math.max(0, Math.floor(start) - AROUND_MS);
  const query = new URLSearchParams({start_time: from, end_time: Math.ceil(end) + AROUND_MS});
  const response = await request(`/recording/${recording}/audio?${query}`);
  return measure(samplesOf(await response.arrayBuffer()), rate, {start: start - from, end: end - from, low, high});
}

/** {peak_freq, duration} of a box of the recording; undefined until known: then `then` is called. */
export function measured(box, then) {
  const {recording, variant} = stage, {start_time: start, end_time: end, low_freq: low, high_freq: high} = box;
  if (!variant || !(end > start) || end - start > LONGEST_MS) return undefined;
  const key = [recording, start, end, low, high].join();
  if (!known.has(key)) {
    known.set(key, null);
    for (const old of [...known.keys()].slice(0, -MAX_KNOWN)) known.delete(old);
    compute(recording, variant.rate, box).then((found) => known.set(key, found), () => known.delete(key))
      .then(() => recording === stage.recording && known.get(key) && then());
  }
  return known.get(key) ?? undefined;
}

/** "6.20 ms", or a dash if the sound is not 10 dB above what is around it. */
export const durationText = ({duration}) => Number.isNaN(duration) ? '–' : `${fixed(duration, 2)} ms`;

/** From the start of the last call before a box to the start of the box, in ms; null if there is none. */
function intervalBefore({start_time: start}, calls) {
  const before = calls.filter((call) => call.end_time <= start).at(-1);
  return before ? start - before.start_time : null;
}

/** Shows the measurements of an annotation in the editor. */
export const showBoxMeasurements = debounce(REST_MS, (annotations, calls) => {
  const box = annotations.current;
  const found = box && measured(box, () => showBoxMeasurements(annotations, calls));
  const interval = box && intervalBefore(box, calls.all);
  const facts = [
    ['Peak', found && `${fixed(found.peak_freq / 1000, 1)} kHz`],
    ['−10 dB duration', found && durationText(found)],
    ['From the call before', interval !== null && interval !== undefined && `${fixed(interval, 1)} ms`],
  ];
  $('#box-measurements').replaceChildren(...facts.filter(([, text]) => text)
    .flatMap(([name, text]) => [element('dt', {}, name), element('dd', {}, text)]));
});
