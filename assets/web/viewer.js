// SPDX-License-Identifier: GPL-3.0-or-later
// One recording: its spectrogram, full or compressed, with annotations and sound.

import {get, send} from './api.js';
import {Annotations} from './annotations.js';
import {Boxes} from './boxes.js';
import {CallBoxes} from './call_boxes.js';
import {CallTable} from './call_table.js';
import {boxAround, Calls} from './calls.js';
import {leave as closeDetails, open as editDetails} from './details.js';
import {$, oncePerFrame, say} from './dom.js';
import {listenToDownload} from './download.js';
import {Drawing} from './drawing.js';
import {Editor} from './editor.js';
import {showFacts} from './facts.js';
import {loadForm} from './form.js';
import {listenToKeys, listenToPointers} from './gestures.js';
import {EXPANSION, Listener} from './listen.js';
import {MARGIN, Plot} from './plot.js';
import {Readout} from './readout.js';
import {showSegments} from './segments.js';

const surface = $('#plot');
const plot = new Plot($('#picture'));
const readout = new Readout();
const callBoxes = new CallBoxes();
const AROUND_MS = 25;   // margin shown on both sides of a call
let recording = null;   // its id
let mayWrite = false;   // whether the token allows changes
let form = null;        // the variant shown (form.js)
let loading = null;     // aborts loading
let playing = null;     // the column being played

const editable = () => mayWrite;

/** The position of an event in the view. */
function toPoint(event) {
  const {left, top} = surface.getBoundingClientRect();
  return {x: event.clientX - left - MARGIN.left, y: event.clientY - top - MARGIN.top};
}

const redraw = oncePerFrame(() => {
  if (!form) return;
  const {view, timeline, tiles} = form;
  const pictures = tiles.visible(view.left, view.right, view.columnsPerPixel / (window.devicePixelRatio || 1));
  surface.setAttribute('aria-busy', tiles.busy);
  callBoxes.place(calls.all, timeline);
  plot.draw({
    view, timeline, pictures, playing, cursor: readout.point,
    over: (context, colors) => callBoxes.draw(context, view, colors, calls),
  });
  readout.update(form);
  boxes.draw(drawing.fresh);
  if (pictures.length > 0) surface.dataset.drawn = '';
});

function resize() {
  const {clientWidth, clientHeight} = surface;
  if (clientWidth === 0) return;
  plot.resize(clientWidth, clientHeight);
  const width = clientWidth - MARGIN.left - MARGIN.right, height = clientHeight - MARGIN.top - MARGIN.bottom;
  form?.view.resize(width, height);
  const svg = $('#boxes');
  svg.style.left = `${MARGIN.left}px`;
  svg.style.top = `${MARGIN.top}px`;
  svg.setAttribute('width', Math.max(1, width));
  svg.setAttribute('height', Math.max(1, height));
  redraw();
}

function tellView() {
  if (form) readout.tellView(form);
}

function hover(point) {
  if (!form) return;
  readout.hover(point, form.view);
  calls.hover(callBoxes.at(point, form.view));
  redraw();
}

function moveCursor(dx, dy) {
  readout.move(dx, dy, form.view);
  redraw();
}

function annotateMiddle() {
  if (form && editable()) drawing.middle(form);
}

function showBox(box) {
  const {view, timeline} = form;
  const left = timeline.columnAt(box.start_time), right = timeline.columnAt(box.end_time);
  const room = Math.max(right - left, 40) * 2;
  if (left < view.left || right > view.right || right - left < (view.right - view.left) / 200)
    view.showColumns(left - room, right + room);
  if (box.low_freq < view.low || box.high_freq > view.high) view.showHz(view.full.low, view.full.high);
  redraw();
}

/** Shows a call. If the compressed spectrogram leaves it out, switches to the full one. */
async function goToCall(call) {
  if (!form) return;
  const {start_time: start, end_time: end} = call;
  if (form.timeline.pieces(start, end).length > 0) showBox(call);
  else await load(false, {start: start - AROUND_MS, end: end + AROUND_MS});
  const {top, bottom} = surface.getBoundingClientRect();
  if ((top + bottom) / 2 < 0 || (top + bottom) / 2 > window.innerHeight) surface.scrollIntoView({block: 'nearest'});
  tellView();
}

async function annotateCalls(boxesOf) {
  if (!form || !editable() || calls.meant.length === 0) return;
  if (!await annotations.add(...boxesOf(calls.meant))) return;
  calls.choose([...calls.chosen], false);
  editor.focus();
}

function switchBoxes() {
  callBoxes.on = !callBoxes.on;
  $('#call-boxes').setAttribute('aria-pressed', callBoxes.on);
  redraw();
}

function clicked(point) {
  const call = callBoxes.at(point, form.view);
  annotations.select(null);
  calls.select(call);
  if (call) callTable.reveal(call);
}

function zoom(factor) {
  form?.view.zoomTime(factor);
  redraw();
  tellView();
}

function showAll() {
  form?.view.showAll();
  redraw();
  tellView();
}

const actions = {
  view: () => form?.view, timeline: () => form.timeline, changed: redraw, moved: tellView, hover,
  drawing: () => drawing.on,
  drawn(...drag) {
    if (form) drawing.drag(form, ...drag);
    redraw();
  },
  clicked, editable, toPoint, show: showBox,
  removed: () => surface.focus({preventScroll: true}),
};
const annotations = new Annotations({
  changed() {
    editor.show();
    redraw();
  },
  said: (text, problem) => editor.say(text, problem),
});
const drawing = new Drawing(async (box) => {
  if (await annotations.add(box)) editor.focus();
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

const calls = new Calls({
  listed(minSnr) {
    callTable.list(minSnr);
    redraw();
  },
  changed() {
    callTable.update();
    redraw();
  },
  said: (text, problem) => callTable.say(text, problem),
});
const callTable = new CallTable({
  calls, go: goToCall,
  minSnr: (dB) => recording !== null && calls.open(recording, dB),
  annotate: () => annotateCalls((meant) => [boxAround(meant)]),
  annotateEach: () => annotateCalls((meant) => meant.map((call) => boxAround([call]))),
});

const listener = new Listener($('#player'), {
  moved(ms) {
    // The view follows unless the user has moved away.
    const follows = playing === null || form && playing >= form.view.left && playing <= form.view.right;
    playing = ms === null || !form ? null : form.timeline.columnAt(ms);
    if (playing !== null && follows) form.view.reveal(playing);
    $('#listen').textContent = ms === null ? `Listen ×${EXPANSION}` : 'Stop';
    redraw();
  },
  failed: (error) => say($('#viewer-problem'), `Cannot play the sound: ${error.message}`),
});

function listen() {
  if (!form) return;
  if (listener.active) listener.end();
  else listener.start(recording, form.timeline, form.view.left);
}

function close() {
  loading?.abort();
  listener.end();
  form?.tiles.close();
  form = readout.point = drawing.fresh = null;
  $('#readout').textContent = '';  // It described the previous view.
  surface.removeAttribute('data-drawn');
}

/** Loads a variant of the spectrogram and shows the time range `time`, or everything. */
async function load(compressed, time) {
  close();
  loading = new AbortController();
  const {signal} = loading;
  const waiting = (text) => { if (!signal.aborted) say($('#viewer-waiting'), text); };
  const problem = (error) => { if (!signal.aborted) say($('#viewer-problem'), error.message); };
  say($('#viewer-problem'), '');
  const timer = setTimeout(() => waiting('The spectrogram is being computed…'), 300);
  try {
    await annotations.flush();  // so that the response includes them
    const loaded = await loadForm(recording, compressed, {
      signal, onWait: (reason) => waiting(`${reason}…`), onChange: redraw, onError: problem,
    });
    if (!signal.aborted) begin(loaded, time);
  } catch (error) {
    problem(error);
  }
  clearTimeout(timer);
  waiting('');
}

function begin(loaded, time) {
  form = loaded;
  $('#compressed').setAttribute('aria-pressed', form.compressed);
  showSegments(form.compressed ? form.timeline : null, ({column, width}) => {
    form.view.showColumns(column - width, column + 2 * width);
    redraw();
  });
  if (time) form.view.showColumns(form.timeline.columnAt(time.start), form.timeline.columnAt(time.end));
  resize();
  annotations.open(recording, form.answer.annotations);
  if (calls.recording !== recording) calls.open(recording);
  editor.loadSpecies().catch((error) => editor.say(error.message, true));
}

function switchForm() {
  if (!form) return;
  const {view, timeline, compressed} = form;
  const whole = view.right - view.left >= view.full.columns;
  load(!compressed, whole ? null : {start: timeline.timeAt(view.left), end: timeline.timeAt(view.right)});
}

/** Shows what is known of the recording, and what this user may do with it. */
async function describe(user) {
  const id = recording;
  try {
    const found = await get(`/recording/${id}`);
    if (id !== recording) return;
    document.title = `${found.name} · noctule`;
    $('#viewer-title').textContent = found.name;
    surface.setAttribute('aria-label', `Spectrogram of ${found.name}`);
    showFacts(found);
    const owns = user.scope === 'admin' || found.owner_username === user.user;
    $('#edit-recording').hidden = $('#delete-recording').hidden = !owns;
    $('#edit-recording').onclick = () => edit(found, user);
  } catch (error) {
    say($('#viewer-problem'), error.message);
  }
}

/** Edits the details. A new time expansion changes every time and frequency on the page. */
async function edit(found, user) {
  await annotations.flush();
  editDetails(found, async (changed) => {
    if (found.id !== recording) return;
    await describe(user);
    if (!('time_expansion' in changed)) return;
    calls.close();
    await load(form?.compressed ?? false);
  });
}

export async function show({id, user}) {
  if (id === recording && form) return;
  recording = id;
  mayWrite = user.scope !== 'read';
  drawing.on = false;
  calls.close();
  $('#viewer-title').textContent = `Recording ${id}`;
  $('#facts').replaceChildren();
  $('#edit-recording').hidden = $('#delete-recording').hidden = true;
  const loaded = load(false);
  await describe(user);
  await loaded;
}

async function deleteRecording() {
  const name = $('#viewer-title').textContent;
  if (!confirm(`Delete ${name}, its spectrograms and all users' annotations of it?`)) return;
  try {
    await send('DELETE', `/recording/${recording}`);
    location.hash = '#/';
  } catch (error) {
    say($('#viewer-problem'), error.message);
  }
}

/** Resolves when everything is saved. */
export function leave() {
  closeDetails();
  close();
  calls.close();
  recording = null;
  return annotations.flush();
}

export function forget() {
  leave();
  for (const part of ['#viewer-title', '#viewer-facts', '#facts', '#annotations', '#boxes', '#cursor', '#readout'])
    $(part).replaceChildren();
}

$('#compressed').addEventListener('click', switchForm);
$('#call-boxes').addEventListener('click', switchBoxes);
$('#zoom-in').addEventListener('click', () => zoom(1 / 2));
$('#zoom-out').addEventListener('click', () => zoom(2));
$('#zoom-fit').addEventListener('click', showAll);
$('#listen').addEventListener('click', listen);
$('#annotate').addEventListener('click', annotateMiddle);
$('#delete-recording').addEventListener('click', deleteRecording);
listenToDownload({
  source: () => ({recording, minSnr: $('#min-snr').value}),
  ready: () => annotations.flush(),
});
listenToPointers(surface, toPoint, actions);
listenToKeys(surface, {...actions, moveCursor}, {
  a: annotateMiddle, b: switchBoxes, c: switchForm, ' ': listen,
  escape() {
    drawing.on = false;
    calls.select(null);
  },
});
new ResizeObserver(resize).observe(surface);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
