// SPDX-License-Identifier: GPL-3.0-or-later
// The vetting view: one recording after the other, by keyboard. The address is #/vet/7?at=136&…, with
// the position in the list and the list's search and order.

import {get} from './api.js';
import * as ahead from './ahead.js';
import {$, grouped, say} from './dom.js';
import * as palette from './palette.js';
import {actions as parts, annotateCall, calls, listeners, stepCall} from './parts.js';
import * as panel from './vet_panel.js';
import {Queue} from './queue.js';
import {imageWidth, stage, surface} from './stage.js';
import * as strip from './strip.js';
import {listenToSwipes} from './swipe.js';
import * as undo from './undo.js';
import {listenToVetKeys} from './vet_keys.js';
import * as identifications from './identifications.js';
import * as viewer from './viewer.js';

const AHEAD = [1, 2];   // positions to fetch in advance
let queue = null;
let position = -1;
let recording = null;   // null while another page is shown
let user = null;
let undoing = false;    // whether to undo once the recording is shown

const addressOf = (id, at) => `#/vet/${id}?${new URLSearchParams([['at', at], ...queue.filter])}`;
const status = (text) => { $('#vet-status').textContent = text; };

/** Shows the recording at a position of the list. */
async function goTo(at) {
  const row = at < 0 ? undefined : await queue.at(at);
  if (!row) return status(at < position ? 'This is the first recording.' : 'This is the last recording.');
  location.hash = addressOf(row.id, at);
}

async function goToUnvetted(way) {
  const at = await queue.unvetted(position, way);
  if (at < 0) status(way > 0 ? 'All recordings from here on are vetted.' : 'All recordings before are vetted.');
  else await goTo(at);
}

const report = (promise) => promise.catch((error) => say($('#viewer-problem'), error.message));

async function start() {
  const at = Math.max(0, await queue.unvetted(-1, 1)), row = await queue.at(at);
  status(row ? '' : 'There is no recording to vet.');
  if (row) location.replace(addressOf(row.id, at));
}

export async function show({id, parameters, user: who}) {
  document.body.classList.add('vetting');
  user = who;
  const hint = Number(parameters.get('at')) || 0, filter = new URLSearchParams(parameters);
  for (const name of ['at', 't', 'f', 'variant', 'window', 'light', 'spectrogram']) filter.delete(name);
  if (!queue || String(queue.filter) !== String(filter)) queue = new Queue(filter);
  const mine = queue;
  if (!id) return report(start());
  recording = id;
  status('');
  panel.showIdentification(id);
  $('#identification-comment').blur();
  const shown = viewer.show({id, user, parameters});
  await report(describe(id, hint, mine));
  await shown;
  if (id !== recording) return;
  if (undoing) undoNow();
  surface.focus({preventScroll: true});
}

async function describe(id, hint, mine) {
  await palette.open(user.user);
  showPalette();
  const at = await mine.find(id, hint);
  if (id !== recording) return;
  position = at;
  $('#vet-position').textContent = at < 0 ? 'Not in the list' : `${grouped(at + 1)} of ${grouped(mine.total)}`;
  panel.showIdentification(id);
  panel.showOthers([]);
  const rows = await Promise.all([at - 1, at + 1, at + 2].map((one) => at < 0 ? undefined : mine.at(one)));
  if (id !== recording) return;
  neighbours = {before: rows[0], after: rows[1]};
  showNeighbours();
  ahead.prepare(AHEAD.map((step) => rows[step]?.id).filter(Boolean), imageWidth());
  const {others, ...own} = await get(`/recording/${id}/identification?author=all`);
  if (id !== recording) return;
  identifications.learn(id, own);
  panel.showIdentification(id);
  panel.showOthers(others);
}

let neighbours = {};

function showNeighbours() {
  panel.showNeighbour($('#vet-previous'), neighbours.before, neighbours.before && addressOf(neighbours.before.id, position - 1));
  panel.showNeighbour($('#vet-next'), neighbours.after, neighbours.after && addressOf(neighbours.after.id, position + 1));
}

const showPalette = () => palette.show($('#palette'), use, showPalette);
const mayWrite = () => user?.scope !== 'read';

/** Sets the identification of the recording and goes on to the next one. */
function settle(fields) {
  if (!mayWrite() || recording === null) return;
  identifications.decide(recording, {species: [], reviewed: true, ...fields});
  report(goTo(position + 1));
}

/** Gives the species to the selected call, or else to the recording; `more`: besides those it has. */
function give(species, more = false) {
  if (!mayWrite() || recording === null) return;
  if (calls.current) {
    annotateCall(calls.current, species);
    return void stepCall(1);
  }
  if (!more) return settle({kind: 'species', species: [species]});
  const {species: given} = identifications.identificationOf(recording);
  if (given.some(({id}) => id === species.id)) return;
  identifications.decide(recording, {kind: 'species', species: [...given, species], reviewed: true});
}

function use(slot, {shiftKey}) {
  const species = palette.at(slot);
  if (species) give(species, shiftKey);
  else status(`There is no species for ${slot + 1} yet: choose one in the palette, or with S.`);
}

function pickAny() {
  palette.pickAndRemember((species) => {
    showPalette();
    give(species);
  });
}

function undoNow() {
  undoing = false;
  undo.undo();
  status('Undone');
}

/** Undoes the last step, and shows the recording that it concerns. */
function undoLast() {
  const step = undo.last();
  if (!step) return status('There is nothing to undo.');
  if (step.recording === recording) return undoNow();
  undoing = true;
  location.hash = addressOf(step.recording, Math.max(0, position - 1));
}

export function leave() {
  document.body.classList.remove('vetting');
  recording = null;
  undoing = false;
  ahead.clear();
  strip.close();
  return viewer.leave();
}

export function forget() {
  leave();
  queue = null;
  panel.clear();
  identifications.clear();
}

identifications.listeners.add((id) => {
  if (id === recording) panel.showIdentification(id);
  showNeighboursOf(id);
});

function showNeighboursOf(id) {
  if (recording !== null && [neighbours.before?.id, neighbours.after?.id].includes(id)) showNeighbours();
}

listeners.add({
  calls: () => panel.showMeasurements(calls),
  opened: (id, columns) => recording !== null && strip.open(id, columns),
});

const edits = (selector, event, fields) => $(selector).addEventListener(event, ({target}) =>
  recording !== null && mayWrite() && identifications.decide(recording, fields(target)));
edits('#identification-comment', 'input', ({value}) => ({comments: value}));
edits('#identification-reviewed', 'change', ({checked}) => ({reviewed: checked}));
edits('#identification-confidence', 'change', ({value}) => ({confidence: value === '' ? null : Number(value)}));
$('#identification-noise').addEventListener('click', () => settle({kind: 'noise'}));
$('#identification-no-id').addEventListener('click', () => settle({kind: 'no_id'}));
$('#identification-social').addEventListener('click', () => settle({kind: 'social'}));
$('#identification-clear').addEventListener('click', () => recording !== null && mayWrite() &&
  identifications.decide(recording, {kind: null, species: [], reviewed: false}));
/** Within the plot, a finger pans, unless the whole recording is shown. */
function maySwipe({target}) {
  if (recording === null || target.closest('input, textarea, select, #strip, #compare')) return false;
  const view = stage.variant?.view;
  return !target.closest('#plot') || Boolean(view) && view.right - view.left >= view.full.columns && !parts.drawing();
}

listenToSwipes($('#page-viewer'), maySwipe, (way) => report(goTo(position + way)));
listenToVetKeys(() => recording !== null, {
  use, pickAny, undoLast, noise: () => settle({kind: 'noise'}), noId: () => settle({kind: 'no_id'}),
  unvetted: (way) => report(goToUnvetted(way)), step: (way) => report(goTo(position + way)), status,
});
