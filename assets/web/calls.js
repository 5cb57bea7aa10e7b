// SPDX-License-Identifier: GPL-3.0-or-later
// The calls found in a recording: which one is current, and which are selected for annotation.

import {get, retryWhileBusy} from './api.js';

/** Identifies a call within its recording, independent of the minimum SNR of the list. */
const keyOf = ({start_time: start, low_freq: low, high_freq: high}) => `${start} ${low} ${high}`;

export class Calls {
  all = [];            // sorted by start; never modified in place
  recording = null;    // the id of the recording
  current = null;      // the call shown last
  hovered = null;      // the call under the mouse
  chosen = new Set();  // calls
  #asked = null;       // aborts the pending request

  /** `actions`: {listed(minSnr) for a new list, changed() for other changes, said(text, problem)}. */
  constructor(actions) {
    this.actions = actions;
  }

  /** The highlighted call. */
  get lit() { return this.hovered ?? this.current; }

  /**
   * Lists the calls with at least `minSnr` dB; null uses the default of the API. `fetched`: a
   * promise of the response, if it was requested before.
   */
  async open(recording, minSnr = null, fetched = null) {
    if (recording !== this.recording) this.close();
    this.recording = recording;
    this.#asked?.abort();
    this.#asked = new AbortController();
    const {signal} = this.#asked;
    const waiting = (text) => { if (!signal.aborted) this.actions.said(text); };
    const timer = setTimeout(() => waiting('Finding calls…'), 300);
    try {
      const url = `/recording/${recording}/calls${minSnr === null ? '' : `?min_snr=${minSnr}`}`;
      const {calls, detector} = await retryWhileBusy(() => this.#fetch(url, signal, fetched), (reason) => waiting(`${reason}…`), signal);
      if (!signal.aborted) this.#list(calls, detector.min_snr);
    } catch (error) {
      if (!signal.aborted) this.actions.said(error.message, true);
    }
    clearTimeout(timer);
  }

  #fetch(url, signal, fetched) {
    return fetched?.catch(() => get(url, {signal})) ?? get(url, {signal});
  }

  close() {
    this.#asked?.abort();
    this.recording = null;
    this.#list([], null);
  }

  /** Replaces the list; calls that are still listed remain current and selected. */
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
    this.hovered = null;  // the last action determines the highlight
    this.actions.changed();
  }

  choose(calls, on) {
    for (const call of calls) {
      if (on) this.chosen.add(call);
      else this.chosen.delete(call);
    }
    this.actions.changed();
  }

  /** The calls that a command applies to: the selected ones by start, or else the current one. */
  get meant() {
    if (this.chosen.size > 0) return this.all.filter((call) => this.chosen.has(call));
    return this.current ? [this.current] : [];
  }
}

/** The bounding box of calls, rounded like a drawn box. */
export function boxAround(calls) {
  const time = (ms) => Math.round(ms * 100) / 100;
  const bound = (pick, field) => calls.reduce((found, call) => pick(found, call[field]), calls[0][field]);
  return {
    start_time: time(bound(Math.min, 'start_time')), end_time: time(bound(Math.max, 'end_time')),
    low_freq: Math.round(bound(Math.min, 'low_freq')), high_freq: Math.round(bound(Math.max, 'high_freq')),
  };
}
