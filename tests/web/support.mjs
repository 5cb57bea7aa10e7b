// SPDX-License-Identifier: GPL-3.0-or-later
// Test support: a real `noctule serve` with its own store, and Chromium to open the page.

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
/** Real recordings, not part of the project; tests that need them are skipped if missing. */
export const RECORDINGS = join(ROOT, '../shared/data/recordings');
export const haveRecordings = existsSync(RECORDINGS);
/** Folder for screenshots to be inspected by hand. */
export const SHOTS = process.env.NOCTULE_SHOTS ?? join(ROOT, 'build/screenshots');

// No dialogs or network requests; no sandbox, since tests may run as root.
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--autoplay-policy=no-user-gesture-required'];

export const launch = () => chromium.launch({executablePath: '/usr/bin/chromium', args: FLAGS});

export class Service {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'noctule-web-'));
    this.store = join(this.folder, 'n.db');
  }

  run(...args) {
    return execFileSync(NOCTULE, ['-q', '--store', this.store, ...args.map(String)], {encoding: 'utf8'});
  }

  token(user, ...options) {
    return this.run('token', 'create', user, ...options).trim();
  }

  async start({port = 0} = {}) {
    this.process = spawn(NOCTULE, ['-q', '--store', this.store, 'serve', '--port', String(port)],
                         {stdio: ['ignore', 'pipe', 'inherit']});
    for await (const line of createInterface({input: this.process.stdout})) {
      this.url = line.replace('listening on ', '');
      break;
    }
    return this;
  }

  /** Sends a request directly to the API. */
  async api(token, path, options = {}) {
    const response = await fetch(`${this.url}/api/v1${path}`,
                                 {...options, headers: {Authorization: `Bearer ${token}`, ...options.headers}});
    return response.json();
  }

  /** Ends the server with SIGTERM and checks its exit code; a sanitizer error would change it. */
  async end() {
    const ended = new Promise((done) => this.process.once('exit', (code) => done(code)));
    this.process.kill('SIGTERM');
    assert.equal(await ended, 143);
    this.process = null;
  }

  /** Starts a server at the same address as the one that was ended. */
  restart() {
    return this.start({port: new URL(this.url).port});
  }

  async stop() {
    if (this.process) await this.end();
    this.remove();
  }

  remove() {
    rmSync(this.folder, {recursive: true});
  }
}

/** Writes a 16-bit WAV file; `sample(second)` is in [-1, 1). */
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

/** Tones of 10 ms at the given {ms, hz}, faded in and out, in noise. */
export function tones(list, noiseLevel = 0.001) {
  let seed = 1;
  const noise = () => (seed = seed * 16807 % 2147483647) / 2147483647 - 0.5;
  return (second) => list.reduce((sum, {ms, hz}) => {
    const part = (second * 1000 - ms) / 10 + 0.5;
    return part < 0 || part > 1 ? sum
      : sum + 0.5 * Math.sin(Math.PI * part) ** 2 * Math.sin(2 * Math.PI * hz * second);
  }, noiseLevel * noise());
}

/** Opens the page in a new browser context; unhandled errors are collected and fail the test. */
export async function openPage(browser, service, options = {}) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  const page = await context.newPage();
  page.setDefaultTimeout(Number(process.env.NOCTULE_TIMEOUT_MS ?? 120_000));  // sanitizer builds are slow
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(error.stack));
  page.on('console', (message) => {
    // The browser logs every status from 400 up; the page handles those itself.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      page.problems.push(message.text());
  });
  page.on('request', (request) => {
    if (!/^(blob:)?http:\/\/127\.0\.0\.1:/.test(request.url())) page.problems.push(`requested ${request.url()}`);
  });
  await page.goto(service.url);
  return page;
}

/**
 * Shared setup of the tests in a file: `service` is started after `prepare(service)` has filled its
 * store; `open(options)` opens a page for a test, which fails if the page has problems.
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

/** Clicks on the name of a recording and waits for its spectrogram. */
export async function openRecording(page, name) {
  await page.getByRole('link', {name, exact: true}).click();
  await page.locator('#plot[data-drawn]').waitFor();
}

/** The texts of the table of recordings: one array per row. */
export const tableOf = (page) => page.locator('#recordings tbody tr').evaluateAll((rows) =>
  rows.map((row) => [...row.cells].map((cell) => cell.textContent)));

/** The image area of the plot in window pixels; at(x, y) is the pixel at fractions of it. */
export async function areaOf(page) {
  const {x, y, width, height} = await page.locator('#boxes').boundingBox();
  const at = (across, down) => [Math.round(x + across * width), Math.round(y + down * height)];
  return {x, y, width, height, at};
}

/** Waits until `read` returns the wanted value. */
export async function eventually(read, wanted) {
  let found;
  for (let tries = 0; tries < 600; ++tries) {
    found = await read();
    if (JSON.stringify(found) === JSON.stringify(wanted)) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.deepEqual(found, wanted);
}

/** Saves a screenshot for inspection by hand. */
export async function shoot(page, name) {
  mkdirSync(SHOTS, {recursive: true});
  await page.screenshot({path: join(SHOTS, `${name}.png`)});
}
