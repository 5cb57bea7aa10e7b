// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setUp, shoot, signIn} from './support.mjs';

const {service, open} = setUp();

test('a wrong token is rejected with the reason, a valid one is kept for the tab', async () => {
  const page = await open();
  await shoot(page, 'sign-in');
  await page.getByLabel('Token').fill('noctule_wrong');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('The token is unknown').waitFor();
  await shoot(page, 'sign-in-refused');

  await signIn(page, service.token('ana'));
  assert.equal(await page.locator('#who-name').textContent(), 'ana');
  await page.reload();
  await page.getByRole('heading', {name: 'Recordings'}).waitFor();

  const another = await page.context().newPage();
  await another.goto(service.url);
  await another.getByRole('heading', {name: 'Sign in'}).waitFor();

  await page.getByRole('button', {name: 'Sign out'}).click();
  await page.getByRole('heading', {name: 'Sign in'}).waitFor();
  await page.reload();
  await page.getByRole('heading', {name: 'Sign in'}).waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
});

test('a revoked or expired token leads back to the sign-in page', async () => {
  const page = await open();
  await signIn(page, service.token('ben'));
  const id = service.run('token', 'list').trim().split('\n').at(-1).split(/\s+/)[0];
  service.run('token', 'revoke', id);
  await page.getByRole('button', {name: 'Name'}).click();
  await page.getByRole('alert').getByText('The token was revoked').waitFor();

  await signIn(page, service.token('ben', '--expires', '2s'));
  await new Promise((done) => setTimeout(done, 2100));
  await page.getByLabel('Search', {exact: true}).fill('x');
  await page.getByRole('alert').getByText('The token has expired').waitFor();
  assert.equal(await page.getByRole('heading', {name: 'Recordings'}).isVisible(), false);
});
