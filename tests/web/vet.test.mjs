// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {beforeEach, test} from 'node:test';
import {eventually, setUp, shoot, signIn, tones, writeWave} from './support.mjs';

const COUNT = 5, CALLS = [{ms: 150, hz: 45e3}, {ms: 350, hz: 50e3}];
const WIDE = {viewport: {width: 1366, height: 768}};
let page, token, ids;
const {service, open: openPage} = setUp((service) => {
  const night = join(service.folder, 'night');
  mkdirSync(night);
  for (let i = 0; i < COUNT; ++i)
    writeWave(join(night, `n_20240517_20000${i}.wav`), 0.5 + i / 100, 256e3, tones(CALLS.map(({ms, hz}) => ({ms, hz: hz + 1e3 * i}))));
  service.run('ingest', '--owner', 'ana', '--public', night);
  token = service.token('ana');
});

beforeEach(async () => {
  ids = (await service.api(token, '/recording/?sort=name')).map(({id}) => id);
  for (const id of ids) {
    await service.api(token, `/recording/${id}/identification`, {method: 'DELETE'});
    for (const one of await service.api(token, `/recording/${id}/annotations`))
      await service.api(token, `/recording/${id}/annotations/${one.id}`, {method: 'DELETE'});
  }
});

const identification = (index) => service.api(token, `/recording/${ids[index]}/identification`);
const kinds = () => Promise.all(ids.map(async (_, index) => (await identification(index)).kind));
const codes = async (index) => (await identification(index)).species.map((one) => one.species_code);
const at = (text) => page.locator('#vet-position').getByText(text, {exact: true}).waitFor();
const shown = (text) => page.locator('#identification').getByText(text, {exact: true}).waitFor();
const drawn = () => page.locator('#plot[data-drawn][aria-busy=false]').waitFor();
const codeList = async (path) => (await service.api(token, path)).map((one) => one.species.map((s) => s.species_code).join());

async function open(options = WIDE, who = token) {
  page = await openPage(options);
  await signIn(page, who);
  await page.getByRole('button', {name: 'Name'}).click();
  await page.waitForFunction(() => document.querySelector('#vet-list').href.includes('sort=name'));
  await page.getByRole('link', {name: 'Vet these'}).click();
  await at(`1 of ${COUNT}`);
  await drawn();
}

/** Gives a species through the dialog. */
async function pick(text) {
  await page.keyboard.press('s');
  await page.getByRole('dialog').getByLabel('Code of 4 or 6 letters').fill(text);
  await page.keyboard.press('Enter');
}

test('a list is vetted by keyboard, one key for each recording', async () => {
  await open();
  await pick('PIPPIP');  // becomes key 1
  await at(`2 of ${COUNT}`);
  await page.keyboard.press('1');
  await at(`3 of ${COUNT}`);
  await page.keyboard.press('x');
  await at(`4 of ${COUNT}`);
  await page.keyboard.press('u');
  await at(`5 of ${COUNT}`);
  await page.keyboard.press('1');
  await page.getByText('This is the last recording.').waitFor();
  await eventually(kinds, ['species', 'species', 'noise', 'no_id', 'species']);
  assert.deepEqual(await codes(1), await codes(0));
  assert.equal((await identification(2)).reviewed, true);
  await page.locator('#unsaved').waitFor({state: 'hidden'});

  // Undone across recordings, the last step first.
  await page.keyboard.press('Control+z');
  await shown('Not vetted');
  await page.keyboard.press('Control+z');
  await at(`4 of ${COUNT}`);
  await shown('Not vetted');
  await eventually(kinds, ['species', 'species', 'noise', null, null]);

  await page.keyboard.press('PageUp');
  await at(`3 of ${COUNT}`);
  await page.keyboard.press('PageUp');
  await at(`2 of ${COUNT}`);
  await page.keyboard.press('n');
  await at(`4 of ${COUNT}`);
  await page.keyboard.press('p');
  await page.getByText('All recordings before are vetted.').waitFor();
});

test('keys do nothing in text fields, and the comment is saved', async () => {
  await open();
  await page.getByLabel('Comment on the recording').click();
  await page.keyboard.type('xu1 nice');
  await eventually(async () => (await identification(0)).comments, 'xu1 nice');
  assert.deepEqual((await identification(0)).kind, null);
  await page.getByLabel('Confidence').selectOption('high');
  await page.getByLabel('Reviewed').check();
  await eventually(async () => [(await identification(0)).confidence, (await identification(0)).reviewed], [0.75, true]);
  await page.reload();
  await page.locator('#identification').getByText('Reviewed').waitFor();
  assert.equal(await page.getByLabel('Comment on the recording').inputValue(), 'xu1 nice');
});

test('Tab goes through the calls, and a digit names the selected one', async () => {
  await open(WIDE);
  await pick('MYLU');
  await at(`2 of ${COUNT}`);
  await drawn();
  await page.locator('#measurements').getByText('2', {exact: true}).waitFor();
  await page.keyboard.press('Tab');
  await page.locator('#measurements').getByText('1 of 2').waitFor();
  await page.locator('#measurements').getByText(/^6\.[12]\d ms$/).waitFor();  // at -10 dB
  await page.locator('#readout').getByText(/^Shown: 140 to 160 ms/).waitFor();
  assert.equal(await page.locator('#vet-panel').evaluate((one) => one.scrollHeight - one.clientHeight), 0);
  await shoot(page, 'vet-call');
  await page.keyboard.press('1');
  await page.locator('#measurements').getByText('2 of 2').waitFor();
  await eventually(() => codeList(`/recording/${ids[1]}/annotations`), ['MYLU']);
  await page.keyboard.press('Escape');
  assert.notEqual(await page.evaluate(() => document.activeElement.id), 'plot');
  await page.keyboard.press('f');
  await page.locator('#readout').getByText(/^Shown: 0 to 510 ms/).waitFor();
  await page.keyboard.press('b');
  await page.locator('#readout').getByText(/^Shown: 3[34]\d to 3[56]\d ms/).waitFor();
});

for (const colorScheme of ['light', 'dark'])
  test(`the vetting view does not scroll at 1366 x 768 in ${colorScheme}`, async () => {
    await open({...WIDE, colorScheme});
    await pick('MYLU');
    await at(`2 of ${COUNT}`);
    await drawn();
    await page.locator('#vet-previous canvas').evaluate(async (canvas) => {
      while (canvas.width === 0) await new Promise(requestAnimationFrame);
    });
    await shoot(page, `vet-${colorScheme}`);
    const sizes = await page.evaluate(() => [document.documentElement, document.querySelector('#vet-panel')]
      .map((one) => [one.scrollHeight - one.clientHeight, one.scrollWidth - one.clientWidth]));
    assert.deepEqual(sizes, [[0, 0], [0, 0]]);
    const plot = await page.locator('#plot').boundingBox();
    assert.ok(plot.height > 350 && plot.width > 1000, JSON.stringify(plot));
  });

test('the next recording is fetched before it is shown', async () => {
  await open();
  await page.waitForTimeout(500);
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.keyboard.press('PageDown');
  await at(`2 of ${COUNT}`);
  await drawn();
  assert.deepEqual(asked.filter((path) => path === `/api/v1/recording/${ids[1]}/spectrogram/tiles/1`), []);
  assert.deepEqual(asked.filter((path) => path === `/api/v1/recording/${ids[1]}`), []);
});

test('identifications of others are shown with their authors', async () => {
  const ben = service.token('ben');
  await service.api(ben, `/recording/${ids[0]}/identification`, {
    method: 'PUT', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({species: ['LABO'], comments: 'surely'}),
  });
  await open();
  await page.getByRole('list', {name: 'Identifications of others'}).getByText('ben: LABO, “surely”').waitFor();
  await shown('Not vetted');
});

test('an identification given in two tabs is a conflict that the user decides', async () => {
  await open();
  await page.locator('#identification-others').waitFor({state: 'attached'});
  await service.api(token, `/recording/${ids[0]}/identification`, {
    method: 'PUT', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({comments: 'from elsewhere'}),
  });
  await page.getByLabel('Comment on the recording').fill('mine');
  await page.getByText('The comment was changed elsewhere to “from elsewhere”; yours is “mine”.').waitFor();
  await shoot(page, 'vet-conflict');
  await page.getByRole('button', {name: 'Keep mine'}).click();
  await eventually(async () => (await identification(0)).comments, 'mine');
  await page.locator('#unsaved').waitFor({state: 'hidden'});
});

test('a link opens the view that it was copied from', async () => {
  await open();
  await page.keyboard.press('Tab');
  await page.locator('#readout').getByText(/^Shown: 140 to 160 ms/).waitFor();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.keyboard.press('y');
  await page.getByText('Link copied').waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.goto('about:blank');
  await page.goto(link);
  await page.locator('#readout').getByText(/^Shown: 140 to 160 ms/).waitFor();
});

test('a read-only token can look but not decide', async () => {
  await open(WIDE, service.token('ana', '--scope', 'read'));
  await page.keyboard.press('x');
  await page.keyboard.press('PageDown');
  await at(`2 of ${COUNT}`);
  assert.deepEqual(await kinds(), Array(COUNT).fill(null));
});

test('the vetting view fits a phone, and a swipe goes on', async () => {
  await open({viewport: {width: 390, height: 844}, hasTouch: true, isMobile: true, deviceScaleFactor: 2});
  await shoot(page, 'phone-vet');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 390);
  const cdp = await page.context().newCDPSession(page), {x, y, width} = await page.locator('#boxes').boundingBox();
  const swipe = async (from, to) => {
    const touch = (type, ...points) => cdp.send('Input.dispatchTouchEvent', {type, touchPoints: points.map((part) => ({x: x + part * width, y: y + 80}))});
    await touch('touchStart', from);
    await touch('touchMove', (from + to) / 2);
    await touch('touchMove', to);
    await touch('touchEnd');
  };
  await swipe(0.8, 0.3);
  await at(`2 of ${COUNT}`);
  await drawn();
  await swipe(0.3, 0.8);
  await at(`1 of ${COUNT}`);
  await drawn();
  await page.keyboard.press('Tab');  // a call, zoomed in: the finger pans
  await page.locator('#readout').getByText(/^Shown: 140 to 160 ms/).waitFor();
  await swipe(0.8, 0.3);
  await page.locator('#readout').getByText(/^Shown: 1[45]\d to 1[67]\d ms/).waitFor();
  await at(`1 of ${COUNT}`);
});
