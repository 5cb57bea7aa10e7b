// SPDX-License-Identifier: GPL-3.0-or-later
// The panel of the vetting view: identification, comment, measurements, what others say, and the recordings
// before and after.

import {$, element, fixed} from './dom.js';
import {durationText, measured} from './measuring.js';
import {drawPicture, pictureOf} from './thumbs.js';
import {identificationOf} from './identifications.js';

const KINDS = {noise: 'Noise', no_id: 'No ID', social: 'Social calls'};

export function textOf({kind, species, reviewed}) {
  const codes = species.map((one) => one.species_code).join(', ');
  const what = kind === 'species' ? codes : [KINDS[kind], codes].filter(Boolean).join(': ');
  return what || (reviewed ? 'Reviewed' : 'Not vetted');
}

/** The identification on the recording and its comment, unless that is being edited. */
export function showIdentification(recording) {
  const identification = identificationOf(recording);
  $('#identification').textContent = textOf(identification);
  $('#identification').classList.toggle('quiet', textOf(identification) === 'Not vetted');
  $('#identification-reviewed').checked = identification.reviewed;
  $('#identification-confidence').value = identification.confidence ?? '';
  if (document.activeElement !== $('#identification-comment')) $('#identification-comment').value = identification.comments;
}

export function showOthers(others) {
  $('#identification-others').replaceChildren(...others.map(({author, comments, ...identification}) =>
    element('li', {}, `${author}: ${textOf(identification)}${comments ? `, “${comments}”` : ''}`)));
}

const khz = (hz) => `${fixed(hz / 1000, 1)} kHz`;

/** The measurements of the current call, or a summary of all. */
export function showMeasurements(calls) {
  const {all, current} = calls, exact = current && measured(current, () => showMeasurements(calls));
  const loudest = all.reduce((best, one) => !best || one.snr > best.snr ? one : best, null);
  const number = current ? all.indexOf(current) + 1 : 0;
  const facts = current ? [
    ['Call', `${number} of ${all.length}`], ['Peak', khz(current.peak_freq)],
    ['Duration', `${fixed(current.end_time - current.start_time, 2)} ms`],
    ['−10 dB duration', exact ? durationText(exact) : '…'],
    ['Band', `${fixed(current.low_freq / 1000, 1)} to ${khz(current.high_freq)}`],
    ['Characteristic', khz(current.char_freq)], ['SNR', `${fixed(current.snr, 1)} dB`],
    ['Interval', current.interval === null ? '–' : `${fixed(current.interval, 1)} ms`],
  ] : [['Calls', String(all.length)], ...loudest ? [['Peak of the loudest', khz(loudest.peak_freq)]] : []];
  $('#measurements').replaceChildren(...facts.flatMap(([name, value]) =>
    [element('dt', {}, name), element('dd', {}, value)]));
}

/** Shows a neighbour in a link: its picture, name and identification; hides the link if there is none. */
export async function showNeighbour(link, row, href) {
  link.hidden = !row;
  if (!row) return;
  link.href = href;
  $('.name', link).textContent = row.name;
  $('.identification', link).textContent = textOf(identificationOf(row.id));
  if (link.dataset.id === String(row.id)) return;
  link.dataset.id = row.id;
  const canvas = $('canvas', link);
  canvas.width = canvas.height = 0;
  try {
    const bitmap = await pictureOf(row.id);
    if (link.dataset.id === String(row.id)) drawPicture(canvas, bitmap);
  } catch {
    delete link.dataset.id;  // The name is enough.
  }
}

export function clear() {
  for (const part of ['#identification', '#identification-others', '#measurements', '#vet-position', '#vet-status']) $(part).replaceChildren();
  $('#identification-comment').value = '';
  for (const link of [$('#vet-previous'), $('#vet-next')]) {
    link.hidden = true;
    delete link.dataset.id;
  }
}
