// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {EXAMPLE, eventually, setUp, shoot, signIn} from './support.mjs';

const {service, open} = setUp((service) => {
  service.run('ingest', '--owner', 'ana', EXAMPLE);
  service.run('render', '--id', 1, '-o', '/dev/null', '--freq-max', '120');
  service.run('render', '--id', 1, '-o', '/dev/null');
});

test('admins see every spectrogram with its parameters', async () => {
  const token = service.token('root', '--scope', 'admin');
  const page = await open();
  await signIn(page, token);
  await page.getByRole('link', {name: 'Spectrograms'}).click();
  const rows = page.locator('#spectrograms tbody tr');
  await rows.nth(1).waitFor();
  const [newest, first] = await service.api(token, '/spectrogram/');
  const texts = await rows.evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
  const cells = (index) => texts.map((row) => row[index]);
  assert.deepEqual(cells(0), [String(newest.id), String(first.id)]);
  assert.deepEqual(cells(1), ['example.wav', 'example.wav']);
  assert.deepEqual(cells(2), ['5.00 s', '5.00 s']);
  assert.deepEqual(cells(3), ['20\u2009000 × 300', '20\u2009000 × 300']);
  assert.match(texts[0][4], /3 to 202 kHz.*freq_max_hz 200000/);
  assert.match(texts[1][4], /3 to 122 kHz.*freq_max_hz 120000/);
  assert.ok(newest.bytes !== first.bytes);
  for (const [index, {bytes}] of [newest, first].entries())
    assert.equal(await rows.nth(index).getByTitle(/bytes$/).getAttribute('title'),
                 `${bytes.toLocaleString('en').replaceAll(',', '\u2009')} bytes`);
  await rows.nth(1).getByText('3 to 122 kHz').click();
  await rows.nth(1).getByText('window_ms 1').waitFor();
  await shoot(page, 'spectrograms');
  // Each opens its own picture.
  await rows.nth(1).getByRole('link', {name: `Spectrogram ${first.id}`}).click();
  await page.getByText(`Spectrogram ${first.id}, drawn with other`).waitFor();
  await page.locator('#plot[data-drawn]').waitFor();
  const top = async () => {
    const {x, y, height} = await page.locator('#boxes').boundingBox();
    await page.mouse.move(x + 200, y + 1);
    const [, khz] = /([\d.]+) kHz/.exec(await page.locator('#cursor').textContent()) ?? [];
    return Math.round(Number(khz) + 100 / height);
  };
  await eventually(top, 122);
  await shoot(page, 'spectrogram-by-id');
  await page.getByRole('link', {name: 'Show the default spectrogram'}).click();
  await eventually(top, 192);
});

test('other users do not have that page', async () => {
  const page = await open();
  await signIn(page, service.token('ana'));
  assert.equal(await page.getByRole('link', {name: 'Spectrograms'}).count(), 0);
  await page.goto(`${service.url}/#/spectrograms`);
  await page.getByRole('heading', {name: 'Recordings'}).waitFor();
});
