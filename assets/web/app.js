// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in, and routing by the address: #/ (recordings), #/recording/7, #/vet/7,
// #/nights, #/night/SITE/2024-05-16, #/spectrograms.

import {get, session} from './api.js';
import {$, say} from './dom.js';
import * as bulk from './bulk.js';
import './menus.js';
import * as night from './night.js';
import * as nights from './nights.js';
import * as recordings from './recordings.js';
import * as spectrograms from './spectrograms.js';
import * as undo from './undo.js';
import * as unsaved from './unsaved.js';
import * as upload from './upload.js';
import * as vet from './vet.js';
import * as viewer from './viewer.js';

const pages = {recordings, viewer, vet, nights, night, spectrograms};
let shown = null;
let user = null;

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;  // an address that was changed by hand
  }
}

/** The page name, what the path holds (id, or site and night) and the query parameters. */
function address() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const parameters = new URLSearchParams(query);
  const recording = /^recording\/(\d+)$/.exec(path);
  if (recording) return {page: 'viewer', id: Number(recording[1]), parameters};
  const vetted = /^vet(?:\/(\d+))?$/.exec(path);
  if (vetted) return {page: 'vet', id: Number(vetted[1] ?? 0), parameters};
  const night = /^night\/([^/]*)\/(\d{4}-\d\d-\d\d)?$/.exec(path);
  if (night) return {page: 'night', site: decoded(night[1]), night: night[2] ?? '', parameters};
  if (path === 'nights') return {page: 'nights', parameters};
  if (path === 'spectrograms' && user?.scope === 'admin') return {page: 'spectrograms', parameters};
  return {page: 'recordings', parameters};
}

/** The vetting view is another layout of the viewer. */
const sectionOf = (page) => `page-${page === 'vet' ? 'viewer' : page}`;

function showSection(name) {
  for (const section of document.querySelectorAll('main > section'))
    section.hidden = section.id !== sectionOf(name);
  for (const link of document.querySelectorAll('nav [data-page]')) {
    if (link.dataset.page === (name === 'night' ? 'nights' : name)) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

function route() {
  if (!user) return;
  const {page, ...rest} = address();
  const changed = page !== shown;
  if (changed && shown) pages[shown].leave();
  shown = page;
  showSection(page);
  pages[page].show({...rest, user});
  if (changed) $(`#${sectionOf(page)} h1`).focus({preventScroll: true});
}

/** What happens with the changes that the server does not have yet. */
function keptChanges() {
  const {length} = unsaved.changes.all;
  if (!user || length === 0) return '';
  const [changes, are] = length === 1 ? ['1 unsaved change', 'is'] : [`${length} unsaved changes`, 'are'];
  return `${changes} ${are} kept in this browser and will be saved when ${user.user} signs in again.`;
}

function showSignIn(reason) {
  say($('#sign-in-kept'), keptChanges());
  unsaved.close();
  undo.clear();
  for (const page of Object.values(pages)) page.forget();
  shown = user = null;
  upload.leave();
  bulk.leave();
  document.title = 'noctule';
  $('#nav').hidden = $('#who').hidden = true;
  showSection('sign-in');
  say($('#sign-in-reason'), reason);
  $('#token').value = '';
  $('#token').focus();
}

async function begin() {
  user = await get('/me');
  $('#who-name').textContent = user.user;
  $('#who-name').title = `scope ${user.scope}`;
  $('#nav').hidden = $('#who').hidden = false;
  $('#nav-spectrograms').hidden = user.scope !== 'admin';
  document.body.classList.toggle('reads-only', user.scope === 'read');
  say($('#sign-in-kept'), '');
  await unsaved.open(user.user);
  route();
  bulk.follow();
}

async function signIn(event) {
  event.preventDefault();
  session.token = $('#token').value.trim();
  say($('#sign-in-reason'), '');
  try {
    await begin();
  } catch (error) {
    if (error.status !== 401) showSignIn(error.message);
  }
}

async function signOut() {
  viewer.leave();
  await unsaved.flush();
  session.token = null;
  showSignIn('');
}

session.onRefused = showSignIn;
$('#sign-in').addEventListener('submit', signIn);
$('#sign-out').addEventListener('click', signOut);
$('.skip').addEventListener('click', (event) => {
  event.preventDefault();  // The fragment of the address is used for routing.
  $('#main').focus();
});
window.addEventListener('hashchange', route);
if (session.token) begin().catch((error) => error.status === 401 || showSignIn(error.message));
else showSignIn('');
