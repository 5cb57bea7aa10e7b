// SPDX-License-Identifier: GPL-3.0-or-later
// The annotations of a recording: the list, the form, and saving every change through the API.

import {get, send} from './api.js';
import {describe} from './boxes.js';
import {$, debounce, element} from './dom.js';

const GEOMETRY = ['start_time', 'end_time', 'low_freq', 'high_freq'];
const SAVE_AFTER_MS = 300;
const KHZ = new Set(['low_freq', 'high_freq']);

export class Annotations {
  /** `actions`: {changed() after anything moved, show(box), editable()}. */
  constructor(actions) {
    this.actions = actions;
    this.all = [];
    this.selected = null;
    this.species = [];
    this.form = $('#editor');
    this.form.addEventListener('submit', (event) => event.preventDefault());
    this.form.addEventListener('change', (event) => this.#edited(event));
    $('#species').addEventListener('input', () => this.#addSpecies());
    $('#delete-box').addEventListener('click', () => this.remove(this.selected));
    $('#show-box').addEventListener('click', () => actions.show(this.current));
    this.unsaved = new Map();  // boxes by id
    this.saving = Promise.resolve();
    this.saveSoon = debounce(SAVE_AFTER_MS, () => this.flush());
  }

  /** Saves what changed and was not saved yet. */
  flush() {
    for (const box of this.unsaved.values()) this.#save(box);
    this.unsaved.clear();
    return this.saving;
  }

  open(recordingId, annotations) {
    Object.assign(this, {recordingId, all: annotations, selected: null});
    this.#status('');
    this.#show();
    if (this.species.length === 0) this.#loadSpecies().catch((error) => this.#status(error.message, true));
  }

  async #loadSpecies() {
    this.species = await get('/species/');
    $('#species-list').replaceChildren(...this.species.map((one) =>
      element('option', {value: one.species_code, label: `${one.genus} ${one.species}, ${one.common_name}`})));
  }

  get current() { return this.all.find(({id}) => id === this.selected) ?? null; }

  #status(text, problem = false) {
    $('#annotations-status').textContent = text;
    $('#annotations-status').classList.toggle('problem', problem);
  }

  select(id) {
    this.selected = id;
    this.#show();
    this.actions.changed();
  }

  /** A box as it is being moved; saved when that is done. */
  change(box, done) {
    this.all = this.all.map((one) => one.id === box.id ? box : one);
    this.#show();
    this.actions.changed();
    if (!done) return;
    this.unsaved.set(box.id, box);
    this.saveSoon();
  }

  /** Sends one request after the other; gives the answer, or null after saying what is wrong. */
  #call(what, ...request) {
    const answer = this.saving.then(() => this.#sendNow(what, request));
    this.saving = answer;
    return answer;
  }

  async #sendNow(what, request) {
    try {
      const answer = await send(...request);
      this.#status(what);
      return answer;
    } catch (error) {
      this.#status(error.message, true);
      if (error.status !== 401) await this.#reload();
      return null;
    }
  }

  get #path() { return `/recording/${this.recordingId}/annotations`; }

  async #reload() {
    this.all = await get(this.#path);
    this.#show();
    this.actions.changed();
  }

  async add(box) {
    const added = await this.#call('Added', 'PUT', this.#path, {annotation: box, species_ids: []});
    if (!added) return;
    this.all = [...this.all, {...box, id: added.id, species: [], comments: ''}];
    this.select(added.id);
    $('#species').focus();
  }

  #save(box) {
    const {id, species, ...annotation} = box;
    this.#call('Saved', 'PATCH', `${this.#path}/${id}`,
                      {annotation, species_ids: species.map((one) => one.id)});
  }

  async remove(id) {
    this.unsaved.delete(id);
    if (id === null || !await this.#call('Deleted', 'DELETE', `${this.#path}/${id}`)) return;
    this.all = this.all.filter((one) => one.id !== id);
    this.select(null);
    $('#plot').focus({preventScroll: true});
  }

  #show() {
    const items = this.all.map((box) => element('li', {},
      element('button', {
        type: 'button', 'aria-pressed': box.id === this.selected,
        onclick: () => { this.select(box.id); this.actions.show(box); },
      }, describe(box))));
    const focused = [...$('#annotations').querySelectorAll('button')].indexOf(document.activeElement);
    $('#annotations').replaceChildren(...items);
    if (focused >= 0) $('#annotations').querySelectorAll('button')[focused]?.focus();
    this.#fillForm();
  }

  #fillForm() {
    const box = this.current;
    this.form.hidden = !box;
    if (!box) return;
    for (const field of this.form.querySelectorAll('input, textarea, #delete-box'))
      field.disabled = !this.actions.editable();
    for (const name of GEOMETRY) {
      const field = this.form.elements[name];
      if (field !== document.activeElement)
        field.value = Number((box[name] / (KHZ.has(name) ? 1000 : 1)).toFixed(3));
    }
    if (this.form.elements.comments !== document.activeElement) this.form.elements.comments.value = box.comments;
    $('#species-chosen').replaceChildren(...box.species.map((one) => element('li', {},
      `${one.species_code} `, element('small', {}, `${one.genus} ${one.species}`), ' ',
      element('button', {
        type: 'button', textContent: '×', 'aria-label': `Remove ${one.species_code}`,
        disabled: !this.actions.editable(), onclick: () => this.#setSpecies(box.species.filter(({id}) => id !== one.id)),
      }))));
  }

  #setSpecies(species) {
    this.change({...this.current, species}, true);
  }

  /** A code that was typed or chosen, or the only species whose name begins so. */
  #addSpecies(anything = false) {
    const text = $('#species').value.trim().toLowerCase();
    if (!text) return;
    const exact = this.species.filter((one) => one.species_code.toLowerCase() === text ||
      `${one.genus} ${one.species}`.toLowerCase() === text || one.common_name.toLowerCase() === text);
    const begun = anything ? this.species.filter((one) =>
      `${one.genus} ${one.species}`.toLowerCase().startsWith(text) ||
      one.common_name.toLowerCase().startsWith(text) || one.species_code.toLowerCase().startsWith(text)) : [];
    const found = exact.length === 1 ? exact[0] : begun.length === 1 ? begun[0] : null;
    if (!found) {
      if (anything) this.#status(`No single species is called “${$('#species').value}”`, true);
      return;
    }
    $('#species').value = '';
    const {species} = this.current;
    if (!species.some(({id}) => id === found.id)) this.#setSpecies([...species, found]);
  }

  #edited({target}) {
    const box = this.current;
    if (!box) return;
    if (target.id === 'species') return this.#addSpecies(true);
    if (!target.reportValidity()) return;
    const value = target.name === 'comments' ? target.value
                                             : Number(target.value) * (KHZ.has(target.name) ? 1000 : 1);
    const changed = {...box, [target.name]: value};
    if (changed.start_time > changed.end_time || changed.low_freq > changed.high_freq)
      return this.#status('The start lies after the end, or the lowest frequency above the highest', true);
    this.change(changed, true);
  }
}
