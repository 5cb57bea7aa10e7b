// SPDX-License-Identifier: GPL-3.0-or-later
// Recordings that are fetched before they are shown, so that going on to the next one takes no time.

import {get} from './api.js';
import {loadVariant} from './variant.js';

const ready = new Map();  // by id: {description, calls, variant, stop}

function fetchAll(id, width) {
  const stop = new AbortController(), {signal} = stop;
  const description = get(`/recording/${id}`, {signal});
  const calls = get(`/recording/${id}/calls`, {signal});
  const variant = loadVariant(id, false, {
    described: description, signal, onWait: () => {}, onChange: () => {}, onState: () => {},
  });
  variant.then(({view, tiles}) => tiles.visible(0, view.full.columns, view.full.columns / width), () => {});
  for (const promise of [description, calls]) promise.catch(() => {});
  return {description, calls, variant, stop};
}

/** Fetches these recordings, for an image area with `width` device pixels, and forgets all others. */
export function prepare(ids, width) {
  for (const id of [...ready.keys()]) if (!ids.includes(id)) drop(id);
  for (const id of ids) if (!ready.has(id)) ready.set(id, fetchAll(id, width));
}

function drop(id) {
  const {variant, stop} = ready.get(id);
  ready.delete(id);
  stop.abort();
  variant.then(({tiles}) => tiles.close(), () => {});
}

/** What was fetched of a recording, as promises {description, calls, variant}; once. Undefined if nothing. */
export function take(id) {
  const found = ready.get(id);
  ready.delete(id);
  return found;
}

export const clear = () => prepare([], 0);
