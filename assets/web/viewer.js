// SPDX-License-Identifier: GPL-3.0-or-later
// One recording: its spectrogram, whole or only its calls, with annotations and sound.

import {get, patiently, send} from './api.js';
import {Annotations} from './annotations.js';
import {Boxes} from './boxes.js';
import {$, debounce, fixed, oncePerFrame, say} from './dom.js';
import {Editor} from './editor.js';
import {showFacts} from './facts.js';
import {listenToKeys, listenToPointers} from './gestures.js';
import {EXPANSION, Listener} from './listen.js';
import {MARGIN, Plot} from './plot.js';
import {showSegments} from './segments.js';
import {Tiles} from './tiles.js';
import {Timeline} from './timeline.js';
import {View} from './view.js';

const OVERVIEW_WIDTH = 65500;  // of what is wider than a JPEG can be

const surface = $('#plot');
const plot = new Plot($('#picture'));
let recording = null;   // the id
let reads = true;       // whether the token can only read
let form = null;        // what is shown: {compressed, timeline, view, tiles}
let loading = null;     // aborts what is being loaded
let fresh = null;       // a box that is being drawn
let playing = null;     // the column that is heard
let cursor = null;      // the point that is read

const editable = () => !reads;
const drawing = () => $('#draw').getAttribute('aria-pressed') === 'true';

/** The place of an event in the view. */
function toPoint(event) {
  const {left, top} = surface.getBoundingClientRect();
  return {x: event.clientX - left - MARGIN.left, y: event.clientY - top - MARGIN.top};
}

const redraw = oncePerFrame(() => {
  if (!form) return;
  const {view, timeline, tiles} = form;
  const pictures = tiles.visible(view.left, view.right, view.columnsPerPixel / (window.devicePixelRatio || 1));
  surface.setAttribute('aria-busy', tiles.busy);
  plot.draw({view, timeline, pictures, playing, cursor});
  tellCursor();
  boxes.draw(fresh);
  if (pictures.length > 0) surface.dataset.drawn = '';
});

function resize() {
  const {clientWidth, clientHeight} = surface;
  if (clientWidth === 0) return;
  plot.resize(clientWidth, clientHeight);
  const width = clientWidth - MARGIN.left - MARGIN.right, height = clientHeight - MARGIN.top - MARGIN.bottom;
  form?.view.resize(width, height);
  const svg = $('#boxes');
  svg.setAttribute('width', Math.max(1, width));
  svg.setAttribute('height', Math.max(1, height));
  redraw();
}

/** Tells a screen reader what is shown, once the keys rest. */
const tellView = debounce(300, () => {
  if (!form) return;
  const {view, timeline} = form;
  $('#readout').textContent = `Shown: ${fixed(timeline.timeAt(view.left), 0)} to ` +
    `${fixed(timeline.timeAt(view.right), 0)} ms, ${fixed(view.low / 1000, 0)} to ${fixed(view.high / 1000, 0)} kHz`;
});

/** What the cursor reads; it stays where it is when the picture moves under it. */
function tellCursor() {
  const {view, timeline, compressed} = form;
  if (!cursor) return void ($('#cursor').textContent = '');
  const column = view.columnAt(cursor.x);
  const segment = compressed ? ` · segment ${timeline.stretchAt(column).index + 1}` : '';
  $('#cursor').textContent =
    `${fixed(timeline.timeAt(column), 2)} ms · ${fixed(view.hzAt(cursor.y) / 1000, 2)} kHz${segment}`;
}

function hover(point) {
  if (!form) return;
  const {width, height} = form.view;
  const inside = point && point.x >= 0 && point.x <= width && point.y >= 0 && point.y <= height;
  cursor = inside ? point : null;
  redraw();
}

/** Moves the cursor by keys, from the middle at first. */
function moveCursor(dx, dy) {
  const {width, height} = form.view, from = cursor ?? {x: width / 2, y: height / 2};
  const within = (value, most) => Math.min(most, Math.max(0, value));
  cursor = {x: within(from.x + dx, width), y: within(from.y + dy, height)};
  redraw();
  readCursor();
}

const readCursor = debounce(300, () => { $('#readout').textContent = $('#cursor').textContent; });

/** The box between two points of the view, within the image. */
function boxBetween(from, to) {
  const {view, timeline} = form;
  const column = (x) => Math.min(view.full.columns, Math.max(0, view.columnAt(x)));
  const hz = (y) => Math.min(view.full.high, Math.max(view.full.low, view.hzAt(y)));
  const round = (value) => Math.round(value * 100) / 100;
  const [left, right] = [from.x, to.x].sort((a, b) => a - b), [top, bottom] = [from.y, to.y].sort((a, b) => a - b);
  return {
    start_time: round(timeline.timeAt(column(left))), end_time: round(timeline.timeAt(column(right))),
    low_freq: Math.round(hz(bottom)), high_freq: Math.round(hz(top)),
  };
}

function drawn(from, to, done, dropped = false) {
  fresh = boxBetween(from, to);
  if (done) {
    const large = Math.hypot(to.x - from.x, to.y - from.y) > 4;
    if (large && !dropped) annotate(fresh);
    setDrawing(false);
    fresh = null;
  }
  redraw();
}

function setDrawing(on) {
  $('#draw').setAttribute('aria-pressed', on);
  surface.classList.toggle('drawing', on);
}

async function annotate(box) {
  if (await annotations.add(box)) editor.focus();
}

/** An annotation in the middle of what is shown: for those who cannot draw one. */
function annotateMiddle() {
  if (!form || !editable()) return;
  const {width, height} = form.view;
  annotate(boxBetween({x: width * 0.4, y: height * 0.4}, {x: width * 0.6, y: height * 0.6}));
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
  view: () => form?.view, timeline: () => form.timeline, changed: redraw, moved: tellView, hover, drawing, drawn,
  clicked: () => annotations.select(null), editable, toPoint, show: showBox,
  removed: () => surface.focus({preventScroll: true}),
};
const annotations = new Annotations({
  changed() {
    editor.show();
    redraw();
  },
  said: (text, problem) => editor.say(text, problem),
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

const listener = new Listener($('#player'), {
  moved(ms) {
    // The view follows unless the user looks elsewhere.
    const follows = playing === null || form && playing >= form.view.left && playing <= form.view.right;
    playing = ms === null || !form ? null : form.timeline.columnAt(ms);
    if (playing !== null && follows) form.view.reveal(playing);
    $('#listen').textContent = ms === null ? `Listen ×${EXPANSION}` : 'Stop';
    redraw();
  },
  failed: (error) => say($('#viewer-problem'), `No sound: ${error.message}`),
});

function listen() {
  if (!form) return;
  if (listener.active) listener.end();
  else listener.start(recording, form.timeline, form.view.left);
}

/** The stretches that an answer of the API describes, and its pictures. */
function describeForm(answer, compressed) {
  const {spectroInfo: info, tiles} = answer;
  const width = tiles.reduce((sum, tile) => sum + tile.width, 0);
  const timeline = new Timeline(compressed
    ? info.widths.map((one, index) => ({start: info.start_times[index], end: info.end_times[index], width: one}))
    : [{start: 0, end: tiles.at(-1).end_time, width}]);
  let column = 0;
  const placed = tiles.map((tile) => {
    const start = column;
    column += tile.width;
    return {url: tile.url, column: start, width: tile.width, scale: 1};
  });
  const overview = tiles.length > 1
    ? {url: tiles[0].url.replace(/\/tiles\/\d+$/, ''), column: 0, width, scale: width / OVERVIEW_WIDTH} : null;
  return {
    compressed, timeline,
    view: new View(width, info.low_freq, info.high_freq),
    tiles: new Tiles({tiles: placed, overview, onChange: redraw,
                      onError: (error) => say($('#viewer-problem'), error.message)}),
  };
}

function close() {
  loading?.abort();
  listener.end();
  form?.tiles.close();
  form = fresh = cursor = null;
  surface.removeAttribute('data-drawn');
}

/** Loads a form of the spectrogram and shows the same time as before, if there was one. */
async function load(compressed, time) {
  close();
  loading = new AbortController();
  const {signal} = loading, id = recording;
  const path = `/recording/${id}/spectrogram${compressed ? '/compressed' : ''}?base64=false`;
  say($('#viewer-problem'), '');
  const wait = setTimeout(() => say($('#viewer-waiting'), 'The spectrogram is being computed…'), 300);
  try {
    await annotations.flush();  // The answer has them.
    const answer = await patiently(() => get(path, {signal}),
                                   (reason) => say($('#viewer-waiting'), `${reason}…`), signal);
    if (!signal.aborted) begin(describeForm(answer, compressed), answer.annotations, time);
  } catch (error) {
    if (error.name !== 'AbortError') say($('#viewer-problem'), error.message);
  } finally {
    clearTimeout(wait);
    say($('#viewer-waiting'), '');
  }
}

/** Shows a form that was loaded. */
function begin(loaded, boxesOfIt, time) {
  form = loaded;
  $('#compressed').setAttribute('aria-pressed', form.compressed);
  showSegments(form.compressed ? form.timeline : null, ({column, width}) => {
    form.view.showColumns(column - width, column + 2 * width);
    redraw();
  });
  resize();
  if (time) showTimes(time);
  annotations.open(recording, boxesOfIt);
  editor.loadSpecies().catch((error) => editor.say(error.message, true));
}

/** Moves to the times that another form showed. */
function showTimes({start, end}) {
  const {view, timeline} = form;
  view.showColumns(timeline.columnAt(start), timeline.columnAt(end));
  redraw();
}

function switchForm() {
  if (!form) return;
  const {view, timeline, compressed} = form;
  const whole = view.right - view.left >= view.full.columns;
  load(!compressed, whole ? null : {start: timeline.timeAt(view.left), end: timeline.timeAt(view.right)});
}

export async function show({id, user}) {
  if (id === recording && form) return;
  recording = id;
  reads = user.scope === 'read';
  setDrawing(false);
  $('#viewer-title').textContent = `Recording ${id}`;
  $('#facts').replaceChildren();
  $('#delete-recording').hidden = true;
  const loaded = load(false);
  try {
    const found = await get(`/recording/${id}`);
    if (id !== recording) return;
    document.title = `${found.name} · noctule`;
    $('#viewer-title').textContent = found.name;
    surface.setAttribute('aria-label', `Spectrogram of ${found.name}`);
    showFacts(found);
    $('#delete-recording').hidden = user.scope !== 'admin' && found.owner_username !== user.user;
  } catch (error) {
    say($('#viewer-problem'), error.message);
  }
  await loaded;
}

async function deleteRecording() {
  const name = $('#viewer-title').textContent;
  if (!confirm(`Delete ${name}, its spectrograms and everybody's annotations of it?`)) return;
  try {
    await send('DELETE', `/recording/${recording}`);
    location.hash = '#/';
  } catch (error) {
    say($('#viewer-problem'), error.message);
  }
}

/** Done when everything is saved. */
export function leave() {
  close();
  recording = null;
  return annotations.flush();
}

export function forget() {
  leave();
  for (const part of ['#viewer-title', '#viewer-facts', '#facts', '#annotations', '#boxes', '#cursor', '#readout'])
    $(part).replaceChildren();
}

$('#compressed').addEventListener('click', switchForm);
$('#draw').addEventListener('click', () => setDrawing(!drawing()));
$('#zoom-in').addEventListener('click', () => zoom(1 / 2));
$('#zoom-out').addEventListener('click', () => zoom(2));
$('#zoom-fit').addEventListener('click', showAll);
$('#listen').addEventListener('click', listen);
$('#annotate').addEventListener('click', annotateMiddle);
$('#delete-recording').addEventListener('click', deleteRecording);
listenToPointers(surface, toPoint, actions);
listenToKeys(surface, {...actions, moveCursor}, {a: annotateMiddle, c: switchForm, ' ': listen, escape: () => setDrawing(false)});
new ResizeObserver(resize).observe(surface);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
