// SPDX-License-Identifier: GPL-3.0-or-later
// A real `noctule serve` over a store of its own, and Chromium to look at it.

import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {createInterface} from 'node:readline';
import {after, afterEach, before} from 'node:test';
import {fileURLToPath} from 'node:url';
import {chromium} from 'playwright-core';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const NOCTULE = process.env.NOCTULE ?? join(ROOT, 'build/dev/noctule');
export const EXAMPLE = join(ROOT, 'assets/example.wav');
/** Real recordings, which are not part of the project: tests that want them skip without. */
export const RECORDINGS = join(ROOT, '../shared/data/recordings');
export const haveRecordings = existsSync(RECORDINGS);
/** Where screenshots go that somebody should look at. */
export const SHOTS = process.env.NOCTULE_SHOTS ?? join(ROOT, 'build/screenshots');

// Chromium that asks nobody anything; tests as root have no sandbox.
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--autoplay-policy=no-user-gesture-required'];

export const launch = () => chromium.launch({executablePath: '/usr/bin/chromium', args: FLAGS});

export class Service {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'noctule-web-'));
    this.store = join(this.folder, 'n.db');
  }

  run(...words) {
    return execFileSync(NOCTULE, ['-q', '--store', this.store, ...words.map(String)], {encoding: 'utf8'});
  }

  token(user, ...options) {
    return this.run('token', 'create', user, ...options).trim();
  }

  async start(...options) {
    this.process = spawn(NOCTULE, ['-q', '--store', this.store, 'serve', '--port', '0', ...options],
                         {stdio: ['ignore', 'pipe', 'inherit']});
    for await (const line of createInterface({input: this.process.stdout})) {
      this.url = line.replace('listening on ', '');
      break;
    }
    return this;
  }

  /** A request to the API, past the page. */
  async api(token, path, options = {}) {
    const response = await fetch(`${this.url}/api/v1${path}`,
                                 {...options, headers: {Authorization: `Bearer ${token}`, ...options.headers}});
    return response.json();
  }

  /** As an administrator would; a sanitizer's finding makes it another exit code. */
  async stop() {
    if (!this.process) return this.remove();
    const ended = new Promise((done) => this.process.once('exit', (code) => done(code)));
    this.process.kill('SIGTERM');
    assert.equal(await ended, 143);
    this.remove();
  }

  remove() {
    rmSync(this.folder, {recursive: true});
  }
}

/** A 16-bit WAV file: `sample(second)` in [-1, 1). */
export function writeWave(path, seconds, rate, sample) {
  const count = Math.round(seconds * rate);
  const bytes = Buffer.alloc(44 + 2 * count);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + 2 * count, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(2 * rate, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(2 * count, 40);
  for (let i = 0; i < count; ++i) bytes.writeInt16LE(Math.round(32767 * sample(i / rate)), 44 + 2 * i);
  writeFileSync(path, bytes);
  return path;
}

/** Tones of 10 ms at the given {ms, hz}, each begun and ended softly, in noise. */
export function tones(list, noiseLevel = 0.001) {
  let seed = 1;
  const noise = () => (seed = seed * 16807 % 2147483647) / 2147483647 - 0.5;
  return (second) => list.reduce((sum, {ms, hz}) => {
    const part = (second * 1000 - ms) / 10 + 0.5;
    return part < 0 || part > 1 ? sum
      : sum + 0.5 * Math.sin(Math.PI * part) ** 2 * Math.sin(2 * Math.PI * hz * second);
  }, noiseLevel * noise());
}

/** A page of a new profile that fails its test at any error the page does not handle. */
export async function openPage(browser, service, options = {}) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);  // a sanitizer's build computes slowly
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(error.stack));
  page.on('console', (message) => {
    // The browser logs every status from 400; those are answers that the page shows.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      page.problems.push(message.text());
  });
  page.on('request', (request) => {
    if (!/^(blob:)?http:\/\/127\.0\.0\.1:/.test(request.url())) page.problems.push(`asked ${request.url()}`);
  });
  await page.goto(service.url);
  return page;
}

/**
 * What the tests of a file share: `service` runs after `prepare(service)` has filled its store, and
 * `open(options)` gives each test a page, whose problems fail it.
 */
export function setUp(prepare = () => {}) {
  const service = new Service();
  let browser, page;
  before(async () => {
    await prepare(service);
    await service.start();
    browser = await launch();
  });
  afterEach(async () => {
    await page.context().close();
    assert.deepEqual(page.problems, []);
  });
  after(async () => {
    await browser.close();
    await service.stop();
  });
  return {service, open: async (options) => page = await openPage(browser, service, options)};
}

export async function signIn(page, token) {
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', {name: 'Sign in'}).click();
  await page.getByRole('heading', {name: 'Recordings'}).waitFor();
}

/** Clicks on a recording's name and waits for its picture. */
export async function openRecording(page, name) {
  await page.getByRole('link', {name, exact: true}).click();
  await page.locator('#plot[data-drawn]').waitFor();
}

/** The recordings' table, its body as texts: one array a row. */
export const tableOf = (page) => page.locator('#recordings tbody tr').evaluateAll((rows) =>
  rows.map((row) => [...row.cells].map((cell) => cell.textContent)));

/** The plot's area for pictures, in the window's pixels, and the whole pixel at parts of it. */
export async function areaOf(page) {
  const {x, y, width, height} = await page.locator('#boxes').boundingBox();
  const at = (across, down) => [Math.round(x + across * width), Math.round(y + down * height)];
  return {x, y, width, height, at};
}

/** A screenshot for whoever wants to look. */
export async function shoot(page, name) {
  mkdirSync(SHOTS, {recursive: true});
  await page.screenshot({path: join(SHOTS, `${name}.png`)});
}
