// SPDX-License-Identifier: GPL-3.0-or-later
// Uploading several files, each with its own progress bar.

import {upload} from './api.js';
import {$, bytes, element} from './dom.js';

const AT_ONCE = 2;

const today = () => new Date(Date.now() - 60_000 * new Date().getTimezoneOffset())
  .toISOString().slice(0, 10);

function formOf(file, fields) {
  const form = new FormData();
  form.append('name', file.name.replace(/\.[^.]+$/, ''));
  form.append('recorded_date', fields.recorded_date.value);
  form.append('keep_own_date', 'true');
  for (const name of ['equipment', 'comments'])
    if (fields[name].value) form.append(name, fields[name].value);
  form.append('public', String(fields.public.checked));
  form.append('audio_file', file, file.name);  // last: the server gets the other fields first
  return form;
}

function addRow(file) {
  const bar = element('progress', {max: 1, value: 0, 'aria-label': file.name});
  const state = element('span', {textContent: bytes(file.size)});
  $('#uploads').append(element('li', {}, element('span', {className: 'name'}, file.name), bar, state));
  return {bar, state};
}

async function uploadOne(file, {bar, state}, fields) {
  try {
    const form = formOf(file, fields);
    const {message} = await upload('/recording/', form, (part) => {
      bar.value = part;
      if (part === 1) state.textContent = 'Processing…';
    });
    bar.value = 1;
    state.textContent = message;
    return true;
  } catch (error) {
    bar.hidden = true;
    state.textContent = error.message;
    state.classList.add('problem');
    return false;
  }
}

async function submit(event) {
  event.preventDefault();
  const form = event.target;
  const button = $('[type=submit]', form);
  button.disabled = true;
  $('#uploads').replaceChildren();
  const waiting = [...$('#files').files].map((file) => [file, addRow(file)]);
  let added = 0;
  const work = async () => {
    while (waiting.length > 0) added += await uploadOne(...waiting.shift(), form.elements);
  };
  await Promise.all(Array.from({length: AT_ONCE}, work));
  button.disabled = false;
  $('#files').value = '';
  if (added > 0) onAdded();
}

let onAdded = () => {};

/** Opens the dialog; `added` is called after files have been added. */
export function open(added) {
  onAdded = added;
  $('#uploads').replaceChildren();
  const date = $('#upload-form').elements.recorded_date;
  date.value ||= today();
  $('#upload').showModal();
}

export const leave = () => $('#upload').open && $('#upload').close();

$('#upload-form').addEventListener('submit', submit);
$('#close-upload').addEventListener('click', () => $('#upload').close());
