// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import {join} from 'node:path';
import {afterEach, test} from 'node:test';
import {areaOf, openRecording, setUp, shoot, signIn, tones, writeWave} from './support.mjs';

const path = '/recording/1';
let page, area, token;
const {service, open: openPage} = setUp((service) => {
  service.run('ingest', '--owner', 'ana', writeWave(join(service.folder, 'a.wav'), 1, 500e3,
                                                    tones([{ms: 200, hz: 40e3}, {ms: 700, hz: 90e3}])));
  token = service.token('ana');
});
afterEach(async () => {
  for (const {id} of await saved()) await service.api(token, `${path}/annotations/${id}`, {method: 'DELETE'});
});

const saved = () => service.api(token, `${path}/annotations`);
const put = (annotation, species = []) => service.api(token, `${path}/annotations`, {
  method: 'PUT', headers: {'Content-Type': 'application/json'},
  body: JSON.stringify({annotation, species_ids: species}),
});

async function open(who = token, options = {}) {
  page = await openPage(options);
  await signIn(page, who);
  await openRecording(page, 'a.wav');
  area = await areaOf(page);
}

const inMs = (ms) => ms / 1000, inKhz = (khz) => (202 - khz) / 199;  // fractions of the area

/** Drags through points [ms, kHz]. */
async function dragTo(...points) {
  await page.locator('#plot').scrollIntoViewIfNeeded();
  area = await areaOf(page);
  await drag(...points.map(([ms, khz]) => area.at(inMs(ms), inKhz(khz))));
}

async function drag(from, to) {
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2);
  await page.mouse.move(...to);
  await page.mouse.up();
}

/** Checks that the box saved by the API is as expected, within about a pixel. */
async function assertSaved([start, end, low, high], more = {}) {
  await page.locator('#annotations-status').getByText(/Added|Saved/).waitFor();
  let found;
  for (let tries = 0; tries < 100; ++tries) {
    [found] = await saved();
    const off = found && [[found.start_time, start, 2], [found.end_time, end, 2], [found.low_freq, low * 1e3, 1000],
                          [found.high_freq, high * 1e3, 1000]].some(([is, wanted, by]) => Math.abs(is - wanted) > by);
    const same = found && Object.entries(more).every(([key, value]) => JSON.stringify(found[key]) === JSON.stringify(value));
    if (found && !off && same) return found;
    await page.waitForTimeout(20);
  }
  return assert.fail(`saved is ${JSON.stringify(found)}`);
}

const boxes = () => page.getByRole('button', {name: /^Annotation: /});

/** Where the rectangles of a box are, found and measured in one step, since every drawing replaces them. */
const rectanglesOf = (index) => page.locator('#boxes').evaluate((svg, at) =>
  [...svg.children[at].querySelectorAll('rect:not(.handle)')].map((rect) => rect.getBoundingClientRect().toJSON()), index);

test('a box is drawn, named, moved, resized and deleted, and every change is saved', async () => {
  await open();
  await page.getByRole('button', {name: 'Draw a box'}).click();
  await dragTo([180, 60], [230, 30]);
  await assertSaved([180, 230, 30, 60]);
  assert.equal(await page.getByRole('button', {name: 'Draw a box'}).getAttribute('aria-pressed'), 'false');

  await page.locator('#species').fill('MYLU');  // which MYLUMYSE begins with, too
  await page.keyboard.press('Enter');
  await page.getByText('Myotis lucifugus').waitFor();
  await page.locator('#species').fill('big brown');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', {name: 'Comment', exact: true}).fill('over the pond');
  await page.getByRole('textbox', {name: 'Comment', exact: true}).blur();
  const named = await assertSaved([180, 230, 30, 60], {comments: 'over the pond'});
  assert.deepEqual(named.species.map((one) => one.species_code).sort(), ['EPFU', 'MYLU']);
  await shoot(page, 'annotation');

  await dragTo([205, 45], [405, 85]);
  await assertSaved([380, 430, 70, 100]);
  await dragTo([430, 70], [500, 50]);  // the lower right corner
  await assertSaved([380, 500, 50, 100]);
  await dragTo([380, 75], [350, 75]);  // the left side
  await assertSaved([350, 500, 50, 100], {comments: 'over the pond'});
  await page.mouse.click(...area.at(0.8, 0.5));  // outside the box: deselects it
  await page.getByLabel('Start (ms)').waitFor({state: 'hidden'});
  await boxes().first().locator('rect').first().click();

  await page.getByLabel('Start (ms)').fill('300');
  await page.getByLabel('Highest (kHz)').fill('120');
  await page.getByLabel('Highest (kHz)').blur();
  await assertSaved([300, 500, 50, 120]);
  await page.getByRole('button', {name: 'Remove MYLU'}).click();
  const codes = async () => (await saved())[0].species.map((one) => one.species_code);
  for (let tries = 0; tries < 100 && (await codes()).length > 1; ++tries) await page.waitForTimeout(20);
  assert.deepEqual(await codes(), ['EPFU']);

  await page.reload();
  await page.locator('#plot[data-drawn]').waitFor();
  await page.getByRole('listitem').getByText(/^300 to 500 ms, 50(\.\d+)? to 120 kHz: EPFU, over the pond$/).click();
  await page.getByRole('button', {name: 'Delete', exact: true}).click();
  await page.locator('#annotations-status').getByText('Deleted').waitFor();
  assert.deepEqual(await saved(), []);
  await boxes().first().waitFor({state: 'detached'});
});

test('a code is taken once no longer code begins with it, or when it is picked from the list', async () => {
  await put({start_time: 195, end_time: 205, low_freq: 30e3, high_freq: 50e3});
  await open();
  await boxes().first().locator('rect').first().click();
  const field = page.locator('#species'), chosen = page.locator('#species-chosen');
  await field.click();
  await page.keyboard.type('EPFULANO');
  await chosen.getByText('Eptesicus fuscus/Lasionycteris noctivagans').waitFor();
  await page.keyboard.type('LowF');
  await chosen.getByText('lower than 30 kHz').waitFor();
  await field.evaluate((input) => {
    input.value = 'LANO';  // as the browser does it
    input.dispatchEvent(new Event('input'));
  });
  await page.getByRole('button', {name: 'Remove LANO'}).waitFor();
  assert.equal(await field.inputValue(), '');
  await page.keyboard.type('Myotis l');
  await page.keyboard.press('Enter');
  await page.locator('#editor-problem').getByText('No single species matches “Myotis l”').waitFor();
  const codes = async () => (await saved())[0].species.map((one) => one.species_code).sort();
  for (let tries = 0; tries < 100 && (await codes()).length < 3; ++tries) await page.waitForTimeout(20);
  assert.deepEqual(await codes(), ['EPFULANO', 'LANO', 'LowF']);
});

test('six-letter codes are accepted, and a complaint stays until the next input', async () => {
  await put({start_time: 195, end_time: 205, low_freq: 30e3, high_freq: 50e3});
  await open();
  await boxes().first().locator('rect').first().click();
  await page.locator('#species').fill('PIPPIP');
  await page.keyboard.press('Enter');
  await page.locator('#species-chosen').getByText('Pipistrellus pipistrellus').waitFor();
  await page.locator('#species').fill('none such');
  await page.keyboard.press('Enter');
  await page.locator('#annotations-status').getByText('Saved').waitFor();
  await page.getByLabel('End (ms)').fill('207');
  await page.getByLabel('End (ms)').blur();
  await page.locator('#species').fill('none such');
  await page.keyboard.press('Enter');
  await assertSaved([195, 207, 30, 50]);
  await page.locator('#annotations-status').getByText('Saved').waitFor();
  await page.locator('#unsaved').waitFor({state: 'hidden'});
  assert.equal(await page.locator('#editor-problem').textContent(), 'No single species matches “none such”');
  await page.locator('#species').fill('n');
  assert.equal(await page.locator('#editor-problem').isVisible(), false);
});

test('drawing shows one box only, where the pointer is', async () => {
  await open();
  await page.getByRole('button', {name: 'Draw a box'}).click();
  await page.locator('#plot').scrollIntoViewIfNeeded();
  area = await areaOf(page);
  await page.mouse.move(...area.at(0.2, 0.2));
  await page.mouse.down();
  for (let i = 1; i <= 12; ++i) {
    await page.mouse.move(...area.at(0.2 + 0.02 * i, 0.2 + 0.03 * i));
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }
  assert.equal(await boxes().count(), 1);
  const [x, y] = area.at(0.44, 0.56), [box] = await rectanglesOf(0);
  assert.ok(Math.abs(box.right - x) < 3 && Math.abs(box.bottom - y) < 3, JSON.stringify(box));
  await page.mouse.up();
  await page.locator('#annotations-status').getByText('Added').waitFor();
  assert.equal(await boxes().count(), 1);
});

test('Show zooms to the annotation', async () => {
  await put({start_time: 195, end_time: 205, low_freq: 30e3, high_freq: 50e3});
  await open();
  await page.getByRole('listitem').getByText('195 to 205 ms').click();
  await page.getByRole('button', {name: 'Show', exact: true}).click();
  await page.locator('#readout').getByText('Shown: 190 to 210 ms, 20 to 60 kHz').waitFor();
});

test('an annotation is measured: peak, -10 dB duration, interval to the call before', async () => {
  await put({start_time: 694, end_time: 706, low_freq: 60e3, high_freq: 110e3});
  await open();
  await page.getByRole('listitem').getByText('694 to 706 ms').click();
  const facts = page.locator('#box-measurements');
  await facts.getByText('90.0 kHz').waitFor();
  await facts.getByText(/^6\.[12]\d ms$/).waitFor();
  const [call] = (await service.api(token, `${path}/calls`)).calls;
  await facts.getByText(`${(694 - call.start_time).toFixed(1)} ms`).waitFor();
});

test('annotations of others are shown with their authors, and cannot be changed', async () => {
  const ben = service.token('ben', '--scope', 'admin');
  const {id} = await service.api(ben, `${path}/annotations`, {
    method: 'PUT', headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({annotation: {start_time: 690, end_time: 710, low_freq: 80e3, high_freq: 100e3, comments: 'loud'}, species_ids: [1]}),
  });
  await open();
  const item = page.locator('#others-section').getByRole('button', {name: 'ben 690 to 710 ms, 80 to 100 kHz'});
  await item.getByText(/: [A-Z]{4}, loud$/).waitFor();
  await shoot(page, 'annotations-others');
  assert.equal(await boxes().count(), 0);
  for (let i = 0; i < 4; ++i) await page.getByRole('button', {name: 'Zoom in'}).click();  // to the middle
  await item.click();
  await page.locator('#readout').getByText(/^Shown: 6\d\d to 7\d\d ms/).waitFor();
  assert.equal(await page.locator('#editor').isVisible(), false);
  await service.api(ben, `${path}/annotations/${id}`, {method: 'DELETE'});
});

test('boxes are at the right place in the compressed spectrogram', async () => {
  await put({start_time: 195, end_time: 205, low_freq: 30e3, high_freq: 50e3}, [1]);   // in the first segment
  await put({start_time: 198, end_time: 702, low_freq: 20e3, high_freq: 25e3});        // across both
  await put({start_time: 400, end_time: 410, low_freq: 30e3, high_freq: 50e3});        // in neither
  await open();
  assert.equal(await boxes().count(), 3);
  const {spectroInfo: info} = await service.api(token, `${path}/spectrogram/compressed?base64=false`);
  await page.getByRole('button', {name: 'Only calls'}).click();
  await page.locator('#plot[data-drawn]').waitFor();
  area = await areaOf(page);
  const xOf = (ms) => {
    const index = info.start_times.findLastIndex?.((start) => start <= ms) ?? (ms < 500 ? 0 : 1);
    const before = info.widths.slice(0, index).reduce((sum, one) => sum + one, 0);
    return area.x + (before + 4 * (ms - info.start_times[index])) / info.compressedWidth * area.width;
  };
  const edges = async (index) => (await rectanglesOf(index)).map(({left, right}) => [left, right]);
  const near = (found, wanted) => found.flat().forEach((x, index) =>
    assert.ok(Math.abs(x - wanted.flat()[index]) < 2.5, `${found} is not ${wanted}`));
  near(await edges(0), [[xOf(195), xOf(205)]]);
  const across = await edges(1);
  assert.equal(across.length, 2);
  near(across, [[xOf(198), xOf(info.end_times[0] - 1e-6)], [xOf(info.start_times[1]), xOf(702)]]);
  assert.deepEqual(await edges(2), []);
  await shoot(page, 'annotations-compressed');

  // Moving a box there changes its true times.
  const [[left, right]] = await edges(0);
  const y = area.y + inKhz(40) * area.height, ms = 4 * area.width / info.compressedWidth;
  await drag([(left + right) / 2, y], [(left + right) / 2 - 5 * ms, y]);
  await assertSaved([190, 200, 30, 50]);
});

test('annotations can be edited without a mouse', async () => {
  await open();
  await page.locator('#plot').focus();
  await page.keyboard.press('a');
  await assertSaved([400, 600, 82.6, 122.4]);
  await boxes().first().focus();
  for (let i = 0; i < 10; ++i) await page.keyboard.press('ArrowRight');
  for (let i = 0; i < 4; ++i) await page.keyboard.press('ArrowUp');
  await assertSaved([410, 610, 84.6, 124.4]);
  for (let i = 0; i < 20; ++i) await page.keyboard.press('Shift+ArrowLeft');
  await assertSaved([410, 590, 84.6, 124.4]);
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'species');
  await page.keyboard.type('MYSO');
  await page.keyboard.press('Tab');
  await page.keyboard.type('in passing');
  await page.keyboard.press('Tab');
  const found = await assertSaved([410, 590, 84.6, 124.4], {comments: 'in passing'});
  assert.deepEqual(found.species.map((one) => one.species_code), ['MYSO']);
  await boxes().first().focus();
  await page.keyboard.press('Delete');
  await page.locator('#annotations-status').getByText('Deleted').waitFor();
  assert.deepEqual(await saved(), []);
});

test('on a phone the plot stays visible while an annotation is edited', async () => {
  await put({start_time: 195, end_time: 205, low_freq: 30e3, high_freq: 50e3});
  await open(token, {viewport: {width: 390, height: 844}, hasTouch: true, isMobile: true, deviceScaleFactor: 2});
  await page.getByRole('listitem').getByText('195 to 205 ms').tap();
  const sheet = page.locator('#editor');
  await sheet.waitFor();
  await page.waitForFunction(() => document.querySelector('#plot').getBoundingClientRect().top >= 0);
  const seen = async () => {
    const [plot, form] = await Promise.all([page.locator('#plot').boundingBox(), sheet.boundingBox()]);
    assert.ok(plot.y >= 0 && plot.y + plot.height <= form.y && form.y + form.height <= 844.5, JSON.stringify({plot, form}));
  };
  await seen();
  await shoot(page, 'phone-annotation');
  await page.getByRole('textbox', {name: 'Comment', exact: true}).fill('seen');
  await seen();
  await page.getByRole('button', {name: 'Done'}).tap();
  await sheet.waitFor({state: 'hidden'});
  await assertSaved([195, 205, 30, 50], {comments: 'seen'});
});

test('a read-only user sees boxes but cannot change them', async () => {
  await put({start_time: 195, end_time: 205, low_freq: 30e3, high_freq: 50e3});
  await open(service.token('ana', '--scope', 'read'));
  await page.getByRole('listitem').getByText('195 to 205 ms, 30 to 50 kHz').click();
  assert.equal(await page.getByLabel('Start (ms)').isDisabled(), true);
  await boxes().first().focus();
  await page.keyboard.press('Delete');
  await page.keyboard.press('ArrowRight');
  assert.equal(await page.getByRole('button', {name: 'Draw a box'}).count(), 0);
  await page.waitForTimeout(400);
  assert.deepEqual((await saved()).map((one) => one.start_time), [195]);
});
