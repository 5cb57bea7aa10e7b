// SPDX-License-Identifier: GPL-3.0-or-later
// Changes that the server does not have yet. They are kept in the browser's storage, per user and
// recording, so that neither a reload nor a lost connection or token loses one.
//
// A change is {key, recording, resource, id, what, fields, base, whole, version, at, tried,
// conflict}:
//   resource  'annotation', or 'identification' (whose id is 0)
//   id        negative for an annotation that the server has not numbered yet
//   what      'add', 'change' or 'remove'
//   fields    only the changed ones, with their new values; `base` has the values before
//   whole     the resource before the change
//   version   of the resource that was changed; undefined if unknown
//   tried     whether a request may have reached the server
//   conflict  {theirs, version, fields} if others changed the same fields meanwhile

const PREFIX = 'noctule-change/';

/** A text that is the same for equal values. */
const textOf = (value) => JSON.stringify(Array.isArray(value) ? value.map((one) => one.id ?? one).sort() : value ?? null);
export const sameValue = (a, b) => textOf(a) === textOf(b);

/** The fields of `after` that differ from those of `before`. */
export const difference = (before, after) =>
  Object.fromEntries(Object.entries(after).filter(([name, value]) => !sameValue(before[name], value)));

const ANNOTATION = ['start_time', 'end_time', 'low_freq', 'high_freq', 'species', 'comments'];
/** The fields of an annotation that its author sets. */
export const annotationFields = (box) => Object.fromEntries(ANNOTATION.map((name) => [name, box[name]]));

let lastId = 0;
/** An id for an annotation until the server gives it one. */
export const localId = () => lastId = Math.min(lastId - 1, -Date.now());

export class Changes {
  #all = new Map();
  #prefix = null;
  #tab;
  #count = 0;

  /** `storage`: as localStorage; `tab`: unique to this tab; `changed` is called after every change. */
  constructor(storage, tab, changed) {
    Object.assign(this, {storage, changed});
    this.#tab = tab;
  }

  /** Uses the changes of this user; `isOpen(tab)` tells which other tabs still send their own. */
  open(user, isOpen) {
    this.close();
    this.#prefix = `${PREFIX}${encodeURIComponent(user)}/`;
    this.adopt(isOpen);
  }

  /** Takes over what tabs left that are closed now. */
  adopt(isOpen) {
    const keys = Array.from({length: this.storage.length}, (_, index) => this.storage.key(index));
    for (const key of keys.filter((one) => this.#prefix && one?.startsWith(this.#prefix) && !this.#all.has(one))) {
      if (isOpen(key.split('/')[3])) continue;
      const change = this.#read(key);
      this.storage.removeItem(key);
      if (change) this.#keep({...change, key: this.#newKey(change.recording)});
    }
    this.changed();
  }

  /** Forgets the changes here; they stay in storage for when the user signs in again. */
  close() {
    this.#all.clear();
    this.#prefix = null;
    this.changed();
  }

  get all() { return [...this.#all.values()].sort((a, b) => a.at - b.at); }
  of(recording) { return this.all.filter((one) => one.recording === recording); }
  has(change) { return this.#all.get(change.key) === change; }

  find({recording, resource, id}) {
    return this.all.find((one) => one.recording === recording && one.resource === resource && one.id === id);
  }

  /** Adds a change, or merges it into the one of the same resource. */
  record(change) {
    const known = this.find(change);
    if (!known) return this.#keep({...change, at: Date.now() + this.#count / 1000, key: this.#newKey(change.recording)});
    if (change.what === 'remove') known.what = known.what === 'add' && !known.tried ? 'none' : 'remove';
    else {
      known.base = {...change.base, ...known.base};  // the values before the first change
      known.fields = {...known.fields, ...change.fields};
    }
    this.update(known);
  }

  /** Saves a change after modification; drops it if nothing is left to do. */
  update(change) {
    const empty = change.what === 'change' && !change.conflict && !change.sending &&
      Object.keys(difference(change.base, change.fields)).length === 0;
    if (change.what === 'none' || empty) this.drop(change);
    else if (this.has(change)) this.#keep(change);
  }

  drop(change) {
    if (!this.has(change)) return;
    this.#all.delete(change.key);
    this.storage.removeItem(change.key);
    this.changed();
  }

  /** The annotations of a recording as the server has them, with the changes applied. */
  applyTo(recording, annotations) {
    let found = annotations;
    for (const {id, what, fields} of this.of(recording).filter((one) => one.resource === 'annotation')) {
      if (what === 'remove') found = found.filter((one) => one.id !== id);
      else if (what === 'add') found = [...found, {...fields, id}];
      else found = found.map((one) => one.id === id ? {...one, ...fields} : one);
    }
    return found;
  }

  #newKey(recording) {
    return `${this.#prefix}${recording}/${this.#tab}/${++this.#count}`;
  }

  #keep(change) {
    this.#all.set(change.key, change);
    const {key, sending, ...kept} = change;
    try {
      this.storage.setItem(key, JSON.stringify(kept));
    } catch { /* The storage is full: the change is kept until the tab is closed. */ }
    this.changed();
  }

  #read(key) {
    try {
      return JSON.parse(this.storage.getItem(key));
    } catch {
      return null;
    }
  }
}
