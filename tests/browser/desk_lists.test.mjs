// What a list of the desk says at one look: when guests are expected, what they pay, and under which conditions - in words.
import assert from 'node:assert/strict';
import test from 'node:test';
import { CENTRE, authorise, send } from '../support/instance.mjs';
import { accessible, addDays, api, desk, open, picture, signIn, surname, until } from './consoles.mjs';

const HOTEL = 'ZRH';
const DESK = desk(HOTEL);

// A guest of a channel, who is known at the hotel; the channel's own price.
async function channelGuest(hotel, name, today) {
  const { status, body } = await send(CENTRE, 'POST', '/v1/notifications/reservations', { headers: await authorise('replay', 'notifications'), body: {
    channel: 'roomfinder', external_id: name, status: 'new', hotel: HOTEL, currency: 'CHF', guest: { surname: name, given_name: 'Ada' },
    rooms: [{ room_type: 'STD', arrival: today, departure: addDays(today, 2), adults: 2, night_prices_minor: [12300, 14500] }],
  } });
  assert.equal(status, 201, JSON.stringify(body));
  await until('the booking at the hotel', async () => (await hotel('GET', `/reservations?query=${name}`)).items.length === 1);
  return body.confirmation_number;
}

const row = (page, name) => page.locator('.kr-table-open tbody tr', { hasText: name });

test('arrivals say when and for how much, the house says what tonight costs; a price of a channel is called so', async (t) => {
  const hotel = await api(DESK, 'zrh-desk1');
  const { business_date: today } = await hotel('GET', '/status');
  const name = surname('Channel');
  const number = await channelGuest(hotel, name, today);
  await hotel('POST', `/reservations/${number}/lines/1/eta`, { eta_minute: 18 * 60 + 30 });
  const { page, close } = await open(t, DESK, { height: 768 });
  await signIn(page, 'zrh-desk1');
  const arrival = await row(page, name).innerText();
  assert.match(arrival, /18:30/);
  assert.match(arrival, /channel CHF.268\.00/);
  await picture(page, 'desk-arrivals-price');
  await accessible(page);

  const { stay_id: stay } = await hotel('POST', `/reservations/${number}/check-in`, { line: 1 });
  await page.keyboard.press('F3');
  await row(page, name).waitFor();
  assert.match(await row(page, name).innerText(), /channel CHF.123\.00/);
  await picture(page, 'desk-in-house-rate');
  await page.goto(`${DESK}#/stay/${stay}`);
  await page.getByText('Price of the booking channel').waitFor();
  assert.doesNotMatch(await page.locator('main').innerText(), /CHANNEL/);
  await close();

  const chinese = await open(t, DESK, { language: 'zh', height: 768 });
  await signIn(chinese.page, 'zrh-desk1', 'zh');
  await chinese.page.goto(`${DESK}#/in-house`);
  await row(chinese.page, name).waitFor();
  assert.match(await row(chinese.page, name).innerText(), /渠道价/);
  await picture(chinese.page, 'desk-in-house-rate-zh');
  await chinese.page.goto(`${DESK}#/registrations`);
  await chinese.page.getByLabel('日期').waitFor();
  const middle = async (field) => { const box = await field.boundingBox(); return Math.round(box.y + box.height / 2); };
  assert.equal(await middle(chinese.page.getByRole('searchbox')), await middle(chinese.page.getByLabel('日期')), 'filter and day stand on one line');
  await picture(chinese.page, 'desk-registrations-zh');
  await chinese.close();
});
