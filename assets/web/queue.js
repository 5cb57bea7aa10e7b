// SPDX-License-Identifier: GPL-3.0-or-later
// The recordings to vet: those of the list with its search and order, read in parts as needed.

import {get, list} from './api.js';
import {isKnown, isVetted, learn, identificationOf} from './identifications.js';

const PART = 200;

export class Queue {
  #parts = new Map();  // promises by index
  total = 0;

  /** `filter`: the parameters of the list that select and sort. */
  constructor(filter) {
    this.filter = new URLSearchParams(filter);
  }

  async #part(index) {
    const query = new URLSearchParams([...this.filter, ['include', 'identification'],
                                       ['limit', PART], ['offset', index * PART]]);
    const {rows, total} = await list(`/recording/?${query}`);
    this.total = total;
    for (const {id, identification} of rows) if (identification) learn(id, identification);
    return rows;
  }

  /** The recording at a position, from 0; undefined outside. */
  async at(position) {
    if (position < 0 || this.#parts.size > 0 && position >= this.total) return undefined;
    const index = Math.floor(position / PART);
    if (!this.#parts.has(index)) {
      const part = this.#part(index);
      this.#parts.set(index, part);
      part.catch(() => this.#parts.delete(index));
    }
    return (await this.#parts.get(index))[position % PART];
  }

  /** The position of a recording, looked for from `hint`; -1 if it is not in the list. */
  async find(id, hint = 0) {
    if ((await this.at(hint))?.id === id) return hint;
    for (let position = 0; ; ++position) {
      const row = await this.at(position);
      if (!row) return -1;
      if (row.id === id) return position;
    }
  }

  /** The user's identification of the recording of a row, which may not be part of it. */
  async #identification({id, identification}) {
    if (!identification && !isKnown(id)) learn(id, await get(`/recording/${id}/identification`));
    return identificationOf(id);
  }

  /** The next position in a direction whose recording is not vetted, or -1. */
  async unvetted(position, way) {
    for (let at = position + way; ; at += way) {
      const row = await this.at(at);
      if (!row) return -1;
      if (!isVetted(await this.#identification(row))) return at;
    }
  }
}
