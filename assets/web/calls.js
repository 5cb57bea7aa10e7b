// SPDX-License-Identifier: GPL-3.0-or-later
// The calls found in a recording: which one is looked at, and which are chosen to be annotated.

import {get, patiently} from './api.js';

/** What tells a call from the others of its recording, at whatever sensitivity it was listed. */
const keyOf = ({start_time: start, low_freq: low, high_freq: high}) => `${start} ${low} ${high}`;

export class Calls {
  all = [];            // by start; never changed in place
  recording = null;    // whose they are, an id
  current = null;      // the call that was gone to last
  hovered = null;      // the call under the mouse
  chosen = new Set();  // calls
  #asked = null;       // aborts the request

  /** `actions`: {listed(minSnr) when the list is another one, changed() for all else, said(text, problem)}. */
  constructor(actions) {
    this.actions = actions;
  }

  /** The call that lights up. */
  get lit() { return this.hovered ?? this.current; }

  /** Lists the calls from a signal-to-noise ratio in dB on, the API's own where none is given. */
  async open(recording, minSnr = null) {
    if (recording !== this.recording) this.close();
    this.recording = recording;
    this.#asked?.abort();
    this.#asked = new AbortController();
    const {signal} = this.#asked;
    const waiting = (text) => { if (!signal.aborted) this.actions.said(text); };
    const timer = setTimeout(() => waiting('Finding calls…'), 300);
    try {
      const url = `/recording/${recording}/calls${minSnr === null ? '' : `?min_snr=${minSnr}`}`;
      const {calls, detector} = await patiently(() => get(url, {signal}), (reason) => waiting(`${reason}…`), signal);
      if (!signal.aborted) this.#list(calls, detector.min_snr);
    } catch (error) {
      if (!signal.aborted) this.actions.said(error.message, true);
    }
    clearTimeout(timer);
  }

  close() {
    this.#asked?.abort();
    this.recording = null;
    this.#list([], null);
  }

  /** What was looked at or chosen stays so if it is listed still. */
  #list(calls, minSnr) {
    const kept = new Map([...this.chosen, this.current].filter(Boolean).map((call) => [keyOf(call), call]));
    const again = calls.filter((call) => kept.has(keyOf(call)));
    const was = (call) => kept.get(keyOf(call));
    this.chosen = new Set(again.filter((call) => this.chosen.has(was(call))));
    this.current = again.find((call) => was(call) === this.current) ?? null;
    this.hovered = null;
    this.all = calls;
    this.actions.listed(minSnr);
  }

  hover(call) {
    if (call === this.hovered) return;
    this.hovered = call;
    this.actions.changed();
  }

  select(call) {
    if (call === this.current && !this.hovered) return;
    this.current = call;
    this.hovered = null;  // what was done last lights up
    this.actions.changed();
  }

  choose(calls, on) {
    for (const call of calls) {
      if (on) this.chosen.add(call);
      else this.chosen.delete(call);
    }
    this.actions.changed();
  }

  /** Calls that a command is about: the chosen ones by start, or else the current one. */
  get meant() {
    if (this.chosen.size > 0) return this.all.filter((call) => this.chosen.has(call));
    return this.current ? [this.current] : [];
  }
}

/** The box around calls, as exact as one that is drawn. */
export function boxAround(calls) {
  const time = (ms) => Math.round(ms * 100) / 100;
  const bound = (pick, field) => calls.reduce((found, call) => pick(found, call[field]), calls[0][field]);
  return {
    start_time: time(bound(Math.min, 'start_time')), end_time: time(bound(Math.max, 'end_time')),
    low_freq: Math.round(bound(Math.min, 'low_freq')), high_freq: Math.round(bound(Math.max, 'high_freq')),
  };
}
