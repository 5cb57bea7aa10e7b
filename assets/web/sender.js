// SPDX-License-Identifier: GPL-3.0-or-later
// Sends unsaved changes (changes.js) to the server, one after the other, until it has them.

import {get, request} from './api.js';
import {annotationFields, difference, localId, sameValue} from './changes.js';

const WAIT_MS = 300;             // after the last change, since more may follow
const FIRST_RETRY_MS = 1000, LAST_RETRY_MS = 30_000;

/** A version as an entity tag, or no header if it is unknown. */
const ifMatch = (version) => version === undefined ? {} : {'If-Match': `"${version}"`};
const versionOf = (response) => {
  const [, digits] = /^(?:W\/)?"(\d+)"$/.exec(response.headers.get('ETag') ?? '') ?? [];
  return digits === undefined ? undefined : Number(digits);
};

/** Errors that pass: no connection, a busy or failing server. */
const passes = ({status}) => status === 0 || status === 408 || status === 429 || status >= 500;

function annotationBody(fields) {
  const {species, ...annotation} = fields;
  return {annotation, ...species ? {species_ids: species.map(({id}) => id)} : {}};
}

export class Sender {
  problem = '';      // why changes are not saved yet
  #running = null;
  #timer = null;
  #delay = FIRST_RETRY_MS;

  /**
   * `events`: {saved(change, id, version), failed(change, message), refreshed(recording), changed()}.
   */
  constructor(changes, events) {
    Object.assign(this, {changes, events});
  }

  /** Sends soon. */
  schedule(ms = WAIT_MS) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), ms);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#delay = FIRST_RETRY_MS;
    this.problem = '';
  }

  /** Sends now; resolves when everything is saved or has to wait. */
  flush() {
    clearTimeout(this.#timer);
    this.#running ??= this.#run().finally(() => { this.#running = null; });
    return this.#running;
  }

  #next() {
    return this.changes.all.find((one) => !one.conflict && !one.refused);
  }

  async #run() {
    for (let change = this.#next(); change; change = this.#next()) {
      try {
        await this.#send(change);
        this.problem = '';
        this.#delay = FIRST_RETRY_MS;
      } catch (error) {
        change.sending = false;
        if (!await this.#recover(change, error)) break;
      }
      this.events.changed();
    }
    this.events.changed();
  }

  async #send(change) {
    if (change.id < 0 && change.tried && await this.#arrived(change)) return;
    if (change.id < 0 && change.what === 'remove') return this.changes.drop(change);
    const {what} = change, sent = structuredClone(change.fields);
    Object.assign(change, {tried: true, sending: true});
    this.changes.update(change);
    const response = await this.#request(change, sent);
    const version = versionOf(response), {id} = await response.json();
    this.#saved(change, what, sent, change.resource === 'annotation' ? id : 0, version);
  }

  #request({recording, resource, id, what, version, whole}, fields) {
    const headers = {'Content-Type': 'application/json', ...ifMatch(version)};
    if (resource === 'identification')
      return request(`/recording/${recording}/identification`,
                     {method: 'PUT', headers, body: JSON.stringify(identificationBody({...whole, ...fields}))});
    const path = `/recording/${recording}/annotations`;
    if (what === 'remove') return request(`${path}/${id}`, {method: 'DELETE', headers});
    return request(what === 'add' ? path : `${path}/${id}`,
                   {method: what === 'add' ? 'PUT' : 'PATCH', headers, body: JSON.stringify(annotationBody(fields))});
  }

  /** What was changed while the request was under way remains as a change of the new version. */
  #saved(change, what, sent, id, version) {
    const before = change.id;
    Object.assign(change, {sending: false, id, version});
    if (what === 'remove' || change.what === 'none') this.changes.drop(change);
    else if (change.what === 'remove') this.changes.update(change);
    else {
      if (change.whole) change.whole = {...change.whole, ...sent};
      Object.assign(change, {what: 'change', base: {...change.base, ...sent}, fields: difference(sent, change.fields), tried: false});
      this.changes.update(change);
    }
    this.events.saved({...change, id: before, what}, id, version);
  }

  /** Whether an annotation of an earlier request, whose response was lost, was added. */
  async #arrived(change) {
    const known = new Set(this.changes.of(change.recording).map(({id}) => id));
    const found = (await get(`/recording/${change.recording}/annotations`)).find((one) => !known.has(one.id) &&
      Object.entries(change.fields).every(([name, value]) => sameValue(one[name], value)));
    if (found) this.#saved(change, 'add', change.fields, found.id, found.version);
    return Boolean(found);
  }

  /** Returns whether to go on with other changes. */
  async #recover(change, error) {
    if (!this.changes.has(change) || error.status === 401) return false;
    if (passes(error)) return this.#retryLater(error);
    if (error.status === 404 && change.what === 'remove') this.#saved(change, 'remove', {}, change.id);
    else if (error.status === 412 || error.status === 404) {
      try {
        await this.#compare(change, error);
      } catch (another) {
        return this.#retryLater(another);
      }
    } else if (error.status === 403) {
      change.refused = true;  // until another token is used
      this.problem = error.message;
    } else {
      this.changes.drop(change);
      this.events.failed(change, error.message);
      this.events.refreshed(change.recording);
    }
    return true;
  }

  #retryLater(error) {
    this.problem = error.message;
    this.schedule(Math.max(this.#delay, 1000 * (error.retryAfter ?? 0)));
    this.#delay = Math.min(LAST_RETRY_MS, 2 * this.#delay);
    return false;
  }

  /** The resource as the server has it now; null if it was deleted. */
  async #theirs({recording, resource, id}) {
    if (resource === 'identification') return get(`/recording/${recording}/identification`);
    return (await get(`/recording/${recording}/annotations`)).find((one) => one.id === id) ?? null;
  }

  /** After a refusal: applies the change to the new version, or waits for a decision. */
  async #compare(change, error) {
    let theirs = null;
    try {
      theirs = await this.#theirs(change);
    } catch (another) {
      if (another.status !== 404) throw another;
      this.changes.drop(change);  // The recording was deleted.
      return this.events.failed(change, another.message);
    }
    if (!theirs && change.what === 'remove') return this.changes.drop(change);
    const differs = (name) => !sameValue(theirs?.[name], change.base[name]) && !sameValue(theirs?.[name], change.fields[name]);
    const fields = change.what === 'remove' ? [] : Object.keys(change.fields).filter(differs);
    if (!theirs || fields.length > 0) change.conflict = {theirs, version: theirs?.version, fields, reason: error.message};
    else if (change.what === 'remove' && !sameValue(theirs.version, change.version) && !change.asked)
      change.conflict = {theirs, version: theirs.version, fields: [], reason: error.message};
    change.version = theirs?.version;
    if (change.whole && theirs) change.whole = theirs;
    this.changes.update(change);
    this.events.refreshed(change.recording);
  }

  /** Ends a conflict with the user's values (`mine`) or those of the server. */
  resolve(change, mine) {
    const {theirs, fields} = change.conflict;
    change.conflict = null;
    if (!theirs && mine) Object.assign(change, {what: 'add', tried: false, id: localId(), fields: annotationFields({...change.whole, ...change.fields})});
    else if (!theirs || change.what === 'remove' && !mine) change.what = 'none';
    else if (mine) {
      change.asked = true;
      change.base = {...change.base, ...theirs};
    } else for (const name of fields) delete change.fields[name];
    this.changes.update(change);
    this.events.refreshed(change.recording);
    this.schedule(0);
  }
}

function identificationBody({species, kind, confidence, reviewed, comments}) {
  return {species: (species ?? []).map(({id}) => id), kind, confidence, reviewed, comments};
}
