// A clerk at the front desk at work: arrivals, check-in, folio, room move, check-out, walk-in, no-show, cancellation, night audit -
// by keyboard, in both languages.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { CENTRE, accessible, addDays, api, desk, open, picture, signIn, surname, until } from './consoles.mjs';
import { ROOT } from './modules.mjs';

const HOTEL = 'ZRH';
const CLERK = 'zrh-desk1';
const DESK = desk(HOTEL);

const businessDate = async (ask) => (await ask('GET', '/status')).business_date;

// A booking made at the centre that arrives at the hotel today, and is known there.
async function arrival(name, { code = HOTEL, nights = 2, adults = 2 } = {}) {
  const centre = await api(CENTRE, 'crs-agent1');
  const hotel = await api(desk(code), `${code.toLowerCase()}-desk1`);
  const today = await businessDate(hotel);
  const question = `hotel=${code}&arrival=${today}&departure=${addDays(today, nights)}&adults=${adults}`;
  const { items } = await centre('GET', `/availability?${question}`);
  const offer = items[0].offers[0];
  const reservation = await centre('POST', '/reservations', {
    hotel: code,
    guest: { surname: name, given_name: 'Ada', email: 'ada@example.com', country: 'CH', language: 'de' },
    rooms: [{ room_type: offer.room_type, rate_plan: offer.rate_plan, arrival: today, departure: addDays(today, nights), adults, children: 0, infants: 0 }],
    comments: 'Quiet room, please',
  });
  await until('the booking at the hotel', async () => {
    const found = await hotel('GET', `/reservations?query=${name}`);
    return found.items.length === 1;
  });
  return { number: reservation.confirmation_number, reservation, hotel, centre, today };
}

const balance = async (page) => Number((await page.getByTestId('balance').locator('strong').textContent()).replace(/[^\d]/g, ''));

test('arrival: filter while typing, Enter opens, C checks in to the suggested room; folio, move, early check-out told beforehand', async (t) => {
  const name = surname('Arriver');
  const { number, hotel, centre, reservation } = await arrival(name);
  const { page, close } = await open(t, DESK);
  await signIn(page, CLERK);
  await page.locator('.kr-table-open').waitFor();
  assert.match(await page.locator('.kr-stripe').textContent(), /Business date.*Local time.*Connected to the centre/s);
  await picture(page, 'desk-arrivals');
  await accessible(page);

  await page.keyboard.type(name.toUpperCase());
  await page.getByText(/^1 of \d+$/).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: `${name}, Ada` }).waitFor();
  await page.getByText('Quiet room, please').waitFor();
  await picture(page, 'desk-reservation');
  await accessible(page);

  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Suggested').waitFor();
  await picture(page, 'desk-check-in');
  await accessible(page);
  await dialog.getByRole('button', { name: /^Check in to / }).click();
  await page.getByRole('heading', { name: 'Folio' }).waitFor();
  const [line] = (await hotel('GET', `/reservations/${number}`)).lines;
  assert.equal(line.status, 'in_house');

  await page.keyboard.press('c');
  await dialog.getByLabel('Text on the folio').fill('Dinner');
  await dialog.getByLabel('Amount').fill('42,50');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await until('the charge', async () => (await balance(page)) === 4250);
  await page.keyboard.press('p');
  await dialog.getByText('Balance:').waitFor();
  await dialog.getByLabel('Amount').fill('20');
  await picture(page, 'desk-payment');
  await dialog.getByRole('button', { name: /^Take/ }).click();
  await dialog.waitFor({ state: 'detached' });
  await until('the payment', async () => (await balance(page)) === 2250);

  await page.keyboard.press('m');
  await dialog.getByText('Suggested').waitFor();
  const target = (await dialog.getByRole('button', { name: /^Move to / }).textContent()).replace(/\D/g, '');
  await dialog.getByRole('button', { name: /^Move to / }).click();
  await dialog.waitFor({ state: 'detached' });
  await until('the move', async () => (await page.locator('.kr-room-number').textContent()) === target);
  await picture(page, 'desk-stay');
  await accessible(page);

  await page.keyboard.press('o');
  await dialog.getByText('Earlier than booked').waitFor();
  const due = Number((await dialog.getByTestId('due').textContent()).replace(/[^\d]/g, ''));
  await picture(page, 'desk-check-out-early');
  await accessible(page);
  await dialog.getByRole('button', { name: /and check out$/ }).click();
  await page.locator('[data-status=checked_out]').waitFor();
  await picture(page, 'desk-checked-out');
  const stay = await hotel('GET', `/stays/${line.stay_id}`);
  assert.equal(stay.balance_minor, 0);
  assert.equal(stay.payments_minor, -(2000 + due));
  assert.ok(stay.room_revenue_minor > 0 && stay.room_revenue_minor <= reservation.lines[0].total_minor, 'as the conditions say');
  assert.equal(stay.room_revenue_minor + stay.tax_minor + stay.other_revenue_minor, 2000 + due, 'what was told is what was charged');
  await until('the centre knows', async () => (await centre('GET', `/reservations/${number}`)).lines[0].status === 'checked_out');
  await close();
});

test('another room type may be given on purpose; the price stays as sold', async (t) => {
  const name = surname('Upgrade');
  const { number, hotel } = await arrival(name);
  const { page, close } = await open(t, `${DESK}#/reservation/${number}`);
  await signIn(page, CLERK);
  await page.getByRole('heading', { name: `${name}, Ada` }).waitFor();
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Suggested').waitFor();
  await dialog.getByRole('textbox', { name: 'Room type' }).click();
  const other = page.getByRole('option').filter({ hasNotText: '(0 free)' });
  await other.last().click();
  await dialog.getByText('The price stays as sold').waitFor();
  await picture(page, 'desk-check-in-other-type');
  await dialog.getByRole('button', { name: /^Check in to / }).click();
  await page.getByText('Sold as').waitFor();
  const [line] = (await hotel('GET', `/reservations/${number}`)).lines;
  const stay = await hotel('GET', `/stays/${line.stay_id}`);
  assert.notEqual(stay.room_type, stay.sold_type);
  await close();
});

test('in house and departures: counts, rooms, balances; the lists are walked with the arrow keys', async (t) => {
  const { page, close } = await open(t, DESK);
  await signIn(page, CLERK);
  await page.keyboard.press('F3');
  await page.getByRole('heading', { name: 'In house' }).waitFor();
  const rows = page.locator('.kr-table-open tbody tr');
  await rows.first().waitFor();
  const count = await rows.count();
  assert.match(await page.getByTestId('open-count').textContent(), new RegExp(`^${count} in house`));
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.locator('[data-marked]').count(), 1);
  await picture(page, 'desk-in-house');
  await accessible(page);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Folio' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'In house' }).waitFor();
  await page.keyboard.press('F4');
  await page.getByRole('heading', { name: 'Departures' }).waitFor();
  await picture(page, 'desk-departures');
  await close();
});

test('walk-in: quoted, sold by the centre, checked in, found again', async (t) => {
  const name = surname('Walkin');
  const { page, close } = await open(t, DESK);
  await signIn(page, CLERK);
  await page.keyboard.press('F8');
  await page.getByLabel('Until').fill('+2');
  await page.keyboard.press('Tab');
  await page.locator('.kr-offers label').first().waitFor();
  await page.getByText('2 nights').first().waitFor();
  await page.getByLabel('Surname').fill(name);
  await picture(page, 'desk-walk-in');
  await accessible(page);
  await page.getByRole('button', { name: 'Book and check in' }).click();
  await page.getByRole('heading', { name: 'Folio' }).waitFor();
  await page.locator('[data-status=in_house]').waitFor();
  await page.keyboard.press('F6');
  await page.getByRole('heading', { name: 'Find a reservation' }).waitFor();
  await page.keyboard.type(name);
  await page.locator('.kr-table-open').getByText(name).waitFor();
  await picture(page, 'desk-find');
  await accessible(page);
  await close();
});

test('walk-in: two rooms in one sale, and a room for the day at a price a manager names', async (t) => {
  const name = surname('Party');
  const { page, close } = await open(t, `${DESK}#/walk-in`);
  await signIn(page, CLERK.replace('desk1', 'manager'));
  await page.locator('.kr-offers label').first().waitFor();
  await page.getByLabel('Rooms', { exact: true }).fill('2');
  await page.getByLabel('Surname').fill(name);
  await page.getByRole('button', { name: 'Book and check in' }).click();
  await page.waitForURL(/#\/reservation\//);
  await page.locator('[data-status=in_house]').nth(1).waitFor();

  await page.goto(`${DESK}#/walk-in`);
  await page.getByLabel('Until').fill('+0');
  await page.keyboard.press('Tab');
  await page.getByText('Day use: leaves today').waitFor();
  await page.getByLabel('Another price').check();
  await page.getByLabel('Price a night').fill('45');
  await page.getByLabel('Why').fill('a delayed flight');
  await page.getByLabel('Surname').fill(`${name}day`);
  await picture(page, 'desk-walk-in-day');
  await accessible(page);
  await page.getByRole('button', { name: 'Book and check in' }).click();
  await page.waitForURL(/#\/stay\//);
  await page.getByText('a delayed flight').first().waitFor();
  await picture(page, 'desk-walk-in-day-stay');
  await close();
});

test('no-show, and a guest who comes after all', async (t) => {
  const name = surname('Noshow');
  const { number, hotel } = await arrival(name, { nights: 3 });
  const { page, close } = await open(t, `${DESK}#/reservation/${number}`);
  await signIn(page, CLERK);
  await page.getByRole('button', { name: 'No-show' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('can still be checked in').waitFor();
  await picture(page, 'desk-no-show');
  await dialog.getByRole('button', { name: 'Mark as no-show' }).click();
  await page.locator('[data-status=no_show]').waitFor();
  await page.getByRole('button', { name: 'Check in' }).click();
  await dialog.getByText('Suggested').waitFor();
  await dialog.getByRole('button', { name: /^Check in to / }).click();
  await page.locator('[data-status=in_house]').waitFor();
  assert.equal((await hotel('GET', `/reservations/${number}`)).lines[0].status, 'in_house');
  await close();
});

test('cancelling goes to the centre, with a reason', async (t) => {
  const name = surname('Canceller');
  const { number, centre } = await arrival(name);
  const { page, close } = await open(t, `${DESK}#/reservation/${number}`);
  await signIn(page, CLERK);
  await page.getByRole('heading', { name: `${name}, Ada` }).waitFor();
  await page.keyboard.press('x');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('The centre cancels the whole reservation').waitFor();
  await dialog.getByLabel('Reason').fill('Guest is ill');
  await picture(page, 'desk-cancel');
  await accessible(page);
  await dialog.getByRole('button', { name: 'Cancel reservation' }).click();
  await page.locator('[data-status=cancelled]').waitFor();
  const [line] = (await centre('GET', `/reservations/${number}`)).lines;
  assert.equal(line.status, 'cancelled');
  assert.equal(line.reason, 'Guest is ill');
  await close();
});

test('the line is cut: said in plain words, the desk works on, and it catches up', async (t) => {
  const name = surname('Offline');
  const { number, centre } = await arrival(name);
  const part = (command) => execFileSync(join(ROOT, 'ops/part'), [command, 'nats'], { stdio: 'ignore' });
  const { page, close } = await open(t, DESK);
  await signIn(page, CLERK);
  part('stop');
  try {
    await page.locator('[data-connection=cut]').waitFor();
    assert.match(await page.locator('.kr-connection').textContent(), /No line to the centre since/);
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: `${name}, Ada` }).waitFor();
    await page.keyboard.press('x');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('there is no line to it at the moment').waitFor();
    await picture(page, 'desk-cut-off-cancel');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.press('c');
    await dialog.getByText('Suggested').waitFor();
    await dialog.getByRole('button', { name: /^Check in to / }).click();
    await page.locator('[data-status=in_house]').waitFor();
    await page.getByText(/wait to be sent|waits to be sent/).waitFor();
    await picture(page, 'desk-cut-off');
    await accessible(page);
  } finally {
    part('start');
  }
  await page.locator('[data-connection=good]').waitFor();
  await until('the centre knows', async () => (await centre('GET', `/reservations/${number}`)).lines[0].status === 'in_house');
  await close();
});

test('the line is cut: what works now, a sale by right, one beyond it with a reason, and the centre learns of both later', async (t) => {
  const name = surname('Stranded');
  const part = (command) => execFileSync(join(ROOT, 'ops/part'), [command, 'nats'], { stdio: 'ignore' });
  const { page, close } = await open(t, DESK);
  await signIn(page, 'zrh-manager');
  part('stop');
  try {
    await page.locator('[data-connection=cut]').waitFor();
    await page.getByTestId('cut-off').getByText('sell up to').waitFor();
    await picture(page, 'desk-cut-off');
    await accessible(page);
    await page.getByTestId('cut-off').getByRole('link').click();
    await page.locator('[data-action=check_in][data-possible=yes]').waitFor();
    await page.locator('[data-action=change_reservation][data-possible=no]').waitFor();
    await picture(page, 'desk-what-works-now');
    await accessible(page);

    await page.keyboard.press('F7');
    await page.locator('.kr-offers label').first().waitFor();
    await page.getByLabel('Surname').fill(surname('Caller'));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /Caller/ }).waitFor();

    await page.keyboard.press('F8');
    await page.getByLabel('Until').fill('+9'); // no right reaches so far
    await page.keyboard.press('Tab');
    await page.getByText('9 nights').first().waitFor();
    await page.locator('.kr-offers label').first().waitFor();
    await page.getByLabel('Surname').fill(name);
    await page.getByRole('button', { name: 'Book and check in' }).click();
    await page.getByText('Beyond the hotel’s rights').waitFor();
    const sell = page.getByRole('button', { name: 'Sell all the same' });
    assert.equal(await sell.isDisabled(), true, 'not without a reason');
    await page.getByLabel('Manager’s reason').fill('Last train gone, rooms are free');
    await picture(page, 'desk-beyond-rights');
    await accessible(page);
    await sell.click();
    await page.locator('[data-status=in_house]').waitFor();
  } finally {
    part('start');
  }
  const number = (await page.locator('aside .kr-number').textContent()).replace(/\s/g, '');
  assert.match(number, /^5\d{11}$/, 'from the range of the hotel');
  const centre = await api(CENTRE, 'crs-agent1');
  await until('the centre knows', async () => (await centre('GET', `/reservations?surname=${name}`)).items[0]?.lines[0].status === 'in_house');
  await close();
});

test('night audit: what will be done, the report, the new business date everywhere, the posted night on the folio', async (t) => {
  const { hotel, number, today: before } = await arrival(surname('Sleeper'), { code: 'NYC' });
  const stay = await hotel('POST', `/reservations/${number}/check-in`, { line: 1 });
  const { page, close } = await open(t, desk('NYC'));
  await signIn(page, 'nyc-manager');
  await page.keyboard.press('F9');
  await page.getByText('Post room and tax').waitFor();
  await picture(page, 'desk-night-audit');
  await accessible(page);
  const reason = page.getByLabel('Reason for closing the day all the same');
  if (await reason.isVisible()) await reason.fill('guests of the demonstration are due out');
  await page.getByRole('button', { name: /^Close / }).click();
  await page.getByText('The day is closed').waitFor();
  assert.equal(await businessDate(hotel), addDays(before, 1));
  const [year, month, day] = addDays(before, 1).split('-');
  await until('the new date in the header', async () => (await page.getByTestId('business-date').textContent()).endsWith(`${month}/${day}/${year}`));
  await page.getByText('Occupancy').waitFor();
  await picture(page, 'desk-night-audit-report');
  await accessible(page);
  await page.getByRole('button', { name: '中文' }).click();
  await page.goto(`${desk('NYC')}#/stay/${stay.stay_id}`);
  await page.getByRole('heading', { name: '账单' }).waitFor();
  await page.locator('.kr-folio').waitFor();
  await picture(page, 'desk-folio-chinese');
  const rows = await page.locator('.kr-folio tbody tr:not(.kr-day) td:first-child').allTextContents();
  assert.ok(rows.length > 1 && rows.includes('房费') && rows.every((text) => /[\u4e00-\u9fff]/.test(text)), `room and taxes in the clerk's language: ${rows}`);
  await close();
});

test('the whole work in Chinese', async (t) => {
  const name = surname('Liu');
  await arrival(name);
  const { page, close } = await open(t, DESK, { language: 'zh' });
  await signIn(page, CLERK, 'zh');
  await page.getByText('已连接中心').waitFor();
  await picture(page, 'desk-arrivals-chinese');
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: `${name}, Ada` }).waitFor();
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('推荐').waitFor();
  await picture(page, 'desk-check-in-chinese');
  await dialog.getByRole('button', { name: /^入住 / }).click();
  await page.getByRole('heading', { name: '账单' }).waitFor();
  await page.keyboard.press('o');
  await dialog.getByText('早于预订').waitFor();
  await picture(page, 'desk-check-out-chinese');
  await accessible(page);
  await dialog.getByRole('button', { name: /并离店$/ }).click();
  await page.locator('[data-status=checked_out]').waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByText('Checked out').first().waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await close();
});

test('shortcuts are shown on F1 and single letters can be switched off', async (t) => {
  const { page, close } = await open(t, DESK);
  await signIn(page, CLERK);
  await page.keyboard.press('F3');
  await page.getByRole('table', { name: 'In house' }).waitFor(); // not the list that was there before
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Folio' }).waitFor();
  await page.keyboard.press('F1');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Add charge').waitFor();
  await picture(page, 'desk-shortcuts');
  await accessible(page);
  await dialog.getByText('Single letters work as shortcuts').click();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.keyboard.press('c');
  await page.waitForTimeout(300);
  assert.equal(await dialog.count(), 0);
  await page.keyboard.press('F2');
  await page.getByRole('heading', { name: 'Arrivals' }).waitFor();
  await close();
});

test('on a tablet held upright nothing is cut off', async (t) => {
  const { page, close } = await open(t, DESK, { width: 820, height: 1180 });
  await signIn(page, CLERK);
  for (const [key, name] of [['F2', 'arrivals'], ['F3', 'in-house'], ['F8', 'walk-in']]) {
    await page.keyboard.press(key);
    await page.waitForTimeout(400);
    await picture(page, `desk-tablet-${name}`);
    const overhang = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(overhang, 0, name);
  }
  await close();
});

test('a practice hotel says that it is one', async (t) => {
  const { page, close } = await open(t, desk('H1'));
  await signIn(page, 'h1-desk1');
  await page.getByText('Practice hotel').waitFor();
  await picture(page, 'desk-practice');
  await close();
});
