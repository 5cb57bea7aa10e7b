// SPDX-License-Identifier: GPL-3.0-or-later
// The user's identifications of recordings, with the changes that the server does not have yet.

import {difference} from './changes.js';
import * as undo from './undo.js';
import * as unsaved from './unsaved.js';

const EMPTY = {species: [], kind: null, confidence: null, reviewed: false, comments: ''};
const known = new Map();  // by recording: the identification

/** Called with the id of a recording after a change of its identification. */
export const listeners = new Set();

const fieldsOf = ({species, kind, confidence, reviewed, comments}) => ({species, kind, confidence, reviewed, comments});
const pending = (recording) => unsaved.changes.find({recording, resource: 'identification', id: 0});

/** Takes over what the server says. */
export function learn(recording, identification) {
  const unsent = pending(recording);
  if (!unsent && known.get(recording)?.version > identification.version) return;  // an older response
  known.set(recording, {...EMPTY, ...identification, ...unsent?.fields});
}

export const isKnown = (recording) => known.has(recording);
export const identificationOf = (recording) => known.get(recording) ?? EMPTY;

/** Whether a user has finished vetting the recording. */
export const isVetted = ({kind, reviewed}) => kind !== null || reviewed;

/** Changes some fields and records that as unsaved. */
export function decide(recording, fields) {
  const before = identificationOf(recording), base = fieldsOf(before);
  record(recording, before, fields);
  const names = Object.keys(fields);
  undo.push({
    recording, anywhere: true, merge: names.includes('comments') ? `comment ${recording}` : undefined,
    back: () => record(recording, identificationOf(recording), Object.fromEntries(names.map((name) => [name, base[name]]))),
  });
}

function record(recording, before, fields) {
  const changed = difference(before, fields);
  if (Object.keys(changed).length === 0) return;
  const base = Object.fromEntries(Object.keys(changed).map((name) => [name, before[name]]));
  unsaved.record({recording, resource: 'identification', id: 0, what: 'change', fields: changed, base,
                  whole: fieldsOf(before), version: before.version});
  known.set(recording, {...before, ...changed});
  tell(recording);
}

const tell = (recording) => listeners.forEach((listener) => listener(recording));

/** Forgets everything, since another user may sign in next. */
export const clear = () => known.clear();

unsaved.listeners.add({
  saved({resource, recording}, id, version) {
    if (resource !== 'identification' || !known.has(recording)) return;
    known.set(recording, {...known.get(recording), version});
    tell(recording);
  },
});
