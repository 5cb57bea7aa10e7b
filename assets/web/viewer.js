// SPDX-License-Identifier: GPL-3.0-or-later
// One recording: its spectrogram, full or compressed, with annotations and sound.

import * as ahead from './ahead.js';
import * as compare from './compare.js';
import * as conflicts from './conflicts.js';
import * as description from './description.js';
import {$, say} from './dom.js';
import {listenToDownload} from './download.js';
import {listenToKeys, listenToPointers} from './gestures.js';
import * as others from './others.js';
import {
  actions, annotateMiddle, annotations, calls, drawing, editor, goTo, moveCursor, playback, showAll, switchBoxes, tell,
} from './parts.js';
import * as ruler from './ruler.js';
import {showSegments} from './segments.js';
import {moveView, readout, redraw, resize, showRange, stage, surface, toPoint} from './stage.js';
import * as undo from './undo.js';
import {loadVariant} from './variant.js';
import {copyLink, readView, spectrogramIn} from './view_link.js';

const AGAIN_MS = 2000;  // before loading again what failed without a connection
let loading = null;     // aborts loading
let again = null;       // timer
let fetched;            // what ahead.js has of the recording

function close() {
  loading?.abort();
  clearTimeout(again);
  playback.end();
  stage.variant?.tiles.close();
  stage.variant = drawing.fresh = null;
  readout.clear();
  surface.removeAttribute('data-drawn');
  for (const call of stage.closed) call();
}

/**
 * Loads a variant of the spectrogram and shows the time range `time` (stage.js), or everything.
 * Without a connection, tries again until there is one.
 */
async function load(compressed, time) {
  close();
  loading = new AbortController();
  const {signal} = loading;
  const waiting = (text) => { if (!signal.aborted) say($('#viewer-waiting'), text); };
  const problem = (error) => { if (!signal.aborted) say($('#viewer-problem'), error?.message ?? ''); };
  problem(null);
  const timer = setTimeout(() => waiting('The spectrogram is being computed…'), 300);
  try {
    const described = description.recordingShown();
    const {spectrogram} = stage;
    const loaded = !compressed && !spectrogram && fetched ? await fetched.variant : await loadVariant(stage.recording, compressed, {
      spectrogram, described, signal, onWait: (reason) => waiting(`${reason}…`),
    });
    Object.assign(loaded.tiles, {onChange: redraw, onState: problem});
    if (signal.aborted) loaded.tiles.close();
    if (!signal.aborted) begin(loaded, time);
  } catch (error) {
    fetched = undefined;
    problem(error);
    if (error.status === 0 && !signal.aborted) again = setTimeout(() => load(compressed, time), AGAIN_MS);
  }
  clearTimeout(timer);
  waiting('');
}
stage.load = load;

let shownOthers = null;   // the recording whose annotations of others are shown

function closeOthers() {
  shownOthers = null;
  others.close();
}

function begin(loaded, time) {
  stage.variant = loaded;
  $('#compressed').setAttribute('aria-pressed', loaded.compressed);
  showSegments(loaded.compressed ? loaded.timeline : null, ({column, width}) =>
    moveView((view) => view.showColumns(column - width, column + 2 * width)));
  resize();
  tell('opened', stage.recording, loaded.timeline.width);
  if (time) showRange(time);
  annotations.open(stage.recording, loaded.answer.annotations);
  if (shownOthers !== stage.recording) others.open(shownOthers = stage.recording, goTo);
  if (calls.recording !== stage.recording) calls.open(stage.recording, null, fetched?.calls);
  fetched = undefined;
  editor.loadSpecies().catch((error) => editor.say(error.message, true));
}

export function switchVariant() {
  if (!stage.variant) return;
  const {view: {left, right, full}, timeline, compressed} = stage.variant;
  const whole = right - left >= full.columns;
  load(!compressed, whole ? null
    : {start: timeline.timeAt(left), end: timeline.timeAt(right), columns: right - left});
}

/** Says that a spectrogram other than the default one is shown. */
function showSpectrogram(id, spectrogram) {
  stage.spectrogram = spectrogram;
  $('#viewer-spectrogram').hidden = !spectrogram;
  $('#spectrogram-id').textContent = spectrogram ?? '';
  $('#default-spectrogram').href = `#/recording/${id}`;
}

export async function show({id, user, parameters}) {
  const spectrogram = spectrogramIn(parameters);
  if (id === stage.recording && stage.variant && spectrogram === stage.spectrogram) return;
  showSpectrogram(id, spectrogram);
  stage.recording = id;
  stage.mayWrite = user.scope !== 'read';
  drawing.on = false;
  calls.close();
  annotations.close();
  conflicts.open(id);
  closeOthers();
  description.clear(`Recording ${id}`);
  fetched = ahead.take(id);
  description.describe(user, fetched?.description);
  await load(...readView(parameters));
}

/** Resolves when everything is saved, or cannot be at the moment. */
export function leave() {
  description.clear('');
  close();
  calls.close();
  conflicts.close();
  closeOthers();
  stage.recording = null;
  annotations.close();
  return annotations.flush();
}

export function forget() {
  leave();
  compare.unpin();
  for (const part of ['#viewer-title', '#viewer-facts', '#facts', '#annotations', '#boxes', '#cursor', '#readout'])
    $(part).replaceChildren();
}

function undoHere() {
  if (undo.last()?.recording !== stage.recording) return;
  const {what} = undo.undo();
  editor.say(what === 'Deleted' ? 'Restored' : 'Undone');
}

undo.listeners.add((step) => { $('#undo').hidden = step?.recording !== stage.recording || stage.recording === null; });
description.listen({
  saved: () => annotations.flush(),
  rescaled() {
    undo.clear();  // Its steps have the old times.
    calls.close();
    return load(stage.variant?.compressed ?? false);
  },
});
$('#undo').addEventListener('click', undoHere);
$('#compressed').addEventListener('click', switchVariant);
$('#call-boxes').addEventListener('click', switchBoxes);
$('#zoom-in').addEventListener('click', () => moveView((view) => view.zoomTime(1 / 2)));
$('#zoom-out').addEventListener('click', () => moveView((view) => view.zoomTime(2)));
$('#zoom-fit').addEventListener('click', showAll);
$('#annotate').addEventListener('click', annotateMiddle);
$('#copy-link').addEventListener('click', async () => { $('#readout').textContent = await copyLink(); });
listenToDownload({
  source: () => ({recording: stage.recording, minSnr: $('#min-snr').value}),
  ready: () => annotations.flush(),
});
listenToPointers(surface, toPoint, actions);
listenToKeys(surface, {...actions, moveCursor}, {
  a: annotateMiddle, b: switchBoxes, c: switchVariant, m: ruler.toggle, v: compare.toggle,
  l: () => playback.nextSpeed(), ' ': () => playback.toggle(),
  escape() {
    drawing.on = false;
    ruler.off();
    calls.select(null);
  },
});
document.addEventListener('keydown', (event) => {
  const undoes = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'z';
  if (!undoes || stage.recording === null || event.target.matches('input, textarea, select')) return;
  event.preventDefault();
  undoHere();
});
