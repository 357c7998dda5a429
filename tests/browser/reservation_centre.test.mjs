// An agent of the reservation centre at work: search, hold, book, find, change, cancel, reinstate - by keyboard, in both languages.
import assert from 'node:assert/strict';
import test from 'node:test';
import { CENTRE, accessible, addDays, api, open, picture, signIn, surname, until } from './consoles.mjs';

const AGENT = 'crs-agent1';
const shownTotal = async (page, id) => (await page.getByTestId(id).textContent()).replace(/[^\d]/g, '');

async function searchZurich(page) {
  await page.getByRole('textbox', { name: 'Place or hotel' }).fill('Zürich');
  await page.getByLabel('Arrival').fill('+30');
  await page.keyboard.press('Tab');
  await page.keyboard.type('+3');
  await page.keyboard.press('Enter');
  await page.locator('[data-hotel=ZRH] .kr-offer-table').waitFor();
}

async function book(page, name) {
  await searchZurich(page);
  await page.locator('[data-hotel=ZRH]').getByRole('button', { name: /^Choose / }).first().click();
  await page.keyboard.press('F8');
  await page.getByTestId('hold-left').waitFor();
  await page.getByLabel('Surname').fill(name);
  await page.getByLabel('Given name').fill('Ada');
  await page.keyboard.press('Enter');
  await page.getByTestId('confirmation-number').waitFor();
  return (await page.getByTestId('confirmation-number').textContent()).replace(/\s/g, '');
}

test('the hold ends while the caller is still spelling: nothing that was typed is lost', async (t) => {
  const { page, close } = await open(t, CENTRE);
  await page.addInitScript(() => { // this machine's clock is wrong
    const { now } = Date;
    Date.now = () => now() + 20 * 60_000;
  });
  await page.reload();
  await signIn(page, AGENT);
  await searchZurich(page);
  await page.locator('[data-hotel=ZRH]').getByRole('button', { name: /^Choose / }).first().click();
  await page.route('**/v1/holds', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), expires_at: new Date(Date.now() + 2_000).toISOString() } });
  });
  await page.keyboard.press('F8');
  await page.getByLabel('Surname').fill('Spelling');
  await page.getByRole('textbox', { name: 'Comments for the hotel' }).fill('Comes by train');
  await page.getByText('The hold is over').waitFor();
  await picture(page, 'centre-hold-over');
  await accessible(page);
  await page.getByRole('button', { name: 'Search again', exact: true }).click();
  await page.getByRole('button', { name: 'Hold and book' }).waitFor();
  await page.unroute('**/v1/holds');
  await page.keyboard.press('F8');
  const left = page.getByTestId('hold-left');
  await left.waitFor();
  assert.match(await left.textContent(), /^\d+:\d\d$/, 'counted by the clock of the centre');
  assert.equal(await page.getByLabel('Surname').inputValue(), 'Spelling');
  assert.equal(await page.getByRole('textbox', { name: 'Comments for the hotel' }).inputValue(), 'Comes by train');
  await page.getByRole('button', { name: 'Release and search again' }).click();
  await page.getByRole('button', { name: 'Hold and book' }).waitFor();
  await close();
});

test('while nothing answers it is asked again and again, so that the line is known to be back', async (t) => {
  const { page } = await open(t, CENTRE); // the browser complains of what is not there
  await signIn(page, AGENT);
  await page.getByText('Connected – 6 hotels on sale').waitFor();
  await page.getByRole('textbox', { name: 'Place or hotel' }).fill('Shanghai');
  await page.keyboard.press('Enter');
  await page.locator('[data-hotel=SHA] .kr-offer-table').waitFor();
  await page.getByRole('listbox').waitFor({ state: 'hidden' }); // what was found is in sight
  let asked = 0;
  await page.context().setOffline(true);
  page.on('request', (request) => {
    if (request.url().endsWith('/v1/hotels')) asked += 1;
  });
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await page.getByTestId('offline').waitFor();
  await until('asked three times', async () => asked >= 3);
  await page.context().setOffline(false);
  await page.getByTestId('offline').waitFor({ state: 'detached' });
  await page.getByText('Connected – 6 hotels on sale').waitFor();
});

test('wrong password is refused in words; nothing of the console is shown', async (t) => {
  const { page, close } = await open(t, CENTRE);
  await page.getByLabel('User name').fill(AGENT);
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('alert').getByText('User name or password is wrong').waitFor();
  assert.equal(await page.locator('.kr-shell').count(), 0);
  await accessible(page);
  await picture(page, 'centre-sign-in-refused');
  await close();
});

test('search, look into an offer, hold, book; the price told is the price booked', async (t) => {
  const name = surname('Booker');
  const { page, close } = await open(t, CENTRE);
  await signIn(page, AGENT);
  await picture(page, 'centre-search-empty');
  await accessible(page);
  await searchZurich(page);
  assert.match(await page.locator('.kr-search-nights').textContent(), /3 nights/);
  await page.locator('[data-hotel=ZRH] .kr-disclose').first().click();
  await page.getByRole('button', { name: 'Choose this room' }).waitFor();
  await picture(page, 'centre-offer');
  await accessible(page);
  await page.getByRole('button', { name: 'Choose this room' }).click();
  const told = await shownTotal(page, 'basket-total');
  await picture(page, 'centre-basket');
  await page.keyboard.press('F8');
  assert.match(await page.getByTestId('hold-left').textContent(), /^\d+:\d\d$/);
  await page.getByLabel('Surname').fill(name);
  await page.getByLabel('Given name').fill('Ada');
  await page.getByLabel('E-mail').fill(`${name.toLowerCase()}@example.com`);
  await page.getByRole('textbox', { name: 'Comments for the hotel' }).fill('Late arrival');
  assert.equal(await shownTotal(page, 'basket-total'), told);
  await picture(page, 'centre-book');
  await accessible(page);
  await page.getByLabel('Surname').press('Enter');
  const number = (await page.getByTestId('confirmation-number').textContent()).replace(/\s/g, '');
  assert.match(number, /^1\d{11}$/);
  await page.getByText('Late arrival').waitFor();
  await picture(page, 'centre-booked');
  await accessible(page);

  const ask = await api(CENTRE, AGENT);
  const reservation = await ask('GET', `/reservations/${number}`);
  assert.equal(reservation.guest.surname, name);
  assert.equal(reservation.lines.length, 1);
  assert.equal(reservation.lines[0].night_prices_minor.length, 3);
  const found = await ask('GET', `/reservations?surname=${name}`);
  assert.deepEqual(found.items.map((each) => each.confirmation_number), [number], 'one press, one reservation');
  await close();
});

test('a guest the chain knows is offered while the name is typed, and is not entered twice', async (t) => {
  const name = surname('Regular');
  const { page, close } = await open(t, CENTRE);
  await signIn(page, AGENT);
  const first = await book(page, name);
  await page.keyboard.press('F2');
  await searchZurich(page);
  await page.locator('[data-hotel=ZRH]').getByRole('button', { name: /^Choose / }).first().click();
  await page.keyboard.press('F8');
  await page.getByLabel('Surname').fill(name.slice(0, 10));
  await page.getByRole('group', { name: 'Known already?' }).getByText(`${name}, Ada`).click();
  await picture(page, 'centre-known-guest');
  await accessible(page);
  await page.getByRole('button', { name: /^Book for/ }).click();
  await page.getByTestId('confirmation-number').waitFor();
  const ask = await api(CENTRE, AGENT);
  const { items } = await ask('GET', `/reservations?surname=${name}`);
  assert.equal(items.length, 2);
  assert.ok(items.some((each) => each.confirmation_number === first));
  assert.equal(items[0].guest.guest_id, items[1].guest.guest_id);
  await close();
});

test('two rooms of different types in one reservation', async (t) => {
  const name = surname('Family');
  const { page, close } = await open(t, CENTRE);
  await signIn(page, AGENT);
  await searchZurich(page);
  const choose = page.locator('[data-hotel=ZRH]').getByRole('button', { name: /^Choose / });
  await choose.first().click();
  await choose.last().click();
  await page.getByRole('heading', { name: '2 rooms chosen' }).waitFor();
  await page.keyboard.press('F8');
  await page.getByLabel('Surname').fill(name);
  await page.keyboard.press('Enter');
  await page.getByTestId('confirmation-number').waitFor();
  assert.equal(await page.locator('.kr-line').count(), 2);
  await picture(page, 'centre-two-rooms');
  await close();
});

test('a double click books once', async (t) => {
  const name = surname('Double');
  const { page, close } = await open(t, CENTRE);
  await signIn(page, AGENT);
  await searchZurich(page);
  await page.locator('[data-hotel=ZRH]').getByRole('button', { name: /^Choose / }).first().click();
  await page.keyboard.press('F8');
  await page.getByLabel('Surname').fill(name);
  await page.getByRole('button', { name: /^Book for/ }).dblclick();
  await page.getByTestId('confirmation-number').waitFor();
  const ask = await api(CENTRE, AGENT);
  assert.equal((await ask('GET', `/reservations?surname=${name}`)).items.length, 1);
  await close();
});

test('an answer lost on the way: the console asks again with the same key, and there is one reservation', async (t) => {
  const name = surname('Lostline');
  const { page, close } = await open(t, CENTRE);
  await signIn(page, AGENT);
  await searchZurich(page);
  await page.locator('[data-hotel=ZRH]').getByRole('button', { name: /^Choose / }).first().click();
  await page.keyboard.press('F8');
  await page.getByLabel('Surname').fill(name);
  const keys = [];
  await page.route('**/v1/reservations', async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    if (keys.length > 1) return route.continue();
    await route.fetch(); // the centre books, the answer never comes
    return route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"code":"unavailable"}' });
  });
  await page.keyboard.press('Enter');
  await page.getByTestId('confirmation-number').waitFor();
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);
  const ask = await api(CENTRE, AGENT);
  assert.equal((await ask('GET', `/reservations?surname=${name}`)).items.length, 1);
  await page.unrouteAll();
  await browserNotesOnly(close);
});

// The browser notes the 503 that the test made; nothing else may stand there.
async function browserNotesOnly(close) {
  await assert.rejects(close(), (error) => error.actual.length === 1 && /503/.test(error.actual[0]));
}

test('find by number and by name; a slip in the number is noticed before anyone is asked', async (t) => {
  const name = surname('Finder');
  const { page, close } = await open(t, CENTRE);
  await signIn(page, AGENT);
  const number = await book(page, name);
  await page.keyboard.press('F3');
  const slip = number.slice(0, 11) + ((Number(number[11]) + 1) % 10);
  await page.getByRole('textbox', { name: /Confirmation number/ }).fill(slip);
  await page.keyboard.press('Enter');
  await page.getByText('a digit is wrong or two are swapped').waitFor();
  await picture(page, 'centre-find-slip');
  await page.getByRole('textbox', { name: /Confirmation number/ }).fill(name.slice(0, 8));
  await page.keyboard.press('Enter');
  await page.locator('.kr-table-open').getByText(name).click();
  await page.getByRole('heading', { name: `${name}, Ada` }).waitFor();
  await page.keyboard.press('F3');
  await page.getByRole('textbox', { name: /Confirmation number/ }).fill(`${number.slice(0, 4)} ${number.slice(4, 8)}-${number.slice(8)}`);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: `${name}, Ada` }).waitFor();
  await accessible(page);
  await picture(page, 'centre-reservation');
  await close();
});

test('change with the difference shown first; cancel with the cost shown first; reinstate', async (t) => {
  const name = surname('Changer');
  const { page, close } = await open(t, CENTRE);
  await signIn(page, AGENT);
  const number = await book(page, name);
  const ask = await api(CENTRE, AGENT);
  const before = await ask('GET', `/reservations/${number}`);

  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Departure').fill('+5');
  await page.keyboard.press('Tab');
  await dialog.getByTestId('difference').waitFor();
  const difference = Number(await shownTotal(page, 'difference'));
  await picture(page, 'centre-change');
  await accessible(page);
  await dialog.getByRole('button', { name: 'Change at this price' }).click();
  await dialog.waitFor({ state: 'detached' });
  const changed = await ask('GET', `/reservations/${number}`);
  assert.equal(changed.lines[0].departure, addDays(before.lines[0].arrival, 5));
  assert.equal(changed.lines[0].total_minor - before.lines[0].total_minor, difference);

  await page.keyboard.press('x');
  await dialog.getByTestId('penalty').waitFor();
  await dialog.getByLabel('Reason').fill('Travels another time');
  await picture(page, 'centre-cancel');
  await accessible(page);
  await dialog.getByRole('button', { name: 'Cancel the room' }).click();
  await page.locator('[data-status=cancelled]').waitFor();
  await picture(page, 'centre-cancelled');

  await page.keyboard.press('r');
  await dialog.getByRole('button', { name: 'Reinstate' }).click();
  await page.locator('[data-status=reserved]').waitFor();
  assert.equal((await ask('GET', `/reservations/${number}`)).lines[0].status, 'reserved');
  await close();
});

test('somebody else changed the reservation meanwhile: told, and nothing is overwritten', async (t) => {
  const name = surname('Meanwhile');
  const { page, close } = await open(t, CENTRE);
  await signIn(page, AGENT);
  const number = await book(page, name);
  const ask = await api(CENTRE, AGENT);
  await ask('POST', `/reservations/${number}/modify`, { comments: 'Changed by a colleague' });
  await page.keyboard.press('x');
  const dialog = page.getByRole('dialog');
  await dialog.getByTestId('penalty').waitFor();
  await dialog.getByLabel('Reason').fill('No longer needed');
  await dialog.getByRole('button', { name: 'Cancel the room' }).click();
  await dialog.getByText('Somebody changed the reservation meanwhile').waitFor();
  assert.equal((await ask('GET', `/reservations/${number}`)).lines[0].status, 'reserved');
  await close();
});

test('the whole work in Chinese', async (t) => {
  const name = surname('Wang');
  const { page, close } = await open(t, CENTRE, { language: 'zh' });
  await signIn(page, AGENT, 'zh');
  await page.getByRole('textbox', { name: '地点或酒店' }).fill('Zürich');
  await page.getByLabel('抵店').fill('+40');
  await page.keyboard.press('Tab');
  await page.keyboard.type('+2');
  await page.keyboard.press('Enter');
  await page.locator('[data-hotel=ZRH] .kr-disclose').first().click();
  await picture(page, 'centre-offer-chinese');
  await page.locator('[data-hotel=ZRH]').getByRole('button', { name: /^选择 / }).first().click();
  await page.keyboard.press('F8');
  await page.getByLabel('姓', { exact: false }).first().fill(name);
  await picture(page, 'centre-book-chinese');
  await page.keyboard.press('Enter');
  await page.getByText('预订成功').waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-Hans');
  await picture(page, 'centre-booked-chinese');
  await accessible(page);
  await close();
});

test('on a tablet held upright nothing is cut off', async (t) => {
  const { page, close } = await open(t, CENTRE, { width: 820, height: 1180 });
  await signIn(page, AGENT);
  await searchZurich(page);
  await picture(page, 'centre-tablet');
  const overhang = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(overhang, 0);
  await close();
});

test('a session that ended brings the sign-in page over the same work', async (t) => {
  const { page, close } = await open(t, CENTRE);
  await signIn(page, AGENT);
  await page.goto(`${CENTRE}#/find`);
  await page.context().clearCookies();
  await page.getByRole('textbox', { name: /Confirmation number/ }).fill('Somebody');
  await page.keyboard.press('Enter');
  await page.getByText('Your session has ended').waitFor();
  await signIn(page, AGENT);
  await page.getByRole('heading', { name: 'Find a reservation' }).waitFor();
  await close();
});
