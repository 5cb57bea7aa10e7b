// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of the recording shown: its title and metadata, editing and deleting it.

import {get, send} from './api.js';
import {leave as closeDetails, open as editDetails} from './details.js';
import {$, say} from './dom.js';
import {showFacts} from './facts.js';
import {stage, surface} from './stage.js';

/** The current description: {user, found (a promise of the recording), failed}. */
export let described = {};
let actions = {};   // {saved() resolves once annotations are saved, rescaled() after a new time expansion}

/** Shows what is known of the recording, and what this user may do with it; `found` as get() returns it. */
export function describe(user, found = get(`/recording/${stage.recording}`)) {
  const id = stage.recording, state = {user, found, failed: false};
  described = state;
  found.then((recording) => id === stage.recording && show(recording, user), () => { state.failed = true; });
}

/** Resolves to the recording; asks again after a failure. */
export function recordingShown() {
  if (described.failed) describe(described.user);
  return described.found;
}

function show(found, user) {
  document.title = `${found.name} · noctule`;
  $('#viewer-title').textContent = found.name;
  surface.setAttribute('aria-label', `Spectrogram of ${found.name}`);
  showFacts(found);
  const owns = user.scope === 'admin' || found.owner_username === user.user;
  $('#edit-recording').hidden = $('#delete-recording').hidden = !owns;
  $('#edit-recording').onclick = () => edit(found, user);
}

export function clear(title) {
  closeDetails();
  $('#viewer-title').textContent = title;
  $('#facts').replaceChildren();
  $('#edit-recording').hidden = $('#delete-recording').hidden = true;
}

/** Edits the details. A new time expansion changes every time and frequency on the page. */
async function edit(found, user) {
  await actions.saved();
  editDetails(found, async (changed) => {
    if (found.id !== stage.recording) return;
    describe(user);
    await described.found;
    if ('time_expansion' in changed) await actions.rescaled();
  });
}

async function remove() {
  const name = $('#viewer-title').textContent;
  if (!confirm(`Delete ${name} with its spectrograms and all users' annotations and identifications? This cannot be undone.`)) return;
  try {
    await send('DELETE', `/recording/${stage.recording}`);
    location.hash = '#/';
  } catch (error) {
    say($('#viewer-problem'), error.message);
  }
}

export function listen(to) {
  actions = to;
  $('#delete-recording').addEventListener('click', remove);
}
