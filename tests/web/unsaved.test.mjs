// SPDX-License-Identifier: GPL-3.0-or-later
// No edit is lost: without a connection or a valid token, in two tabs, and across reloads.
import assert from 'node:assert/strict';
import {join} from 'node:path';
import {afterEach, test} from 'node:test';
import {eventually, openRecording, setUp, shoot, signIn, tones, writeWave} from './support.mjs';

const path = '/recording/1';
let page, token;
const {service, open: openPage} = setUp((service) => {
  service.run('ingest', '--owner', 'ana', writeWave(join(service.folder, 'a.wav'), 0.5, 256e3, tones([{ms: 200, hz: 40e3}])));
  token = service.token('ana');
});
const saved = () => service.api(token, `${path}/annotations`);
const body = (annotation, species) => ({
  headers: {'Content-Type': 'application/json'}, body: JSON.stringify({annotation, species_ids: species}),
});
afterEach(async () => {
  for (const {id} of await saved()) await service.api(token, `${path}/annotations/${id}`, {method: 'DELETE'});
});

/** Opens the recording with one annotation, and selects that. */
async function open(who = token, at) {
  await service.api(token, `${path}/annotations`,
                    {method: 'PUT', ...body({start_time: 195, end_time: 205, low_freq: 30e3, high_freq: 50e3}, [])});
  page = await openPage();
  page.on('dialog', (dialog) => dialog.accept());
  await signIn(page, who);
  await openRecording(page, 'a.wav');
  await select(page);
}

const select = (tab) => tab.locator('#annotations button').first().click();
const comment = (tab = page) => tab.getByRole('textbox', {name: 'Comment', exact: true});
const comments = async () => (await saved()).map((one) => one.comments);
const unsaved = (tab = page) => tab.locator('#unsaved-text');
const everythingSaved = (tab = page) => tab.locator('#unsaved').waitFor({state: 'hidden'});
const codes = async () => (await saved())[0].species.map((one) => one.species_code);

async function revoke() {
  const rows = service.run('token', 'list').trim().split('\n');
  service.run('token', 'revoke', rows.at(-1).split(/\s+/)[0]);
}

test('a comment typed when the token is revoked is saved after signing in again', async () => {
  await open(service.token('ana'));
  await comment().click();
  await page.keyboard.type('over ');
  await eventually(comments, ['over ']);
  await everythingSaved();
  await revoke();
  await page.keyboard.type('the pond');  // the field keeps the focus
  await page.getByRole('heading', {name: 'Sign in'}).waitFor();
  await page.getByText('1 unsaved change is kept in this browser and will be saved when ana signs in again.').waitFor();
  await shoot(page, 'unsaved-sign-in');
  assert.deepEqual(await comments(), ['over ']);

  await page.getByLabel('Token').fill(token);
  await page.keyboard.press('Enter');
  await page.locator('#plot[data-drawn]').waitFor();
  await everythingSaved();
  assert.match((await comments())[0], /^over t.*/);
});

test('another user does not send the changes left by the first', async () => {
  await open(service.token('ana'));
  await page.waitForLoadState('networkidle');  // else a request for a picture asks to sign in first
  await revoke();
  await comment().fill('by ana');
  await page.getByRole('heading', {name: 'Sign in'}).waitFor();
  await page.getByLabel('Token').fill(service.token('bob'));
  await page.keyboard.press('Enter');
  await page.locator('#who-name').getByText('bob').waitFor();
  await page.locator('#unsaved').waitFor({state: 'hidden'});
  await page.getByRole('button', {name: 'Sign out'}).click();
  await page.getByLabel('Token').fill(token);
  await page.keyboard.press('Enter');
  await eventually(comments, ['by ana']);
});

test('changes made while the server is stopped are counted, and saved once it is back', async () => {
  await open();
  await service.end();
  await comment().fill('offline');
  await comment().blur();
  await page.keyboard.press('Escape');
  await page.locator('#plot').focus();
  await page.keyboard.press('a');
  await unsaved().getByText('2 unsaved').waitFor();
  await page.getByText('Cannot reach the server').first().waitFor();
  await shoot(page, 'unsaved-offline');
  await service.restart();
  await everythingSaved();
  assert.deepEqual(await comments(), ['offline', '']);
});

test('an annotation whose response was lost is not added twice', async () => {
  await open();
  await page.route('**/annotations', async (route) => {
    if (route.request().method() !== 'PUT') return route.continue();
    await route.fetch();  // The server gets it…
    await route.abort();  // …but the page does not hear of it.
  }, {times: 1});
  await page.locator('#plot').focus();
  await page.keyboard.press('a');
  await unsaved().getByText('1 unsaved').waitFor();
  await everythingSaved();
  assert.equal((await saved()).length, 2);
});

test('a reload within the pause before saving loses nothing, and warns', async () => {
  await open();
  await page.route('**/annotations/*', (route) => route.abort());  // nothing gets through before the reload
  let warned = 0;
  page.on('dialog', (dialog) => { warned += dialog.type() === 'beforeunload'; });
  await comment().click();
  await page.keyboard.type('quick');
  await page.reload();
  assert.equal(warned, 1);
  await page.unroute('**/annotations/*');
  await eventually(comments, ['quick']);
  await everythingSaved();
});

test('two tabs change different fields of an annotation, and both changes are kept', async () => {
  await open();
  const other = await page.context().newPage();
  await other.goto(service.url);
  await signIn(other, token);
  await openRecording(other, 'a.wav');
  await select(other);
  await page.locator('#species').fill('MYLU');
  await page.keyboard.press('Enter');
  await eventually(codes, ['MYLU']);
  await comment(other).fill('from the other tab');
  await eventually(comments, ['from the other tab']);
  await everythingSaved(other);
  assert.deepEqual(await codes(), ['MYLU']);
});

test('a deletion can be undone, by button and by key', async () => {
  await open();
  await page.locator('#species').fill('MYLU');
  await page.keyboard.press('Enter');
  await comment().fill('keep me');
  await eventually(comments, ['keep me']);
  const [{id, version, ...before}] = await saved();
  for (const undo of [() => page.getByRole('button', {name: 'Undo'}).click(), () => page.keyboard.press('Control+z')]) {
    await page.getByRole('button', {name: 'Delete', exact: true}).click();
    await page.locator('#annotations-status').getByText('Deleted').waitFor();
    assert.deepEqual(await saved(), []);
    await undo();
    await eventually(async () => (await saved()).length, 1);
    await everythingSaved();
    const [{id: newId, version: newVersion, ...after}] = await saved();
    assert.deepEqual(after, before);
  }
  await page.keyboard.press('Control+z');  // the comment
  await eventually(comments, ['']);
});

test('a change of a deleted annotation is offered again', async () => {
  await open();
  const [{id}] = await saved();
  await service.api(token, `${path}/annotations/${id}`, {method: 'DELETE'});
  await comment().fill('too late');
  await page.getByText('This annotation was deleted elsewhere, after you changed it.').waitFor();
  await shoot(page, 'unsaved-conflict-deleted');
  await page.getByRole('button', {name: 'Add it again'}).click();
  await eventually(comments, ['too late']);
  await everythingSaved();
});
