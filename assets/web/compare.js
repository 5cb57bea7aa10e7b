// SPDX-License-Identifier: GPL-3.0-or-later
// A pinned recording, drawn below the plot at the same scale of time and frequency.

import {get} from './api.js';
import {Detail} from './detail.js';
import {$, oncePerFrame} from './dom.js';
import {MARGIN, Plot} from './plot.js';
import {resize, stage, surface} from './stage.js';
import {loadVariant} from './variant.js';

const panel = $('#compare'), plot = new Plot($('#compare canvas')), button = $('#pin');
const detail = new Detail(() => draw());
let pinned = null;   // {id, name, variant, middle (the column in the middle)}

function showPanel() {
  panel.hidden = !pinned;
  document.body.classList.toggle('comparing', Boolean(pinned));
  button.setAttribute('aria-pressed', Boolean(pinned));
  $('#compare-name').textContent = pinned ? `Pinned: ${pinned.name}` : '';
  resize();
}

/** Pins what is shown, or unpins. */
export async function toggle() {
  if (pinned) return unpin();
  if (!stage.variant) return;
  const {view, compressed, spectrogram} = stage.variant, id = stage.recording, name = $('#viewer-title').textContent;
  const mine = {id, name, variant: null, middle: (view.left + view.right) / 2};
  pinned = mine;
  showPanel();
  try {
    const variant = await loadVariant(id, compressed, {
      spectrogram, described: get(`/recording/${id}`), onWait: () => {}, onChange: draw, onState: () => {},
    });
    if (pinned !== mine) return variant.tiles.close();
    variant.view.full.high = variant.view.image.high;  // black above Nyquist, for the scale of any plot
    pinned.variant = variant;
    draw();
  } catch (error) {
    if (pinned === mine) $('#compare-name').textContent = `${name}: ${error.message}`;
  }
}

export function unpin() {
  pinned?.variant?.tiles.close();
  detail.forget();
  pinned = null;
  showPanel();
}

/** Gives the pinned view the scale of the plot; a recording that is too short takes less of the width. */
function follow(view, {view: main, timeline: mainTimeline}, timeline) {
  const width = panel.clientWidth - MARGIN.left - MARGIN.right, height = panel.clientHeight - MARGIN.top - MARGIN.bottom;
  const columns = main.columnsPerPixel * width * timeline.density / mainTimeline.density;
  view.resize(width * Math.min(1, view.full.columns / columns), height);
  view.showColumns(pinned.middle - columns / 2, pinned.middle + columns / 2);
  view.showHz(main.low, main.high);
}

const draw = oncePerFrame(() => {
  if (!pinned?.variant || !stage.variant || panel.clientWidth === 0) return;
  const {view, timeline, tiles} = pinned.variant;
  plot.resize(panel.clientWidth, panel.clientHeight);
  follow(view, stage.variant, timeline);
  const pictures = tiles.visible(view.left, view.right, view.columnsPerPixel / (window.devicePixelRatio || 1));
  detail.follow(pinned.id, pinned.variant);
  plot.draw({view, timeline, pictures, sharp: detail.parts, light: stage.light, playing: null, cursor: null, over() {}});
  panel.setAttribute('aria-busy', tiles.busy || detail.busy);
  if (pictures.length > 0) panel.dataset.drawn = `${pinned.id}`;
});

/** Dragging moves the pinned picture in time. */
panel.addEventListener('pointermove', (event) => {
  if (event.buttons !== 1 || !pinned?.variant) return;
  const {view} = pinned.variant;
  view.pan(event.movementX, 0);
  pinned.middle = (view.left + view.right) / 2;
  draw();
});
panel.addEventListener('pointerdown', (event) => panel.setPointerCapture(event.pointerId));
stage.drawn.add(draw);
new ResizeObserver(draw).observe(surface);
button.addEventListener('click', toggle);
