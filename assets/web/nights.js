// SPDX-License-Identifier: GPL-3.0-or-later
// The list of sites and nights. Its state is in the address: #/nights?site=…&page=2.

import {list} from './api.js';
import {$, cell, element, grouped, say} from './dom.js';
import {filtersIn, listenToFilters, loadChoices, showFilters} from './filters.js';
import {showPager} from './pager.js';

const SIZE = 50;
let asked = null;
let active = false;

/** The address of a night. */
export const addressOf = ({site, night}) => `#/night/${encodeURIComponent(site ?? '')}/${night ?? ''}`;
/** "2024-05-16T21:03:12" as "21:03". */
export const timeOf = (local) => (local ?? '').slice(11, 16);
export const nameOf = ({site, night}) => `${site ?? 'No site'}, ${night ?? 'no date'}`;

function row(night) {
  const made = element('tr', {role: 'row'},
    element('th', {role: 'rowheader', scope: 'row'},
      element('a', {href: addressOf(night), 'aria-label': nameOf(night)}, night.night ?? 'No date')),
    cell('Site', night.site ?? ''),
    ...[['Recordings', night.recordings], ['With calls', night.calls], ['Noise', night.noise], ['Nothing', night.empty],
      ['Not analysed', night.unknown], ['Vetted', night.vetted]].map(([label, count]) => cell(label, grouped(count))),
    cell('From', timeOf(night.first)), cell('To', timeOf(night.last)),
    cell('Sunset', timeOf(night.sunset)), cell('Sunrise', timeOf(night.sunrise)));
  for (const one of [...made.cells].slice(2)) one.classList.add('number');
  return made;
}

function go(filters, page, replace) {
  const parameters = new URLSearchParams(filters);
  if (page > 1) parameters.set('page', page);
  const hash = `#/nights${parameters.size ? '?' + parameters : ''}`;
  if (!replace) location.hash = hash;
  else {
    history.replaceState(null, '', hash);
    show({parameters});
  }
}

export async function show({parameters}) {
  document.title = 'Nights · noctule';
  if (!active) loadChoices().catch(() => {});
  active = true;
  const filters = filtersIn(parameters), page = Math.max(1, Number(parameters.get('page')) || 1);
  showFilters($('#night-filters'), filters);
  asked?.abort();
  asked = new AbortController();
  try {
    const query = new URLSearchParams({...filters, limit: SIZE, offset: (page - 1) * SIZE});
    const {rows, total} = await list(`/nights?${query}`, {signal: asked.signal});
    say($('#nights-problem'), '');
    say($('#nights-none'), total > 0 ? '' : 'No night has such recordings.');
    $('#nights tbody').replaceChildren(...rows.map(row));
    showPager($('#nights-pager'), {page, size: SIZE, total}, (to) => go(filters, to));
  } catch (error) {
    if (error.name !== 'AbortError') say($('#nights-problem'), error.message);
  }
}

export function leave() {
  active = false;
  asked?.abort();
}

export function forget() {
  leave();
  showFilters($('#night-filters'), {});
  $('#nights tbody').replaceChildren();
}

listenToFilters($('#night-filters'), (filters) => active && go(filters, 1, true));
