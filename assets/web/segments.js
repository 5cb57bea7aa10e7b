// SPDX-License-Identifier: GPL-3.0-or-later
// The segments of the compressed form as a list, each with its true times. There may be thousands:
// a select is one stop for the Tab key.

import {$, element, fixed} from './dom.js';

/** `onChoose` gets the stretch of the timeline; no timeline hides the list. */
export function showSegments(timeline, onChoose) {
  $('#segments-section').hidden = !timeline;
  const stretches = timeline?.stretches ?? [];
  const list = $('#segments');
  list.replaceChildren(...stretches.map(({index, start, end}) =>
    element('option', {value: index}, `${index + 1}: ${fixed(start, 2)} to ${fixed(end, 2)} ms`)));
  list.selectedIndex = -1;
  list.onchange = () => onChoose(stretches[list.selectedIndex]);
}
