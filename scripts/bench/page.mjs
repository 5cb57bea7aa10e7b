#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// Benchmarks the web page in Chromium on loopback: opening recordings, vetting a night of 200, and lists
// and nights of a store with 100,000 recordings.
//
//     page.mjs [BUILD [COUNT]]     BUILD holds noctule (default build/release); COUNT recordings (default 100000)
//
// Times are in ms from an action until the frame after the one that shows its result.

import {execFileSync} from 'node:child_process';
import {join, resolve} from 'node:path';

const ROOT = resolve(import.meta.url.replace('file://', ''), '../../..');
const BUILD = resolve(process.argv[2] ?? join(ROOT, 'build/release'));
process.env.NOCTULE = join(BUILD, 'noctule');
const {launch, openPage, Service, signIn, tones, writeWave} = await import('../../tests/web/support.mjs');

const COUNT = Number(process.argv[3] ?? 100_000), OPENINGS = 30, ACTIONS = 20, NIGHT = 200;
const SIZE = {viewport: {width: 1366, height: 768}};

function report(what, values, target) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))].toFixed(0);
  console.log(`  ${what}: median ${at(0.5)}, p95 ${at(0.95)}, max ${at(1)} (${sorted.length})` +
              (target ? `  (target ${target})` : ''));
}

/** ms from `act` until `done` holds; both are functions of the page, given as source text. */
const timed = (page, act, done) => page.evaluate(`new Promise((resolve, reject) => {
  const done = ${done};
  setTimeout(() => reject(new Error(${JSON.stringify(act)} + ' shows nothing')), 30_000);
  const look = () => requestAnimationFrame(done() ? (time) => resolve(time - start) : look);
  const start = performance.now();
  (${act})();
  requestAnimationFrame(look);
})`);

const press = (key, code = `Key${key.toUpperCase()}`) => `() => document.activeElement.dispatchEvent(
  new KeyboardEvent('keydown', {key: '${key}', code: '${code}', bubbles: true, cancelable: true}))`;
const click = (selector) => `() => document.querySelector(${JSON.stringify(selector)}).click()`;
const choose = (selector, value) => `() => {
  const field = document.querySelector(${JSON.stringify(selector)});
  field.value = ${JSON.stringify(value)};
  field.dispatchEvent(new Event('input', {bubbles: true}));
}`;
const DRAWN = "document.querySelector('#plot').dataset.drawn !== undefined";

/** Recordings of 5 s with 40 calls each. */
async function startedService(count) {
  const service = new Service();
  const files = Array.from({length: count}, (_, file) => writeWave(
    join(service.folder, `r${String(file).padStart(3, '0')}_20240517_210000.wav`), 5, 500e3,
    tones(Array.from({length: 40}, (__, i) => ({ms: 60 + 120 * i + file % 50, hz: 30e3 + 3e3 * i})), 0.05)));
  service.run('bulk', '--owner', 'ana', ...files);
  return service.start();
}

async function opening(browser, service) {
  const page = await openPage(browser, service, SIZE);
  await signIn(page, service.token('ana'));
  const times = [];
  for (let i = 1; i <= OPENINGS; ++i) {
    const link = `#recordings tbody tr:nth-child(${i}) a`;
    await page.locator(link).first().waitFor();
    times.push(await timed(page, click(link), `() => ${DRAWN}`));
    await page.goBack();
  }
  report('click to spectrogram, 5 s at 500 kHz, stored, first view', times, 300);
  await page.context().close();
}

/** Vets every recording: nine of ten by one key, every tenth by the code of a species. */
async function vetting(browser, service) {
  const page = await openPage(browser, service, SIZE);
  await signIn(page, service.token('ana'));
  await page.getByRole('link', {name: 'Vet these'}).click();
  await page.locator('#plot[data-drawn][aria-busy=false]').waitFor();
  const times = {sharp: [], redraw: [], next: [], shown: []}, actions = [];
  for (let i = 0; i < NIGHT; ++i) {
    await page.locator('#plot[data-drawn][aria-busy=false]').waitFor();
    if (i < ACTIONS) {
      await page.locator('#plot').focus();
      times.sharp.push(await timed(page, press('Tab', 'Tab'), `(() => {
        let busy = false;
        return () => {
          const now = document.querySelector('#plot').getAttribute('aria-busy') === 'true';
          busy ||= now;
          return busy && !now && document.querySelector('#plot').dataset.window !== undefined;
        };
      })()`));
      times.redraw.push(await page.evaluate(`new Promise((resolve) => requestAnimationFrame(() => {
        (${press('.', 'Period')})();
        // Runs after the drawing of the same frame.
        requestAnimationFrame((frame) => resolve(performance.now() - frame));
      }))`));
      await page.keyboard.press('Escape');
    }
    if (i % 10 === 0) {
      await page.keyboard.press('s');
      await page.getByRole('dialog').getByLabel('Code of 4 or 6 letters').fill('PIPPIP');
      await page.keyboard.press('Enter');
      actions.push(8);
      await page.waitForFunction((at) => document.querySelector('#vet-position').textContent.startsWith(`${at} of`), Math.min(i + 2, NIGHT));
      continue;
    }
    actions.push(1);
    if (i + 1 === NIGHT) break;
    // Pictures are fetched ahead while a person looks at one.
    await page.waitForTimeout(i < 5 * ACTIONS ? 300 : 0);
    const key = press('x');
    if (i % 2) {
      times.next.push(await timed(page, key, `() => ${DRAWN} &&
        document.querySelector('#vet-position').textContent.startsWith('${i + 2} of')`));
    } else {
      times.shown.push(await timed(page, key, `() => ['#identification', '#vet-previous .identification']
        .some((one) => document.querySelector(one).textContent === 'Noise')`));
      await page.waitForFunction((at) => document.querySelector('#vet-position').textContent.startsWith(`${at} of`), i + 2);
    }
  }
  report('vetting, next recording', times.next.slice(0, 2 * ACTIONS), 50);
  report('vetting, redrawn at 20 ms', times.sharp, 150);
  report('vetting, drawing with another brightness', times.redraw, 16);
  report('vetting, key to identification shown', times.shown.slice(0, 2 * ACTIONS), 30);
  const sum = actions.reduce((total, one) => total + one, 0);
  console.log(`  vetting ${actions.length} recordings: ${(sum / actions.length).toFixed(2)} keys each, ` +
              `median ${actions.sort((a, b) => a - b)[actions.length >> 1]}  (target 1.5)`);
  await page.context().close();
}

/** Sorting, searching and turning pages of the list, and a night. */
async function manyRecordings(browser) {
  const service = new Service();
  execFileSync(join(ROOT, 'scripts/bench/scale'), ['--make', service.store, BUILD, String(COUNT)]);
  await service.start();
  const page = await openPage(browser, service, SIZE);
  await signIn(page, service.token('local'));
  await page.locator('#recordings tbody tr').first().waitFor();
  const changed = (selector) => `(() => {
    const before = document.querySelector('${selector}').firstElementChild;
    return () => document.querySelector('${selector}').firstElementChild !== before;
  })()`;
  const rows = changed('#recordings tbody'), times = {sort: [], page: [], search: [], filter: []};
  for (let i = 0; i < ACTIONS; ++i) {
    times.sort.push(await timed(page, click('[data-sort=name] button'), rows));
    times.page.push(await timed(page, click('#recordings-pager button:enabled:nth-of-type(3)'), rows));
    times.search.push(await timed(page, choose('#filters [name=search]', `bat_${String(100 + i).padStart(6, '0')}`), rows));
    await timed(page, choose('#filters [name=search]', ''), rows);
    times.filter.push(await timed(page, choose('#filters [name=site]', `SITE${String(i % 20).padStart(2, '0')}`), rows));
    await timed(page, choose('#filters [name=site]', ''), rows);
  }
  report(`${COUNT} recordings, sort`, times.sort);
  report(`${COUNT} recordings, page`, times.page);
  report(`${COUNT} recordings, search (150 ms of it waiting for more letters)`, times.search);
  report(`${COUNT} recordings, filter by site (likewise)`, times.filter);
  await night(page, changed('#night-cells'));
  await page.context().close();
  await service.stop();
}

/** The night whose recordings have pictures in a store made by `scale`. */
async function night(page, changed) {
  const first = [], filtered = [], address = '#/night/SITE01/2024-05-03';
  const shown = Math.min(48, Math.floor((COUNT - 41) / 1000) + 1);
  for (let i = 0; i < ACTIONS; ++i) {
    await page.evaluate(() => { location.hash = '#/nights'; });
    await page.locator('#page-nights:not([hidden])').waitFor();
    first.push(await timed(page, `() => { location.hash = '${address}'; }`, `() => {
      const cells = document.querySelectorAll('.night-cell canvas');
      return cells.length === ${shown} && [...cells].slice(0, 12).every((one) => one.width !== 300);
    }`));
    filtered.push(await timed(page, choose('#cell-filters [name=vetted]', 'false'), changed));
    await timed(page, choose('#cell-filters [name=vetted]', ''), changed);
  }
  report(`a night among ${COUNT} recordings, first row of pictures`, first, 500);
  report('filter of a night (150 ms of it waiting for more letters)', filtered, 250);
}

console.log('The page in Chromium, ms');
const browser = await launch();
const service = await startedService(NIGHT);
await opening(browser, service);
await vetting(browser, service);
await service.stop();
await manyRecordings(browser);
await browser.close();
