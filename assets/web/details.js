// SPDX-License-Identifier: GPL-3.0-or-later
// The dialog that edits a recording's details. It is empty while closed.

import {send} from './api.js';
import {$, say} from './dom.js';

const dialog = $('#details');
const TEXTS = ['recorded_date', 'equipment', 'comments'];
let form = null;
let recording = null;    // as the API describes it
let onChanged = () => {};

function requireBothCoordinates() {
  const {latitude, longitude} = form.elements;
  latitude.required = longitude.required = Boolean(latitude.value || longitude.value);
}

function fill() {
  const {elements} = form;
  for (const name of ['name', ...TEXTS, 'grts_cell_id', 'time_expansion'])
    elements[name].value = recording[name] ?? '';
  const [longitude, latitude] = recording.recording_location?.coordinates ?? ['', ''];
  elements.latitude.value = latitude;
  elements.longitude.value = longitude;
  requireBothCoordinates();
  elements.public.checked = recording.public;
}

const numberOrNull = (text) => text === '' ? null : Number(text);

/** The details in the form, as the API describes them. */
function read() {
  const {elements} = form;
  const values = {
    name: elements.name.value, public: elements.public.checked,
    grts_cell_id: numberOrNull(elements.grts_cell_id.value),
    time_expansion: Number(elements.time_expansion.value),
  };
  for (const name of TEXTS) values[name] = elements[name].value.trim() || null;
  const [longitude, latitude] = ['longitude', 'latitude'].map((name) => numberOrNull(elements[name].value));
  values.recording_location = longitude === null && latitude === null ? null
    : {...recording.recording_location, type: 'Point', coordinates: [longitude, latitude]};  // keys in the same order
  return values;
}

/** Only what differs, so that nobody's changes to other fields are undone. */
function changes() {
  return Object.fromEntries(Object.entries(read()).filter(([name, value]) =>
    JSON.stringify(value) !== JSON.stringify(recording[name] === '' ? null : recording[name])));
}

async function save(event) {
  event.preventDefault();
  const changed = changes();
  const button = $('[type=submit]', form);
  button.disabled = true;
  say($('#details-problem'), '');
  try {
    if (Object.keys(changed).length > 0) await send('PATCH', `/recording/${recording.id}`, changed);
  } catch (error) {
    say($('#details-problem'), error.message);
    button.disabled = false;
    return;
  }
  dialog.close();
  await onChanged(changed);
}

/** Opens the dialog; `changed` is called with the fields that were saved. */
export function open(described, changed) {
  recording = described;
  onChanged = changed;
  dialog.replaceChildren($('#details-template').content.cloneNode(true));
  form = $('form', dialog);
  form.addEventListener('submit', save);
  form.addEventListener('input', requireBothCoordinates);
  $('#close-details').addEventListener('click', leave);
  fill();
  dialog.showModal();
}

export const leave = () => dialog.open && dialog.close();

dialog.addEventListener('close', () => dialog.replaceChildren());
