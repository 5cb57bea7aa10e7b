// SPDX-License-Identifier: GPL-3.0-or-later
// The annotations of a recording, of which one may be selected; every change is saved through the
// API, one request after the other.

import {get, send} from './api.js';
import {debounce} from './dom.js';

const SAVE_AFTER_MS = 300;

export class Annotations {
  /** `actions`: {changed() after any change, said(text, problem) what became of it}. */
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

  /** A box as it is being changed; saved when that is done. */
  change(box, done) {
    this.all = this.all.map((one) => one.id === box.id ? box : one);
    this.actions.changed();
    if (!done) return;
    this.unsaved.set(box.id, box);
    this.saveSoon();
  }

  /** Saves what was not saved yet; done when everything was answered. */
  flush() {
    for (const {id, species, ...annotation} of this.unsaved.values())
      this.#call('Saved', 'PATCH', `/${id}`, {annotation, species_ids: species.map((one) => one.id)});
    this.unsaved.clear();
    return this.saving;
  }

  /** Adds boxes and selects the last; false where not all could be added. */
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

  /** The answer to a request; null after saying what is wrong, or where it matters no more. */
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
        this.all = await get(path).catch(() => this.all);  // as they are without the change
        this.actions.changed();
        return null;
      }
    });
    this.saving = answer;
    return answer;
  }
}
