// SPDX-License-Identifier: GPL-3.0-or-later
// Listening to ultrasound: plays pieces of the recording in sequence, slowed down or heterodyned.

import {request} from './api.js';
import {amplify, joined} from './wave.js';

const PIECE_MS = 4000;

/** The pieces between two columns: {start, end} in ms, up to `longest` ms each. */
export function* playlist(timeline, from, to, longest = PIECE_MS) {
  const first = timeline.spanAt(from), end = timeline.timeAt(to);
  for (const span of timeline.spans.slice(first.index)) {
    if (span !== first && span.column >= to) return;
    const last = Math.min(span.end, end);
    let start = span === first ? timeline.timeAt(from) : span.start;
    for (; start < last; start += longest)
      yield {start, end: Math.min(last, start + longest)};
  }
}

/**
 * The WAV file of a piece. `sound`: {expansion (times slower), heterodyne (Hz, or null), gain (dB)};
 * the API takes whole ms.
 */
async function load(recording, piece, {expansion, heterodyne, gain}, signal) {
  const query = new URLSearchParams({start_time: Math.floor(piece.start), end_time: Math.ceil(piece.end)});
  if (heterodyne) query.set('heterodyne', heterodyne);
  else query.set('time_expansion', expansion);
  const response = await request(`/recording/${recording}/audio?${query}`, {signal});
  return amplify(await response.arrayBuffer(), gain);
}

/** One WAV file of all that is between two columns. */
export async function soundBetween(recording, timeline, from, to, sound) {
  const parts = [];
  for (const piece of playlist(timeline, from, to, Infinity)) parts.push(await load(recording, piece, sound));
  return joined(parts);
}

export class Listener {
  /** `actions`: {moved(ms or null) with the position in the recording, failed(error)}. */
  constructor(player, actions) {
    Object.assign(this, {player, actions, piece: null});
    player.addEventListener('ended', () => this.#next());
    player.addEventListener('timeupdate', () => this.#tell());
    player.addEventListener('play', () => this.#frame());
  }

  get active() { return this.stop !== undefined && !this.stop.signal.aborted; }

  async start(recordingId, timeline, from, to, sound) {
    this.end();
    this.stop = new AbortController();
    Object.assign(this, {recordingId, sound, to, pieces: playlist(timeline, from, to)});
    this.coming = this.#fetch();
    this.player.hidden = false;
    this.actions.moved(timeline.timeAt(from));
    await this.#next();
  }

  end() {
    this.stop?.abort();
    this.player.pause();
    this.player.hidden = true;
    this.#free();
    this.piece = null;
    this.actions.moved(null);
  }

  #free() {
    if (this.player.src) URL.revokeObjectURL(this.player.src);
    this.player.removeAttribute('src');
  }

  async #fetch() {
    const {value: piece} = this.pieces.next();
    if (!piece) return null;
    const wave = await load(this.recordingId, piece, this.sound, this.stop.signal);
    return {start: Math.floor(piece.start), blob: new Blob([wave], {type: 'audio/wav'})};
  }

  async #next() {
    const {stop} = this;
    try {
      const piece = await this.coming;
      if (stop.signal.aborted) return;
      if (!piece) return this.end();
      this.coming = this.#fetch();  // while this one plays
      this.coming.catch(() => {});
      this.piece = piece;
      this.#free();
      this.player.src = URL.createObjectURL(piece.blob);
      await this.player.play();
    } catch (error) {
      if (stop.signal.aborted) return;
      this.end();
      this.actions.failed(error);
    }
  }

  #tell() {
    const {expansion, heterodyne} = this.sound ?? {};
    if (this.piece) this.actions.moved(this.piece.start + 1000 * this.player.currentTime / (heterodyne ? 1 : expansion));
  }

  #frame() {
    if (!this.active || this.player.paused) return;
    this.#tell();
    requestAnimationFrame(() => this.#frame());
  }
}
