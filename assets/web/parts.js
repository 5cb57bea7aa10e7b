// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of the viewer, connected: calls with their table and boxes, annotations with their boxes
// and editor, and the commands that use several of them.

import {Annotations} from './annotations.js';
import {Boxes} from './boxes.js';
import {CallTable} from './call_table.js';
import {boxAround, Calls} from './calls.js';
import {$} from './dom.js';
import {Drawing} from './drawing.js';
import {Editor} from './editor.js';
import {showBoxMeasurements} from './measuring.js';
import {Playback} from './playback.js';
import * as ruler from './ruler.js';
import {
  callBoxes, moveView, readout, redraw, revealBox, stage, surface, toPoint, zoomToBox, zoomToTime,
} from './stage.js';
import {keepView} from './view_link.js';

const STEP_MS = 20;     // shown around a call when stepping through them
const AROUND_MS = 25;   // margin shown on both sides of a call

/** Called with events: {calls() have changed, opened(recording, columns of its image)}. */
export const listeners = new Set();
export const tell = (event, ...values) => listeners.forEach((listener) => listener[event]?.(...values));

const editable = () => stage.mayWrite;

function hover(point) {
  if (!stage.variant) return;
  readout.hover(point, stage.variant.view);
  calls.hover(callBoxes.at(point, stage.variant.view));
  ruler.follow(readout.point);
  redraw();
}

export function moveCursor(dx, dy) {
  readout.move(dx, dy, stage.variant.view);
  ruler.follow(readout.point);
  redraw();
}

export function annotateMiddle() {
  if (stage.variant && editable()) drawing.middle(stage.variant);
}

/** Shows a time and frequency box. If the compressed spectrogram leaves it out, switches to the full one. */
export async function goTo(box) {
  const {variant} = stage;
  if (!variant) return;
  const {start_time: start, end_time: end} = box;
  if (variant.timeline.pieces(start, end).length > 0) revealBox(box);
  else await stage.load(false, {start: start - AROUND_MS, end: end + AROUND_MS, columns: 0});
  const {top, bottom} = surface.getBoundingClientRect();
  if ((top + bottom) / 2 < 0 || (top + bottom) / 2 > window.innerHeight) surface.scrollIntoView({block: 'nearest'});
}

function annotateCalls(boxesOf) {
  if (!stage.variant || !editable() || calls.meant.length === 0) return;
  annotations.add(...boxesOf(calls.meant));
  calls.choose([...calls.chosen], false);
  editor.focus();
}

/** Goes to the call after (1) or before (-1) the current one, 20 ms in the middle; false if there is none. */
export function stepCall(way) {
  const at = calls.all.indexOf(calls.current), next = at < 0 && way < 0 ? calls.all.length - 1 : at + way;
  const call = calls.all[next];
  if (!call || !stage.variant) return false;
  keepView();
  calls.select(call);
  zoomToTime((call.start_time + call.end_time) / 2, STEP_MS);
  return true;
}

/** Gives a species to a call: to the annotation of the same box if there is one, or else to a new one. */
export function annotateCall(call, species) {
  if (!editable()) return;
  const box = boxAround([call]);
  const same = annotations.all.find((one) => ['start_time', 'end_time', 'low_freq', 'high_freq'].every((name) => one[name] === box[name]));
  if (same) annotations.change({...same, species: [species]}, true);
  else annotations.add({...box, species: [species]});
  annotations.select(null);
}

export function switchBoxes() {
  callBoxes.on = !callBoxes.on;
  $('#call-boxes').setAttribute('aria-pressed', callBoxes.on);
  redraw();
}

function clicked(point) {
  const call = callBoxes.at(point, stage.variant.view);
  annotations.select(null);
  calls.select(call);
  if (call) callTable.reveal(call);
}

export const actions = {
  view: () => stage.variant?.view, timeline: () => stage.variant.timeline, changed: redraw, hover,
  drawing: () => drawing.on || ruler.isOn(),
  drawn(...drag) {
    if (stage.variant && ruler.isOn()) ruler.drag(...drag);
    else if (stage.variant) drawing.drag(stage.variant, ...drag);
    redraw();
  },
  clicked, editable, toPoint, show: revealBox, zoomTo: zoomToBox,
  removed: () => surface.focus({preventScroll: true}),
};
export const annotations = new Annotations({
  changed() {
    editor.show();
    showBoxMeasurements(annotations, calls);
    redraw();
  },
  said: (text, problem) => editor.say(text, problem),
  renamed: (before, after) => boxes.rename(before, after),
});
export const drawing = new Drawing((box) => {
  annotations.add(box);
  editor.focus();
});
export const editor = new Editor({...actions, annotations});
const boxes = new Boxes($('#boxes'), {
  ...actions,
  all: () => annotations.all,
  selected: () => annotations.selected,
  select: (id) => annotations.select(id),
  change: (box, done) => annotations.change(box, done),
  remove: (id) => editor.remove(id),
  edit(id) {
    annotations.select(id);
    editor.focus();
  },
});
export const calls = new Calls({
  listed(minSnr) {
    callTable.list(minSnr);
    showBoxMeasurements(annotations, calls);
    redraw();
    tell('calls');
  },
  changed() {
    callTable.update();
    redraw();
    tell('calls');
  },
  said: (text, problem) => callTable.say(text, problem),
});
const callTable = new CallTable({
  calls, go: goTo,
  minSnr: (dB) => stage.recording !== null && calls.open(stage.recording, dB),
  annotate: () => annotateCalls((meant) => [boxAround(meant)]),
  annotateEach: () => annotateCalls((meant) => meant.map((call) => boxAround([call]))),
});
export const playback = new Playback();
stage.parts = {calls, boxes, drawing};

export function showAll() {
  keepView();
  moveView((view) => view.showAll());
}
