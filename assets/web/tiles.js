// SPDX-License-Identifier: GPL-3.0-or-later
// The tiles of an image, loaded when they come into view, at no higher resolution than the screen
// needs, and cached within a memory limit.

import {request} from './api.js';

const AT_ONCE = 2;
const RETRY_MS = 3000;
const MAX_SHRINK = 16;  // of the API
const BITMAP_BYTES = 256e6;

/** LRU cache with a total cost of at most `budget`. */
class LruCache {
  #entries = new Map();
  #total = 0;
  constructor(budget, drop) {
    Object.assign(this, {budget, drop});
  }
  get(key) {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }
  set(key, value, cost) {
    this.#entries.set(key, {value, cost});
    this.#total += cost;
    for (const oldest of this.#entries.keys()) {
      if (this.#total <= this.budget || oldest === key) break;
      this.#remove(oldest);
    }
  }
  clear() {
    for (const key of [...this.#entries.keys()]) this.#remove(key);
  }
  #remove(key) {
    const {value, cost} = this.#entries.get(key);
    this.#entries.delete(key);
    this.#total -= cost;
    this.drop(value);
  }
}

export class Tiles {
  /**
   * `tiles`: {url, column, width, scale: 1} of the full resolution, side by side, in columns.
   * `overview`: {url, column: 0, width, scale} of the whole image at `scale` columns per pixel, or
   * null. `onState` gets the error if loading fails, and null once it works again.
   */
  constructor({tiles, overview, onChange, onState}) {
    Object.assign(this, {tiles, overview, onChange, onState});
    this.bitmaps = new LruCache(BITMAP_BYTES, (bitmap) => bitmap.close());
    this.loading = new Set();
    this.failed = new Set();
    this.stop = new AbortController();
  }

  close() {
    this.stop.abort();
    this.bitmaps.clear();
  }

  /**
   * The pictures to draw, in this order, for the columns [left, right): {tile, bitmap, scale}, with
   * scale in columns per pixel. Starts loading those missing at the wanted resolution.
   */
  visible(left, right, columnsPerPixel) {
    const shrinkOf = (perPixel) => Math.max(0, Math.floor(Math.log2(perPixel)));
    const wanted = [], pictures = [];
    const take = (tile, shrink) => {
      const picture = this.#best(tile, shrink);
      if (picture) pictures.push(picture);
      if (picture?.shrink !== shrink) wanted.push({tile, shrink});
    };
    const {overview} = this;
    if (overview && columnsPerPixel > overview.scale) {
      take(overview, shrinkOf(columnsPerPixel / overview.scale));
    } else {
      const meanwhile = overview && this.#best(overview, 0);
      if (meanwhile) pictures.push(meanwhile);
      for (const tile of this.tiles)
        if (tile.column < right && tile.column + tile.width > left) take(tile, shrinkOf(columnsPerPixel));
    }
    this.wanted = wanted;
    this.#load();
    return pictures;
  }

  /** Whether pictures are being loaded. */
  get busy() { return this.loading.size > 0; }

  /** The decoded picture of a tile whose `shrink` is nearest to the given one, or null. */
  #best(tile, shrink) {
    for (let off = 0; off <= MAX_SHRINK; ++off)
      for (const near of [shrink + off, shrink - off]) {
        const bitmap = this.bitmaps.get(`${tile.url} ${near}`);
        if (bitmap) return {tile, bitmap, shrink: near, scale: tile.scale * 2 ** near};
      }
    return null;
  }

  #load() {
    for (const {tile, shrink} of this.wanted) {
      const key = `${tile.url} ${shrink}`;
      if (this.loading.size >= AT_ONCE) return;
      if (this.loading.has(key) || this.failed.has(key)) continue;
      this.loading.add(key);
      this.#fetch(tile, shrink, key).catch((error) => {
        if (this.stop.signal.aborted) return;
        this.failed.add(key);
        setTimeout(() => this.#again(key), RETRY_MS);
        this.onState(error);
      }).finally(() => {
        this.loading.delete(key);
        if (!this.stop.signal.aborted) this.onChange();
      });
    }
  }

  #again(key) {
    this.failed.delete(key);
    if (!this.stop.signal.aborted) this.onChange();
  }

  async #fetch(tile, shrink, key) {
    const response = await request(shrink === 0 ? tile.url : `${tile.url}?shrink=${shrink}`,
                                   {signal: this.stop.signal, headers: {Accept: 'image/jpeg'}});
    const jpeg = await response.blob();
    if (this.failed.size === 0) this.onState(null);
    if (!this.wanted.some((one) => one.tile === tile && one.shrink === shrink)) return;  // no longer needed
    const bitmap = await createImageBitmap(jpeg);
    if (this.stop.signal.aborted) return bitmap.close();
    this.bitmaps.set(key, bitmap, 4 * bitmap.width * bitmap.height);
  }
}
