// SPDX-License-Identifier: GPL-3.0-or-later
// Uploading several files, chosen or dropped on the page, each with its own progress bar; their
// spectrograms are queued at once.

import {upload} from './api.js';
import * as bulk from './bulk.js';
import {$, bytes, element, grouped, say} from './dom.js';
import {filesIn, listenToDrops} from './drop.js';

const AT_ONCE = 2;
const dialog = $('#upload');

const today = () => new Date(Date.now() - 60_000 * new Date().getTimezoneOffset())
  .toISOString().slice(0, 10);

function formOf(file, fields) {
  const form = new FormData();
  form.append('name', file.name.replace(/\.[^.]+$/, ''));
  form.append('recorded_date', fields.recorded_date.value);
  form.append('keep_own_date', 'true');
  for (const name of ['equipment', 'comments', 'time_expansion'])
    if (fields[name].value) form.append(name, fields[name].value);
  form.append('public', String(fields.public.checked));
  form.append('audio_file', file, file.name);  // last: the server gets the other fields first
  return form;
}

function addRow(file) {
  const bar = element('progress', {max: 1, value: 0, 'aria-label': file.name});
  const state = element('span', {textContent: bytes(file.size)});
  const row = element('li', {}, element('span', {className: 'name'}, file.name), bar, state);
  $('#uploads').append(row);
  return {row, bar, state};
}

/** Returns {id, known} of the recording, or {file, error}. */
async function uploadOne(file, {row, bar, state}, fields) {
  try {
    const {message, id} = await upload('/recording/', formOf(file, fields), (part) => {
      bar.value = part;
      if (part === 1) state.textContent = 'Processing…';
    });
    bar.value = 1;
    state.textContent = message;
    return {id, known: message !== 'Recording added'};
  } catch (error) {
    bar.hidden = true;
    state.textContent = error.message;
    state.classList.add('problem');
    row.classList.add('failed');
    return {file, error};
  }
}

/** "2 added, 1 known already, 1 failed" */
function summaryOf(results) {
  const counts = [[results.filter(({id, known}) => id && !known), 'added'], [results.filter(({known}) => known), 'known already'],
    [results.filter(({error}) => error), 'failed']];
  return counts.filter(([{length}]) => length > 0).map(([{length}, what]) => `${grouped(length)} ${what}`).join(', ');
}

const passes = ({status}) => status === 0 || status === 429 || status >= 500;

function setFiles(files) {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  $('#files').files = transfer.files;
}

/** Queues the spectrograms of what was uploaded; returns what to say about it. */
async function queue(ids) {
  if (ids.length === 0) return '';
  try {
    const queued = await bulk.compute(ids);
    return `. ${grouped(queued)} ${queued === 1 ? 'spectrogram' : 'spectrograms'} queued`;
  } catch (error) {
    return `. Their spectrograms are not queued: ${error.message}`;
  }
}

async function submit(event) {
  event.preventDefault();
  const form = event.target, button = $('[type=submit]', form);
  button.disabled = true;
  say($('#upload-summary'), '');
  $('#uploads').replaceChildren();
  const waiting = [...$('#files').files].map((file) => [file, addRow(file)]), results = [];
  const work = async () => {
    while (waiting.length > 0) results.push(await uploadOne(...waiting.shift(), form.elements));
  };
  await Promise.all(Array.from({length: AT_ONCE}, work));
  button.disabled = false;
  setFiles(results.filter(({error}) => error && passes(error)).map(({file}) => file));  // to try again
  const ids = results.map(({id}) => id).filter(Boolean);
  if (ids.length > 0) onAdded();
  say($('#upload-summary'), summaryOf(results) + await queue(ids));
}

let onAdded = () => {};

/** Opens the dialog, with files if given; `added` is called after files have been added. */
export function open(added, files = []) {
  onAdded = added;
  if (!dialog.open) {
    $('#uploads').replaceChildren();
    say($('#upload-summary'), '');
    dialog.showModal();
  }
  const date = $('#upload-form').elements.recorded_date;
  date.value ||= today();
  if (files.length > 0) setFiles(files);
}

export const leave = () => dialog.open && dialog.close();

/** Opens the dialog with what is dropped on the page while `active()`. */
export const listen = (active, added) => listenToDrops(active, async (transfer) => open(added, await filesIn(transfer)));

$('#upload-form').addEventListener('submit', submit);
$('#close-upload').addEventListener('click', () => dialog.close());
