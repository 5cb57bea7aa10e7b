// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {
  areaOf, EXAMPLE, haveRecordings, openRecording, RECORDINGS, setUp, shoot, signIn, tones, writeWave,
} from './support.mjs';

// Two tones far apart in a quiet second; the long recording has four tiles.
const SHORT = [{ms: 200, hz: 40e3}, {ms: 700, hz: 90e3}];
const LONG = [{ms: 1000, hz: 50e3}, {ms: 20_500, hz: 70e3}, {ms: 39_000, hz: 30e3}];
let page, token;
const {service, open: openPage} = setUp((service) => {
  service.run('ingest', '--owner', 'ana', EXAMPLE,
              writeWave(join(service.folder, 'short.wav'), 1, 500e3, tones(SHORT)),
              writeWave(join(service.folder, 'long.wav'), 40, 192e3, tones(LONG)),
              ...haveRecordings ? [RECORDINGS] : []);
  token = service.token('ana');
});

async function open(name, options) {
  page = await openPage(options);
  await signIn(page, token);
  await openRecording(page, name);
  return areaOf(page);
}

const nextFrame = () => page.evaluate(() =>
  new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** The cursor readout at a point of the window: {ms, khz, segment}. */
async function readAt(x, y) {
  await page.mouse.move(x, y);
  await nextFrame();
  const text = (await page.locator('#cursor').textContent()).replaceAll('\u2009', '');
  const [, ms, khz, segment] = /^([\d.]+) ms · ([\d.]+) kHz(?: · segment (\d+))?$/.exec(text);
  return {ms: Number(ms), khz: Number(khz), segment: Number(segment)};
}

/**
 * The centre, in window pixels, of the brightest spot on the canvas between two fractions of the
 * width of the area.
 */
async function brightest(area, from = 0, to = 1) {
  const [x, y] = await page.locator('#picture').evaluate((canvas, {left, top, width, height, from: a, to: b}) => {
    const scale = devicePixelRatio, box = canvas.getBoundingClientRect();
    const x0 = Math.round((left - box.left + a * width) * scale), x1 = Math.round((left - box.left + b * width) * scale);
    const y0 = Math.round((top - box.top) * scale), rows = Math.round(height * scale);
    const {data} = canvas.getContext('2d').getImageData(x0, y0, x1 - x0, rows);
    const light = (i) => data[4 * i] + data[4 * i + 1] + data[4 * i + 2];
    let most = 0;
    for (let i = 0; i < data.length / 4; ++i) most = Math.max(most, light(i));
    let sum = 0, sumX = 0, sumY = 0;
    for (let i = 0; i < data.length / 4; ++i) {
      if (light(i) < 0.9 * most) continue;
      sum += 1;
      sumX += i % (x1 - x0);
      sumY += Math.floor(i / (x1 - x0));
    }
    return [(x0 + sumX / sum + 0.5) / scale + box.left, (y0 + sumY / sum + 0.5) / scale + box.top];
  }, {left: area.x, top: area.y, width: area.width, height: area.height, from, to});
  return [x, y];
}

const near = (found, wanted, within, what) =>
  assert.ok(Math.abs(found - wanted) <= within, `${what}: ${found}, not ${wanted} ± ${within}`);

/** Waits until the last change is drawn at full quality. */
async function settled() {
  await nextFrame();
  await page.locator('#plot[aria-busy=false]').waitFor();
}

/** Checks that the cursor on a tone in the image reads its time and frequency. */
async function assertShows(area, tone, {from, to, ms, khz}) {
  const found = await readAt(...await brightest(area, from, to));
  near(found.ms, tone.ms, ms, 'time');
  near(found.khz, tone.hz / 1000, khz, 'frequency');
}

test('image, axes and cursor agree at every zoom', async () => {
  const area = await open('short.wav');
  await settled();
  await shoot(page, 'viewer-short');
  await assertShows(area, SHORT[0], {from: 0, to: 0.5, ms: 2, khz: 1.5});
  await assertShows(area, SHORT[1], {from: 0.5, to: 1, ms: 2, khz: 1.5});

  // The wheel zooms around the cursor: the point under it stays in place.
  const [x, y] = area.at(0.2, 0.5);
  const before = await readAt(x, y);
  for (let i = 0; i < 5; ++i) await page.mouse.wheel(0, -300);
  await settled();
  const at = await readAt(x, y);
  near(at.ms, before.ms, 0.1, 'time under the cursor');
  await assertShows(area, SHORT[0], {ms: 1, khz: 1.5});
  const width = (await readAt(...area.at(0.999, 0.5))).ms - (await readAt(...area.at(0.001, 0.5))).ms;
  near(width, 1000 * Math.exp(-3), 2, 'shown time');
  await shoot(page, 'viewer-zoomed');

  await page.keyboard.down('Alt');
  for (let i = 0; i < 3; ++i) await page.mouse.wheel(0, -300);
  await page.keyboard.up('Alt');
  const height = (await readAt(...area.at(0.5, 0.002))).khz - (await readAt(...area.at(0.5, 0.998))).khz;
  near(height, 199 * Math.exp(-1.8), 0.5, 'shown frequencies');

  // A drag moves the image with the pointer.
  const grabbed = await readAt(...area.at(0.5, 0.5));
  await page.mouse.down();
  await page.mouse.move(...area.at(0.3, 0.4), {steps: 4});
  await page.mouse.up();
  const dropped = await readAt(...area.at(0.3, 0.4));
  near(dropped.ms, grabbed.ms, 0.2, 'dragged time');
  near(dropped.khz, grabbed.khz, 0.2, 'dragged frequency');

  await page.getByRole('button', {name: 'Whole length'}).click();
  near((await readAt(...area.at(0.5, 0.5))).ms, 500, 1, 'middle');
});

test('axis ticks are at round times and frequencies', async () => {
  const area = await open('short.wav');
  for (let i = 0; i < 2; ++i) {
    const ticks = await page.locator('#picture').evaluate((canvas, {left, bottom, width}) => {
      const scale = devicePixelRatio, box = canvas.getBoundingClientRect();
      const {data} = canvas.getContext('2d').getImageData((left - box.left) * scale, (bottom - box.top + 3) * scale,
                                                          width * scale, 1);
      const paper = data[0] + data[1] + data[2];
      const found = [];
      for (let x = 1; x < width * scale; ++x)
        if (Math.abs(data[4 * x] + data[4 * x + 1] + data[4 * x + 2] - paper) > 200) found.push(left + (x + 0.5) / scale);
      return found;
    }, {left: area.x + 2, bottom: area.y + area.height, width: area.width - 4});
    assert.ok(ticks.length >= 4, `${ticks.length} ticks`);
    const times = [];
    for (const x of ticks) times.push((await readAt(x, area.y + area.height / 2)).ms);
    const pixel = (times.at(-1) - times[0]) / (ticks.at(-1) - ticks[0]);
    const step = [1, 2, 5, 10, 20, 50, 100, 200].find((one) => Math.abs(one - (times[1] - times[0])) < 2 * pixel);
    assert.ok(step, `the step ${times[1] - times[0]} is not a round number`);
    for (const time of times) near(time, Math.round(time / step) * step, pixel, 'tick');
    await page.mouse.move(...area.at(0.2, 0.5));
    for (let j = 0; j < 4; ++j) await page.mouse.wheel(0, -300);
  }
});

test('keys pan and zoom, and the visible range is announced', async () => {
  const area = await open('short.wav');
  await page.locator('#plot').focus();
  const readout = async (text) => page.locator('#readout').getByText(text).waitFor();
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await page.keyboard.press('Home');
  await readout('Shown: 0 to 444 ms, 3 to 202 kHz');
  await page.keyboard.press('ArrowRight');
  await readout('Shown: 44 to 489 ms, 3 to 202 kHz');
  await page.keyboard.press('PageDown');
  await readout('Shown: 489 to 933 ms, 3 to 202 kHz');
  await page.keyboard.press('End');
  await page.keyboard.press(']');
  await page.keyboard.press('ArrowUp');
  await readout(/^Shown: 556 to 1.000 ms, 49 to 182 kHz$/);
  await page.keyboard.press('0');
  await readout(/^Shown: 0 to 1.000 ms, 3 to 202 kHz$/);
  near((await readAt(...area.at(0.5, 0.5))).ms, 500, 1, 'middle');
});

test('the visible range that was announced does not stay when the view changes', async () => {
  const area = await open('short.wav');
  await page.locator('#plot').focus();
  await page.keyboard.press('+');
  const shown = page.locator('#readout').getByText(/^Shown: 167 to 833 ms/);
  await shown.waitFor();
  await page.mouse.move(...area.at(0.5, 0.5));
  await page.mouse.down();
  await page.mouse.move(...area.at(0.3, 0.5), {steps: 4});
  await page.mouse.up();
  await shown.waitFor({state: 'hidden'});
  await page.locator('#readout').getByText(/^Shown: 300 to 967 ms/).waitFor();
});

test('from a zoomed silence, only calls shows calls at the same scale', async () => {
  const area = await open('short.wav');
  await page.mouse.move(...area.at(0.45, 0.5));  // between the tones
  for (let i = 0; i < 4; ++i) await page.mouse.wheel(0, -300);
  const width = (await readAt(...area.at(0.999, 0.5))).ms - (await readAt(...area.at(0.001, 0.5))).ms;
  await page.locator('#plot').focus();
  await page.keyboard.press('c');
  await page.getByRole('listbox', {name: 'Segments'}).waitFor();
  await page.locator('#plot[data-drawn]').waitFor();
  const {id} = (await service.api(token, '/recording/?search=short'))[0];
  const {spectroInfo: info} = await service.api(token, `/recording/${id}/spectrogram/compressed?base64=false`);
  const columns = Math.min(4 * width, info.compressedWidth);
  const left = await readAt(...area.at(0.001, 0.5)), right = await readAt(...area.at(0.999, 0.5));
  const columnOf = ({ms, segment}) => info.widths.slice(0, segment - 1).reduce((sum, one) => sum + one, 0) +
    4 * (ms - info.start_times[segment - 1]);
  near(columnOf(right) - columnOf(left), columns, 0.02 * columns, 'columns');
});

test('frequencies end at Nyquist', async () => {
  const area = await open('long.wav');  // 192 kHz
  await settled();
  near((await readAt(...area.at(0.5, 0.002))).khz, 96, 0.5, 'top');
  near((await readAt(...area.at(0.5, 0.998))).khz, 3, 0.5, 'bottom');
  await assertShows(area, LONG[1], {from: 0.4, to: 0.6, ms: 45, khz: 1.5});
});

test('times of recordings longer than a minute are written as minutes and seconds', async () => {
  service.run('ingest', '--owner', 'ana', writeWave(join(service.folder, 'minutes.wav'), 90, 96e3, tones([{ms: 75_000, hz: 30e3}])));
  const area = await open('minutes.wav');
  await page.mouse.move(...area.at(0.5, 0.5));
  await page.locator('#cursor').getByText(/^0:4[45]\.\d{4} · /).waitFor();
  await page.mouse.move(...area.at(75 / 90, 0.5));
  await page.locator('#cursor').getByText(/^1:1[45]\.\d{4} · /).waitFor();
  for (let i = 0; i < 6; ++i) await page.mouse.wheel(0, -300);
  await page.locator('#readout').getByText(/^Shown: 1:1\d\.\d{3} to 1:1\d\.\d{3}, 3 to 48 kHz$/).waitFor();
  await settled();
  await shoot(page, 'viewer-minutes');
});

test('an error goes once the server answers again', async () => {
  page = await openPage();
  await signIn(page, token);
  await page.getByRole('link', {name: 'short.wav'}).waitFor();
  await service.end();
  await page.getByRole('button', {name: 'Name'}).click();
  await page.locator('#recordings-problem').getByText('Cannot reach the server').waitFor();
  await service.restart();
  await page.locator('#recordings-problem').waitFor({state: 'hidden'});
  await service.end();
  await page.getByRole('link', {name: 'short.wav', exact: true}).click();
  await page.locator('#viewer-problem').getByText('Cannot reach the server').waitFor();
  await service.restart();
  await page.locator('#plot[data-drawn]').waitFor();
  await page.locator('#viewer-problem').waitFor({state: 'hidden'});
});

test('keys move a cursor whose position is announced', async () => {
  await open('short.wav');
  await page.locator('#plot').focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowUp');
  const {width, height} = await areaOf(page);
  const [ms, khz] = [500 + 10 * 1000 / width, 102.5 + 10 * 199 / height].map((value) => value.toFixed(2));
  await page.locator('#readout').getByText(`${ms} ms · ${khz} kHz`).waitFor();
});

test('fingers pan and zoom', async () => {
  const area = await open('short.wav', {viewport: {width: 400, height: 800}, hasTouch: true, isMobile: true});
  const cdp = await page.context().newCDPSession(page);
  const touch = (type, ...points) => cdp.send('Input.dispatchTouchEvent', {
    type, touchPoints: points.map(([x, y], id) => ({x, y, id})),
  });
  // Two fingers spread from the middle of the width towards its edges.
  await touch('touchStart', area.at(0.4, 0.3), area.at(0.6, 0.3));
  await touch('touchMove', area.at(0.25, 0.3), area.at(0.75, 0.3));
  await touch('touchMove', area.at(0.1, 0.3), area.at(0.9, 0.3));
  await touch('touchEnd');
  await settled();
  // The times 400 and 600 of 1000 ms are now at 0.1 and 0.9 of the width.
  const at = async (part) => {
    await page.evaluate(({x, y}) => document.querySelector('#plot').dispatchEvent(
      new PointerEvent('pointermove', {clientX: x, clientY: y, pointerId: 99, bubbles: true})),
      {x: area.at(part, 0.5)[0], y: area.at(part, 0.5)[1]});
    await nextFrame();
    return Number.parseFloat((await page.locator('#cursor').textContent()).replace('\u2009', ''));
  };
  near(await at(0.1), 400, 5, 'left finger');
  near(await at(0.9), 600, 5, 'right finger');
  const middle = await at(0.5);
  await touch('touchStart', area.at(0.5, 0.5));
  await touch('touchMove', area.at(0.3, 0.5));
  await touch('touchEnd');
  near(await at(0.3), middle, 3, 'panned');
  await settled();
  await shoot(page, 'viewer-phone');
});

test('only the visible tiles of a long recording are loaded', async () => {
  page = await openPage();
  const asked = [];
  page.on('request', (request) => {
    const found = /\/spectrogram(\/tiles\/\d+)?(\?shrink=\d+)?$/.exec(request.url());
    if (found) asked.push(found[1] ?? 'overview');
  });
  await signIn(page, token);
  await openRecording(page, 'long.wav');
  const area = await areaOf(page);
  await settled();
  assert.deepEqual(asked, ['overview']);
  for (const [index, tone] of LONG.entries())
    await assertShows(area, tone, {from: [0, 0.4, 0.9][index], to: [0.1, 0.6, 1][index], ms: 45, khz: 1.5});
  await shoot(page, 'viewer-long');

  await page.mouse.move(...area.at(20_500 / 40_000, 0.5));
  for (let i = 0; i < 10; ++i) await page.mouse.wheel(0, -300);
  await settled();
  assert.deepEqual([...new Set(asked)], ['overview', '/tiles/2']);
  await assertShows(area, LONG[1], {ms: 1, khz: 1.5});
  await page.locator('#plot').focus();
  await page.keyboard.press('End');
  await settled();
  assert.ok(asked.includes('/tiles/4') && !asked.includes('/tiles/3'), asked.join());
});

test('the compressed spectrogram shows segments with their true times', async () => {
  await open('short.wav');
  await page.getByRole('button', {name: 'Only calls'}).click();
  await page.locator('#plot[data-drawn]').waitFor();
  await settled();
  const area = await areaOf(page);
  const {id} = (await service.api(token, '/recording/?search=short'))[0];
  const {spectroInfo: info} = await service.api(token, `/recording/${id}/spectrogram/compressed?base64=false`);
  assert.equal(info.widths.length, 2);
  const segments = page.getByRole('listbox', {name: 'Segments'}).getByRole('option');
  assert.deepEqual(await segments.allTextContents(), info.start_times.map((start, index) =>
    `${index + 1}: ${start.toFixed(2)} to ${info.end_times[index].toFixed(2)} ms`));
  // Both borders of each segment, as the cursor reads them.
  const total = info.compressedWidth, pixel = total / 4 / area.width;
  let column = 0;
  for (const [index, width] of info.widths.entries()) {
    const left = await readAt(...area.at((column + 1) / total, 0.5));
    const right = await readAt(...area.at((column + width - 1) / total, 0.5));
    assert.deepEqual([left.segment, right.segment], [index + 1, index + 1]);
    near(left.ms, info.start_times[index] + 0.25, pixel, 'start');
    near(right.ms, info.end_times[index] - 0.25, pixel, 'end');
    column += width;
  }
  const half = info.widths[0] / total;
  await assertShows(area, SHORT[0], {from: 0, to: half, ms: 1, khz: 1.5});
  await assertShows(area, SHORT[1], {from: half, to: 1, ms: 1, khz: 1.5});
  await shoot(page, 'viewer-compressed');
  await page.getByRole('button', {name: 'Only calls'}).click();
  await page.locator('#plot[data-drawn]').waitFor();
  assert.equal(await page.getByRole('listbox', {name: 'Segments'}).count(), 0);
});

test('the image stays visible with hundreds of segments', async () => {
  // Sweeps of 5 ms from 60 to 20 kHz, one every 60 ms, in a little noise.
  const sweep = (t) => (t < 0.005 ? 0.5 * Math.sin(2 * Math.PI * (60e3 * t - 4e6 * t * t)) : 0);
  let state = 1;
  const noise = () => 0.004 * ((state = state * 48271 % 0x7fffffff) / 0x7fffffff - 0.5);
  service.run('ingest', '--owner', 'ana',
              writeWave(join(service.folder, 'buzz.wav'), 16, 128e3, (second) => sweep(second % 0.06) + noise()));
  const area = await open('buzz.wav');
  await page.getByRole('button', {name: 'Only calls'}).click();
  await page.getByRole('listbox', {name: 'Segments'}).waitFor();
  await settled();
  assert.ok(await page.locator('#segments option').count() > 200);
  const marked = await page.locator('#picture').evaluate((canvas) => {
    const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) count += data[i + 1] > 180 && data[i] < 100;
    return count / (data.length / 4);
  });
  assert.ok(marked < 0.01, `${marked} of the image is covered by borders`);
  near((await readAt(...area.at(0.5, 0.5))).ms, 8000, 100, 'middle');
  await shoot(page, 'viewer-many-segments');
});

test('zoomed in, the picture is redrawn from the samples with the chosen window', async () => {
  page = await openPage();
  const asked = [];
  page.on('request', (request) => request.url().includes('/detail?') && asked.push(new URL(request.url()).searchParams));
  await signIn(page, token);
  const {id} = (await service.api(token, '/recording/?search=short'))[0];
  await page.goto(`${service.url}/#/recording/${id}?t=190-210&window=0.5`);
  const area = async (window) => {
    await page.locator(`#plot[data-window="${window}"][aria-busy=false]`).waitFor();
    return areaOf(page);
  };
  const {width, height} = await area('0.5');
  await shoot(page, 'viewer-window-0.5');
  const [query] = asked, of = (name) => Number(query.get(name));
  assert.deepEqual([asked.length, of('start_time'), of('end_time'), of('width'), of('height'), of('window_ms')],
                   [1, 190, 210, Math.round(width), Math.round(height), 0.5]);
  await assertShows(await areaOf(page), SHORT[0], {ms: 1, khz: 1.5});
  const tall = await page.locator('#picture').evaluate(litRows);
  await page.getByLabel('Window').selectOption('4');
  await assertShows(await area('4'), SHORT[0], {ms: 1, khz: 1});
  await shoot(page, 'viewer-window-4');
  const low = await page.locator('#picture').evaluate(litRows);
  assert.ok(low < 0.5 * tall, `a longer window resolves frequencies better: ${low} of ${tall} rows`);
  await page.getByRole('button', {name: 'Whole length'}).click();
  await page.locator('#plot:not([data-window])').waitFor();
});

/** How many rows of the image have bright pixels near the middle. */
function litRows(canvas) {
  const margin = {top: 22, bottom: 38};
  const {data} = canvas.getContext('2d').getImageData(Math.round(0.45 * canvas.width), margin.top, 1, canvas.height - margin.top - margin.bottom);
  return data.filter((value, index) => index % 4 === 0 && value > 200).length;
}

test('a segment chosen in the list is centred', async () => {
  const area = await open('example.wav');
  await page.getByRole('button', {name: 'Only calls'}).click();
  const segments = page.getByRole('listbox', {name: 'Segments'});
  await segments.selectOption('9');
  const text = (await segments.getByRole('option').nth(9).textContent()).replaceAll('\u2009', '');
  const [, start, end] = /^10: ([\d.]+) to ([\d.]+) ms$/.exec(text).map(Number);
  const shown = await readAt(...area.at(0.5, 0.5));
  assert.equal(shown.segment, 10);
  near(shown.ms, (start + end) / 2, 1, 'middle');
});

test('the visible part is played ten times slower', async () => {
  page = await openPage();
  const heard = [];
  page.on('request', (request) => request.url().includes('/audio?') && heard.push(new URL(request.url()).searchParams));
  await signIn(page, token);
  await openRecording(page, 'short.wav');
  const area = await areaOf(page);
  await page.mouse.move(...area.at(0.2, 0.5));
  for (let i = 0; i < 2; ++i) await page.mouse.wheel(0, -300);
  const left = (await readAt(...area.at(0.001, 0.5))).ms, right = (await readAt(...area.at(0.999, 0.5))).ms;
  await page.getByRole('button', {name: 'Listen ×10'}).click();
  const player = page.locator('#player');
  await page.waitForFunction(() => document.querySelector('#player').currentTime > 0.1);
  near(Number(heard[0].get('start_time')), left, 1.5, 'start of what is heard');
  assert.equal(heard[0].get('time_expansion'), '10');
  const {length} = await player.evaluate((audio) => ({length: audio.duration}));
  near(length * 100, right - left, 3, 'length of what is heard, in ms of the recording');
  await page.getByRole('button', {name: 'Stop'}).click();
  assert.equal(await player.isVisible(), false);

  // In the compressed spectrogram only the segments are played, one after the other.
  await page.getByRole('button', {name: 'Whole length'}).click();
  await page.getByRole('button', {name: 'Only calls'}).click();
  await page.locator('#plot[data-drawn]').waitFor();
  heard.length = 0;
  await page.getByRole('button', {name: 'Listen ×10'}).click();
  await page.getByRole('button', {name: 'Stop'}).waitFor();
  await page.getByRole('button', {name: 'Listen ×10'}).waitFor({timeout: 20_000});
  assert.equal(heard.length, 2);
  assert.ok(Number(heard[0].get('end_time')) < 300 && Number(heard[1].get('start_time')) > 600);
});

test('what is on the screen is saved as WAV: slower, with gain, or heterodyned', async () => {
  page = await openPage();
  await signIn(page, token);
  const {id} = (await service.api(token, '/recording/?search=short'))[0];
  await page.goto(`${service.url}/#/recording/${id}?t=150-250`);
  await settled();
  await page.getByText('Sound', {exact: true}).click();
  await page.getByLabel('Gain').selectOption('+6 dB');
  const saved = async () => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', {name: 'Save as WAV'}).click()]);
    const bytes = readFileSync(await file.path()), samples = new Int16Array(bytes.buffer, bytes.byteOffset + 44, (bytes.length - 44) / 2);
    return {name: file.suggestedFilename(), rate: bytes.readUInt32LE(24), samples, loudest: Math.max(...samples)};
  };
  await page.getByLabel('Speed').selectOption('×5 slower');
  const slow = await saved();
  assert.deepEqual([slow.name, slow.rate, slow.samples.length], ['short_150-250ms_x5.wav', 100_000, 50_000]);
  near(slow.loudest, 32_768 * 0.5 * 10 ** (6 / 20), 200, 'twice as loud');

  await page.getByLabel('Speed').selectOption('Heterodyne');
  assert.equal(await page.getByLabel('Tuned to (kHz)').inputValue(), '40');  // the peak of the call
  await shoot(page, 'viewer-sound');
  await page.getByLabel('Tuned to (kHz)').fill('38');
  await page.getByLabel('Tuned to (kHz)').blur();
  const {name, rate, samples} = await saved();
  assert.deepEqual([name, rate, samples.length], ['short_150-250ms_38kHz.wav', 48_000, 4800]);
  const middle = samples.subarray(0.047 * rate, 0.053 * rate);  // of the tone, 6 ms at 2 kHz
  const rises = middle.filter((value, at) => at > 0 && middle[at - 1] < 0 && value >= 0).length;
  near(rises, 12, 1, 'periods');
});

test('the reason is shown if a spectrogram cannot be drawn', async () => {
  page = await openPage();
  await signIn(page, token);
  await page.goto(`${service.url}/#/recording/999`);
  await page.getByText('Recording not found').first().waitFor();
});

test('an owner can edit the details of a recording', async () => {
  service.run('ingest', '--owner', 'ana', writeWave(join(service.folder, 'slow.wav'), 4, 38.4e3,
                                                    tones([{ms: 2000, hz: 4e3}])));
  const [{id}] = await service.api(token, '/recording/?search=slow');
  await service.api(token, `/recording/${id}/annotations`, {
    method: 'PUT', headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({annotation: {start_time: 1995, end_time: 2005, low_freq: 3e3, high_freq: 5e3}, species_ids: []}),
  });
  await open('slow.wav');
  await page.getByText('1995 to 2005 ms, 3 to 5 kHz').waitFor();
  await page.getByRole('button', {name: 'Edit details…'}).click();
  const field = (name) => page.getByRole('dialog').getByLabel(name);
  await field('Name').fill('pond.wav');
  await field('Equipment').fill('Mini Bat');
  await field('Comments').fill('light rain');
  await field('Longitude').fill('-105.5');
  await page.getByRole('button', {name: 'Save'}).click();  // refused: the latitude is missing
  assert.equal(await field('Latitude').evaluate((input) => input.validity.valueMissing), true);
  await field('Latitude').fill('39.25');
  await field('Date').fill('yesterday');
  await field('Public').check();
  await page.getByRole('button', {name: 'Save'}).click();
  await page.getByRole('alert').getByText('is not a valid date').waitFor();
  await shoot(page, 'details');
  await field('Date').fill('2024-06-01T22:15:00');
  await page.getByRole('button', {name: 'Save'}).click();
  await page.getByRole('heading', {name: 'pond.wav'}).waitFor();
  for (const text of ['Mini Bat', 'light rain', '39.25000° N, 105.50000° W', 'ana, public'])
    await page.locator('#facts').getByText(text).waitFor();
  await page.locator('#viewer-facts').getByText('2024-06-01 22:15:00 · 4.00 s · 38.4 kHz').waitFor();
  assert.equal((await service.api(token, `/recording/${id}`)).hasSpectrogram, true);  // it is still the same

  await page.getByRole('button', {name: 'Edit details…'}).click();
  await field('Equipment').fill('');
  await field('Time expansion').fill('10');
  await page.getByRole('button', {name: 'Save'}).click();
  await page.locator('#viewer-facts').getByText('400.0 ms · 384 kHz').waitFor();
  await page.getByText('199.5 to 200.5 ms, 30 to 50 kHz').waitFor();
  await page.locator('#plot[data-drawn]').waitFor();
  assert.equal(await page.locator('#facts').getByText('Mini Bat').count(), 0);
  const found = await service.api(token, `/recording/${id}`);
  assert.deepEqual([found.equipment, found.comments, found.time_expansion], [null, 'light rain', 10]);
});

test('others cannot edit the details of a recording', async () => {
  service.run('ingest', '--owner', 'bob', '--public',
              writeWave(join(service.folder, 'theirs.wav'), 0.15, 192e3, tones([])));
  await open('theirs.wav');
  await page.locator('#facts').getByText('bob, public').waitFor();
  assert.equal(await page.getByRole('button', {name: 'Edit details…'}).count(), 0);
});

test('an owner can delete a recording', async () => {
  service.run('ingest', '--owner', 'ana', writeWave(join(service.folder, 'spoilt.wav'), 0.1, 256e3, tones([])));
  service.run('ingest', '--owner', 'bob', '--public',
              writeWave(join(service.folder, 'of-bob.wav'), 0.1, 192e3, tones([])));
  await open('of-bob.wav');
  const button = page.getByRole('button', {name: 'Delete recording…'});
  assert.equal(await button.count(), 0);
  await page.getByRole('link', {name: 'Recordings'}).click();
  await openRecording(page, 'spoilt.wav');
  const asked = [];
  page.on('dialog', (dialog) => asked.push(dialog.message()) === 1 ? dialog.dismiss() : dialog.accept());
  await button.click();
  await button.click();
  await page.getByRole('heading', {name: 'Recordings'}).waitFor();
  assert.match(asked[1], /^Delete spoilt\.wav with its spectrograms/);
  assert.deepEqual(await service.api(token, '/recording/?search=spoilt'), []);
});

test('real recordings are drawn in full and compressed', {skip: !haveRecordings}, async () => {
  page = await openPage();
  await signIn(page, token);
  for (const name of ['M004092.WAV', 'rhihip-20220708_221809.wav', 'Ppip_TE384.wav']) {
    await openRecording(page, name);
    await settled();
    const area = await areaOf(page);
    const [, y] = await brightest(area);
    assert.ok(y > area.y && y < area.y + area.height);
    await shoot(page, `viewer-${name}`);
    await page.getByRole('button', {name: 'Only calls'}).click();
    await page.locator('#plot[data-drawn]').waitFor();
    await settled();
    await shoot(page, `viewer-${name}-compressed`);
    await page.getByRole('link', {name: 'Recordings'}).click();
  }
});
