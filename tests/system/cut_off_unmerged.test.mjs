// The line is back, but what the hotel did meanwhile has not reached the centre yet: the hotel's own sale stays at the
// desk although the centre, which owns all copies, knows nothing of it; and it is there once when it has been told.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { addDays, CENTRE, desk, logIn, newKey, send } from '../support/instance.mjs';
import { scratchFolder } from '../support/scratch.mjs';
import { until } from '../support/until.mjs';
import { BusLine } from './bus_line.mjs';

const HOTEL = 'TYO';
const ROUNDS = 3; // of comparing the copies: a row has to be seen twice before it is touched
const ends = [];
const atTheEnd = { after: (end) => ends.unshift(end) };
const folder = scratchFolder(atTheEnd);
let line;
let clerk;
let agent;

before(async () => {
  line = await BusLine.lay(atTheEnd, folder, HOTEL);
  clerk = await logIn(desk(HOTEL), `${HOTEL.toLowerCase()}-desk1`);
  agent = await logIn(CENTRE, 'crs-agent1');
});

after(async () => {
  await line?.end();
  for (const end of ends) await end();
});

const atDesk = (method, path, body) => send(desk(HOTEL), method, path, { body, key: newKey(), headers: clerk });
const status = async () => (await send(desk(HOTEL), 'GET', '/v1/status')).body;
const atCentre = async (number) => (await send(CENTRE, 'GET', `/v1/reservations/${number}`, { headers: agent })).status;

async function rounds(count) {
  for (let round = 0; round < count; round += 1) {
    const { checked_at: before } = (await atDesk('GET', '/v1/reconciliation')).body;
    await until('the copies are compared', async () => (await atDesk('GET', '/v1/reconciliation')).body.checked_at !== before);
  }
}

async function granted() {
  const { business_date: today } = await status();
  const find = async () => (await atDesk('GET', '/v1/allotments')).body.items.find((each) => each.night === today && each.right > 0);
  await until('the hotel is granted rooms', find);
  return find();
}

test('a sale the centre has not heard of yet stays at the desk', async () => {
  const { room_type, night } = await granted();
  await line.cut();
  line.misdirected = 'outbox';
  const room = { room_type, rate_plan: 'BAR', arrival: night, departure: addDays(night, 1), adults: 1 };
  const sold = await atDesk('POST', '/v1/reservations', { guest: { surname: 'Unmerged' }, rooms: [room] });
  assert.equal(sold.status, 201, JSON.stringify(sold.body));
  const number = sold.body.confirmation_number;
  await line.mend();
  await line.untilConnected(true);
  await rounds(ROUNDS);
  assert.ok((await status()).outbox_pending > 0);
  assert.equal(await atCentre(number), 404);
  assert.equal((await atDesk('GET', `/v1/reservations/${number}`)).status, 200);
  line.misdirected = undefined;
  await until('the centre is told', async () => (await status()).outbox_pending === 0);
  assert.equal(await atCentre(number), 200);
  await rounds(1);
  assert.equal((await atDesk('GET', `/v1/reservations/${number}`)).status, 200);
  assert.equal((await atDesk('POST', `/v1/reservations/${number}/cancel`, { reason: 'the test is over' })).status, 200);
});
