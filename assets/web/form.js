// SPDX-License-Identifier: GPL-3.0-or-later
// One of the two forms of a spectrogram, whole or compressed, as the API describes it.

import {get, patiently} from './api.js';
import {Tiles} from './tiles.js';
import {Timeline} from './timeline.js';
import {View} from './view.js';

const OVERVIEW_WIDTH = 65500;  // px, of what is wider than a JPEG can be

/** {answer, compressed, timeline, view, tiles}; `onWait` hears why the server is busy. */
export async function loadForm(recording, compressed, {signal, onWait, onChange, onError}) {
  const url = `/recording/${recording}/spectrogram${compressed ? '/compressed' : ''}`;
  const answer = await patiently(() => get(`${url}?base64=false`, {signal}), onWait, signal);
  const {spectroInfo: info} = answer;
  const {tiles, width} = place(answer.tiles);
  const overview = tiles.length > 1 ? {url, column: 0, width, scale: width / OVERVIEW_WIDTH} : null;
  const timeline = new Timeline(compressed
    ? info.widths.map((one, index) => ({start: info.start_times[index], end: info.end_times[index], width: one}))
    : [{start: 0, end: answer.tiles.at(-1).end_time, width}]);
  return {
    answer, compressed, timeline,
    view: new View(width, info.low_freq, info.high_freq),
    tiles: new Tiles({tiles, overview, onChange, onError}),
  };
}

/** The tiles side by side. */
function place(described) {
  let width = 0;
  const tiles = described.map((tile) => {
    const column = width;
    width += tile.width;
    return {url: tile.url, column, width: tile.width, scale: 1};
  });
  return {tiles, width};
}
