// SPDX-License-Identifier: GPL-3.0-or-later
// Small pictures of recordings: the compressed spectrogram, a few fetched at a time.

import {request, retryWhileBusy} from './api.js';

const SHRINK = 2, AT_ONCE = 3, MAX_KEPT = 150;
const pictures = new Map();  // promises of bitmaps by recording
const waiting = [];          // functions that fetch
let running = 0;

function next() {
  while (running < AT_ONCE && waiting.length > 0) {
    ++running;
    waiting.shift()().finally(() => {
      --running;
      next();
    });
  }
}

async function fetchPicture(id, signal) {
  const load = () => request(`/recording/${id}/spectrogram/compressed?shrink=${SHRINK}`, {signal, headers: {Accept: 'image/jpeg'}});
  const response = await retryWhileBusy(load, () => {}, signal);
  return createImageBitmap(await response.blob());
}

/** The picture of a recording, as a promise; rejected if `signal` aborts before it is there. */
export function pictureOf(id, signal) {
  if (pictures.has(id)) return pictures.get(id);
  const picture = new Promise((resolve, reject) => waiting.push(async () => {
    try {
      signal?.throwIfAborted();
      resolve(await fetchPicture(id, signal));
    } catch (error) {
      pictures.delete(id);
      reject(error);
    }
  }));
  pictures.set(id, picture);
  for (const old of [...pictures.keys()].slice(0, -MAX_KEPT)) forget(old);
  next();
  return picture;
}

function forget(id) {
  pictures.get(id).then((bitmap) => bitmap.close(), () => {});
  pictures.delete(id);
}

export function clear() {
  for (const id of [...pictures.keys()]) forget(id);
}

/** Draws a picture up to `part` of its frequencies, from the lowest. */
export function drawPicture(canvas, bitmap, part = 1) {
  const rows = Math.max(1, Math.round(bitmap.height * part));
  Object.assign(canvas, {width: bitmap.width, height: rows});
  canvas.getContext('2d').drawImage(bitmap, 0, bitmap.height - rows, bitmap.width, rows, 0, 0, bitmap.width, rows);
}
