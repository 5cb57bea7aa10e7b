// SPDX-License-Identifier: GPL-3.0-or-later
// A form that selects recordings, by the parameters of the API that its fields are named after.

import {get} from './api.js';
import {$, debounce, element} from './dom.js';

const REST_MS = 150;   // after typing

export const NAMES = ['search', 'site', 'night', 'species', 'verdict', 'equipment', 'vetted', 'faint'];

/** The filters of an address, of those that are set. */
export const filtersIn = (parameters) =>
  Object.fromEntries(NAMES.filter((name) => parameters.get(name)).map((name) => [name, parameters.get(name)]));

/** Shows filters in a form; the field being typed in stays as it is. */
export function showFilters(form, filters) {
  for (const field of form.elements)
    if (NAMES.includes(field.name) && field !== document.activeElement) field.value = filters[field.name] ?? '';
}

/** `changed` gets what is set in the form, with whether it is being typed. */
export function listenToFilters(form, changed) {
  const values = () => Object.fromEntries([...form.elements].filter(({name, value}) => NAMES.includes(name) && value.trim())
    .map(({name, value}) => [name, value.trim()]));
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', debounce(REST_MS, () => changed(values())));
  $('[type=reset]', form)?.addEventListener('click', (event) => {
    event.preventDefault();
    showFilters(form, {});
    changed({});
  });
}

/** Offers the sites and the species in the lists of the fields. */
export async function loadChoices() {
  const fill = (list, values) => $(list).replaceChildren(...values.map((value) => element('option', {value})));
  const [nights, species] = await Promise.all([get('/nights'), get('/species/')]);
  fill('#site-list', [...new Set(nights.map(({site}) => site).filter(Boolean))]);
  fill('#code-list', species.map((one) => one.species_code));
}
