// SPDX-License-Identifier: GPL-3.0-or-later
// One of the two forms of a spectrogram, whole or compressed, as the API describes it.

import {get, patiently} from './api.js';
import {Tiles} from './tiles.js';
import {Timeline} from './timeline.js';
import {View} from './view.js';

const OVERVIEW_WIDTH = 65500;  // px, of what is wider than a JPEG can be

/** {answer, compressed, timeline, view, tiles}; `onWait` hears why the server is busy. */
export async function loadForm(recording, compressed, {signal, onWait, onChange, onError}) {
  const path = `/recording/${recording}/spectrogram${compressed ? '/compressed' : ''}?base64=false`;
  const answer = await patiently(() => get(path, {signal}), onWait, signal);
  const {spectroInfo: info} = answer;
  const {tiles, overview, width} = place(answer.tiles);
  const timeline = new Timeline(compressed
    ? info.widths.map((one, index) => ({start: info.start_times[index], end: info.end_times[index], width: one}))
    : [{start: 0, end: answer.tiles.at(-1).end_time, width}]);
  return {
    answer, compressed, timeline,
    view: new View(width, info.low_freq, info.high_freq),
    tiles: new Tiles({tiles, overview, onChange, onError}),
  };
}

/** The tiles side by side, and the overview that stands for more than one. */
function place(described) {
  let width = 0;
  const tiles = described.map((tile) => {
    const column = width;
    width += tile.width;
    return {url: tile.url, column, width: tile.width, scale: 1};
  });
  const url = described[0].url.replace(/\/tiles\/\d+$/, '');
  const overview = tiles.length > 1 ? {url, column: 0, width, scale: width / OVERVIEW_WIDTH} : null;
  return {tiles, overview, width};
}
