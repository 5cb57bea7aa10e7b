// SPDX-License-Identifier: GPL-3.0-or-later
// The changes of the user who is signed in, shown as "3 unsaved" in the header until they are saved.

import {Changes} from './changes.js';
import {$, grouped} from './dom.js';
import {Sender} from './sender.js';

const AGAIN_MS = 3000;  // by then, a tab that was reloaded or closed has released its lock
const tab = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');
const lockOf = (name) => `noctule-tab-${name}`;

/** Called with the events of sender.js, and `renamed(localId, id)`. */
export const listeners = new Set();
const tell = (event, ...values) => listeners.forEach((listener) => listener[event]?.(...values));

export const changes = new Changes(localStorage, tab, () => show());
export const sender = new Sender(changes, {
  saved: (...values) => tell('saved', ...values),
  failed: (...values) => tell('failed', ...values),
  refreshed: (...values) => tell('refreshed', ...values),
  changed: () => show(),
});

/** Records a change and sends it, after `ms` if given. */
export function record(change, ms) {
  changes.record(change);
  sender.schedule(ms);
}

export const flush = () => sender.flush();

/** Tells which tabs are open, by the locks they hold; without locks (not HTTPS), none are known. */
async function openTabs() {
  if (!navigator.locks) return () => false;
  const {held} = await navigator.locks.query();
  const names = new Set(held.map(({name}) => name));
  return (name) => name !== tab && names.has(lockOf(name));
}

/** Takes over the changes that this user has left unsaved, and sends them. */
export async function open(user) {
  changes.open(user, await openTabs());
  sender.flush();
  setTimeout(async () => {
    const isOpen = await openTabs();
    changes.adopt(isOpen);
    sender.schedule();
  }, AGAIN_MS);
}

export function close() {
  sender.stop();
  changes.close();
}

function show() {
  tell('changed');
  const {length} = changes.all, conflicts = changes.all.filter((one) => one.conflict);
  const status = $('#unsaved');
  status.hidden = length === 0;
  $('#unsaved-text').textContent = length === 0 ? '' : `${grouped(length)} unsaved`;
  $('#unsaved-reason').textContent = conflicts.length > 0 ? 'changed elsewhere, too' : sender.problem ?? '';
  $('#retry').hidden = !sender.problem;
  const link = $('#unsaved-link');
  link.hidden = conflicts.length === 0;
  if (conflicts.length > 0) link.href = `#/recording/${conflicts[0].recording}`;
}

$('#retry').addEventListener('click', flush);
if (navigator.locks) navigator.locks.request(lockOf(tab), () => new Promise(() => {}));
window.addEventListener('online', flush);
document.addEventListener('visibilitychange', () => document.hidden && flush());
window.addEventListener('beforeunload', (event) => {
  if (changes.all.length === 0) return;
  flush();
  event.preventDefault();
});
