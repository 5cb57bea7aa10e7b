// SPDX-License-Identifier: GPL-3.0-or-later
// The picture redrawn from the samples, where the columns of the stored one are wider than two
// pixels of the screen; with a choice of window.

import {request, retryWhileBusy} from './api.js';
import {$, debounce} from './dom.js';
import {redraw, stage, surface} from './stage.js';

const COARSE = 0.5;      // columns per pixel of the screen
const REST_MS = 120;     // for which the view does not move
const MAX_PIXELS = 8192; // of the API, in each direction
const MAX_PARTS = 16;    // segments of the compressed spectrogram, drawn one by one
const DEFAULT_MS = '1';
const select = $('#window');

export const windowMs = () => select.value;
export function setWindow(ms) {
  select.value = ms;
  if (select.selectedIndex < 0) select.value = DEFAULT_MS;
}

const limited = (pixels) => Math.min(MAX_PIXELS, Math.max(1, Math.round(pixels)));

/** The visible parts of the recording: their columns, and the query of the API for each. */
function partsOf({view, timeline}) {
  const scale = window.devicePixelRatio || 1;
  return timeline.within(view.left, view.right).slice(0, MAX_PARTS).map((span) => {
    const left = Math.max(view.left, span.column), right = Math.min(view.right, span.column + span.width);
    const timeAt = (column) => span.start + (column - span.column) / span.width * (span.end - span.start);
    return {left, right, low: view.low, high: view.high, query: new URLSearchParams({
      start_time: timeAt(left), end_time: timeAt(right), low_freq: view.low, high_freq: view.high,
      width: limited((right - left) / view.columnsPerPixel * scale), height: limited(view.height * scale),
      window_ms: select.value, quality: 90,
    })};
  });
}

/** Redraws the view of a variant, whenever it is coarse and rests. */
export class Detail {
  parts = [];         // {bitmap, left, right in columns, low, high in Hz}, to be drawn over the stored picture
  #asked = '';        // the view that is drawn, or is being drawn
  #stop = null;       // aborts what is being drawn; null if nothing is

  /** `changed` is called with new parts. */
  constructor(changed) {
    this.changed = changed;
  }

  get busy() { return this.#stop !== null; }

  /** To be called with each drawing; until the view rests, the last parts stay at their place. */
  follow(recording, variant) {
    const perPixel = variant.view.columnsPerPixel / (window.devicePixelRatio || 1);
    if (perPixel > COARSE || variant.spectrogram) return void (this.#asked && this.forget());
    const parts = partsOf(variant), wanted = `${recording} ${parts.map(({query}) => query)}`;
    if (wanted === this.#asked) return;
    this.#stop?.abort();
    this.#stop = new AbortController();
    this.#asked = wanted;
    this.#draw(recording, parts, this.#stop.signal);
  }

  forget() {
    this.#stop?.abort();
    this.#stop = null;
    this.#asked = '';
    this.#show([]);
  }

  #show(parts) {
    for (const {bitmap} of this.parts) bitmap.close();
    this.parts = parts;
    this.changed();
  }

  #draw = debounce(REST_MS, async (recording, parts, signal) => {
    if (signal.aborted) return;
    const load = async ({query, ...part}) => {
      const path = `/recording/${recording}/detail?${query}`;
      const response = await retryWhileBusy(() => request(path, {signal, headers: {Accept: 'image/jpeg'}}), () => {}, signal);
      return {...part, bitmap: await createImageBitmap(await response.blob())};
    };
    const drawn = await Promise.allSettled(parts.filter(({left, right}) => right > left).map(load));
    const found = drawn.map(({value}) => value).filter(Boolean);
    if (signal.aborted) return found.forEach(({bitmap}) => bitmap.close());
    this.#stop = null;
    this.#show(found);  // The stored picture stays where that failed.
  });
}

const detail = new Detail(() => {
  stage.sharp = detail.parts;
  if (detail.parts.length > 0) surface.dataset.window = select.value;
  else delete surface.dataset.window;
  redraw();
});

stage.drawn.add((variant) => {
  detail.follow(stage.recording, variant);
  if (detail.busy) surface.setAttribute('aria-busy', 'true');
});
stage.closed.add(() => detail.forget());
select.addEventListener('change', redraw);
