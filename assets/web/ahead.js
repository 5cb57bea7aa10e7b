// SPDX-License-Identifier: GPL-3.0-or-later
// Recordings that are fetched before they are shown, so that going on to the next one takes no time.

import {get} from './api.js';
import {loadForm} from './form.js';

const ready = new Map();  // by id: {description, calls, form, stop}

function fetchAll(id, width) {
  const stop = new AbortController(), {signal} = stop;
  const description = get(`/recording/${id}`, {signal});
  const calls = get(`/recording/${id}/calls`, {signal});
  const form = loadForm(id, false, {
    described: description, signal, onWait: () => {}, onChange: () => {}, onState: () => {},
  });
  form.then(({view, tiles}) => tiles.visible(0, view.full.columns, view.full.columns / width), () => {});
  for (const promise of [description, calls]) promise.catch(() => {});
  return {description, calls, form, stop};
}

/** Fetches these recordings, for an image area with `width` device pixels, and forgets all others. */
export function prepare(ids, width) {
  for (const id of [...ready.keys()]) if (!ids.includes(id)) drop(id);
  for (const id of ids) if (!ready.has(id)) ready.set(id, fetchAll(id, width));
}

function drop(id) {
  const {form, stop} = ready.get(id);
  ready.delete(id);
  stop.abort();
  form.then(({tiles}) => tiles.close(), () => {});
}

/** What was fetched of a recording, as promises {description, calls, form}; once. Undefined if nothing. */
export function take(id) {
  const found = ready.get(id);
  ready.delete(id);
  return found;
}

export const clear = () => prepare([], 0);
