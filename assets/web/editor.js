// SPDX-License-Identifier: GPL-3.0-or-later
// The list of annotations, and the form for the selected one.

import {describe} from './boxes.js';
import {$, element, say} from './dom.js';
import {loadSpecies, offerSpecies, speciesCalled, speciesMatching} from './species.js';

/** Divisors from the units of the API (ms, Hz) to those of the form (ms, kHz). */
const UNITS = {start_time: 1, end_time: 1, low_freq: 1000, high_freq: 1000};

const PHONE = matchMedia('(max-width: 44rem)');  // as in phone.css

export class Editor {
  /** `actions`: {annotations, editable(), show(box), zoomTo(box), removed() after a deletion}. */
  constructor(actions) {
    this.actions = actions;
    this.form = $('#editor');
    this.form.addEventListener('submit', (event) => event.preventDefault());
    this.form.addEventListener('change', ({target}) => this.#edited(target));
    this.form.addEventListener('input', ({target}) => {
      this.#complain('');
      if (target.name === 'comments') this.#edited(target);  // as it is typed, so that none of it is lost
    });
    $('#species').addEventListener('keydown', ({key, target}) => key === 'Enter' && this.#edited(target));  // even if unchanged
    $('#species').addEventListener('input', ({inputType}) => this.#typed($('#species').value, inputType));
    $('#delete-box').addEventListener('click', () => this.remove(this.#annotations.selected));
    $('#close-editor').addEventListener('click', () => this.#annotations.select(null));
    $('#show-box').addEventListener('click', () => actions.zoomTo(this.#annotations.current));
  }

  shown = undefined;  // the id of the annotation in the form

  get #annotations() { return this.actions.annotations; }

  async loadSpecies() {
    await loadSpecies();
    offerSpecies($('#species-list'));
  }

  focus() {
    $('#species').focus();
  }

  say(text, problem = false) {
    $('#annotations-status').textContent = text;
    $('#annotations-status').classList.toggle('problem', problem);
  }

  show() {
    const {all, selected} = this.#annotations, list = $('#annotations');
    const focused = [...list.querySelectorAll('button')].indexOf(document.activeElement);
    list.replaceChildren(...all.map((box) => element('li', {}, element('button', {
      type: 'button', 'aria-pressed': box.id === selected,
      onclick: () => { this.#annotations.select(box.id); this.actions.show(box); },
    }, describe(box)))));
    if (focused >= 0) list.querySelectorAll('button')[focused]?.focus();
    this.#fill(this.#annotations.current);
  }

  remove(id) {
    if (this.#annotations.remove(id)) this.actions.removed();
  }

  /** Why an input is not accepted; it stays until the next one. */
  #complain(text) {
    say($('#editor-problem'), text);
  }

  /** On a phone the form is a sheet from below, with the plot above it. */
  #sheet(open) {
    const opened = open && !document.body.classList.contains('editing');
    document.body.classList.toggle('editing', open);
    if (opened && PHONE.matches) $('#plot').scrollIntoView({block: 'start'});
  }

  #fill(box) {
    this.form.hidden = !box;
    this.#sheet(Boolean(box));
    if (box?.id !== this.shown) this.#complain('');
    this.shown = box?.id;
    if (!box) return;
    const disabled = !this.actions.editable();
    for (const field of this.form.querySelectorAll('input, textarea, #delete-box')) field.disabled = disabled;
    const set = (field, value) => { if (field !== document.activeElement) field.value = value; };
    for (const [name, unit] of Object.entries(UNITS))
      set(this.form.elements[name], Number((box[name] / unit).toFixed(3)));
    set(this.form.elements.comments, box.comments);
    $('#species-chosen').replaceChildren(...box.species.map((one) => element('li', {},
      `${one.species_code} `, element('small', {}, one.species || one.common_name), ' ',
      element('button', {
        type: 'button', textContent: '×', 'aria-label': `Remove ${one.species_code}`, disabled,
        onclick: () => this.#annotations.change(
          {...box, species: box.species.filter(({id}) => id !== one.id)}, true),
      }))));
  }

  /** Takes a code or name at once if it was picked from the list, or if no longer one begins with it. */
  #typed(text, inputType = 'picked') {
    const picked = inputType === 'picked' || inputType === 'insertReplacementText';
    if (speciesMatching(text, false).length === 1 && (picked || speciesMatching(text, true).length === 1))
      this.#addSpecies(speciesCalled(text));
  }

  #addSpecies(species) {
    if (!species) return;
    $('#species').value = '';
    const box = this.#annotations.current;
    if (!box.species.some(({id}) => id === species.id))
      this.#annotations.change({...box, species: [...box.species, species]}, true);
  }

  #edited(field) {
    const box = this.#annotations.current;
    if (!box) return;
    if (field.id === 'species') {
      const species = speciesCalled(field.value);
      if (!species && field.value.trim()) this.#complain(`No single species matches “${field.value}”`);
      return this.#addSpecies(species);
    }
    if (!field.reportValidity()) return;
    const unit = UNITS[field.name];
    const changed = {...box, [field.name]: unit ? Number(field.value) * unit : field.value};
    if (changed.start_time > changed.end_time || changed.low_freq > changed.high_freq)
      return this.#complain('The start is after the end, or the lowest frequency above the highest');
    this.#annotations.change(changed, true);
  }
}
