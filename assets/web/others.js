// SPDX-License-Identifier: GPL-3.0-or-later
// What other people annotated, each with its author; read only.

import {get} from './api.js';
import {describe} from './boxes.js';
import {$, element} from './dom.js';
import {rectangles} from './rectangles.js';
import {redraw, stage} from './stage.js';

let all = [];

function show(boxes, goTo) {
  if (all.length === 0 && boxes.length === 0) return;
  all = boxes;
  $('#others-section').hidden = all.length === 0;
  $('#others').replaceChildren(...all.map((box) => element('li', {}, element('button', {
    type: 'button', onclick: () => goTo(box),
  }, element('strong', {}, box.author), ` ${describe(box)}`))));
  redraw();
}

/** Lists and draws them; `goTo(box)` shows one. */
export async function open(recording, goTo) {
  const found = await get(`/recording/${recording}/annotations?author=all`).catch(() => []);
  if (recording === stage.recording) show(found.filter(({editable}) => !editable), goTo);
}

export const close = () => show([]);

function draw(context, {view, timeline}, colors) {
  for (const box of all) {
    const {top, height, pieces} = rectangles(box, view, timeline);
    if (pieces.length === 0) continue;
    context.setLineDash([6, 4]);
    Object.assign(context, {strokeStyle: colors.other, lineWidth: 1.5});
    for (const {x, width} of pieces) context.strokeRect(x, top, width, height);
    const text = [box.author, ...box.species.map((one) => one.species_code)].join(' ');
    context.setLineDash([]);
    Object.assign(context, {strokeStyle: '#000', lineWidth: 3, fillStyle: colors.other, textAlign: 'left', lineJoin: 'round'});
    const at = [Math.max(pieces[0].x, 0) + 3, Math.min(view.height - 4, Math.max(top, 0) + height + 13)];
    context.strokeText(text, ...at);
    context.fillText(text, ...at);
  }
}

stage.layers.add(draw);
