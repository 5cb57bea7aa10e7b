// SPDX-License-Identifier: GPL-3.0-or-later
// Downloading calls and annotations as files for other programs.
import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {test} from 'node:test';
import {openRecording, setUp, shoot, signIn, tones, writeWave} from './support.mjs';

const NAME = 'Wiese "ä" %.wav';
let token;

const {service, open: openPage} = setUp((service) => {
  const noise = tones([], 0.01);
  const sweep = (second) => {
    const t = second - 0.2;
    return noise(second) + (t < 0 || t > 0.005 ? 0 : 0.5 * Math.sin(2 * Math.PI * (60e3 * t - 3e6 * t * t)));
  };
  service.run('ingest', '--owner', 'ana', writeWave(join(service.folder, NAME), 0.5, 256e3, sweep));
  token = service.token('ana');
});

async function download(page, kind, format) {
  await page.locator('#download-kind').selectOption(kind);
  await page.locator('#download-format').selectOption(format);
  const [file] = await Promise.all([page.waitForEvent('download'),
    page.getByRole('button', {name: 'Download', exact: true}).click()]);
  return {name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8')};
}

test('calls and annotations are saved under their names, with the last changes', async () => {
  const page = await openPage();
  await signIn(page, token);
  await openRecording(page, NAME);
  await page.locator('#calls-status').getByText(/call/i).waitFor();
  await page.locator('#annotate').click();
  await page.locator('#annotations li').first().waitFor();
  await page.locator('#editor textarea').fill('=last');
  const annotations = await download(page, 'annotations', 'csv');
  assert.match(annotations.name, /^Wiese .ä. %\.annotations\.csv$/);
  assert.match(annotations.text, /^recording_id,path,start_time,.*\n1,.*'=last/);
  for (const [format, ending] of [['raven', 'raven.txt'], ['audacity', 'audacity.txt'], ['aoef', 'aoef.json'],
                                  ['kaleidoscope', 'kaleidoscope.csv']]) {
    const {name, text} = await download(page, 'calls', format);
    assert.ok(name.endsWith(`.calls.${ending}`), name);
    assert.ok(text.length > 100 || format === 'audacity', text);
  }
  await page.locator('#min-snr').fill('60');
  await page.locator('#calls-status').getByText('No call of 60 dB or more').waitFor();
  assert.equal((await download(page, 'calls', 'audacity')).text, '');
  await shoot(page, 'download');
  await page.close();
});

test('a problem is shown', async () => {
  const page = await openPage();
  await signIn(page, token);
  await openRecording(page, NAME);
  await page.route('**/calls?format=*', (route) => route.fulfill({status: 503, json: {error: 'Too busy'}}));
  await page.getByRole('button', {name: 'Download', exact: true}).click();
  await page.locator('#download-problem').getByText('Too busy').waitFor();
  await page.close();
});
