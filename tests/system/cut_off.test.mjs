// A hotel that is cut off for days: it sells within its rights and not beyond them, in two ways and at two desks at
// once, does everything else as always, and when the line is back everything is merged once.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { addDays, newKey, PROGRAMS, send } from '../support/instance.mjs';
import { until } from '../support/until.mjs';
import { OwnInstance } from './own_instance.mjs';

const HOTEL = 'ZRH'; // lives in real time
const TYPE = 'STD';
const LAST_ROOM_TYPE = 'JUN';

const instance = new OwnInstance('cut-off', 900);
instance.environment.KEYRACK_HOTELS = HOTEL;
const PORT = Number(instance.environment.KEYRACK_PORT);
const CENTRE = `http://127.0.0.1:${PORT}`;
const DESK = `http://127.0.0.1:${PORT + 1}`;

let agent;
let clerk;
let manager;
let today;
const made = []; // confirmation numbers of what the hotel sold by itself

const atCentre = (method, path, body, key) => send(CENTRE, method, path, { body, key, headers: agent });
const atDesk = (method, path, body, key, who = clerk) => send(DESK, method, path, { body, key, headers: who });
const part = (command, name) => {
  const done = instance.ops('part', command, name);
  assert.equal(done.status, 0, done.output);
};

const status = async () => (await send(DESK, 'GET', '/v1/status')).body;
const isCurrent = (now) => now.connected && now.outbox_pending === 0 && now.feed_version === now.centre_version;
const rights = async () => (await atDesk('GET', '/v1/allotments')).body;
const rightOf = async (type, night = today) => (await rights()).items.find((item) => item.room_type === type && item.night === night)?.right ?? 0;
const capability = async (action) => (await atDesk('GET', '/v1/capabilities')).body.actions.find((each) => each.action === action);

const stayFrom = (arrival, nights, more = {}) => ({ room_type: TYPE, rate_plan: 'BAR', arrival, departure: addDays(arrival, nights), adults: 1, ...more });
const call = (surname, room, more = {}) => ({ guest: { surname, given_name: 'Ana', telephone: '+41 44 000 00 00' }, rooms: [room], ...more });
const walkIn = (surname, more = {}) => ({ guest: { surname }, ...stayFrom(today, 1), ...more });

async function cut() {
  part('kill', 'central');
  await until('the desk sees it', async () => !(await status()).connected);
}

async function mend() {
  part('start', 'central');
  await until('all is told', async () => isCurrent(await status()));
  agent = await instance.logIn(CENTRE, 'crs-agent1');
}

// As a power cut: the connections of before are gone as well.
async function crashNode() {
  part('kill', `property-${HOTEL}`);
  part('start', `property-${HOTEL}`);
  await until('the node serves', async () => (await send(DESK, 'GET', '/healthz').catch(() => null))?.status === 200);
  clerk = await instance.logIn(DESK, 'zrh-desk1');
  manager = await instance.logIn(DESK, 'zrh-manager');
}

before(async () => {
  instance.up();
  agent = await instance.logIn(CENTRE, 'crs-agent1');
  clerk = await instance.logIn(DESK, 'zrh-desk1');
  manager = await instance.logIn(DESK, 'zrh-manager');
  await until('the hotel has its copies', async () => isCurrent(await status()));
  today = (await status()).business_date;
});

after(() => instance.down());

test('a connected hotel is granted rooms and holds a lease; whoever calls is booked by the centre', async () => {
  await until('rights', async () => (await rights()).lease.live && (await rightOf(TYPE)) > 0);
  assert.ok((await rights()).lease.left_seconds > 3 * 24 * 3600);
  assert.equal((await capability('walk_in')).reason, 'as_usual');
  const key = newKey();
  const booked = await atDesk('POST', '/v1/reservations', call('Keller', stayFrom(addDays(today, 30), 3)), key);
  assert.equal(booked.status, 201, JSON.stringify(booked.body));
  assert.match(booked.body.confirmation_number, /^1/);
  assert.equal(booked.body.sold_by, 'centre');
  const again = await atDesk('POST', '/v1/reservations', call('Keller', stayFrom(addDays(today, 30), 3)), key);
  assert.deepEqual(again.body, booked.body);
  const wrong = await atDesk('POST', '/v1/reservations', call('Keller', stayFrom(today, 1, { room_type: 'Z9' })));
  assert.equal(wrong.status, 422, JSON.stringify(wrong.body));
  assert.equal(wrong.body.errors[0].pointer, '/rooms/0/room_type');
});

test('the last room is sold at the centre although the hotel holds a right to it, and the hotel then has none', async () => {
  assert.ok((await rightOf(LAST_ROOM_TYPE)) > 0);
  const book = () =>
    atCentre('POST', '/v1/reservations', { hotel: HOTEL, ...call('Last', stayFrom(today, 1, { room_type: LAST_ROOM_TYPE, children: 0, infants: 0 })) });
  let sold = 0;
  let refused;
  while (refused === undefined) {
    const booked = await book();
    if (booked.status === 201) sold += 1;
    else refused = booked;
  }
  assert.equal(refused.status, 409, JSON.stringify(refused.body));
  const cell = (await atCentre('GET', `/v1/hotels/${HOTEL}/cells?from=${today}&to=${addDays(today, 1)}`)).body.items.find((each) => each.room_type === LAST_ROOM_TYPE);
  assert.equal(sold, cell.sell_limit, 'every room of the limit');
  await until('the copies say so', async () => (await rightOf(LAST_ROOM_TYPE)) === 0);
});

let expected;
let longer; // the first walk-in of the night

test('cut off: the plain picture, rights for walk-ins and callers, and one winner of the last one', async () => {
  expected = (await atDesk('POST', '/v1/reservations', call('Erwartet', stayFrom(today, 2)))).body.confirmation_number;
  await until('the copies are current', async () => isCurrent(await status()));
  await cut();
  assert.deepEqual(await capability('walk_in'), { action: 'walk_in', possible: true, reason: 'within_rights' });
  assert.deepEqual(await capability('change_reservation'), { action: 'change_reservation', possible: false, reason: 'centre_needed' });
  assert.ok(Date.parse((await status()).heard_at) <= Date.now());

  const granted = await rightOf(TYPE);
  assert.ok(granted >= 2, 'the demonstration hotel is granted several rooms');
  const first = await atDesk('POST', '/v1/walk-ins', walkIn('Frei'));
  assert.equal(first.status, 201, JSON.stringify(first.body));
  assert.equal(first.body.sold_by, 'right');
  longer = first.body;
  made.push(first.body.confirmation_number);
  while ((await rightOf(TYPE)) > 1) {
    const key = newKey();
    const sold = await atDesk('POST', '/v1/reservations', call('Anruf', stayFrom(today, 1)), key);
    assert.equal(sold.status, 201, JSON.stringify(sold.body));
    assert.equal(sold.body.sold_by, 'right');
    assert.deepEqual((await atDesk('POST', '/v1/reservations', call('Anruf', stayFrom(today, 1)), key)).body, sold.body);
    made.push(sold.body.confirmation_number);
  }
  const race = await Promise.all([
    atDesk('POST', '/v1/reservations', call('Eins', stayFrom(today, 1))),
    atDesk('POST', '/v1/walk-ins', walkIn('Zwei'), newKey(), manager),
  ]);
  assert.deepEqual(race.map((answer) => answer.status).sort(), [201, 409], JSON.stringify(race.map((answer) => answer.body)));
  made.push(race.find((answer) => answer.status === 201).body.confirmation_number);
  const refusal = race.find((answer) => answer.status === 409).body;
  assert.equal(refusal.code, 'rights_exhausted');
  assert.equal(refusal.room_type, TYPE);
  assert.equal(refusal.night, today);
  assert.equal(refusal.left, 0);
  assert.ok(refusal.alternatives.length > 0 && refusal.alternatives.every((each) => each.left > 0));
  assert.ok(refusal.walk_suggestions.length > 0 && refusal.walk_suggestions[0].telephone);
  assert.equal(made.length, granted);
});

test('a room called back is not sold at the hotel either', async () => {
  const refused = await atDesk('POST', '/v1/walk-ins', walkIn('Spaet', { room_type: LAST_ROOM_TYPE }));
  assert.equal(refused.status, 409, JSON.stringify(refused.body));
  assert.match(refused.body.code, /^(rights_exhausted|no_room_free)$/);
});

test('a guest stays longer within the rights of the nights gained, and not beyond them', async () => {
  const tomorrow = addDays(today, 1);
  const left = await rightOf(TYPE, tomorrow);
  assert.ok(left > 2, 'rooms of tomorrow are granted');
  const departure = (nights, more, who) => atDesk('POST', `/v1/stays/${longer.stay_id}/departure`, { departure: addDays(today, nights), ...more }, newKey(), who);
  const key = newKey();
  const extend = () => atDesk('POST', `/v1/stays/${longer.stay_id}/departure`, { departure: addDays(today, 2) }, key);
  const extended = await extend();
  assert.equal(extended.status, 200, JSON.stringify(extended.body));
  assert.equal(extended.body.booked_departure, addDays(today, 2));
  assert.equal(await rightOf(TYPE, tomorrow), left - 1);
  assert.deepEqual((await extend()).body, extended.body);
  assert.equal(await rightOf(TYPE, tomorrow), left - 1, 'asked twice, sold once');
  const refused = await departure(9);
  assert.equal(refused.status, 409, JSON.stringify(refused.body));
  assert.equal(refused.body.code, 'rights_exhausted');
  assert.equal((await atDesk('GET', `/v1/stays/${longer.stay_id}`)).body.booked_departure, addDays(today, 2));
});

test('a restart of the node keeps lease, rights and numbers', async () => {
  const tomorrow = addDays(today, 1);
  const left = await rightOf(TYPE, tomorrow);
  assert.ok(left > 0);
  await crashNode();
  assert.equal((await rights()).lease.live, true);
  assert.equal(await rightOf(TYPE), 0);
  assert.equal(await rightOf(TYPE, tomorrow), left);
  const sold = await atDesk('POST', '/v1/reservations', call('Morgen', stayFrom(tomorrow, 1)));
  assert.equal(sold.status, 201, JSON.stringify(sold.body));
  assert.equal(sold.body.sold_by, 'right');
  made.push(sold.body.confirmation_number);
  assert.equal(new Set(made).size, made.length);
  const key = newKey();
  const week = () => atDesk('POST', '/v1/reservations', call('Woche', stayFrom(today, 7)), key);
  const beyond = await week();
  assert.equal(beyond.body.code, 'rights_exhausted');
  await crashNode();
  const again = await week();
  assert.equal(again.status, beyond.status);
  assert.deepEqual(again.body, beyond.body, 'the same request gets the same refusal');
});

let overridden;

test('beyond the rights a manager decides, with a reason and a walk suggestion', async () => {
  const tomorrow = addDays(today, 1);
  const left = await rightOf(TYPE, tomorrow);
  assert.ok(left > 0);
  const wish = call('Trotzdem', stayFrom(today, 2), { override_reason: 'the last train is gone' });
  assert.equal((await atDesk('POST', '/v1/reservations', wish)).status, 403);
  const sold = await atDesk('POST', '/v1/reservations', wish, newKey(), manager);
  assert.equal(sold.status, 201, JSON.stringify(sold.body));
  assert.equal(sold.body.sold_by, 'override');
  assert.ok(sold.body.walk_suggestions.length > 0);
  assert.equal(await rightOf(TYPE), 0);
  assert.equal(await rightOf(TYPE, tomorrow), left - 1, 'of the night it has a room for, the hotel takes its own');
  overridden = sold.body.confirmation_number;
  made.push(overridden);
  const unmerged = await atDesk('POST', `/v1/reservations/${overridden}/cancel`, { reason: 'the guest called' });
  assert.equal(unmerged.status, 409);
  assert.equal(unmerged.body.code, 'not_merged_yet');
});

test('three days go by: check-in, move, charge, check-out, no-shows and night audits', async () => {
  const arrived = await atDesk('POST', `/v1/reservations/${expected}/check-in`, {});
  assert.equal(arrived.status, 201, JSON.stringify(arrived.body));
  const path = `/v1/stays/${arrived.body.stay_id}`;
  assert.equal((await atDesk('POST', `${path}/charges`, { department: 'food', description: 'Dinner', amount_minor: 4200 })).status, 201);
  const free = (await atDesk('GET', '/v1/rooms')).body.items.find((room) => room.room_type === TYPE && !room.occupied);
  const moved = await atDesk('POST', `${path}/move`, { room: free.room });
  assert.equal(moved.status, 200, JSON.stringify(moved.body));
  for (let day = 0; day < 3; day += 1) {
    const date = addDays(today, day);
    for (const leaving of (await atDesk('GET', `/v1/departures?date=${date}`)).body.items) {
      const out = await atDesk('POST', `/v1/stays/${leaving.stay_id}/check-out`, { settle: { method: 'card' } });
      assert.equal(out.status, 200, JSON.stringify(out.body));
    }
    const audit = await atDesk('POST', '/v1/night-audits', { business_date: date }, newKey(), manager);
    assert.equal(audit.status, 201, JSON.stringify(audit.body));
    assert.equal(audit.body.report.ledger_balances, true);
  }
  assert.equal((await status()).business_date, addDays(today, 3));
  assert.equal((await atDesk('GET', '/v1/in-house')).body.items.length, 0);
});

test('when the line is back everything is there once, and what was beyond the rights is told', async () => {
  await mend();
  for (const number of made) {
    const found = await atCentre('GET', `/v1/reservations/${number}`);
    assert.equal(found.status, 200, `${number}: ${JSON.stringify(found.body)}`);
  }
  const line = async (number) => (await atCentre('GET', `/v1/reservations/${number}`)).body.lines[0].status;
  assert.equal(await line(expected), 'checked_out');
  assert.equal(await line(made[0]), 'checked_out');
  const merged = (await atCentre('GET', `/v1/reservations/${longer.confirmation_number}`)).body.lines[0];
  assert.deepEqual([merged.departure, merged.night_prices_minor.length], [addDays(today, 2), 2], 'the centre has the night gained');
  assert.equal(await line(overridden), 'no_show');
  assert.equal((await atCentre('GET', '/v1/reservations?surname=Trotzdem')).body.items.length, 1);
  await until('what was used is settled', async () => (await rights()).items.every((item) => item.used === 0));
  const checked = spawnSync(join(PROGRAMS, 'keyrack'), ['check', '--run', instance.run], { encoding: 'utf8', timeout: 180_000 });
  assert.equal(checked.status, 0, checked.stdout + checked.stderr);
});

test('a sale whose outcome is open is never made twice', async () => {
  const date = (await status()).business_date;
  await until('new rights', async () => (await rightOf(TYPE, date)) > 0);
  const key = newKey();
  const wish = call('Ungewiss', stayFrom(date, 1));
  part('pause', 'central');
  try {
    const open = await atDesk('POST', '/v1/reservations', wish, key);
    assert.equal(open.status, 503, JSON.stringify(open.body));
    assert.equal(open.body.code, 'centre_silent');
    const still = await atDesk('POST', '/v1/reservations', wish, key);
    assert.equal(still.status, 503, 'the centre may have sold it: not here as well');
    await crashNode();
    await until('the desk sees it', async () => !(await status()).connected);
    assert.equal((await atDesk('POST', '/v1/reservations', wish, key)).status, 503, 'nor after a restart');
    const other = await atDesk('POST', '/v1/reservations', call('Gewiss', stayFrom(date, 1)));
    assert.equal(other.status, 201, 'who is asked for now is sold here at once');
    assert.equal(other.body.sold_by, 'right');
  } finally {
    part('resume', 'central');
  }
  await until('the line is back', async () => isCurrent(await status()));
  const settled = await until('an answer', async () => {
    const answer = await atDesk('POST', '/v1/reservations', wish, key);
    return answer.status === 201 ? answer : null;
  });
  assert.equal(settled.body.sold_by, 'centre');
  agent = await instance.logIn(CENTRE, 'crs-agent1');
  const found = (await atCentre('GET', '/v1/reservations?surname=Ungewiss')).body.items;
  assert.deepEqual(found.map((each) => each.confirmation_number), [settled.body.confirmation_number]);
});
