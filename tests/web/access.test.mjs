// SPDX-License-Identifier: GPL-3.0-or-later
// Accessibility: keyboard only, screen reader, light and dark colour schemes, and phones.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {test} from 'node:test';
import {EXAMPLE, openRecording, setUp, shoot, signIn} from './support.mjs';

let page, token;
const {open} = setUp((service) => {
  service.run('ingest', '--owner', 'ana', EXAMPLE);
  service.run('render', '--id', 1, '-o', '/dev/null');
  token = service.token('ana', '--scope', 'admin');
});

/** The source of axe-core, or null if npm's packages are older than it. */
const axe = (() => {
  try {
    return readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  } catch {
    return null;
  }
})();

/** What axe-core (WCAG 2 A and AA, best practices) finds wrong; in dark mode, only the contrast differs. */
async function violations() {
  const run = (options) => page.evaluate(async (given) => (await axe.run({resultTypes: ['violations'], ...given})).violations
    .flatMap(({id, nodes}) => nodes.map(({target, failureSummary}) => `${id}: ${target}: ${failureSummary}`)), options);
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axe);
  const found = await run({});
  await page.emulateMedia({colorScheme: 'dark'});
  found.push(...await run({runOnly: ['color-contrast']}));
  await page.emulateMedia({colorScheme: 'light'});
  return found;
}

/** Presses Tab until the element with that accessible name has the focus. */
async function tabTo(name) {
  for (let i = 0; i < 40; ++i) {
    await page.keyboard.press('Tab');
    const label = await page.evaluate(() => {
      const {activeElement: at} = document;
      return at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent.trim() ?? at.textContent.trim();
    });
    if (label.startsWith(name)) return;
  }
  assert.fail(`Tab never comes to ${name}`);
}

test('everything can be reached and done by keyboard', async () => {
  page = await open();
  await page.keyboard.type(token);  // the field has the focus
  await page.keyboard.press('Enter');
  await page.getByRole('link', {name: 'example.wav'}).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'recordings-title');
  await tabTo('Select example.wav');
  await page.keyboard.press('Space');
  await page.getByText('1 selected').waitFor();
  await tabTo('example.wav');
  await page.keyboard.press('Enter');
  await page.locator('#plot[data-drawn]').waitFor();
  await tabTo('Only calls');
  await page.keyboard.press('Space');
  await page.getByRole('listbox', {name: 'Segments'}).waitFor();
  await tabTo('Spectrogram of example.wav');
  await page.keyboard.press('+');
  await page.locator('#readout').getByText('Shown:').waitFor();
  await page.keyboard.press('a');
  await page.locator('#annotations-status').getByText('Added').waitFor();
  await tabTo('Sign out');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', {name: 'Sign in'}).waitFor();
});

test('elements have accessible names and roles', async () => {
  page = await open();
  await signIn(page, token);
  await page.getByRole('link', {name: 'example.wav'}).waitFor();
  const table = await page.locator('#recordings').ariaSnapshot();
  for (const part of ['columnheader "Sample rate"', 'rowheader "example.wav"', 'cell "384 kHz"',
                      'checkbox "Select example.wav"'])
    assert.ok(table.includes(part), `${part} is not in\n${table}`);
  await openRecording(page, 'example.wav');
  await page.getByRole('application', {name: 'Spectrogram of example.wav'}).waitFor();
  await page.getByRole('toolbar', {name: 'Spectrogram'}).waitFor();
  const nameless = await page.evaluate(() => [...document.querySelectorAll('button, input, textarea, a, select, progress')]
    .filter((one) => !(one.ariaLabel || one.getAttribute('aria-labelledby') || one.labels?.length || one.textContent.trim()))
    .map((one) => one.outerHTML));
  assert.deepEqual(nameless, []);
});

/** The minimum contrast (WCAG 2) of the visible text. */
const leastContrast = () => page.evaluate(() => {
  const channels = (color) => color.match(/[\d.]+/g).map(Number);
  const light = (color) => channels(color).slice(0, 3).map((value) => value / 255)
    .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
  const behind = (one) => {
    for (; one; one = one.parentElement) {
      const color = getComputedStyle(one).backgroundColor;
      if (channels(color)[3] !== 0) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  let least = {ratio: 21};
  for (const one of document.querySelectorAll('main *, header *')) {
    const says = [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!says || !one.checkVisibility() || one.disabled) continue;
    const [a, b] = [light(getComputedStyle(one).color), light(behind(one))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < least.ratio) least = {ratio, text: one.textContent.slice(0, 40)};
  }
  return least;
});

for (const colorScheme of ['light', 'dark']) {
  test(`text has sufficient contrast in ${colorScheme} mode`, async () => {
    page = await open({colorScheme});
    await signIn(page, token);
    await page.getByRole('link', {name: 'example.wav'}).waitFor();
    const check = async (where) => {
      const {ratio, text} = await leastContrast();
      assert.ok(ratio >= 4.5, `${where}: ${ratio.toFixed(2)} for “${text}”`);
      await shoot(page, `${colorScheme}-${where}`);
    };
    await check('recordings');
    await openRecording(page, 'example.wav');
    await page.locator('#plot[aria-busy=false]').waitFor();
    await check('viewer');
    const [paper] = await page.locator('#picture').evaluate((canvas) =>
      canvas.getContext('2d').getImageData(2, 2, 1, 1).data);
    assert.ok(colorScheme === 'dark' ? paper < 64 : paper > 192, `the plot's paper is ${paper}`);
  });
}

test('axe-core finds nothing wrong on any page, light or dark',
     {skip: !axe && 'axe-core is missing; scripts/install-deps test needs access to npm\'s registry'}, async () => {
  page = await open({viewport: {width: 1366, height: 768}});
  const check = async (where) => assert.deepEqual(await violations(), [], where);
  await check('sign-in');
  await signIn(page, token);
  await page.getByRole('link', {name: 'example.wav'}).waitFor();
  await page.getByText('Columns', {exact: true}).click();
  await check('recordings');
  await page.getByRole('button', {name: 'Upload…'}).click();
  await check('upload');
  await page.keyboard.press('Escape');
  const [name] = await page.locator('#recordings tbody a').allTextContents();
  await openRecording(page, name);
  await page.getByLabel('Minimum SNR (dB)').fill('56');  // axe-core is slow with a hundred rows
  await page.waitForFunction(() => document.querySelectorAll('#calls tbody tr').length < 20);
  await page.locator('#plot').press('a');  // an annotation in the editor
  await page.locator('#box-measurements dd').first().waitFor();
  await page.getByText('Sound', {exact: true}).click();
  await check('viewer');
  await page.getByRole('button', {name: 'Delete', exact: true}).click();
  await page.getByRole('link', {name: 'Vet', exact: true}).click();
  await page.locator('#vet-position').getByText('1 of 1').waitFor();
  await page.locator('#plot[data-drawn]').waitFor();
  await check('vetting');
  await page.getByRole('link', {name: 'Nights'}).click();
  await page.locator('#nights tbody a').first().waitFor();
  await check('nights');
  await page.locator('#nights tbody a').first().click();
  await page.locator('.night-cell').first().click();
  await check('night');
  await page.getByRole('link', {name: 'Spectrograms'}).click();
  await page.locator('#spectrograms tbody a').first().waitFor();
  await check('spectrograms');
});

test('the page fits a phone without horizontal scrolling', async () => {
  page = await open({viewport: {width: 360, height: 740}, hasTouch: true, isMobile: true,
                                           deviceScaleFactor: 2});
  const fits = async (where) => {
    await shoot(page, `phone-${where}`);
    const wide = await page.evaluate(() => [...document.querySelectorAll('body *')]
      .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > 361)
      .map((one) => one.outerHTML.slice(0, 120)));
    assert.deepEqual(wide, [], where);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 360, where);
  };
  await fits('sign-in');
  await signIn(page, token);
  await page.getByRole('link', {name: 'example.wav'}).waitFor();
  await fits('recordings');
  const table = await page.locator('#recordings').ariaSnapshot();
  assert.ok(table.includes('rowheader "example.wav"'), 'a card is still a row');
  await page.getByRole('button', {name: 'Upload…'}).tap();
  await fits('upload');
  await page.getByRole('button', {name: 'Close'}).tap();
  await page.getByRole('link', {name: 'Spectrograms'}).tap();
  await page.getByText('3 to 202 kHz').tap();
  await fits('spectrograms');
  await page.getByRole('link', {name: 'example.wav'}).tap();
  await page.locator('#plot[data-drawn]').waitFor();
  await page.locator('#plot[aria-busy=false]').waitFor();
  await fits('viewer');
});
