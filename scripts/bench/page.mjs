#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// Benchmarks the web page in Chromium on loopback: the time from a click on a stored 5 s recording
// to its spectrogram, and a list of 10,000 recordings.
//
//     page.mjs [BUILD]     BUILD holds noctule (default build/release)

import {mkdirSync} from 'node:fs';
import {join, resolve} from 'node:path';

const ROOT = resolve(import.meta.url.replace('file://', ''), '../../..');
process.env.NOCTULE = resolve(process.argv[2] ?? join(ROOT, 'build/release'), 'noctule');
const {launch, openPage, Service, signIn, tones, writeWave} = await import('../../tests/web/support.mjs');

const OPENINGS = 30, ACTIONS = 20, MANY = 10_000;

function report(what, values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))].toFixed(0);
  console.log(`${what}: median ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms (${sorted.length})`);
}

/** ms from a click on `link` until `done` is on the screen; both are selectors. */
function fromClick(page, link, done) {
  return page.evaluate(([link, done]) => new Promise((resolve) => {
    let start;
    document.addEventListener('click', (event) => { start = event.timeStamp; }, {once: true, capture: true});
    const look = () => {
      if (!document.querySelector(done)) return requestAnimationFrame(look);
      // Drawn in this frame, so visible when the next one begins.
      requestAnimationFrame((time) => resolve(time - start));
    };
    document.querySelector(link).click();
    requestAnimationFrame(look);
  }), [link, done]);
}

/** Opens each recording for the first time, so that nothing is cached. */
async function firstPicture(browser, folder) {
  const service = new Service();
  const files = Array.from({length: OPENINGS}, (_, file) => writeWave(
    join(folder, `r${file}.wav`), 5, 500e3,
    tones(Array.from({length: 40}, (__, i) => ({ms: 60 + 120 * i + file, hz: 30e3 + 3e3 * i})), 0.05)));
  service.run('bulk', '--owner', 'ana', ...files);
  await service.start();
  const page = await openPage(browser, service);
  await signIn(page, service.token('ana'));
  const times = [];
  for (let i = 1; i <= OPENINGS; ++i) {
    const link = `#recordings tbody tr:nth-child(${i}) a`;
    await page.locator(link).waitFor();
    times.push(await fromClick(page, link, '#plot[data-drawn]'));
    await page.goBack();
  }
  report('click to spectrogram, 5 s at 500 kHz, stored, first view', times);
  await page.context().close();
  await service.stop();
}

async function manyRecordings(browser, folder) {
  const service = new Service(), night = join(folder, 'night');
  mkdirSync(night);
  for (let i = 0; i < MANY; ++i)
    writeWave(join(night, `night_${i}_20240517_210000.wav`), 0.001 * (1 + i % 50), 256e3,
              tones([{ms: 0, hz: 20e3 + i}]));
  service.run('ingest', '--owner', 'ana', night);
  await service.start();
  const page = await openPage(browser, service);
  await signIn(page, service.token('ana'));
  await page.evaluate(() => {
    window.blocked = [];
    new PerformanceObserver((found) => window.blocked.push(...found.getEntries().map((one) => one.duration)))
      .observe({entryTypes: ['longtask']});
  });
  /** ms until the table body has changed. */
  const untilChanged = (act, value) => page.evaluate(([act, value]) => new Promise((resolve) => {
    const start = performance.now(), body = document.querySelector('#recordings tbody');
    const observer = new MutationObserver(() => {
      observer.disconnect();
      requestAnimationFrame((time) => resolve(time - start));
    });
    observer.observe(body, {childList: true, subtree: true});
    if (act === 'click') document.querySelector(value).click();
    else {
      const field = document.querySelector('#search');
      field.value = value;
      field.dispatchEvent(new Event('input', {bubbles: true}));
    }
  }), [act, value]);
  const times = {search: [], sort: [], page: []};
  for (let i = 0; i < ACTIONS; ++i) {
    times.sort.push(await untilChanged('click', `[data-sort=${i % 2 ? 'name' : 'duration'}] button`));
    times.page.push(await untilChanged('click', '#recordings-pager button:enabled:nth-of-type(3)'));
    times.search.push(await untilChanged('type', `_${100 + i}`));
    await untilChanged('type', '');
  }
  for (const [what, values] of Object.entries(times)) report(`${MANY} recordings, ${what}`, values);
  const blocked = await page.evaluate(() => window.blocked);
  console.log(`${MANY} recordings: the page was blocked for over 50 ms ${blocked.length} times` +
              (blocked.length ? `, at most ${Math.max(...blocked).toFixed(0)} ms` : ''));
  await page.context().close();
  await service.stop();
}

const browser = await launch();
const scratch = new Service();  // used only for its folder
await firstPicture(browser, scratch.folder);
await manyRecordings(browser, scratch.folder);
await browser.close();
await scratch.remove();
