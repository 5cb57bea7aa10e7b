// SPDX-License-Identifier: GPL-3.0-or-later
// Listening to ultrasound: plays pieces of the recording in sequence, slowed down.

import {request} from './api.js';

/** How many times slower. */
export const SPEEDS = [5, 8, 10, 20];
const PIECE_MS = 4000;

/** The pieces to play from a column to the image's end: {start, end} in ms, up to PIECE_MS long. */
export function* playlist(timeline, column) {
  const first = timeline.stretchAt(column);
  for (const stretch of timeline.stretches.slice(first.index)) {
    let start = stretch === first ? timeline.timeAt(column) : stretch.start;
    for (; start < stretch.end; start += PIECE_MS)
      yield {start, end: Math.min(stretch.end, start + PIECE_MS)};
  }
}

export class Listener {
  /** `actions`: {moved(ms or null) with the position in the recording, failed(error)}. */
  constructor(player, actions) {
    Object.assign(this, {player, actions, piece: null});
    player.addEventListener('ended', () => this.#next());
    player.addEventListener('timeupdate', () => this.#tell());
    player.addEventListener('play', () => this.#frame());
  }

  expansion = 10;

  get active() { return this.stop !== undefined && !this.stop.signal.aborted; }

  async start(recordingId, timeline, column) {
    this.end();
    this.stop = new AbortController();
    this.recordingId = recordingId;
    this.pieces = playlist(timeline, column);
    this.coming = this.#fetch();
    this.player.hidden = false;
    this.actions.moved(timeline.timeAt(column));
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
    const start = Math.floor(piece.start);
    const query = new URLSearchParams({start_time: start, end_time: Math.ceil(piece.end), time_expansion: this.expansion});
    const response = await request(`/recording/${this.recordingId}/audio?${query}`, {signal: this.stop.signal});
    return {start, blob: await response.blob()};
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
    if (this.piece) this.actions.moved(this.piece.start + 1000 * this.player.currentTime / this.expansion);
  }

  #frame() {
    if (!this.active || this.player.paused) return;
    this.#tell();
    requestAnimationFrame(() => this.#frame());
  }
}
