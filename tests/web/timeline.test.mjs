// SPDX-License-Identifier: GPL-3.0-or-later
// Unit tests of timeline.js, view.js and measure.js, without a browser.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';

const load = (name) =>
  import('data:text/javascript,' + encodeURIComponent(readFileSync(new URL(`../../assets/web/${name}`, import.meta.url))));
const {Timeline, niceStep, decimalsOf, ticks} = await load('timeline.js');
const {View} = await load('view.js');
const {measure} = await load('measure.js');

// 4 columns per ms: 10 to 20 ms and 50 to 75 ms.
const calls = new Timeline([{start: 10, end: 20, width: 40}, {start: 50, end: 75, width: 100}]);

test('columns map to real times and back', () => {
  assert.deepEqual([0, 20, 39, 40, 140].map((column) => calls.timeAt(column)), [10, 15, 19.75, 50, 75]);
  assert.deepEqual([10, 15, 50, 62.5, 75].map((time) => calls.columnAt(time)), [0, 20, 40, 90, 140]);
  assert.deepEqual([0, 30, 99].map((time) => calls.columnAt(time)), [0, 40, 140], 'what is not shown is at its border');
  assert.deepEqual([calls.width, calls.density], [140, 4]);
});

test('a time range is clipped at span borders', () => {
  assert.deepEqual(calls.pieces(15, 60), [{left: 20, right: 40}, {left: 40, right: 80}]);
  assert.deepEqual(calls.pieces(0, 99), [{left: 0, right: 40}, {left: 40, right: 140}]);
  assert.deepEqual(calls.pieces(51, 52), [{left: 44, right: 48}]);
  for (const [start, end] of [[20, 50], [30, 40], [0, 10], [75, 80]]) assert.deepEqual(calls.pieces(start, end), []);
});

test('the spans between two columns', () => {
  const indices = (left, right) => calls.within(left, right).map(({index}) => index);
  assert.deepEqual([indices(0, 40), indices(39, 41), indices(40, 140), indices(0, 140)], [[0], [0, 1], [1], [0, 1]]);
});

test('ticks are at round values', () => {
  assert.deepEqual([0.3, 1, 1.2, 4, 6, 70].map(niceStep), [0.5, 1, 2, 5, 10, 100]);
  assert.deepEqual([0.05, 0.5, 1, 200].map(decimalsOf), [2, 1, 0, 0]);
  assert.deepEqual(ticks(0.3, 1.1, 0.25), [0.5, 0.75, 1]);
  assert.deepEqual(ticks(-1, 1, 1), [-1, -0, 1].map((value) => value + 0));
});

test('zooming keeps the point under the cursor and stays within the image', () => {
  const view = new View(1000, 3000, 202_000);
  view.resize(500, 200);
  const column = view.columnAt(100), hz = view.hzAt(50);
  view.zoomTime(0.1, 100);
  view.zoomHz(0.5, 50);
  assert.ok(Math.abs(view.columnAt(100) - column) < 1e-9 && Math.abs(view.hzAt(50) - hz) < 1e-9);
  assert.ok(Math.abs(view.right - view.left - 100) < 1e-9);
  view.pan(1e6, 1e6);
  assert.deepEqual([view.left, Math.round(view.right), view.high], [0, 100, 202_000]);
  view.zoomTime(1e6);
  assert.deepEqual([view.left, view.right], [0, 1000]);
  view.zoomTime(1e-9, 250);
  assert.ok(view.right - view.left >= 8 - 1e-9);
});

test('an image narrower than the narrowest view is shown whole', () => {
  const view = new View(1, 3000, 202_000);
  view.resize(500, 200);
  view.zoomTime(0.5);
  assert.deepEqual([view.left, view.right], [0, 1]);
});

test('peak frequency and -10 dB duration of a tone are measured between bins and frames', () => {
  // 10 ms at 41.3 kHz, with an amplitude of sin²: its power is a tenth of the largest for 6.2 ms,
  // which the box cuts off.
  const rate = 256_000, samples = Float64Array.from({length: rate * 0.03}, (_, n) => {
    const part = (1000 * n / rate - 10) / 10;
    return part < 0 || part > 1 ? 0 : 1e4 * Math.sin(Math.PI * part) ** 2 * Math.sin(2 * Math.PI * 41_300 * n / rate);
  });
  const {peak_freq: peak, duration} = measure(samples, rate, {start: 14, end: 16, low: 20e3, high: 60e3});
  assert.ok(Math.abs(peak - 41_300) < 30, `${peak} Hz`);
  assert.ok(Math.abs(duration - 6.2) < 0.1, `${duration} ms`);
  const hum = samples.map((_, n) => Math.sin(n));
  assert.ok(Number.isNaN(measure(hum, rate, {start: 8, end: 12, low: 20e3, high: 60e3}).duration), 'nothing stands out');
});
