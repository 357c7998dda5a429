// What a clerk has typed survives a session that ends, a line that breaks and a colleague who was faster; every action is three keys away.
import assert from 'node:assert/strict';
import test from 'node:test';
import { CENTRE, accessible, addDays, api, desk, open, picture, signIn, surname } from './consoles.mjs';
import { load } from './modules.mjs';
import { until } from '../support/until.mjs';

const HOTEL = 'ZRH';
const CLERK = 'zrh-desk1';
const DESK = desk(HOTEL);
const { fieldState, merged } = await load('ops/web/shared/format/merge.ts');
const { commandsRanked } = await load('ops/web/shared/keyboard/ranking.ts');

// A booking for later, known at the hotel.
async function booking(name) {
  const centre = await api(CENTRE, 'crs-agent1');
  const hotel = await api(DESK, CLERK);
  const arrival = addDays((await hotel('GET', '/status')).business_date, 30);
  const question = `hotel=${HOTEL}&arrival=${arrival}&departure=${addDays(arrival, 2)}&adults=2`;
  const { items } = await centre('GET', `/availability?${question}`);
  const [offer] = items[0].offers;
  const room = { room_type: offer.room_type, rate_plan: offer.rate_plan, arrival, departure: addDays(arrival, 2), adults: 2, children: 0, infants: 0 };
  const { confirmation_number: number } = await centre('POST', '/reservations', { hotel: HOTEL, guest: { surname: name, given_name: 'Ada' }, rooms: [room], comments: 'Quiet room' });
  await until('the booking at the hotel', async () => (await hotel('GET', `/reservations?query=${name}`)).items.length === 1);
  return { number, arrival, centre, hotel };
}

test('two changes of one record, field by field', () => {
  assert.equal(fieldState(1, 1, 1), 'same');
  assert.equal(fieldState(1, 2, 2), 'same');
  assert.equal(fieldState(1, 2, 1), 'current');
  assert.equal(fieldState(1, 1, 2), 'mine');
  assert.equal(fieldState(1, 2, 3), 'conflict');
  const [original, current, mine] = [{ a: 1, b: 1, c: 1, d: 1 }, { a: 2, b: 1, c: 2, d: 2 }, { a: 1, b: 3, c: 3, d: 3 }];
  assert.deepEqual(merged(original, current, mine, { c: 'mine', d: 'current' }), { a: 2, b: 3, c: 3, d: 2 });
  assert.deepEqual(merged(original, current, mine, {}), { a: 2, b: 3, c: 2, d: 2 }, 'an open conflict keeps what is there');
});

test('the palette: the key of a command finds it first, then what begins so, rows before pages', () => {
  const commands = [
    { label: 'Cashier', section: 'go', run() {} },
    { label: 'Check in', key: 'C', section: 'row', run() {} },
    { label: 'Close the day', section: 'page', run() {} },
    { label: 'Hidden', quiet: true, run() {} },
    { label: 'Off', disabled: true, run() {} },
  ];
  const labels = (text) => commandsRanked(commands, text).map(({ label }) => label);
  assert.deepEqual(labels(''), ['Check in', 'Close the day', 'Cashier']);
  assert.deepEqual(labels('c'), ['Check in', 'Close the day', 'Cashier']);
  assert.deepEqual(labels('day'), ['Close the day']);
  assert.deepEqual(labels('ca'), ['Cashier']);
  assert.deepEqual(labels('a'), [], 'a single letter only where a word begins with it');
  assert.deepEqual(labels('nothing'), []);
});

test('the palette: what is called so before what only explains itself so; going back after what the page is for', () => {
  const commands = [
    { label: 'Back', key: 'Escape', run() {} },
    { label: 'Take a payment', key: 'P', run() {} },
    { label: 'Arrivals', detail: 'Guests who come today; rooms are given here', section: 'go', run() {} },
    { label: 'Rooms on the phone', section: 'go', run() {} },
    { label: 'Rooms', section: 'go', run() {} },
    { label: 'Classrooms', section: 'go', run() {} },
    { label: 'Room 501', words: '501', section: 'record', run() {} },
    { label: 'Out of order rooms', section: 'page', run() {} },
    { label: '办理入住', section: 'go', run() {} },
    { label: '抵店', detail: '今天入住的客人', section: 'go', run() {} },
  ];
  const labels = (text) => commandsRanked(commands, text).map(({ label }) => label);
  assert.deepEqual(labels('').slice(0, 4), ['Take a payment', 'Out of order rooms', 'Back', 'Room 501']);
  assert.deepEqual(labels('rooms'), ['Rooms', 'Rooms on the phone', 'Out of order rooms', 'Arrivals', 'Classrooms']);
  assert.deepEqual(labels('phone rooms'), ['Rooms on the phone'], 'the words of a name in any order');
  assert.deepEqual(labels('501'), ['Room 501']);
  assert.deepEqual(labels('入住'), ['办理入住', '抵店']);
});

test('a colleague was faster: before, now and mine side by side; what both changed is chosen', async (t) => {
  const name = surname('Merger');
  const { number, arrival, centre } = await booking(name);
  const { page, close } = await open(t, `${DESK}#/reservation/${number}`);
  await signIn(page, CLERK);
  await page.getByRole('heading', { name: `${name}, Ada` }).waitFor();
  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Departure').fill('+4');
  await page.keyboard.press('Tab');
  await dialog.getByTestId('new-total').waitFor();
  await dialog.getByLabel('Comments').fill('Quiet room, high floor');
  await picture(page, 'desk-change');
  await accessible(page);
  await centre('POST', `/reservations/${number}/modify`, { rooms: [{ line: 1, adults: 1 }], comments: 'Quiet room, late arrival' });
  await dialog.getByRole('button', { name: 'Change reservation' }).click();
  await dialog.getByText('A colleague changed this').waitFor();
  await picture(page, 'desk-merge');
  await accessible(page);
  const save = dialog.getByRole('button', { name: 'Save it like this' });
  assert.equal(await save.isDisabled(), true, 'not before the conflict is decided');
  await dialog.getByRole('radio', { name: 'Quiet room, high floor' }).check();
  await save.click();
  await dialog.waitFor({ state: 'detached' });
  const after = await centre('GET', `/reservations/${number}`);
  assert.equal(after.lines[0].departure, addDays(arrival, 4), 'mine');
  assert.equal(after.lines[0].adults, 1, 'the colleague’s');
  assert.equal(after.comments, 'Quiet room, high floor', 'as chosen');
  await close();
});

test('the session ends in the middle of a form: sign in again, and everything is still there', async (t) => {
  const name = surname('Keeper');
  const { number } = await booking(name);
  const { page, close } = await open(t, `${DESK}#/reservation/${number}`);
  await signIn(page, CLERK);
  await page.getByRole('heading', { name: `${name}, Ada` }).waitFor();
  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Comments').fill('Brings a dog');
  await page.context().clearCookies();
  // The page looks at the hotel, too: it may notice first, and the sign-in stands over the button already.
  await dialog.getByRole('button', { name: 'Change reservation' }).dispatchEvent('click');
  await page.getByText('Your session has ended').waitFor();
  await picture(page, 'desk-session-ended');
  await signIn(page, CLERK);
  await page.getByText('Your session has ended').waitFor({ state: 'detached' });
  assert.equal(await dialog.getByLabel('Comments').inputValue(), 'Brings a dog');
  await dialog.getByRole('button', { name: 'Change reservation' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('Brings a dog').waitFor();
  await close();
});

test('the server is silent: said in plain words, nothing typed is lost, and the same press is done once', async (t) => {
  const name = surname('Silent');
  const { page } = await open(t, `${DESK}#/walk-in`);
  await signIn(page, CLERK);
  await page.locator('.kr-offers label').first().waitFor();
  await page.getByLabel('Surname').fill(name);
  const keys = [];
  await page.route('**/v1/**', (route) => {
    if (route.request().method() === 'POST') keys.push(route.request().headers()['idempotency-key']);
    return route.abort();
  });
  await page.getByRole('button', { name: 'Book and check in' }).click();
  await page.getByTestId('offline').waitFor();
  await picture(page, 'desk-offline');
  await until('the repeats', async () => keys.length >= 2);
  await page.getByRole('button', { name: 'Book and check in' }).and(page.locator(':not([data-loading])')).waitFor();
  await page.unrouteAll();
  assert.equal(await page.getByLabel('Surname').inputValue(), name);
  await page.reload();
  await page.locator('.kr-offers label').first().waitFor();
  assert.equal(await page.getByLabel('Surname').inputValue(), name, 'kept through a reload');
  const [sent] = await Promise.all([
    page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/walk-ins')),
    page.getByRole('button', { name: 'Book and check in' }).click(),
  ]);
  assert.equal(sent.headers()['idempotency-key'], keys[0], 'the same key until there is an answer');
  await page.locator('[data-status=in_house]').waitFor();
  assert.equal(new Set(keys).size, 1);
  const hotel = await api(DESK, CLERK);
  assert.equal((await hotel('GET', `/reservations?query=${name}`)).items.length, 1);
});

test('three keys from the list: Ctrl+K, the key of the action, Enter', async (t) => {
  const { page, close } = await open(t, `${DESK}#/in-house`);
  await signIn(page, CLERK);
  await page.locator('.kr-table-open tbody tr').first().waitFor();
  const guest = (await page.locator('.kr-table-open tbody tr strong').first().textContent()).trim();
  await page.keyboard.press('Control+k');
  await page.keyboard.press('p');
  await page.locator('.kr-palette-row[aria-selected=true]').getByText('Take payment').waitFor();
  await picture(page, 'palette-row');
  await accessible(page);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByText('Balance:').waitFor();
  await page.getByRole('heading', { name: guest }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type(guest.slice(0, 5));
  await page.locator('.kr-palette-row').getByText(guest).first().waitFor();
  await close();
});
