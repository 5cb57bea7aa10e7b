// SPDX-License-Identifier: GPL-3.0-or-later
// The table of recordings. Its state is in the address: #/?search=…&site=…&sort=-name&page=2.

import {list} from './api.js';
import * as bulk from './bulk.js';
import {$, grouped, say} from './dom.js';
import {filtersIn, listenToFilters, loadChoices, showFilters} from './filters.js';
import {showPager} from './pager.js';
import {included, listenToColumns, showHeader, showRows} from './recording_rows.js';
import * as upload from './upload.js';

const SIZE = 50;
const AGAIN_MS = 2000;  // also after a failure, until the server answers
const selected = new Set();
let view = {filters: {}, sort: 'id', page: 1};
let total = 0;
let asked = null;
let again = null;   // timer for reloading while something on the page is being computed
let active = false;
let user = null;

/** The URL of the recordings selected; `more`: further parameters, e.g. for one page. */
function query(more = {}) {
  return `/recording/?${new URLSearchParams({...view.filters, sort: view.sort, ...more})}`;
}

/** Changes some parameters of the list; with `replace`, without a new history entry. */
function change(values, replace = false) {
  const next = {...view, ...values};
  const parameters = new URLSearchParams(next.filters);
  if (next.sort !== 'id') parameters.set('sort', next.sort);
  if (next.page > 1) parameters.set('page', next.page);
  const hash = `#/${parameters.size ? '?' + parameters : ''}`;
  if (!replace) location.hash = hash;
  else {
    history.replaceState(null, '', hash);
    show({parameters, user});
  }
}

function showSelection() {
  const boxes = [...document.querySelectorAll('#recordings tbody input')];
  const checked = boxes.filter((box) => box.checked).length;
  const page = $('#select-page');
  page.checked = checked > 0 && checked === boxes.length;
  page.indeterminate = checked > 0 && checked < boxes.length;
  $('#selected').textContent = selected.size ? `${grouped(selected.size)} selected` : '';
  $('#compute').disabled = selected.size === 0;
  const all = $('#select-all');
  all.hidden = selected.size === 0 || boxes.length === total && checked === total;
  all.textContent = selected.size >= total ? 'Select none' : `Select all ${grouped(total)}`;
}

async function load() {
  clearTimeout(again);
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await list(
      query({limit: SIZE, offset: (view.page - 1) * SIZE, include: included()}), {signal: asked.signal});
    const last = Math.max(1, Math.ceil(answer.total / SIZE));
    if (view.page > last) return change({page: last}, true);
    total = answer.total;
    say($('#recordings-problem'), '');
    showRows(answer.rows, (id) => selected.has(id));
    say($('#recordings-none'), total > 0 ? '' :
      Object.keys(view.filters).length > 0 ? 'No recording fits.' :
      `There are no recordings yet: upload some, or run noctule ingest --owner ${user.user}.`);
    showPager($('#recordings-pager'), {page: view.page, size: SIZE, total}, (page) => change({page}));
    showSelection();
    if (answer.rows.some(({status}) => status?.state === 'computing')) again = setTimeout(load, AGAIN_MS);
  } catch (error) {
    if (error.name === 'AbortError') return;
    say($('#recordings-problem'), error.message);
    if (active && (error.status === 0 || error.status >= 500)) again = setTimeout(load, AGAIN_MS);
  }
}

export function show({parameters, user: who}) {
  document.title = 'Recordings · noctule';
  if (!active) {
    bulk.listeners.add(load);
    loadChoices().catch(() => {});  // The fields take any text.
  }
  active = true;
  user = who;
  view = {
    filters: filtersIn(parameters),
    sort: parameters.get('sort') ?? 'id',
    page: Math.max(1, Math.floor(Number(parameters.get('page'))) || 1),
  };
  showFilters($('#filters'), view.filters);
  showHeader(view.sort);
  $('#vet-list').href = `#/vet?${new URLSearchParams({...view.filters, sort: view.sort})}`;
  load();
}

export function leave() {
  active = false;
  clearTimeout(again);
  bulk.listeners.delete(load);
  asked?.abort();
}

/** Clears everything, since another user may sign in next. */
export function forget() {
  leave();
  selected.clear();
  showFilters($('#filters'), {});
  $('#recordings tbody').replaceChildren();
}

/** Selects all recordings found by the search, on all pages, or none. */
async function selectAll() {
  if (selected.size >= total) selected.clear();
  else for (const {id} of (await list(query())).rows) selected.add(id);
  for (const box of document.querySelectorAll('#recordings tbody input'))
    box.checked = selected.has(Number(box.value));
  showSelection();
}

function select(box) {
  if (box.checked) selected.add(Number(box.value));
  else selected.delete(Number(box.value));
}

async function compute(ids) {
  $('#compute').disabled = true;
  try {
    await bulk.compute(ids);
    for (const id of ids) selected.delete(id);
    for (const box of document.querySelectorAll('#recordings tbody input')) box.checked = selected.has(Number(box.value));
    load();
  } catch (error) {
    say($('#recordings-problem'), error.message);
  }
  showSelection();
}

listenToFilters($('#filters'), (filters) => active && change({filters, page: 1}, true));
listenToColumns(() => {
  showHeader(view.sort);
  load();
});
$('#recordings tbody').addEventListener('click', ({target}) =>
  target.matches('.again') && compute([Number(target.value)]));
$('#recordings thead').addEventListener('click', (event) => {
  const field = event.target.closest('[data-sort]')?.dataset.sort;
  if (field) change({sort: view.sort === field ? `-${field}` : field, page: 1});
});
$('#recordings').addEventListener('change', ({target}) => {
  const boxes = target.id === 'select-page' ? document.querySelectorAll('#recordings tbody input') : [target];
  for (const box of boxes) {
    if (target.id === 'select-page') box.checked = target.checked;
    select(box);
  }
  showSelection();
});
$('#select-all').addEventListener('click', () =>
  selectAll().catch((error) => say($('#recordings-problem'), error.message)));
$('#compute').addEventListener('click', () => compute([...selected]));
$('#open-upload').addEventListener('click', () => upload.open(load));
upload.listen(() => active && user?.scope !== 'read', load);
