// SPDX-License-Identifier: GPL-3.0-or-later
// Changes of a recording that others (another tab, another person with this user's token) changed,
// too: each shows both values, and the user decides.

import {$, element, fixed} from './dom.js';
import * as unsaved from './unsaved.js';

const NAMES = {
  start_time: 'start', end_time: 'end', low_freq: 'lowest frequency', high_freq: 'highest frequency',
  species: 'species', comments: 'comment', kind: 'identification', confidence: 'confidence', reviewed: 'reviewed',
};
let recording = null;

function textOf(name, value) {
  if (name === 'species') return value?.map((one) => one.species_code).join(', ') || 'none';
  if (name === 'comments') return value ? `“${value}”` : 'none';
  if (name.endsWith('_time')) return `${fixed(value, 2)} ms`;
  if (name.endsWith('_freq')) return `${fixed(value / 1000, 2)} kHz`;
  return String(value ?? 'none');
}

/** What happened, with both values. */
function describe({what, fields, conflict: {theirs, fields: names}}) {
  if (!theirs) return 'This annotation was deleted elsewhere, after you changed it.';
  if (what === 'remove') return 'This annotation was changed elsewhere, after you deleted it.';
  return names.map((name) => `The ${NAMES[name]} was changed elsewhere to ${textOf(name, theirs[name])}; ` +
    `yours is ${textOf(name, fields[name])}.`).join(' ');
}

function labels({what, conflict: {theirs}}) {
  if (!theirs) return ['Add it again', 'Leave it deleted'];
  return what === 'remove' ? ['Delete it', 'Keep it'] : ['Keep mine', 'Take the other'];
}

function item(change) {
  const [mine, other] = labels(change);
  const button = (text, keep) => element('button', {
    type: 'button', textContent: text, onclick: () => unsaved.sender.resolve(change, keep),
  });
  return element('div', {className: 'toolbar'}, element('span', {}, describe(change)), button(mine, true), button(other, false));
}

function show() {
  const found = recording === null ? [] : unsaved.changes.of(recording).filter((one) => one.conflict);
  const list = $('#conflicts');
  const key = found.map((one) => describe(one)).join('\n');
  list.hidden = found.length === 0;
  if (list.dataset.shows === key) return;
  list.dataset.shows = key;
  list.replaceChildren(...found.map(item));
}

export function open(id) {
  recording = id;
  show();
}

export const close = () => open(null);

unsaved.listeners.add({changed: show});
