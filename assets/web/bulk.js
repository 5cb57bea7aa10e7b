// SPDX-License-Identifier: GPL-3.0-or-later
// Computing spectrograms in the background: queues recordings and shows the progress.

import {get, send} from './api.js';
import {$, grouped} from './dom.js';

const POLL_MS = 500;
let timer = null;
let answer = '';

/** Called whenever some recordings have been processed. */
export const listeners = new Set();

function show({queued, done, failed, running}) {
  $('#bulk').hidden = queued === 0;
  $('#bulk-progress').max = Math.max(1, queued);
  $('#bulk-progress').value = done + failed;
  const failures = failed > 0 ? `, ${grouped(failed)} failed` : '';
  const text = running ? `${grouped(done)} of ${grouped(queued)} computed${failures}`
                       : `${grouped(done)} computed${failures}`;
  $('#bulk-text').textContent = (answer ? `${answer}. ` : '') + text;
}

/** Polls and shows the progress while the server is working. */
export async function follow() {
  clearTimeout(timer);
  let before = null;
  const ask = async () => {
    let progress;
    try {
      progress = await get('/bulk');
    } catch (error) {
      if (error.status !== 401) timer = setTimeout(ask, 4 * POLL_MS);
      return;
    }
    if (!progress.running && before === null && answer === '') return;
    show(progress);
    const finished = progress.done + progress.failed;
    if (before !== null && finished !== before || !progress.running)
      for (const listener of listeners) listener();
    before = finished;
    if (progress.running) timer = setTimeout(ask, POLL_MS);
  };
  await ask();
}

/** Queues recordings and shows their progress; returns how many were queued. */
export async function compute(ids) {
  const {message, queued} = await send('POST', '/bulk', {recording_ids: ids});
  answer = message;
  await follow();
  return queued;
}

export function leave() {
  clearTimeout(timer);
  answer = '';
  $('#bulk').hidden = true;
}
