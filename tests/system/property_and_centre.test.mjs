// A hotel's node and the centre together: copies in both directions, commands that are the centre's to decide, and a
// line that is cut while guests stand at the desk.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { addDays, newKey, PROGRAMS, send } from '../support/instance.mjs';
import { until } from '../support/until.mjs';
import { OwnInstance } from './own_instance.mjs';

const instance = new OwnInstance('desk', 400);
const PORT = Number(instance.environment.KEYRACK_PORT);
const CENTRE = `http://127.0.0.1:${PORT}`;
const DESK = `http://127.0.0.1:${PORT + 4}`; // ZRH, which lives in real time

let agent;
let clerk;
let manager;
let today;

const atCentre = (method, path, body, key) => send(CENTRE, method, path, { body, key, headers: agent });
const atDesk = (method, path, body, key, who = clerk) => send(DESK, method, path, { body, key, headers: who });

const status = async () => (await send(DESK, 'GET', '/v1/status')).body;

async function book(surname, nights = 2) {
  const booked = await atCentre('POST', '/v1/reservations', {
    hotel: 'ZRH',
    guest: { given_name: 'Ana', surname },
    rooms: [{ room_type: roomType, rate_plan: 'BAR', arrival: today, departure: addDays(today, nights), adults: 2, children: 0, infants: 0 }],
  });
  assert.equal(booked.status, 201, JSON.stringify(booked.body));
  return booked.body;
}

const lineAtCentre = async (number) => (await atCentre('GET', `/v1/reservations/${number}`)).body.lines[0];
const walkIn = (surname, more = {}) => ({
  guest: { given_name: 'Ana', surname },
  room_type: roomType,
  rate_plan: 'BAR',
  departure: addDays(today, 1),
  adults: 1,
  ...more,
});

let roomType;

before(async () => {
  instance.up();
  agent = await instance.logIn(CENTRE, 'crs-agent1');
  clerk = await instance.logIn(DESK, 'zrh-desk1');
  manager = await instance.logIn(DESK, 'zrh-manager');
  const shown = await until('the hotel has its copies', async () => {
    const now = await status();
    return now.connected && now.feed_version > 0 && now.feed_version === now.centre_version ? now : null;
  });
  today = shown.business_date;
  const offers = (await atDesk('GET', `/v1/availability?adults=2`)).body.items;
  roomType = offers.find((offer) => offer.rate_plan === 'BAR').room_type;
});

after(() => instance.down());

test('a booking reaches the desk at once, and the stay the centre', async () => {
  const { confirmation_number: number } = await book('Keller');
  const arrival = await until('the guest is expected', async () => {
    const { items } = (await atDesk('GET', '/v1/arrivals')).body;
    return items.find((item) => item.confirmation_number === number);
  });
  assert.equal(arrival.guest_name, 'Keller, Ana');
  const checkedIn = await atDesk('POST', `/v1/reservations/${number}/check-in`, { line: 1 });
  assert.equal(checkedIn.status, 201, JSON.stringify(checkedIn.body));
  await until('the centre knows', async () => (await lineAtCentre(number)).status === 'in_house');
  const refused = await atDesk('POST', `/v1/reservations/${number}/cancel`, { reason: 'no' });
  assert.equal(refused.status, 409);
  assert.equal(refused.body.code, 'owned_by_hotel');

  const out = await atDesk('POST', `/v1/stays/${checkedIn.body.stay_id}/check-out`, { settle: { method: 'card' } });
  assert.equal(out.status, 200, JSON.stringify(out.body));
  assert.equal(out.body.balance_minor, 0);
  await until('the centre knows that too', async () => (await lineAtCentre(number)).status === 'checked_out');
  assert.equal((await lineAtCentre(number)).holds_until, today);
});

test('a booking that was just made is checked in before the feed has brought it', async () => {
  const numbers = await Promise.all(Array.from({ length: 6 }, (_, index) => book(`Quick${index}`)));
  const stays = await Promise.all(
    numbers.map(({ confirmation_number: number }) => atDesk('POST', `/v1/reservations/${number}/check-in`, {})),
  );
  for (const stay of stays) assert.equal(stay.status, 201, JSON.stringify(stay.body));
  assert.equal(new Set(stays.map((stay) => stay.body.room)).size, stays.length);
  const nobody = await atDesk('POST', '/v1/reservations/199999999980/check-in', {});
  assert.equal(nobody.status, 404);
});

test('the centre decides changes before arrival, and the desk sees them at once', async () => {
  const { confirmation_number: number } = await book('Meier', 3);
  const path = `/v1/reservations/${number}`;
  const seen = await until('the copy is there', async () => {
    const found = await atDesk('GET', path);
    return found.status === 200 ? found : null;
  });
  const etag = seen.headers.get('etag');
  const key = newKey();
  const change = { rooms: [{ line: 1, departure: addDays(today, 4) }] };
  const sendChange = (headers) => send(DESK, 'POST', `${path}/modify`, { body: change, key, headers: { ...clerk, ...headers } });
  const changed = await sendChange({ 'If-Match': etag });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  assert.equal((await atDesk('GET', path)).body.lines[0].departure, addDays(today, 4));
  assert.deepEqual((await sendChange({ 'If-Match': etag })).body, changed.body);
  const stale = await send(DESK, 'POST', `${path}/modify`, { body: change, headers: { ...clerk, 'If-Match': etag } });
  assert.equal(stale.status, 412, JSON.stringify(stale.body));

  const cancelled = await atDesk('POST', `${path}/cancel`, { reason: 'the guest called' });
  assert.equal(cancelled.status, 200, JSON.stringify(cancelled.body));
  assert.equal((await atDesk('GET', path)).body.lines[0].status, 'cancelled');
  const late = await atDesk('POST', `${path}/check-in`, {});
  assert.equal(late.body.code, 'reservation_cancelled');
});

test('a walk-in is sold by the centre while it is there', async () => {
  const key = newKey();
  const first = await atDesk('POST', '/v1/walk-ins', walkIn('Huber'), key);
  assert.equal(first.status, 201, JSON.stringify(first.body));
  assert.match(first.body.confirmation_number, /^1/);
  assert.deepEqual((await atDesk('POST', '/v1/walk-ins', walkIn('Huber'), key)).body, first.body);
  await until('the centre knows', async () => (await lineAtCentre(first.body.confirmation_number)).status === 'in_house');
});

test('what a cut-off hotel did is merged when the line is back', async () => {
  const expected = await book('Baumann');
  await until('the copy is there', async () => (await atDesk('GET', `/v1/reservations/${expected.confirmation_number}`)).status === 200);
  assert.equal(instance.ops('part', 'kill', 'central').status, 0);
  await until('the desk sees it', async () => !(await status()).connected);

  const arrived = await atDesk('POST', `/v1/reservations/${expected.confirmation_number}/check-in`, {});
  assert.equal(arrived.status, 201, JSON.stringify(arrived.body));
  const unknown = await atDesk('POST', '/v1/reservations/199999999980/check-in', {});
  assert.equal(unknown.status, 503, JSON.stringify(unknown.body));
  const cancel = await atDesk('POST', `/v1/reservations/${expected.confirmation_number}/cancel`, { reason: 'x' });
  assert.equal(cancel.status, 409);
  const plain = await atDesk('POST', '/v1/walk-ins', walkIn('Frei', { departure: addDays(today, 9) }));
  assert.equal(plain.status, 409, 'its rights do not reach so far');
  assert.equal(plain.body.code, 'rights_exhausted');
  const allowed = await atDesk('POST', '/v1/walk-ins', walkIn('Frei', { departure: addDays(today, 9), override_reason: 'the last train is gone' }), newKey(), manager);
  assert.equal(allowed.status, 201, JSON.stringify(allowed.body));
  assert.match(allowed.body.confirmation_number, /^5/);
  assert.equal(allowed.body.sold_by, 'override');
  await until('the screen says what waits', async () => (await status()).outbox_pending >= 2);

  const started = instance.ops('part', 'start', 'central');
  assert.equal(started.status, 0, started.output);
  await until('all is told', async () => {
    const now = await status();
    return now.connected && now.outbox_pending === 0 && now.feed_version === now.centre_version;
  });
  agent = await instance.logIn(CENTRE, 'crs-agent1');
  assert.equal((await lineAtCentre(expected.confirmation_number)).status, 'in_house');
  const merged = (await atCentre('GET', `/v1/reservations/${allowed.body.confirmation_number}`)).body;
  assert.equal(merged.guest.surname, 'Frei');
  assert.equal(merged.lines[0].status, 'in_house');
});

test('both sides hold the same rows, and nothing is out of balance', async () => {
  const checked = spawnSync(join(PROGRAMS, 'keyrack'), ['check', '--run', instance.run], { encoding: 'utf8', timeout: 180_000 });
  assert.equal(checked.status, 0, checked.stdout + checked.stderr);
  const checks = (await atDesk('GET', '/v1/checks')).body;
  assert.equal(checks.folios_unbalanced, 0);
  assert.equal(checks.folios_misadded, 0);
  assert.equal(checks.rooms_doubly_occupied, 0);
  assert.equal(checks.feed_lag, 0);
});
