// A manager gives a room away at the desk, a clerk cannot; a day without a night is booked ahead at its price.
import assert from 'node:assert/strict';
import test from 'node:test';
import { accessible, api, desk, open, picture, signIn, surname } from './consoles.mjs';

const DESK = desk('NYC');

test('a manager gives a complimentary room, which a clerk is not offered', async (t) => {
  const hotel = await api(DESK, 'nyc-manager');
  const { page, close } = await open(t, `${DESK}#/walk-in`);
  await signIn(page, 'nyc-manager');
  const offers = page.getByRole('group', { name: 'Room and price' });
  await offers.getByText('Best available rate').first().waitFor();
  assert.equal(await offers.getByText('Complimentary').count(), 0);
  await page.getByLabel('House use and complimentary').check();
  await offers.getByText('Complimentary').first().waitFor();
  await offers.getByText('House use').first().waitFor();
  assert.equal(await offers.getByText('Best available rate').count(), 0);
  await offers.getByText('Complimentary').first().click();
  const name = surname('Comp');
  await page.getByLabel('Surname').fill(name);
  await picture(page, 'walk-in-complimentary');
  await accessible(page);
  await page.getByRole('button', { name: 'Book and check in' }).click();
  await page.waitForURL(/#\/stay\/\d+/);
  const stay = await hotel('GET', `/stays/${page.url().match(/stay\/(\d+)/)[1]}`);
  assert.deepEqual([stay.rate_plan, stay.guest_name.startsWith(name)], ['COMP', true]);
  await close();

  const clerk = await open(t, `${DESK}#/walk-in`);
  await signIn(clerk.page, 'nyc-desk1');
  await clerk.page.getByRole('group', { name: 'Room and price' }).getByText('Best available rate').first().waitFor();
  assert.equal(await clerk.page.getByLabel('House use and complimentary').count(), 0);
  await clerk.close();
});

test('a day without a night is booked ahead at its price', async (t) => {
  const hotel = await api(DESK, 'nyc-manager');
  const { business_date: today } = await hotel('GET', '/status');
  const { page, close } = await open(t, `${DESK}#/new-reservation`);
  await signIn(page, 'nyc-desk1');
  await page.getByLabel('Until').fill(today);
  await page.getByLabel('Until').press('Tab');
  await page.getByText('Day use, no nights').waitFor();
  await page.getByLabel('Surname').fill(surname('Day'));
  await picture(page, 'booking-day-use');
  await accessible(page);
  await page.getByRole('button', { name: 'Book', exact: true }).click();
  await page.waitForURL(/#\/reservation\/\d+/);
  const booked = await hotel('GET', `/reservations/${page.url().match(/reservation\/(\d+)/)[1]}`);
  assert.ok((booked.reservation ?? booked).lines[0].total_minor > 0, JSON.stringify(booked));
  await close();
});
