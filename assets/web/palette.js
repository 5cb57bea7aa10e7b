// SPDX-License-Identifier: GPL-3.0-or-later
// Nine species that have a digit key, kept in the browser per user, and the dialog for any other one.

import {$, element, say} from './dom.js';
import {loadSpecies, offerSpecies, speciesById, speciesCalled} from './species.js';

const SLOTS = 9;
let user = '';
let slots = [];    // ids
let asked = null;  // called with the species picked in the dialog

const key = () => `noctule-palette/${encodeURIComponent(user)}`;

function read() {
  try {
    return JSON.parse(localStorage.getItem(key())) ?? [];
  } catch {
    return [];
  }
}

function keep() {
  try {
    localStorage.setItem(key(), JSON.stringify(slots));
  } catch { /* The storage is full: the palette lasts until the tab is closed. */ }
}

export async function open(name) {
  user = name;
  slots = read();
  await loadSpecies();
  offerSpecies($('#pick-list'));
}

export const at = (slot) => speciesById(slots[slot]);

/** Puts a species into the first free slot, unless it has one. */
function remember({id}) {
  if (slots.includes(id)) return;
  const free = Array.from({length: SLOTS}, (_, slot) => slot).find((slot) => !at(slot));
  if (free !== undefined) put(free, id);
}

function put(slot, id) {
  slots[slot] = id;
  keep();
}

/** Shows the slots as buttons; `use(slot, event)` is called for one, `changed()` after a change. */
export function show(target, use, changed) {
  target.replaceChildren(...Array.from({length: SLOTS}, (_, slot) => {
    const one = at(slot), name = one ? one.species_code : 'free';
    return element('li', {}, element('button', {
      type: 'button', className: one ? '' : 'quiet', title: one ? `${one.species} ${one.common_name}` : 'Choose a species',
      onclick: (event) => one && !event.altKey ? use(slot, event) : pick((found) => { put(slot, found.id); changed(); }),
    }, element('kbd', {}, slot + 1), ` ${name}`));
  }));
}

/** Asks for a species; `then` gets it unless the dialog is cancelled. */
export function pick(then) {
  asked = then;
  $('#pick-species').value = '';
  say($('#pick-problem'), '');
  $('#pick').showModal();
}

export const pickAndRemember = (then) => pick((one) => {
  remember(one);
  then(one);
});

$('#pick form').addEventListener('submit', (event) => {
  event.preventDefault();
  const found = speciesCalled($('#pick-species').value);
  if (!found) return say($('#pick-problem'), `No single species matches “${$('#pick-species').value}”`);
  $('#pick').close();
  asked(found);
});
$('#pick-species').addEventListener('input', () => say($('#pick-problem'), ''));
$('#pick-cancel').addEventListener('click', () => $('#pick').close());
