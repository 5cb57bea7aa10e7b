// SPDX-License-Identifier: GPL-3.0-or-later
// One night of a site at a glance. Its state is in the address: #/night/SITE/2024-05-16?verdict=noise&page=2.

import {get, list} from './api.js';
import {$, grouped, say} from './dom.js';
import {filtersIn, listenToFilters, loadChoices, showFilters} from './filters.js';
import {NightCells} from './night_cells.js';
import * as strip from './night_strip.js';
import {addressOf, nameOf, timeOf} from './nights.js';
import {showPager} from './pager.js';
import * as thumbs from './thumbs.js';
import * as undo from './undo.js';
import * as identifications from './identifications.js';

const SIZE = 48;
const SORT = 'recorded_date';
let place = null;      // {site, night} while the page is shown
let filters = {};
let page = 1;
let stop = new AbortController();
let mayWrite = false;

/** The parameters that select the recordings shown. */
const selecting = () => ({...filters, site: place.site, night: place.night});

const cells = new NightCells({
  open: (index) => {
    const query = new URLSearchParams({at: (page - 1) * SIZE + index, ...selecting(), sort: SORT});
    location.hash = `#/vet/${cells.rows[index].id}?${query}`;
  },
});

function go(nextFilters, nextPage, replace) {
  const parameters = new URLSearchParams(nextFilters);
  if (nextPage > 1) parameters.set('page', nextPage);
  const hash = `${addressOf(place)}${parameters.size ? '?' + parameters : ''}`;
  if (!replace) location.hash = hash;
  else {
    history.replaceState(null, '', hash);
    load(parameters);
  }
}

/** "412 recordings: 300 with calls, 80 noise, 32 nothing; 12 vetted. Sunset 21:03, sunrise 05:11." */
function totalsOf(night) {
  const found = [[night.calls, 'with calls'], [night.noise, 'noise'], [night.empty, 'nothing'], [night.unknown, 'not analysed']]
    .filter(([count]) => count > 0).map(([count, what]) => `${grouped(count)} ${what}`).join(', ');
  const all = `${grouped(night.recordings)} ${night.recordings === 1 ? 'recording' : 'recordings'}`;
  const sun = night.sunset && night.sunrise ? ` Sunset ${timeOf(night.sunset)}, sunrise ${timeOf(night.sunrise)}.` : '';
  return `${all}: ${found}; ${grouped(night.vetted)} vetted.${sun}`;
}

async function load(parameters) {
  stop.abort();
  stop = new AbortController();
  const {signal} = stop;
  filters = filtersIn(parameters);
  page = Math.max(1, Number(parameters.get('page')) || 1);
  showFilters($('#cell-filters'), filters);
  $('#night-vet').href = `#/vet?${new URLSearchParams({...selecting(), sort: SORT})}`;
  try {
    const query = new URLSearchParams({...selecting(), sort: SORT, limit: SIZE, offset: (page - 1) * SIZE,
                                       include: 'verdict,calls,peak_freq,vetted,identification'});
    const [night, {rows, total}] = await Promise.all([
      get(`/night?${new URLSearchParams(selecting())}`, {signal}), list(`/recording/?${query}`, {signal})]);
    if (signal.aborted) return;
    say($('#night-problem'), '');
    $('#night-totals').textContent = totalsOf(night);
    strip.show(night, `Recordings by time, from noon to noon. ${totalsOf(night)}`,
               (index) => go(filters, Math.floor(index / SIZE) + 1));
    for (const {id, identification} of rows) identifications.learn(id, identification);
    cells.show(rows);
    say($('#night-none'), total > 0 ? '' : 'No recording fits.');
    showPager($('#night-pager'), {page, size: SIZE, total}, (to) => go(filters, to));
  } catch (error) {
    if (error.name !== 'AbortError') say($('#night-problem'), error.message);
  }
}

export function show({site, night, parameters, user}) {
  place = {site, night};
  mayWrite = user.scope !== 'read';
  document.title = `${nameOf({site: site || null, night: night || null})} · noctule`;
  $('#night-title').textContent = nameOf({site: site || null, night: night || null});
  loadChoices().catch(() => {});
  return load(parameters);
}

export function leave() {
  place = null;
  stop.abort();
  cells.close();
}

export function forget() {
  leave();
  thumbs.clear();
  for (const part of ['#night-title', '#night-totals', '#night-status']) $(part).replaceChildren();
}

/** Settles what is selected as noise. */
function markNoise() {
  if (!mayWrite || cells.selected.size === 0) return;
  const ids = [...cells.selected];
  undo.together(() => ids.forEach((id) => identifications.decide(id, {kind: 'noise', species: [], reviewed: true})));
  const are = ids.length === 1 ? 'recording is' : 'recordings are';
  $('#night-status').textContent = `${grouped(ids.length)} ${are} noise. Ctrl+Z undoes that.`;
}

function undoIdentification() {
  const possible = undo.last()?.anywhere;
  if (possible) undo.undo();
  $('#night-status').textContent = possible ? 'Undone' : 'There is nothing to undo here.';
}

identifications.listeners.add(() => place && cells.update());
listenToFilters($('#cell-filters'), (next) => place && go(next, 1, true));
$('#night-noise').addEventListener('click', markNoise);
document.addEventListener('keydown', (event) => {
  if (!place || event.altKey || event.target.closest('input, textarea, select, dialog')) return;
  const key = event.key.toLowerCase(), control = event.ctrlKey || event.metaKey;
  if (control && key === 'z' && !event.shiftKey) undoIdentification();
  else if (!control && key === 'x') markNoise();
  else return;
  event.preventDefault();
});
