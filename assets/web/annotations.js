// SPDX-License-Identifier: GPL-3.0-or-later
// The annotations of a recording, one of which may be selected. Changes are saved through the API,
// one request at a time.

import {get, send} from './api.js';
import {debounce} from './dom.js';

const SAVE_AFTER_MS = 300;

export class Annotations {
  /** `actions`: {changed() after any change, said(text, problem) to report the outcome}. */
  constructor(actions) {
    this.actions = actions;
    this.all = [];
    this.selected = null;      // an id
    this.unsaved = new Map();  // boxes by id
    this.saving = Promise.resolve();
    this.saveSoon = debounce(SAVE_AFTER_MS, () => this.flush());
  }

  open(recordingId, all) {
    Object.assign(this, {recordingId, all, selected: null});
    this.actions.said('');
    this.actions.changed();
  }

  get current() { return this.all.find(({id}) => id === this.selected) ?? null; }

  select(id) {
    this.selected = id;
    this.actions.changed();
  }

  /** Updates a box while it is being edited; saves it once `done`. */
  change(box, done) {
    this.all = this.all.map((one) => one.id === box.id ? box : one);
    this.actions.changed();
    if (!done) return;
    this.unsaved.set(box.id, box);
    this.saveSoon();
  }

  /** Saves pending changes; resolves when all requests have completed. */
  flush() {
    for (const {id, species, ...annotation} of this.unsaved.values())
      this.#call('Saved', 'PATCH', `/${id}`, {annotation, species_ids: species.map((one) => one.id)});
    this.unsaved.clear();
    return this.saving;
  }

  /** Adds boxes and selects the last; returns false if not all could be added. */
  async add(...boxes) {
    let added = null;
    for (const box of boxes) {
      added = await this.#call('Added', 'PUT', '', {annotation: box, species_ids: []});
      if (!added) return false;
      this.all = [...this.all, {...box, id: added.id, species: [], comments: ''}];
    }
    this.select(added.id);
    return true;
  }

  async remove(id) {
    this.unsaved.delete(id);
    if (!await this.#call('Deleted', 'DELETE', `/${id}`)) return false;
    this.all = this.all.filter((one) => one.id !== id);
    this.select(null);
    return true;
  }

  /** The response to a request; null after reporting an error, or if the recording changed. */
  #call(what, method, place, body) {
    const {recordingId} = this, path = `/recording/${recordingId}/annotations`;
    const answer = this.saving.then(async () => {
      try {
        const found = await send(method, path + place, body);
        if (recordingId !== this.recordingId) return null;
        this.actions.said(what);
        return found;
      } catch (error) {
        if (error.status === 401 || recordingId !== this.recordingId) return null;
        this.actions.said(error.message, true);
        this.all = await get(path).catch(() => this.all);  // without the failed change
        this.actions.changed();
        return null;
      }
    });
    this.saving = answer;
    return answer;
  }
}
