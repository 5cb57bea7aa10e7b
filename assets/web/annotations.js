// SPDX-License-Identifier: GPL-3.0-or-later
// The annotations of a recording, one of which may be selected. Changes are recorded as unsaved
// (unsaved.js) at once; they appear here whether the server has them yet or not.

import {get} from './api.js';
import {annotationFields, difference, localId} from './changes.js';
import * as undo from './undo.js';
import * as unsaved from './unsaved.js';

const SAID = {add: 'Added', change: 'Saved', remove: 'Deleted'};

export class Annotations {
  /** `actions`: {changed() after any change, said(text, problem) to report the outcome,
   * renamed(id, new id)}. */
  constructor(actions) {
    this.actions = actions;
    this.recordingId = null;
    this.all = [];
    this.selected = null;   // an id
    this.before = null;     // the box being edited, as it was recorded last
    unsaved.listeners.add({
      saved: (...values) => this.#saved(...values), failed: (...values) => this.#failed(...values),
      refreshed: (...values) => this.#refreshed(...values),
    });
  }

  open(recordingId, all) {
    Object.assign(this, {recordingId, all: unsaved.changes.applyTo(recordingId, all), selected: null, before: null});
    this.actions.said('');
    this.actions.changed();
  }

  close() {
    Object.assign(this, {recordingId: null, all: [], selected: null, before: null});
  }

  get current() { return this.#find(this.selected); }
  #find(id) { return this.all.find((one) => one.id === id) ?? null; }

  select(id) {
    this.selected = id;
    this.actions.changed();
  }

  /** Updates a box while it is being edited; records the change once `done`. */
  change(edited, done) {
    const id = undo.currentId(edited.id), box = {...edited, id, version: this.#find(id)?.version};
    if (this.before?.id !== box.id) this.before = this.#find(box.id);
    this.#replace(box);
    if (!done) return;
    const {before} = this;
    this.before = null;
    this.#record(before, box);
  }

  #replace(box) {
    this.all = this.all.map((one) => one.id === box.id ? box : one);
    this.actions.changed();
  }

  #record(before, after, undoing = false) {
    const fields = difference(annotationFields(before), annotationFields(after));
    if (Object.keys(fields).length === 0) return;
    const base = Object.fromEntries(Object.keys(fields).map((name) => [name, before[name]]));
    unsaved.record({...this.#place(before), what: 'change', fields, base, whole: annotationFields(before)});
    if (!undoing) undo.push({recording: this.recordingId, merge: `${before.id} ${Object.keys(fields)}`,
                             back: () => this.#revert(before.id, base)});
  }

  #revert(id, fields) {
    const now = this.#find(undo.currentId(id));
    if (!now) return;
    const after = {...now, ...fields};
    this.#replace(after);
    this.#record(now, after, true);
    this.select(now.id);
  }

  #place({id, version}) {
    return {recording: this.recordingId, resource: 'annotation', id, version};
  }

  /** Resolves when nothing is left to send, or sending has to wait. */
  flush() {
    return unsaved.flush();
  }

  /** Adds boxes and selects the last. */
  add(...boxes) {
    const added = boxes.map((box) => ({species: [], comments: '', ...box, id: localId()}));
    this.#insert(added);
    undo.push({recording: this.recordingId, back: () => added.forEach(({id}) => this.#drop(undo.currentId(id)))});
    return true;
  }

  #insert(boxes) {
    for (const box of boxes)
      unsaved.record({...this.#place({id: box.id}), what: 'add', fields: annotationFields(box), base: {}}, 0);
    this.all = [...this.all, ...boxes];
    this.select(boxes.at(-1).id);
  }

  remove(removed) {
    const id = undo.currentId(removed), box = this.#find(id);
    if (!box) return false;
    this.#drop(id);
    undo.push({recording: this.recordingId, what: 'Deleted', back: () => {
      const again = {...annotationFields(box), id: localId()};
      undo.rename(id, again.id);
      this.#insert([again]);
    }});
    return true;
  }

  #drop(id) {
    const box = this.#find(id);
    if (!box) return;
    this.all = this.all.filter((one) => one.id !== id);
    unsaved.record({...this.#place(box), what: 'remove', fields: {}, base: {}, whole: annotationFields(box)}, 0);
    this.select(null);
  }

  // Events of unsaved.js

  #saved(change, id, version) {
    if (change.resource !== 'annotation') return;
    if (change.id !== id && change.what === 'add') undo.rename(change.id, id);
    if (change.recording !== this.recordingId) return;
    this.all = this.all.map((one) => one.id === change.id ? {...one, id, version} : one);
    if (this.before?.id === change.id) this.before = {...this.before, id, version};
    if (this.selected === change.id) this.selected = id;
    this.actions.renamed(change.id, id);
    this.actions.said(SAID[change.what]);
    this.actions.changed();
  }

  #failed(change, message) {
    if (change.recording === this.recordingId) this.actions.said(message, true);
  }

  /** Reads again what the server has, after a change that it refused. */
  async #refreshed(recording) {
    if (recording !== this.recordingId) return;
    const all = await get(`/recording/${recording}/annotations`).catch(() => null);
    if (!all || recording !== this.recordingId) return;
    this.all = unsaved.changes.applyTo(recording, all);
    if (!this.current) this.selected = null;
    this.actions.changed();
  }
}
