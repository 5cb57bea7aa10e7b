// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import {mkdirSync, readFileSync, unlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {
  EXAMPLE, eventually, haveRecordings, RECORDINGS, setUp, shoot, signIn, tableOf, tones, writeWave,
} from './support.mjs';

const MANY = 120;
let page, ana;
const {service, open} = setUp((service) => {
  const night = join(service.folder, 'night');
  service.run('ingest', '--owner', 'ana', EXAMPLE);
  const gone = writeWave(join(service.folder, 'gone.wav'), 0.1, 256e3, tones([{ms: 50, hz: 40e3}]));
  service.run('ingest', '--owner', 'ana', gone);
  unlinkSync(gone);
  service.run('ingest', '--owner', 'bob', '--public',
              writeWave(join(service.folder, 'of-bob.wav'), 0.2, 192e3, tones([{ms: 90, hz: 30e3}])));
  mkdirSync(night);
  for (let i = 0; i < MANY; ++i)
    writeWave(join(night, `night_20240517_${String(2e5 + i).slice(0, 6)}.wav`), 0.02 + i / 10000, 250e3,
              tones([{ms: 8, hz: 20e3 + 500 * i}]));
  service.run('ingest', '--owner', 'ana', night);
  ana = service.token('ana');
});

const names = async () => (await tableOf(page)).map((cells) => cells[1]);
const search = (text) => page.getByLabel('Search', {exact: true}).fill(text);
const rowOf = (name) => page.getByRole('row').filter({has: page.getByRole('link', {name, exact: true})});

test('the table lists recordings with search, sorting and paging', async () => {
  page = await open();
  await signIn(page, ana);
  await page.getByText(`1 to 50 of ${MANY + 3}`).waitFor();
  const [example, , bobs] = await tableOf(page);
  assert.deepEqual(example.slice(1), ['example.wav', '2024-05-16 21:47:30', '5.00 s', '384 kHz', 'ana', 'no',
                                      'Not computed']);
  assert.deepEqual(bobs.slice(3, 7), ['200.0 ms', '192 kHz', 'bob', 'yes']);
  await shoot(page, 'recordings');

  await page.getByRole('button', {name: 'Next'}).click();
  await page.getByText(`51 to 100 of ${MANY + 3}`).waitFor();
  await page.getByRole('button', {name: 'Last'}).click();
  await eventually(async () => (await tableOf(page)).length, MANY + 3 - 100);
  await page.goBack();
  await page.getByText(`51 to 100 of ${MANY + 3}`).waitFor();

  await page.getByRole('button', {name: 'Duration'}).click();
  await eventually(async () => (await names())[0], 'night_20240517_200000.wav');
  await page.getByRole('button', {name: 'Duration'}).click();
  await eventually(async () => (await names())[0], 'example.wav');
  const header = page.getByRole('columnheader', {name: 'Duration'});
  assert.equal(await header.getAttribute('aria-sort'), 'descending');

  await search('OF-');
  await eventually(names, ['of-bob.wav']);
  await page.reload();
  await eventually(names, ['of-bob.wav']);
  await search('nothing like it');
  await page.getByText('No recording fits.').waitFor();
});

test('selected recordings are computed, with progress', async () => {
  page = await open();
  await signIn(page, ana);
  const compute = page.getByRole('button', {name: 'Compute spectrograms'});
  await search('e.wav');
  await eventually(names, ['example.wav', 'gone.wav']);
  assert.equal(await compute.isDisabled(), true);
  await page.getByLabel('Select all on this page').check();
  await page.getByText('2 selected').waitFor();
  await compute.click();
  await page.getByText('2 recordings queued. 1 computed, 1 failed').waitFor();
  await rowOf('gone.wav').getByText(/^Failed: .*is gone/).waitFor();
  await eventually(async () => /\d{4}/.test((await tableOf(page))[0][7]), true);
  await shoot(page, 'recordings-computed');
  // The reason is gone: the file is back.
  writeWave(join(service.folder, 'gone.wav'), 0.1, 256e3, tones([{ms: 50, hz: 40e3}]));
  await rowOf('gone.wav').getByRole('button', {name: 'Try again'}).click();
  await rowOf('gone.wav').getByRole('link').nth(1).click();  // its spectrogram
  await page.getByRole('heading', {name: 'gone.wav'}).waitFor();
  await page.locator('#plot[data-drawn]').waitFor();
});

test('columns can be shown and hidden, and stay so', async () => {
  page = await open();
  await signIn(page, ana);
  await search('example');
  await eventually(names, ['example.wav']);
  await page.getByText('Columns', {exact: true}).click();
  for (const name of ['Id', 'Equipment', 'Location', 'GRTS cell', 'Calls']) await page.locator('#columns').getByLabel(name, {exact: true}).check();
  for (const name of ['Owner', 'Public']) await page.locator('#columns').getByLabel(name, {exact: true}).uncheck();
  const shown = async () => page.locator('#recordings thead th').allTextContents();
  const wanted = ['', 'Name', 'Id', 'Date', 'Duration', 'Sample rate', 'Calls', 'Equipment', 'Location', 'GRTS cell', 'Spectrogram'];
  await eventually(shown, wanted);
  const [example] = await service.api(ana, '/recording/?search=example&include=calls');
  await eventually(async () => (await tableOf(page))[0].slice(2, 9), [String(example.id), '2024-05-16 21:47:30', '5.00 s', '384 kHz',
    String(example.calls ?? ''), example.equipment ?? '', '47.37690° N, 8.54170° E']);
  await shoot(page, 'recordings-columns');
  await page.reload();
  await eventually(shown, wanted);
});

test('the list is filtered by site, night, species, what was found and equipment', async () => {
  const [{id}] = await service.api(ana, '/recording/?search=of-bob');
  await service.api(ana, `/recording/${id}/identification`, {
    method: 'PUT', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({species: ['MYLU']}),
  });
  page = await open();
  await signIn(page, ana);
  const total = (text) => page.locator('#recordings-pager').getByText(text).waitFor();
  const field = (name) => page.locator('#filters').getByLabel(name);
  await field('Site').fill('night');
  await total(`1 to 50 of ${MANY}`);
  await field('Night').fill('2024-05-18');
  await page.getByText('No recording fits.').waitFor();
  await page.getByRole('button', {name: 'Clear'}).click();
  await field('Species').fill('MYLU');
  await eventually(names, ['of-bob.wav']);
  assert.match(await page.getByRole('link', {name: 'Vet these'}).getAttribute('href'), /species=MYLU/);
  await field('Vetted').selectOption('no');
  await page.getByText('No recording fits.').waitFor();
  await page.reload();
  assert.equal(await field('Species').inputValue(), 'MYLU');
});

test('the table is updated while spectrograms are computed', async () => {
  for (let i = 0; i < 4; ++i)
    service.run('ingest', '--owner', 'dora',
                writeWave(join(service.folder, `long_${i}.wav`), 60, 250e3, tones([{ms: 500 + i, hz: 40e3}])));
  page = await open();
  await signIn(page, service.token('dora'));
  await search('long_');
  await eventually(async () => (await names()).length, 4);
  await page.getByLabel('Select all on this page').check();
  await page.getByRole('button', {name: 'Compute spectrograms'}).click();
  await page.getByText('Computing…').first().waitFor();
  await page.getByText(/^4 recordings queued\. [0-3] of 4 computed$/).waitFor();
  await shoot(page, 'recordings-computing');
  await page.getByText('4 recordings queued. 4 computed').waitFor({timeout: 600_000});  // with sanitizers
  assert.equal(await page.getByLabel('Spectrograms computed').evaluate((bar) => bar.value / bar.max), 1);
  await eventually(() => page.getByText('Computing…').count(), 0);
});

test('all search results can be selected across pages', async () => {
  page = await open();
  await signIn(page, ana);
  await search('night');
  await page.getByText(`1 to 50 of ${MANY}`).waitFor();
  await page.getByLabel('Select night_20240517_200001.wav').check();
  await page.getByRole('button', {name: `Select all ${MANY}`}).click();
  await page.getByText(`${MANY} selected`).waitFor();
  await page.getByRole('button', {name: 'Compute spectrograms'}).click();
  await page.getByText(`${MANY} recordings queued. ${MANY} computed`).waitFor();
  const states = await service.api(ana, '/recording/?search=night&include=status');
  assert.deepEqual([...new Set(states.map(({status}) => status.state))], ['computed']);
});

test('a night is seen at a glance, and its recordings are vetted from there', async () => {
  page = await open({viewport: {width: 1366, height: 768}});
  await signIn(page, ana);
  await page.getByRole('link', {name: 'Nights'}).click();
  await page.getByRole('link', {name: 'night, 2024-05-17'}).click();
  await page.getByText(new RegExp(`^${MANY} recordings: .*; 0 vetted`)).first().waitFor();
  const cells = page.locator('#night-cells').getByRole('option');
  await eventually(() => cells.count(), 48);
  await page.waitForFunction(() => document.querySelector('.night-cell canvas').width !== 300);  // a picture
  const bars = await page.locator('#night-strip').evaluate((canvas) => {
    const {data} = canvas.getContext('2d').getImageData(0, 20, canvas.width, 1), found = [];
    for (let x = 0; x < canvas.width; ++x) if (data[4 * x + 3] > 200) found.push(x / canvas.width * 24 + 12);
    return found.filter((hour) => hour > 12.1);
  });
  assert.ok(bars.length > 0 && bars.every((hour) => hour >= 19.9 && hour < 20.3), `bars at ${bars}`);

  await cells.nth(2).click();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('x');
  await page.getByText('2 recordings are noise.').waitFor();
  const noise = async () => (await service.api(ana, '/recording/?site=night&sort=recorded_date&include=identification'))
    .map(({identification}, index) => [index, identification.kind]).filter(([, kind]) => kind === 'noise').map(([index]) => index);
  await eventually(noise, [2, 3]);
  await cells.nth(3).getByText('Noise', {exact: true}).waitFor();
  await shoot(page, 'night');
  await page.locator('#cell-filters').getByLabel('Vetted').selectOption('yes');
  await eventually(() => cells.count(), 2);
  await page.keyboard.press('Tab');
  await page.getByRole('button', {name: 'Clear'}).click();
  await eventually(() => cells.count(), 48);
  await page.keyboard.press('Control+z');
  await eventually(noise, []);
  await page.getByRole('button', {name: 'Last'}).click();
  await eventually(() => cells.count(), MANY - 96);
  await cells.nth(1).click();
  await page.keyboard.press('Enter');
  await page.locator('#vet-position').getByText(`98 of ${MANY}`).waitFor();
});

test('several files are uploaded, each with its own progress and outcome', async () => {
  page = await open();
  await signIn(page, service.token('cora'));
  await eventually(names, ['of-bob.wav']);
  const broken = join(service.folder, 'broken_20230101.wav');
  writeFileSync(broken, 'this is no sound');
  const files = haveRecordings
    ? ['SMU01770-2_20240416_024148.wav', 'GreaterHorseshoe.wav'].map((name) => join(RECORDINGS, name))
    : ['a_20240416_024148.wav', 'b.wav'].map((name, index) =>
      writeWave(join(service.folder, name), 1, 256e3, tones([{ms: 500, hz: 30e3 + index * 1e4}])));
  await page.getByRole('button', {name: 'Upload…'}).click();
  await page.getByLabel('Files').setInputFiles([...files, broken]);
  await page.getByLabel('Date, for recordings').fill('2022-02-03');
  await page.getByRole('dialog').getByLabel('Equipment').fill('a box on a pole');
  await page.getByRole('dialog').getByLabel('Public').check();
  await page.evaluate(() => {
    window.seen = new Set();
    const look = () => {
      for (const bar of document.querySelectorAll('#uploads progress')) window.seen.add(bar.value);
      requestAnimationFrame(look);
    };
    look();
  });
  // Simulates a slow connection, so that progress is visible.
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Network.emulateNetworkConditions',
                 {offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 2e6});
  await page.getByRole('button', {name: 'Upload', exact: true}).click();
  const outcomes = page.locator('#uploads li');
  await outcomes.nth(2).getByText(/cannot be read as sound/).waitFor();
  for (const index of [0, 1]) {
    await outcomes.nth(index).getByText('Recording added').waitFor();
    assert.equal(await outcomes.nth(index).locator('progress').evaluate((bar) => bar.value), 1);
  }
  assert.ok((await page.evaluate(() => [...window.seen])).some((part) => part > 0.05 && part < 0.95));
  await page.getByText('2 added, 1 failed. 2 spectrograms queued').waitFor();
  await shoot(page, 'upload');
  await page.getByRole('button', {name: 'Close'}).click();
  await eventually(
    async () => (await tableOf(page)).slice(1).map((cells) => [cells[2], cells[5], cells[6]]).sort(),
    [['2022-02-03', 'cora', 'yes'], ['2024-04-16 02:41:48', 'cora', 'yes']]);
});

test('files dropped on the page are uploaded with a time expansion, and drawn', async () => {
  page = await open();
  const mine = service.token('emil');
  await signIn(page, mine);
  const path = writeWave(join(service.folder, 'slow.wav'), 1, 25e3, tones([{ms: 500, hz: 4e3}]));
  await page.evaluate((base64) => {
    const files = new DataTransfer(), bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
    files.items.add(new File([bytes], 'slow.wav', {type: 'audio/wav'}));
    for (const type of ['dragover', 'drop'])
      document.querySelector('main').dispatchEvent(new DragEvent(type, {dataTransfer: files, bubbles: true, cancelable: true}));
  }, readFileSync(path).toString('base64'));
  await page.getByLabel('Time expansion').fill('10');
  const upload = page.getByRole('button', {name: 'Upload', exact: true});
  await upload.click();
  await page.getByText('1 added. 1 spectrogram queued').waitFor();
  const found = async () => (await service.api(mine, '/recording/?search=slow'))
    .map((one) => [one.sample_rate, one.hasSpectrogram]);
  await eventually(found, [[250_000, true]]);
  await page.getByLabel('Files').setInputFiles(path);
  await upload.click();
  await page.getByText('1 known already').waitFor();
});

test('a read-only token is offered no write actions', async () => {
  page = await open();
  await signIn(page, service.token('ana', '--scope', 'read'));
  await page.getByText(/to 50 of 12\d/).waitFor();
  for (const name of ['Upload…', 'Compute spectrograms'])
    assert.equal(await page.getByRole('button', {name}).count(), 0);
});
