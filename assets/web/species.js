// SPDX-License-Identifier: GPL-3.0-or-later
// The species list of the server, and which species a typed text means.

import {get} from './api.js';
import {element} from './dom.js';

let all = [];
let loading = null;   // the request, once it is sent

export async function loadSpecies() {
  loading ??= get('/species/');
  try {
    all = await loading;
  } catch (error) {
    loading = null;   // the next call tries again
    throw error;
  }
}

export const speciesById = (wanted) => all.find(({id}) => id === wanted);

/** Fills a <datalist>, unless it was filled before. */
export function offerSpecies(list) {
  if (list.childElementCount > 0) return;
  list.replaceChildren(...all.map((one) => element('option', {
    value: one.species_code, label: [one.species_code_6, one.species, one.common_name].filter(Boolean).join(', '),
  })));
}

/** The species with a code or name that is, or with `begins` starts with, the text. */
export function speciesMatching(text, begins) {
  const wanted = text.trim().toLowerCase();
  const fits = (name) => begins ? name.toLowerCase().startsWith(wanted) : name.toLowerCase() === wanted;
  return wanted ? all.filter((one) => [one.species_code, one.species_code_6, one.species, one.common_name].some(fits)) : [];
}

/** The species meant by a text: its only match, or the only single species among several; else null. */
export function speciesCalled(text) {
  const matches = [false, true].map((begins) => speciesMatching(text, begins)).find(({length}) => length > 0) ?? [];
  const singles = matches.filter(({category}) => category === 'single');
  return [matches, singles].find(({length}) => length === 1)?.[0] ?? null;
}
