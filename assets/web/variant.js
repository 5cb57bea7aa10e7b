// SPDX-License-Identifier: GPL-3.0-or-later
// One of the two variants of a spectrogram, full or compressed, as described by the API.

import {get, retryWhileBusy} from './api.js';
import {Tiles} from './tiles.js';
import {Timeline} from './timeline.js';
import {View} from './view.js';

/**
 * Returns {answer, spectrogram, compressed, timeline, rate (Hz), view, tiles}; `spectrogram`: the id of a stored one, instead of the default
 * one; `described` resolves to the recording;
 * `onWait` gets why the server is busy, `onState` an error of loading a tile, or null after success.
 */
export async function loadVariant(recording, compressed, {spectrogram = null, described, signal, onWait, onChange, onState}) {
  const of = spectrogram ? `/spectrogram/${spectrogram}` : `/recording/${recording}/spectrogram`;
  const url = `${of}${compressed ? '/compressed' : ''}`;
  const answer = await retryWhileBusy(() => get(`${url}?base64=false`, {signal}), onWait, signal);
  const {spectroInfo: info} = answer, {sample_rate: rate} = await described;
  const {tiles, width} = place(answer.tiles);
  const overview = tiles.length > 1 ? {url, column: 0, width, scale: width / info.width} : null;
  const timeline = new Timeline(compressed
    ? info.widths.map((one, index) => ({start: info.start_times[index], end: info.end_times[index], width: one}))
    : [{start: 0, end: answer.tiles.at(-1).end_time, width}]);
  return {
    answer, spectrogram, compressed, timeline, rate,
    view: new View(width, info.low_freq, info.high_freq, rate / 2),
    tiles: new Tiles({tiles, overview, onChange, onState}),
  };
}

/** The tiles with their first columns, side by side, and the total width. */
function place(described) {
  let width = 0;
  const tiles = described.map((tile) => {
    const column = width;
    width += tile.width;
    return {url: tile.url, column, width: tile.width, scale: 1};
  });
  return {tiles, width};
}
