// SPDX-License-Identifier: GPL-3.0-or-later
// The list of spectrograms, for admins.

import {list} from './api.js';
import {$, bytes, cell, duration, element, grouped, instant, say} from './dom.js';
import {showPager} from './pager.js';

const SIZE = 50;

/** Flattens nested parameters into texts such as "fft.window_ms 1". */
function flat(parameters, prefix = '') {
  return Object.entries(parameters).flatMap(([name, value]) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? flat(value, `${prefix}${name}.`) : [`${prefix}${name} ${value}`]);
}

function row(spectrogram) {
  const parameters = flat(spectrogram.parameters);
  const made = element('tr', {role: 'row'},
    element('th', {role: 'rowheader', scope: 'row'},
      element('a', {href: `#/recording/${spectrogram.recording}?spectrogram=${spectrogram.id}`,
                    'aria-label': `Spectrogram ${spectrogram.id}`}, spectrogram.id)),
    cell('Recording', element('a', {href: `#/recording/${spectrogram.recording}`}, spectrogram.recording_name)),
    cell('Duration', duration(spectrogram.duration)),
    cell('Size', `${grouped(spectrogram.width)} × ${spectrogram.height}`),
    cell('Parameters', element('details', {},
      element('summary', {}, `${spectrogram.frequency_min / 1000} to ${spectrogram.frequency_max / 1000} kHz`),
      element('ul', {className: 'plain'}, ...parameters.map((text) => element('li', {}, text))))),
    cell('Created', instant(spectrogram.created)),
    cell('Bytes', element('span', {title: `${grouped(spectrogram.bytes)} bytes`}, bytes(spectrogram.bytes))));
  for (const index of [2, 3, 6]) made.cells[index].classList.add('number');
  return made;
}

let asked = null;

export async function show({parameters}) {
  document.title = 'Spectrograms · noctule';
  const page = Math.max(1, Number(parameters.get('page')) || 1);
  asked?.abort();
  asked = new AbortController();
  try {
    const {rows, total} = await list(
      `/spectrogram/?include=parameters&limit=${SIZE}&offset=${(page - 1) * SIZE}`, {signal: asked.signal});
    say($('#spectrograms-problem'), '');
    $('#spectrograms-none').hidden = total > 0;
    $('#spectrograms tbody').replaceChildren(...rows.map(row));
    showPager($('#spectrograms-pager'), {page, size: SIZE, total},
              (to) => { location.hash = `#/spectrograms?page=${to}`; });
  } catch (error) {
    if (error.name !== 'AbortError') say($('#spectrograms-problem'), error.message);
  }
}

export function leave() {
  asked?.abort();
}

export function forget() {
  leave();
  $('#spectrograms tbody').replaceChildren();
}
