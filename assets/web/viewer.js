// SPDX-License-Identifier: GPL-3.0-or-later
// One recording: its spectrogram, full or compressed, with annotations and sound.

import * as ahead from './ahead.js';
import {get, send} from './api.js';
import {Annotations} from './annotations.js';
import {Boxes} from './boxes.js';
import {CallTable} from './call_table.js';
import {boxAround, Calls} from './calls.js';
import * as conflicts from './conflicts.js';
import {leave as closeDetails, open as editDetails} from './details.js';
import {$, say} from './dom.js';
import {listenToDownload} from './download.js';
import {Drawing} from './drawing.js';
import {Editor} from './editor.js';
import {showFacts} from './facts.js';
import {loadForm} from './form.js';
import {listenToKeys, listenToPointers} from './gestures.js';
import {Playback} from './playback.js';
import {showSegments} from './segments.js';
import {
  callBoxes, moveView, readout, redraw, resize, revealBox, showRange, stage, surface, toPoint, zoomToBox, zoomToTime,
} from './stage.js';
import * as undo from './undo.js';
import {keepView, linkTo, previousView, readView} from './view_link.js';

const STEP_MS = 20;     // shown around a call when stepping through them
const AROUND_MS = 25;   // margin shown on both sides of a call
const AGAIN_MS = 2000;  // before loading again what failed without a connection
let recording = null;   // its id
let mayWrite = false;   // whether the token allows changes
let loading = null;     // aborts loading
let again = null;       // timer

/** Called with events: {calls() have changed, opened(recording, columns of its image)}. */
export const listeners = new Set();
const tell = (event, ...values) => listeners.forEach((listener) => listener[event]?.(...values));

const editable = () => mayWrite;

function hover(point) {
  if (!stage.form) return;
  readout.hover(point, stage.form.view);
  calls.hover(callBoxes.at(point, stage.form.view));
  redraw();
}

function moveCursor(dx, dy) {
  readout.move(dx, dy, stage.form.view);
  redraw();
}

function annotateMiddle() {
  if (stage.form && editable()) drawing.middle(stage.form);
}

/** Shows a call. If the compressed spectrogram leaves it out, switches to the full one. */
async function goToCall(call) {
  const {form} = stage;
  if (!form) return;
  const {start_time: start, end_time: end} = call;
  if (form.timeline.pieces(start, end).length > 0) revealBox(call);
  else await load(false, {start: start - AROUND_MS, end: end + AROUND_MS, columns: 0});
  const {top, bottom} = surface.getBoundingClientRect();
  if ((top + bottom) / 2 < 0 || (top + bottom) / 2 > window.innerHeight) surface.scrollIntoView({block: 'nearest'});
}

function annotateCalls(boxesOf) {
  if (!stage.form || !editable() || calls.meant.length === 0) return;
  annotations.add(...boxesOf(calls.meant));
  calls.choose([...calls.chosen], false);
  editor.focus();
}

export function showAll() {
  keepView();
  moveView((view) => view.showAll());
}

/** Goes to the call after (1) or before (-1) the current one, 20 ms in the middle; false if there is none. */
export function stepCall(way) {
  const at = calls.all.indexOf(calls.current), next = at < 0 && way < 0 ? calls.all.length - 1 : at + way;
  const call = calls.all[next];
  if (!call || !stage.form) return false;
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

function switchBoxes() {
  callBoxes.on = !callBoxes.on;
  $('#call-boxes').setAttribute('aria-pressed', callBoxes.on);
  redraw();
}

function clicked(point) {
  const call = callBoxes.at(point, stage.form.view);
  annotations.select(null);
  calls.select(call);
  if (call) callTable.reveal(call);
}

const actions = {
  view: () => stage.form?.view, timeline: () => stage.form.timeline, changed: redraw, hover,
  drawing: () => drawing.on,
  drawn(...drag) {
    if (stage.form) drawing.drag(stage.form, ...drag);
    redraw();
  },
  clicked, editable, toPoint, show: revealBox, zoomTo: zoomToBox,
  removed: () => surface.focus({preventScroll: true}),
};
export const annotations = new Annotations({
  changed() {
    editor.show();
    redraw();
  },
  said: (text, problem) => editor.say(text, problem),
  renamed: (before, after) => boxes.rename(before, after),
});
const drawing = new Drawing((box) => {
  annotations.add(box);
  editor.focus();
});
const editor = new Editor({...actions, annotations});
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
  calls, go: goToCall,
  minSnr: (dB) => recording !== null && calls.open(recording, dB),
  annotate: () => annotateCalls((meant) => [boxAround(meant)]),
  annotateEach: () => annotateCalls((meant) => meant.map((call) => boxAround([call]))),
});
export const playback = new Playback({recording: () => recording});
stage.parts = {calls, boxes, drawing};

function close() {
  loading?.abort();
  clearTimeout(again);
  playback.end();
  stage.form?.tiles.close();
  stage.form = drawing.fresh = null;
  readout.clear();
  surface.removeAttribute('data-drawn');
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
    if (described.failed) described = describe(described.user);
    const loaded = !compressed && fetched ? await fetched.form : await loadForm(recording, compressed, {
      described: described.found, signal, onWait: (reason) => waiting(`${reason}…`),
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

function begin(loaded, time) {
  stage.form = loaded;
  $('#compressed').setAttribute('aria-pressed', loaded.compressed);
  showSegments(loaded.compressed ? loaded.timeline : null, ({column, width}) =>
    moveView((view) => view.showColumns(column - width, column + 2 * width)));
  resize();
  tell('opened', recording, loaded.timeline.width);
  if (time) showRange(time);
  annotations.open(recording, loaded.answer.annotations);
  if (calls.recording !== recording) calls.open(recording, null, fetched?.calls);
  fetched = undefined;
  editor.loadSpecies().catch((error) => editor.say(error.message, true));
}

export function switchForm() {
  if (!stage.form) return;
  const {view: {left, right, full}, timeline, compressed} = stage.form;
  const whole = right - left >= full.columns;
  load(!compressed, whole ? null
    : {start: timeline.timeAt(left), end: timeline.timeAt(right), columns: right - left});
}

let fetched;          // what ahead.js has of the recording
let described = {};  // what is known of the recording: {user, found (a promise), failed}

/** Shows what is known of the recording, and what this user may do with it. */
function describe(user) {
  const id = recording, state = {user, failed: false};
  state.found = fetched?.description ?? get(`/recording/${id}`);
  state.found.then((found) => id === recording && showDescription(found, user), () => { state.failed = true; });
  return state;
}

function showDescription(found, user) {
  document.title = `${found.name} · noctule`;
  $('#viewer-title').textContent = found.name;
  surface.setAttribute('aria-label', `Spectrogram of ${found.name}`);
  showFacts(found);
  const owns = user.scope === 'admin' || found.owner_username === user.user;
  $('#edit-recording').hidden = $('#delete-recording').hidden = !owns;
  $('#edit-recording').onclick = () => edit(found, user);
}

/** Edits the details. A new time expansion changes every time and frequency on the page. */
async function edit(found, user) {
  await annotations.flush();
  editDetails(found, async (changed) => {
    if (found.id !== recording) return;
    described = describe(user);
    await described.found;
    if (!('time_expansion' in changed)) return;
    undo.clear();  // Its steps have the old times.
    calls.close();
    await load(stage.form?.compressed ?? false);
  });
}

export async function show({id, user, parameters}) {
  if (id === recording && stage.form) return;
  recording = id;
  mayWrite = user.scope !== 'read';
  drawing.on = false;
  calls.close();
  annotations.close();
  conflicts.open(id);
  $('#viewer-title').textContent = `Recording ${id}`;
  $('#facts').replaceChildren();
  $('#edit-recording').hidden = $('#delete-recording').hidden = true;
  fetched = ahead.take(id);
  described = describe(user);
  await load(...readView(parameters));
}

async function deleteRecording() {
  const name = $('#viewer-title').textContent;
  if (!confirm(`Delete ${name}, its spectrograms and all users' annotations of it? This cannot be undone.`)) return;
  try {
    await send('DELETE', `/recording/${recording}`);
    location.hash = '#/';
  } catch (error) {
    say($('#viewer-problem'), error.message);
  }
}

/** Resolves when everything is saved, or cannot be at the moment. */
export function leave() {
  closeDetails();
  close();
  calls.close();
  conflicts.close();
  recording = null;
  annotations.close();
  return annotations.flush();
}

export function forget() {
  leave();
  for (const part of ['#viewer-title', '#viewer-facts', '#facts', '#annotations', '#boxes', '#cursor', '#readout'])
    $(part).replaceChildren();
}

function undoHere() {
  if (undo.last()?.recording !== recording) return;
  const {what} = undo.undo();
  editor.say(what === 'Deleted' ? 'Restored' : 'Undone');
}

/** Copies a link to what is shown; returns what to tell the user. */
export async function copyLink() {
  const link = linkTo(recording, stage.form);
  try {
    await navigator.clipboard.writeText(link);
    return 'Link copied';
  } catch {
    return link;  // Without HTTPS, browsers do not allow copying.
  }
}

export {previousView};

undo.listeners.add((step) => { $('#undo').hidden = step?.recording !== recording || recording === null; });
$('#undo').addEventListener('click', undoHere);
$('#compressed').addEventListener('click', switchForm);
$('#call-boxes').addEventListener('click', switchBoxes);
$('#zoom-in').addEventListener('click', () => moveView((view) => view.zoomTime(1 / 2)));
$('#zoom-out').addEventListener('click', () => moveView((view) => view.zoomTime(2)));
$('#zoom-fit').addEventListener('click', showAll);
$('#annotate').addEventListener('click', annotateMiddle);
$('#copy-link').addEventListener('click', async () => { $('#readout').textContent = await copyLink(); });
$('#delete-recording').addEventListener('click', deleteRecording);
listenToDownload({
  source: () => ({recording, minSnr: $('#min-snr').value}),
  ready: () => annotations.flush(),
});
listenToPointers(surface, toPoint, actions);
listenToKeys(surface, {...actions, moveCursor}, {
  a: annotateMiddle, b: switchBoxes, c: switchForm, l: () => playback.nextSpeed(), ' ': () => playback.toggle(),
  escape() {
    drawing.on = false;
    calls.select(null);
  },
});
document.addEventListener('keydown', (event) => {
  const undoes = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'z';
  if (!undoes || recording === null || event.target.matches('input, textarea, select')) return;
  event.preventDefault();
  undoHere();
});
