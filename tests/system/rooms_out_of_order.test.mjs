// Rooms out of order and out of service: planned by night at the hotel, refused where a guest is in the way, back by
// themselves; and what that does to what the chain can sell, while two hundred clients book the same nights.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { HotelNode, STORES } from '../support/hotel_node.mjs';
import { addDays, CENTRE, desk, logIn, send } from '../support/instance.mjs';
import { until } from '../support/until.mjs';

const CLIENTS = 120;
const HOTEL = 'ZRH';
const people = {};
let hotel;
let type;

for (const store of STORES) {
  test(`rooms are taken out and come back, on ${store}`, async (t) => {
    const node = await HotelNode.make(t, { store, hotel: 'H1' });
    const manager = await node.logIn('h1-manager');
    const today = (await node.status()).business_date;
    const rooms = async () => (await manager.expect(200, 'GET', '/v1/rooms')).items;
    const room = async (number) => (await rooms()).find((each) => each.room === number);
    const plan = (status, body) =>
      manager.expect(status, 'POST', '/v1/outages', { kind: 'out_of_order', from: today, until: addDays(today, 2), reason: 'paint', ...body });

    const stay = await node.walkIn(manager, 'Silva', 2);
    const occupied = await plan(409, { room: stay.stay?.room ?? stay.room });
    assert.equal(occupied.code, 'room_occupied');
    assert.equal(occupied.departure, addDays(today, 2));
    const free = (await rooms()).filter((each) => !each.occupied);
    const [first, second, third] = free.map((each) => each.room);

    const outage = await plan(201, { room: first, return_status: 'pickup' });
    assert.equal(outage.now, true);
    assert.equal((await room(first)).out_of_order_reason, 'paint');
    assert.equal((await room(first)).outage_until, addDays(today, 2));
    assert.equal((await plan(409, { room: first, from: addDays(today, 1) })).code, 'outage_overlaps');
    const served = await plan(201, { room: second, kind: 'out_of_service', until: addDays(today, 1) });
    assert.equal((await room(second)).out_of_service_reason, 'paint');
    const ahead = await plan(201, { room: third, from: addDays(today, 3), until: addDays(today, 5) });
    assert.equal(ahead.now, false);
    assert.equal((await room(third)).outage_id, null);
    const listed = (await manager.expect(200, 'GET', `/v1/outages?from=${today}`)).items;
    assert.deepEqual(listed.map((each) => each.outage_id).sort(), [outage.outage_id, served.outage_id, ahead.outage_id].sort());

    const longer = await manager.expect(200, 'POST', `/v1/outages/${outage.outage_id}/change`, { until: addDays(today, 4), reason: 'paint and carpet' });
    assert.equal(longer.until, addDays(today, 4));
    const back = await manager.expect(200, 'POST', `/v1/outages/${outage.outage_id}/return`, {});
    assert.equal(back.until, today);
    assert.equal((await room(first)).housekeeping, 'pickup');
    assert.equal((await room(first)).out_of_order_reason, null);
    assert.equal((await manager.expect(409, 'POST', `/v1/outages/${outage.outage_id}/return`, {})).code, 'outage_over');

    // The same request twice is one outage.
    const body = { room: first, kind: 'out_of_order', from: today, until: addDays(today, 1), reason: 'smell' };
    const once = await manager.post('/v1/outages', body, 'one-key');
    assert.deepEqual((await manager.post('/v1/outages', body, 'one-key')).body, once.body);

    await manager.expect(201, 'POST', '/v1/night-audits', { business_date: today });
    assert.equal((await room(second)).out_of_service_reason, null);
    assert.equal((await room(second)).housekeeping, 'dirty');
    assert.equal((await room(first)).housekeeping, 'dirty');
    assert.equal((await room(first)).outage_id, null);
    const report = (await manager.expect(200, 'GET', `/v1/night-audits/${today}`)).report;
    assert.equal(report.rooms_out_of_order, 1);
  });
}

// ---- with the centre ----

before(async () => {
  people.agent = await logIn(CENTRE, 'crs-agent1');
  people.revenue = await logIn(CENTRE, 'revenue1');
  people.manager = await logIn(desk(HOTEL), `${HOTEL.toLowerCase()}-manager`);
  hotel = (await ask('agent', 'GET', `/v1/hotels/${HOTEL}`)).body;
  type = hotel.room_types.reduce((most, each) => (each.sell_limit > most.sell_limit ? each : most));
});

const undo = [];
after(async () => {
  for (const each of undo.reverse()) await each();
});

function ask(who, method, path, body) {
  return send(who === 'manager' ? desk(HOTEL) : CENTRE, method, path, { body, headers: people[who] });
}

async function cell(night) {
  const { body } = await ask('agent', 'GET', `/v1/hotels/${HOTEL}/cells?from=${night}&to=${addDays(night, 1)}`);
  return body.items.find((each) => each.room_type === type.code);
}

async function cellWith(night, out) {
  return until(`the centre counts ${out} rooms out of order`, async () => {
    const now = await cell(night);
    return now.out_of_order === out ? now : null;
  });
}

async function setLimit(night, sell_limit) {
  const limits = [{ room_type: type.code, from: night, until: night, sell_limit }];
  assert.equal((await ask('revenue', 'PUT', `/v1/hotels/${HOTEL}/limits`, { limits })).status, 200);
}

async function freeRooms(count) {
  const { body } = await ask('manager', 'GET', '/v1/rooms');
  return body.items.filter((each) => each.room_type === type.code && !each.occupied && each.outage_id === null).slice(0, count).map((each) => each.room);
}

async function takeOut(room, night, nights = 1) {
  const answer = await ask('manager', 'POST', '/v1/outages', { room, kind: 'out_of_order', from: night, until: addDays(night, nights), reason: 'burst pipe' });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  const { outage_id: outage } = answer.body;
  undo.push(() => ask('manager', 'POST', `/v1/outages/${outage}/return`, {}));
  return outage;
}

async function putBack(outage) {
  const answer = await ask('manager', 'POST', `/v1/outages/${outage}/return`, {});
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
}

async function book(night) {
  const room = { room_type: type.code, rate_plan: 'BAR', arrival: night, departure: addDays(night, 1), adults: 1 };
  const answer = await ask('agent', 'POST', '/v1/reservations', { hotel: HOTEL, guest: { given_name: 'Ada', surname: 'Race' }, rooms: [room] });
  if (answer.status === 201) undo.push(() => ask('agent', 'POST', `/v1/reservations/${answer.body.confirmation_number}/cancel`, {}));
  return answer;
}

async function exceptions() {
  const { body } = await ask('revenue', 'GET', `/v1/exceptions?hotel=${HOTEL}&limit=50`);
  return (body?.items ?? []).filter((each) => each.reason === 'room_out_of_order');
}

function assertRightsAddUp(now) {
  const taken = now.sold + now.held + now.blocked + now.granted + now.out_of_order;
  assert.ok(taken <= now.sell_limit + now.oversell_authorised, JSON.stringify(now));
}

async function assertCentreAgrees() {
  const { body } = await send(CENTRE, 'GET', '/v1/reports/checks', { headers: people.revenue });
  const findings = (body.findings ?? []).filter((each) => each.hotel === HOTEL && /^cells/.test(each.check));
  assert.deepEqual(findings, []);
}

test('the last room goes out of order, and comes back for sale at once', async () => {
  const night = addDays(hotel.business_date, 180);
  const before = await cell(night);
  await setLimit(night, before.sold + 1);
  undo.push(() => setLimit(night, type.sell_limit));
  const [room] = await freeRooms(1);
  const outage = await takeOut(room, night);
  await cellWith(night, before.out_of_order + 1);
  const refused = await book(night);
  assert.equal(refused.status, 409);
  assert.equal(refused.body.code, 'sold_out');
  await putBack(outage);
  const now = await cellWith(night, before.out_of_order);
  assert.equal(now.oversell_authorised, before.oversell_authorised);
  assert.equal((await book(night)).status, 201);
  assert.equal((await book(night)).status, 409);
  await assertCentreAgrees();
});

test('rooms go out of order and come back while everybody books', async () => {
  const night = addDays(hotel.business_date, 184);
  const rooms = await freeRooms(3);
  const known = Math.max(0, ...(await exceptions()).map((each) => each.exception));
  await setLimit(night, 4);
  undo.push(() => setLimit(night, type.sell_limit));
  const outages = [];
  const desks = rooms.map(async (room, index) => {
    await pause(index * 5);
    outages.push(await takeOut(room, night));
  });
  const asked = await Promise.all(Array.from({ length: CLIENTS }, () => book(night)));
  await Promise.all(desks);
  const sold = asked.filter(({ status }) => status === 201).length;
  for (const { status, body } of asked) assert.ok(status === 201 || body.code === 'sold_out', JSON.stringify(body));
  const now = await cellWith(night, 3);
  assertRightsAddUp(now);
  assert.equal(now.sold, sold);
  assert.equal(now.oversell_authorised, Math.max(0, sold + 3 - 4));
  const listed = (await exceptions()).filter((each) => each.exception > known && each.first_night === night);
  assert.equal(listed.reduce((sum, each) => sum + each.rooms, 0), now.oversell_authorised);

  await Promise.all([...outages.map(putBack), ...Array.from({ length: CLIENTS }, () => book(night).then((each) => asked.push(each)))]);
  const end = await cellWith(night, 0);
  assert.equal(end.oversell_authorised, 0);
  while ((await book(night)).status === 201);
  const full = await cell(night);
  assert.equal(full.sold + full.granted, 4);
  await assertCentreAgrees();
});
