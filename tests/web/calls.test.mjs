// SPDX-License-Identifier: GPL-3.0-or-later
// The calls of a recording: the table, the boxes on the spectrogram, annotations made from them.
import assert from 'node:assert/strict';
import {join} from 'node:path';
import {afterEach, test} from 'node:test';
import {areaOf, openRecording, setUp, shoot, signIn, tones, writeWave} from './support.mjs';

// Sweeps of 5 ms from 60 to 30 kHz, loud or faint, each shifted in frequency.
const SWEEPS = [{ms: 200, loud: 0.5, up: 0}, {ms: 500, loud: 0.004, up: 20e3}, {ms: 620, loud: 0.1, up: 40e3}];
const COLUMNS = ['start_time', 'duration', 'low_freq', 'high_freq', 'peak_freq', 'char_freq', 'slope', 'snr', 'interval'];
const path = '/recording/1';
let page, area, token, reader;

function sweeps(list) {
  const noise = tones([], 0.01);
  return (second) => list.reduce((sum, {ms, loud, up}) => {
    const t = second - ms / 1000;
    return t < 0 || t > 0.005 ? sum
      : sum + loud * Math.sin(Math.PI * t / 0.005) ** 2 * Math.sin(2 * Math.PI * ((60e3 + up) * t - 3e6 * t * t));
  }, noise(second));
}

const {service, open: openPage} = setUp((service) => {
  service.run('ingest', '--owner', 'ana', writeWave(join(service.folder, 'a.wav'), 1, 500e3, sweeps(SWEEPS)));
  service.run('ingest', '--owner', 'ana',
              writeWave(join(service.folder, 'noise.wav'), 0.2, 256e3, tones([], 0.01)),
              writeWave(join(service.folder, 'long.wav'), 40, 192e3, sweeps([{ms: 10, loud: 0.5, up: 0}])));
  token = service.token('ana');
  reader = service.token('ana', '--scope', 'read');
});
afterEach(async () => {
  for (const {id} of await saved()) await service.api(token, `${path}/annotations/${id}`, {method: 'DELETE'});
});

const saved = () => service.api(token, `${path}/annotations`);
const listed = async (query = '') => (await service.api(token, `${path}/calls${query}`)).calls;
const plain = (text) => Number(text.replaceAll('\u2009', '').replace('−', '-'));
const rows = () => page.locator('#calls tbody tr');
const texts = () => rows().evaluateAll((all) => all.map((row) => [...row.cells].slice(1).map((cell) => cell.textContent)));
const status = (text) => page.locator('#calls-status').getByText(text, {exact: true}).waitFor();
const press = (name) => page.getByRole('button', {name, exact: true}).click();
const sortBy = (name) => page.locator('#calls thead').getByRole('button', {name}).click();
const picture = async () => {
  await page.locator('#plot[data-drawn][aria-busy=false]').waitFor();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
};

async function open(name = 'a.wav', {who = token, ...options} = {}) {
  page = await openPage(options);
  await signIn(page, who);
  await openRecording(page, name);
  await page.locator('#calls-status').getByText(/call/i).waitFor();
  area = await areaOf(page);
}

/** The number of canvas pixels within fractions of the area that have a given style colour. */
const painted = async (name, [x0, y0, x1, y1] = [0, 0, 1, 1]) => {
  await picture();
  area = await areaOf(page);
  const from = area.at(x0, y0), to = area.at(x1, y1);
  return page.locator('#picture').evaluate((canvas, {name, from, to}) => {
    const wanted = getComputedStyle(canvas).getPropertyValue(name).match(/\w\w/g).map((two) => parseInt(two, 16));
    const {left, top} = canvas.getBoundingClientRect(), scale = devicePixelRatio;
    const {data} = canvas.getContext('2d').getImageData((from[0] - left) * scale, (from[1] - top) * scale,
                                                        (to[0] - from[0]) * scale, (to[1] - from[1]) * scale);
    let count = 0;
    for (let i = 0; i < data.length; i += 4)
      count += wanted.every((value, channel) => Math.abs(data[i + channel] - value) < 24);
    return count;
  }, {name, from, to});
};

/** The fractions of the area around a call in the full spectrogram, with a margin in pixels. */
function around(call, by = 4) {
  const x = (ms, off) => ms / 1000 + off / area.width, y = (hz, off) => (202e3 - hz) / 199e3 + off / area.height;
  return [x(call.start_time, -by), y(call.high_freq, -by), x(call.end_time, by), y(call.low_freq, by)];
}

/** The position of a call in window pixels. */
const middleOf = (call) => {
  const [x0, y0, x1, y1] = around(call, 0);
  return area.at((x0 + x1) / 2, (y0 + y1) / 2);
};

const litStarts = () => page.locator('#calls .lit button').allTextContents();
const startText = (call) => call.start_time.toFixed(2);

test('the table lists the calls of the API, sorts and filters', async () => {
  await open();
  const calls = await listed();
  assert.equal(calls.length, 3, 'the sweeps are found');
  SWEEPS.forEach(({ms}, index) => assert.ok(Math.abs(calls[index].start_time - ms - 1) < 2));
  await status('3 calls');
  const shown = await texts();
  assert.equal(shown[0].at(-1), '–', 'the first call has no interval');
  calls.forEach((call, index) => COLUMNS.forEach((field, column) => {
    const khz = field.endsWith('_freq') ? 1000 : 1;
    const value = field === 'duration' ? call.end_time - call.start_time : call[field];
    if (value !== null) assert.ok(Math.abs(plain(shown[index][column]) - value / khz) <= 0.051, `${field}: ${shown[index]}`);
  }));

  const loudest = [...calls].sort((a, b) => b.snr - a.snr).map(startText);
  const starts = async () => (await texts()).map(([start]) => start);
  await sortBy('SNR (dB)');
  assert.deepEqual(await starts(), [...loudest].reverse());
  await sortBy('SNR (dB)');
  assert.deepEqual(await starts(), loudest);
  assert.equal(await page.getByRole('columnheader', {name: 'SNR (dB)'}).getAttribute('aria-sort'), 'descending');

  const snr = page.getByLabel('Minimum SNR (dB)');
  assert.equal(await snr.inputValue(), '8');
  const limit = Math.ceil(Math.min(...calls.map((call) => call.snr))) + 1;
  await snr.fill(String(limit));
  await status('2 calls');
  const louder = await listed(`?min_snr=${limit}`);
  assert.deepEqual(await starts(), louder.sort((a, b) => b.snr - a.snr).map(startText), 'the order stays');
  await snr.fill('60');
  await status('No call of 60 dB or more');
  assert.equal(await page.getByRole('table', {name: 'Calls'}).count(), 0);
  await snr.fill('61');
  await status('The SNR must be from 0 to 60 dB');
  await snr.fill('');
  await status('3 calls');
});

test('boxes are off by default, thin, and around the calls in both variants', async () => {
  await open();
  const calls = await listed();
  assert.equal(await painted('--call'), 0);
  await press('Call boxes');
  assert.equal(await page.getByRole('button', {name: 'Call boxes'}).getAttribute('aria-pressed'), 'true');
  let within = 0;
  for (const call of calls) {
    const count = await painted('--call', around(call)), [x0, y0, x1, y1] = around(call, 0);
    const edge = 2 * ((x1 - x0) * area.width + (y1 - y0) * area.height);
    assert.ok(count > 0.5 * edge && count < 2 * edge, `${count} points around an edge of ${edge}`);
    within += count;
  }
  assert.equal(await painted('--call'), within, 'and nowhere else');
  await shoot(page, 'calls-boxes');

  const {spectroInfo: info} = await service.api(token, `${path}/spectrogram/compressed?base64=false`);
  assert.equal(info.widths.length, 3, 'a segment for each call');
  await press('Only calls');
  await picture();
  area = await areaOf(page);
  let column = 0, inside = 0;
  for (const [index, call] of calls.entries()) {
    const [left, right] = [call.start_time, call.end_time].map((ms) =>
      (column + 4 * (ms - info.start_times[index])) / info.compressedWidth);
    const [, top, , bottom] = around(call), by = 4 / area.width;
    const count = await painted('--call', [left - by, top, right + by, bottom]);
    assert.ok(count > 50, `${count} points of call ${index}`);
    inside += count;
    column += info.widths[index];
  }
  assert.equal(await painted('--call'), inside);
  await shoot(page, 'calls-boxes-compressed');
  await page.locator('#plot').press('b');
  assert.equal(await painted('--call'), 0);
});

test('a row and its box are highlighted together', async () => {
  await open();
  const calls = await listed();
  await press('Call boxes');
  await rows().nth(2).hover();
  assert.deepEqual(await litStarts(), [startText(calls[2])]);
  const lit = async () => Promise.all(calls.map(async (call) => await painted('--mark', around(call)) > 50));
  assert.deepEqual(await lit(), [false, false, true]);
  await page.locator('#plot').scrollIntoViewIfNeeded();
  area = await areaOf(page);
  await page.mouse.move(...middleOf(calls[0]));
  await page.locator('#calls .lit').waitFor();
  assert.deepEqual(await litStarts(), [startText(calls[0])]);
  await page.mouse.click(...middleOf(calls[1]));
  await page.mouse.move(...area.at(0.95, 0.9));
  assert.deepEqual(await litStarts(), [startText(calls[1])], 'a click lasts');
  assert.deepEqual(await lit(), [false, true, false]);
  assert.equal(await page.locator('#calls [aria-current=true] button').textContent(), startText(calls[1]));
  await shoot(page, 'calls-lit');
  await page.mouse.click(...area.at(0.95, 0.9));
  assert.deepEqual(await litStarts(), []);
});

/** The start and end of the visible time range, as the page reports it. */
async function shownTimes() {
  await page.waitForTimeout(400);  // reported once the view is at rest
  const text = await page.locator('#readout').getByText(/^Shown/).textContent();
  return /^Shown: (.+?) to (.+?) ms/.exec(text).slice(1).map(plain);
}

test('clicking a row shows the call, in both variants', async () => {
  await open('long.wav');
  await press(`${(await texts())[0][0]} ms: show the call`);
  const [from, to] = await shownTimes();
  assert.ok(from < 12 && to > 14 && to < 200, `${from} to ${to}`);
  assert.ok(await painted('--mark') > 50, 'highlighted although boxes are off');
  await page.getByRole('link', {name: 'Recordings'}).click();

  await openRecording(page, 'a.wav');
  const calls = await listed();
  await press('Only calls');
  await picture();
  for (let i = 0; i < 6; ++i) await press('Zoom in');
  await rows().nth(2).getByRole('cell').nth(3).click();
  const [left, right] = await shownTimes();
  assert.ok(left <= calls[2].start_time && right >= calls[2].end_time - 1 && left > 400, `${left} to ${right}`);
});

test('a call missing from the compressed spectrogram is shown in the full one', async () => {
  page = await openPage();
  // Like the faint calls of a recording, below the minimum SNR shown.
  const call = {start_time: 800, end_time: 804, low_freq: 3e4, high_freq: 5e4, peak_freq: 4e4, char_freq: 4e4,
                slope: -1, snr: 3, interval: null};
  await page.route('**/calls*', (route) => route.fulfill({json: {calls: [call], detector: {version: 1, min_snr: 0}}}));
  await signIn(page, token);
  await openRecording(page, 'a.wav');
  await press('Only calls');
  await page.getByRole('listbox', {name: 'Segments'}).waitFor();
  await press('800.00 ms: show the call');
  await page.locator('#compressed[aria-pressed=false]').waitFor();
  await picture();
  const [from, to] = await shownTimes();
  assert.ok(from > 700 && from < 800 && to > 804 && to < 900, `${from} to ${to}`);
});

const boxOf = (...calls) => {
  const all = (field) => calls.map((call) => call[field]);
  return [Math.min(...all('start_time')), Math.max(...all('end_time')), Math.min(...all('low_freq')), Math.max(...all('high_freq'))];
};

async function assertSaved(...boxes) {
  let found = [];
  for (let tries = 0; tries < 500 && found.length < boxes.length; ++tries) {
    found = await saved();
    if (found.length < boxes.length) await page.waitForTimeout(20);
  }
  const numbers = found.map((one) => [one.start_time, one.end_time, one.low_freq, one.high_freq]);
  assert.equal(numbers.length, boxes.length);
  boxes.forEach((box, index) => box.forEach((value, at) =>
    assert.ok(Math.abs(numbers[index][at] - value) <= 0.5, `${numbers[index]} is not ${box}`)));
}

test('an annotation is made from one call or from several, or one from each', async () => {
  await open();
  const calls = await listed();
  const make = page.getByRole('button', {name: 'Make annotation'}), each = page.getByRole('button', {name: 'One for each'});
  assert.equal(await make.isDisabled(), true);
  await rows().nth(1).click();
  await make.click();
  await assertSaved(boxOf(calls[1]));
  await page.waitForFunction(() => document.activeElement.id === 'species');

  await page.getByRole('checkbox', {name: `Select the call at ${startText(calls[0])} ms`}).check();
  assert.equal(await each.count(), 0, 'one is one');
  await page.getByRole('checkbox', {name: `Select the call at ${startText(calls[1])} ms`}).check();
  await page.locator('#calls-chosen').getByText('2 selected').waitFor();
  await shoot(page, 'calls-selected');
  await make.click();
  await assertSaved(boxOf(calls[0], calls[1]), boxOf(calls[1]));
  await page.locator('#calls-chosen').getByText('selected').waitFor({state: 'detached'});

  await page.getByRole('checkbox', {name: 'Select all calls on this page'}).check();
  await each.click();
  await assertSaved(boxOf(calls[0], calls[1]), boxOf(calls[0]), boxOf(calls[1]), boxOf(calls[1]), boxOf(calls[2]));
  await page.waitForFunction(() => document.querySelectorAll('#annotations li').length === 5);
});

test('calls can be used without a mouse', async () => {
  await open();
  const calls = await listed();
  await page.locator('#plot').focus();
  await page.keyboard.press('b');
  assert.ok(await painted('--call') > 0);
  await page.getByLabel('Select all calls on this page').focus();
  for (let i = 0; i < COLUMNS.length + 2; ++i) await page.keyboard.press('Tab');
  const at = () => page.evaluate(() => document.activeElement.textContent);
  assert.equal(await at(), startText(calls[0]));
  await page.keyboard.press('ArrowDown');
  assert.equal(await at(), startText(calls[1]));
  assert.deepEqual(await litStarts(), [startText(calls[1])]);
  await page.keyboard.press('End');
  assert.equal(await at(), startText(calls[2]));
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.locator('#calls-chosen').getByText('2 selected').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await at(), startText(calls[1]));
  await page.getByRole('button', {name: 'Make annotation'}).focus();
  await page.keyboard.press('Enter');
  await assertSaved(boxOf(calls[0], calls[1]));
});

test('a read-only user sees calls but cannot annotate them', async () => {
  await open('a.wav', {who: reader});
  await rows().nth(1).click();
  assert.equal(await page.locator('#calls .lit').count(), 1);
  assert.equal(await page.getByRole('button', {name: /^(Make annotation|One for each)$/}).count(), 0);
  assert.equal(await page.locator('#calls').getByRole('checkbox').count(), 0);
  assert.deepEqual(await saved(), []);
});

test('the ruler measures time, frequency and the interval of two calls', async () => {
  await open();
  const [first, second] = await listed(), text = page.locator('#ruler-text');
  const [from, to] = [middleOf(first), middleOf(second)];
  await press('Ruler');
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move(...to, {steps: 3});
  await page.mouse.up();
  const [, time, frequency, interval] = /^Δt ([\d.]+) ms · Δf (−?[\d.]+) kHz · interval ([\d.]+) ms$/.exec(await text.textContent());
  assert.ok(Math.abs(plain(time) - (to[0] - from[0]) / area.width * 1000) < 1, time);
  assert.ok(Math.abs(plain(frequency) - (from[1] - to[1]) / area.height * 199) < 1, frequency);
  assert.equal(interval, (second.start_time - first.start_time).toFixed(2));
  await shoot(page, 'ruler');
  // By keyboard, from the cursor.
  await page.locator('#plot').focus();
  await page.keyboard.press('m');
  await page.waitForFunction(() => document.querySelector('#ruler-text').textContent === '');
  await page.keyboard.press('m');
  for (let i = 0; i < 3; ++i) await page.keyboard.press('Shift+ArrowRight');
  const across = (30 / area.width * 1000).toFixed(2);
  await text.getByText(`Δt ${across} ms · Δf 0.00 kHz`).waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('button', {name: 'Ruler'}).getAttribute('aria-pressed'), 'false');
});

test('a pinned recording is drawn below others at the same scale', async () => {
  await open();
  await page.locator('#plot').press('v');
  await page.locator('#compare[data-drawn]').waitFor();
  await page.getByRole('link', {name: 'Recordings'}).click();
  await openRecording(page, 'noise.wav');  // 200 ms long
  await picture();
  await page.getByText('Pinned: a.wav').waitFor();
  await shoot(page, 'compare');
  // Its middle, 200 ms wide, with the sweep at 500 ms.
  const at = await page.locator('#compare canvas').evaluate((canvas) => {
    const [left, right] = [46, canvas.width - 20];
    const {data, width} = canvas.getContext('2d').getImageData(left, 22, right - left, canvas.height - 60);
    const light = Array(width).fill(0);
    for (let i = 0; i < data.length; i += 4) light[i / 4 % width] = Math.max(light[i / 4 % width], data[i]);
    return light.indexOf(Math.max(...light)) / width;
  });
  assert.ok(Math.abs(at - 0.5125) < 0.02, `at ${at} of the width`);
  await press('Pin');
  await page.locator('#compare').waitFor({state: 'hidden'});
});

test('noise has no calls', async () => {
  await open('noise.wav');
  await status('No call of 8 dB or more');
  await press('Call boxes');
  await press('Only calls');
  await picture();
  assert.equal(await painted('--call'), 0);
});

test('twenty thousand calls still work as a table and boxes', async () => {
  page = await openPage();
  const calls = Array.from({length: 20_000}, (_, index) => ({
    start_time: 2 * index, end_time: 2 * index + 1, low_freq: 40e3 + index, high_freq: 60e3 + index, peak_freq: 50e3,
    char_freq: 42e3, slope: -1.5, snr: 10 + index % 40, interval: index ? 2 : null,
  }));
  await page.route('**/calls*', (route) => route.fulfill({json: {calls, detector: {version: 1, min_snr: 8}}}));
  await signIn(page, token);
  await openRecording(page, 'long.wav');
  await page.locator('#calls-status').getByText('20\u2009000 calls').waitFor();
  area = await areaOf(page);
  assert.equal(await rows().count(), 100);
  await press('Call boxes');
  const strip = await painted('--call', [0, 0, 1, 8 / area.height]);
  assert.ok(strip > 2 * area.width, 'a strip along the top marks the calls');
  assert.equal(await painted('--call', [0, 8 / area.height, 1, 1]), 0, 'and the spectrogram stays visible');
  await shoot(page, 'calls-many');

  await sortBy('Lowest (kHz)');
  await sortBy('Lowest (kHz)');
  assert.equal((await texts())[0][2], '60.00');
  await press('Next');
  assert.equal((await texts())[0][0], '39\u2009798.00');
  await rows().first().getByRole('button').press('Enter');
  await picture();
  const [from, to] = await shownTimes();
  assert.ok(from < 39_798 && to > 39_799 && to - from < 60, `${from} to ${to}`);
  assert.ok(await painted('--call', [0, 0.1, 1, 1]) > 500, 'boxes');
  await shoot(page, 'calls-many-zoomed');

  // Clicking a box turns the table to its page.
  await sortBy('Start (ms)');
  await page.locator('#plot').scrollIntoViewIfNeeded();
  area = await areaOf(page);
  await page.mouse.click(...area.at(0.5, (96 - 70) / 93));
  const [start] = await litStarts();
  assert.ok(plain(start) > 39_700, start);
  const first = Math.floor(plain(start) / 200) * 100 + 1;  // of the page
  assert.ok((await page.locator('#calls-pager').textContent()).replaceAll('\u2009', '').includes(`${first} to ${first + 99} of 20000`));
  const row = await page.locator('#calls .lit').boundingBox(), scroll = await page.locator('#calls-scroll').boundingBox();
  assert.ok(row.y >= scroll.y && row.y + row.height <= scroll.y + scroll.height + 1, 'the row is visible');
  await page.locator('#calls .lit button').focus();
  await page.keyboard.press('Home');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), '0.00');
});

for (const colorScheme of ['light', 'dark']) {
  test(`calls fit a phone in ${colorScheme}`, async () => {
    await open('a.wav', {viewport: {width: 360, height: 740}, hasTouch: true, isMobile: true, deviceScaleFactor: 2, colorScheme});
    await page.getByRole('button', {name: 'Call boxes'}).tap();
    await page.getByRole('checkbox', {name: 'Select all calls on this page'}).tap();
    await rows().nth(1).getByRole('button').tap();
    await picture();
    await shoot(page, `phone-calls-picture-${colorScheme}`);
    await page.evaluate(() => document.querySelector('#calls-section').scrollIntoView());
    await shoot(page, `phone-calls-${colorScheme}`);
    const wide = await page.evaluate(() => [...document.querySelectorAll('body *')]
      .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > 361)
      .map((one) => one.outerHTML.slice(0, 120)));
    assert.deepEqual(wide, []);
    const sideways = await page.evaluate(() => ['html', '#calls-scroll'].map((one) => document.querySelector(one))
      .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.id || one.tagName));
    assert.deepEqual(sideways, []);
    assert.ok((await page.locator('#calls').ariaSnapshot()).includes('rowheader'), 'a card is still a row');
  });
}
