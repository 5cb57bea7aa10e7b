// SPDX-License-Identifier: GPL-3.0-or-later
// The list of segments of the compressed spectrogram with their true times. There may be thousands,
// so it is a select element, which is a single tab stop.

import {$, element} from './dom.js';
import {timeFormat} from './times.js';

/** `onChoose` is called with the span of the timeline; a null timeline hides the list. */
export function showSegments(timeline, onChoose) {
  $('#segments-section').hidden = !timeline;
  const spans = timeline?.spans ?? [];
  const list = $('#segments'), format = timeFormat(timeline?.end ?? 0);
  list.replaceChildren(...spans.map(({index, start, end}) =>
    element('option', {value: index}, `${index + 1}: ${format.range(start, end, 0.01)}`)));
  list.selectedIndex = -1;
  list.onchange = () => onChoose(spans[list.selectedIndex]);
}
