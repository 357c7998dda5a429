// A check-in that was taken back, with the centre: the reservation is the centre's again, can be changed and cancelled, and the
// guest who comes after all gets what is booked by then. And a guest who leaves earlier and stays after all.
import assert from 'node:assert/strict';
import test, { before } from 'node:test';
import { addDays, CENTRE, desk, logIn, newKey, send } from '../support/instance.mjs';
import { until } from '../support/until.mjs';

const HOTEL = 'NYC';
const who = {};
let today;
let sold;
let better;

const expect = (status, answer) => {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  return answer.body;
};
const centre = async (status, method, path, body) => expect(status, await send(CENTRE, method, path, { body, headers: who.agent }));
const hotel = async (status, method, path, body) => expect(status, await send(desk(HOTEL), method, path, { body, headers: who.clerk }));
const cells = async () => (await centre(200, 'GET', `/v1/hotels/${HOTEL}/cells?from=${today}&to=${addDays(today, 8)}`)).items.map(({ room_type, night, sold: count }) => `${night} ${room_type} ${count}`);
const line = async (number) => (await centre(200, 'GET', `/v1/reservations/${number}`)).lines[0];

before(async () => {
  who.agent = await logIn(CENTRE, 'crs-agent1');
  who.clerk = await logIn(desk(HOTEL), 'nyc-desk1');
  await until('the hotel has its copies', async () => {
    const { body } = await send(desk(HOTEL), 'GET', '/v1/status');
    today = body.business_date;
    return body.connected && body.feed_version > 0;
  });
  const rooms = (await hotel(200, 'GET', '/v1/rooms')).items.filter((room) => !room.occupied && room.outage_id === null && room.ready);
  const types = [...new Set((await hotel(200, 'GET', '/v1/availability?adults=1')).items.filter((offer) => offer.rate_plan === 'BAR').map((offer) => offer.room_type))];
  [sold, better] = types.filter((type) => rooms.some((room) => room.room_type === type));
});

// Somebody who was booked at the centre, and is known at the hotel.
async function arrival(surname, nights = 4) {
  const { confirmation_number: number } = await centre(201, 'POST', '/v1/reservations', {
    hotel: HOTEL,
    guest: { given_name: 'Ana', surname },
    rooms: [{ room_type: sold, rate_plan: 'BAR', arrival: today, departure: addDays(today, nights), adults: 1, children: 0, infants: 0 }],
  });
  await until('the guest is expected', async () => (await hotel(200, 'GET', `/v1/reservations?query=${number}`)).items.length === 1);
  return number;
}

const checkIn = (number, body = {}) => hotel(201, 'POST', `/v1/reservations/${number}/check-in`, { line: 1, ...body });
const takeBack = (stay) => hotel(200, 'POST', `/v1/stays/${stay}/undo-check-in`, { reason: 'the wrong guest' });

test('the reservation can be changed at the desk, and whoever comes then gets what is booked by then', async () => {
  const number = await arrival(`Undone${newKey().slice(0, 6)}`);
  const before = await cells();
  const first = await checkIn(number, { room_type: better });
  assert.equal(first.room_type, better);
  await until('the centre knows the guest', async () => (await line(number)).status === 'in_house');
  await takeBack(first.stay_id);
  await until('the centre expects the guest again', async () => (await line(number)).status === 'reserved');
  assert.deepEqual(await cells(), before, 'as if nobody had come');

  const changed = await hotel(200, 'POST', `/v1/reservations/${number}/modify`, { rooms: [{ line: 1, departure: addDays(today, 5), adults: 2 }] });
  assert.equal(changed.lines[0].departure, addDays(today, 5));
  await until('the hotel knows', async () => (await hotel(200, 'GET', `/v1/reservations/${number}`)).lines[0].departure === addDays(today, 5));
  const again = await checkIn(number);
  assert.deepEqual([again.stay_id, again.departure, again.adults, again.room, again.status], [first.stay_id, addDays(today, 5), 2, first.room, 'in_house']);
  const folio = await hotel(200, 'GET', `/v1/stays/${again.stay_id}/folio`);
  assert.equal(folio.balance_minor, 0);
  const preview = await hotel(200, 'GET', `/v1/stays/${again.stay_id}/check-out-preview`);
  assert.ok(preview.currency);
  await until('the centre knows the guest', async () => (await line(number)).status === 'in_house');
  await hotel(200, 'POST', `/v1/stays/${again.stay_id}/departure`, { departure: addDays(today, 6) });
  assert.equal((await line(number)).night_prices_minor.length, 6, 'five nights that were booked, and one more');
});

test('the reservation can be cancelled, at the desk or by the centre, and its rooms are free', async () => {
  const before = await cells();
  for (const [at, cancel] of [
    ['the desk', (number) => hotel(200, 'POST', `/v1/reservations/${number}/cancel`, { reason: 'will not come' })],
    ['the centre', (number) => centre(200, 'POST', `/v1/reservations/${number}/cancel`, { reason: 'will not come' })],
  ]) {
    const number = await arrival(`Gone${newKey().slice(0, 6)}`);
    const stay = await checkIn(number);
    await until('the centre knows the guest', async () => (await line(number)).status === 'in_house');
    await takeBack(stay.stay_id);
    if (at === 'the centre') await until('the centre expects the guest again', async () => (await line(number)).status === 'reserved');
    await cancel(number);
    assert.equal((await line(number)).status, 'cancelled', at);
    await until('the hotel knows', async () => (await hotel(200, 'GET', `/v1/reservations/${number}`)).lines[0].status === 'cancelled');
    const refused = await send(desk(HOTEL), 'POST', `/v1/reservations/${number}/check-in`, { body: { line: 1 }, headers: who.clerk });
    assert.equal(refused.body.code, 'reservation_cancelled', at);
    assert.deepEqual(await cells(), before, at);
  }
});

for (const [what, leaves, taken] of [['within what was booked', 3, 1], ['beyond what was booked', 6, 2]]) {
  test(`a guest who was to leave earlier stays after all: ${what}`, async () => {
    const number = await arrival(`Longer${newKey().slice(0, 6)}`);
    const stay = await checkIn(number);
    await until('the centre knows the guest', async () => (await line(number)).status === 'in_house');
    const booked = await cells();
    const leave = (days) => hotel(200, 'POST', `/v1/stays/${stay.stay_id}/departure`, { departure: addDays(today, days) });
    const others = async () => (await cells()).filter((each, index) => each !== booked[index]).length;
    await leave(2);
    await until('two nights are free', async () => (await others()) === 2);
    assert.equal((await leave(leaves)).departure, addDays(today, leaves));
    assert.equal(await others(), taken, 'nights that are not as they were booked');
    const known = await line(number);
    assert.equal(known.holds_until, addDays(today, leaves));
    assert.equal(known.night_prices_minor.length, Math.max(4, leaves));
    assert.ok(known.night_prices_minor.every((price) => price > 0), 'each night has its price');
  });
}
