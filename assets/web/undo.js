// SPDX-License-Identifier: GPL-3.0-or-later
// What the user did in this tab, to be undone from the last step on.

const MERGE_MS = 1000;  // key presses in quick succession are one step
const DEPTH = 500;
let steps = [];
let group = null;        // steps that will be one
const renamed = new Map();

/** Called after every change, with the last step or undefined. */
export const listeners = new Set();
const tell = () => listeners.forEach((listener) => listener(steps.at(-1)));

/** `step`: {recording, back() undoes it, merge: equal for steps that may be merged, what: its name,
 * anywhere: whether the recording need not be shown}. */
export function push(step) {
  if (group) return void group.push(step);
  const last = steps.at(-1), at = performance.now();
  if (last && step.merge && last.merge === step.merge && at - last.at < MERGE_MS) last.at = at;
  else steps.push({...step, at});
  steps = steps.slice(-DEPTH);
  tell();
}

/** What `act` does is one step. */
export function together(act) {
  const mine = group = [];
  act();
  group = null;
  if (mine.length === 0) return;
  push({recording: mine[0].recording, anywhere: mine.every(({anywhere}) => anywhere),
        back: () => mine.reverse().forEach(({back}) => back())});
}

export const last = () => steps.at(-1);

/** Undoes the last step and returns it; undefined if there is none. */
export function undo() {
  const step = steps.pop();
  step?.back();
  tell();
  return step;
}

export function clear() {
  steps = [];
  renamed.clear();
  tell();
}

/** An annotation has got another id, which may be that of one deleted before. */
export function rename(before, after) {
  renamed.set(before, after);
  renamed.delete(after);
}

export function currentId(id) {
  while (renamed.has(id)) id = renamed.get(id);
  return id;
}
