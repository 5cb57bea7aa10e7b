// SPDX-License-Identifier: GPL-3.0-or-later
// The metadata of a recording.

import {$, duration, element, grouped, localTime} from './dom.js';

/** "39.25000° N, 105.50000° W" */
export function placeText({coordinates: [longitude, latitude]}) {
  return `${Math.abs(latitude).toFixed(5)}° ${latitude < 0 ? 'S' : 'N'}, ` +
    `${Math.abs(longitude).toFixed(5)}° ${longitude < 0 ? 'W' : 'E'}`;
}

export function showFacts(recording) {
  $('#viewer-facts').textContent = [localTime(recording.recorded_date), duration(recording.duration),
    `${recording.sample_rate / 1000} kHz`].filter(Boolean).join(' · ');
  const facts = [
    ['File', recording.audio_file],
    ['Samples', grouped(recording.duration * recording.sample_rate / 1000)],
    ['Owner', `${recording.owner_username}${recording.public ? ', public' : ''}`],
    ['Equipment', recording.equipment],
    ['Comments', recording.comments],
    ['Location', recording.recording_location && placeText(recording.recording_location)],
    ['GRTS cell', recording.grts_cell],
  ];
  $('#facts').replaceChildren(...facts.filter(([, value]) => value !== null && value !== '')
    .flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, String(value))]));
}
