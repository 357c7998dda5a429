// The routes that give guests their rooms, called as they should be and as they should not.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { addDays, CENTRE, desk, logIn, send } from '../support/instance.mjs';
import { Api, testManners } from '../support/manners.mjs';
import { Description } from '../support/openapi.mjs';
import { until } from '../support/until.mjs';

const HOTEL = 'TYO';
const api = new Api(desk(HOTEL), new Description('property', { tags: ['assignment'] }), {
  staff: {
    'tyo-desk1': ['frontdesk'],
    'tyo-manager': ['manager', 'frontdesk'],
    'tyo-housekeeping1': ['housekeeping'],
    'tyo-trainer': ['trainer', 'frontdesk', 'manager'],
  },
  examples: { confirmation: '100000000009', line: '1' },
});
const { people } = api;
const clerk = (...rest) => api.call(people['tyo-desk1'], ...rest);
let agent;
let today;
let type;
let rooms;
const made = [];

before(async () => {
  for (const user of Object.keys(api.staff)) people[user] = await logIn(desk(HOTEL), user);
  agent = await logIn(CENTRE, 'crs-agent1');
  today = (await send(desk(HOTEL), 'GET', '/v1/status')).body.business_date;
  const all = (await send(desk(HOTEL), 'GET', '/v1/rooms', { headers: people['tyo-desk1'] })).body.items;
  const count = (code) => all.filter((each) => each.room_type === code).length;
  type = all.reduce((most, each) => (count(each.room_type) > count(most) ? each.room_type : most), all[0].room_type);
  rooms = all.filter((each) => each.room_type === type);
});

testManners(api);

// A reservation made at the centre, once the hotel knows it. Far enough away that other tests leave the nights alone.
async function booked(first = 200, nights = 2) {
  const room = { room_type: type, rate_plan: 'BAR', arrival: addDays(today, first), departure: addDays(today, first + nights), adults: 2 };
  const answer = await send(CENTRE, 'POST', '/v1/reservations', {
    headers: agent,
    body: { hotel: HOTEL, guest: { given_name: 'Aiko', surname: 'Tanaka' }, rooms: [room] },
  });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  const number = answer.body.confirmation_number;
  made.push(number);
  await until('the booking reaches the hotel', async () => (await send(desk(HOTEL), 'GET', `/v1/reservations/${number}`, { headers: people['tyo-desk1'] })).status === 200);
  return { number, line: `/v1/reservations/${number}/lines/1` };
}

const planOf = async (first = 200) =>
  (await clerk('GET', `/v1/room-plan?from=${addDays(today, first)}&until=${addDays(today, first + 10)}`, 200)).body.items;

test('the plan', async () => {
  await clerk('GET', `/v1/room-plan?from=${today}&until=${today}`, 400, { code: 'invalid_query', pointer: '?until' });
  await clerk('GET', `/v1/room-plan?from=${today}&until=${addDays(today, 63)}`, 400, { code: 'invalid_query' });
  await clerk('GET', '/v1/room-plan?from=yesterday', 400, { code: 'invalid_query', pointer: '?from' });
  await clerk('GET', '/v1/room-plan?rooms=0', 400, { code: 'invalid_query', pointer: '?rooms' });
  const { body } = await clerk('GET', '/v1/room-plan', 200);
  assert.equal(body.from, today);
});

test('a room is assigned, kept from others, and given back', async () => {
  const [first, second] = [await booked(), await booked()];
  const room = rooms[0].room;
  await clerk('POST', `${first.line}/room`, 400, { code: 'required', pointer: '/room', body: {} });
  await clerk('POST', `${first.line}/room`, 422, { code: 'room_unknown', pointer: '/room', body: { room: '9999' } });
  await clerk('POST', `${first.line}/room`, 422, { code: 'reason_missing', pointer: '/reason', body: { room, do_not_move: true } });
  await clerk('POST', `${first.line}/room`, 422, { code: 'nights_outside_stay', body: { room, until: addDays(today, 210) } });
  await clerk('POST', '/v1/reservations/100000000009/lines/1/room', 404, { code: 'reservation_not_found', body: { room } });
  await clerk('POST', `/v1/reservations/${first.number}/lines/9/room`, 404, { code: 'reservation_not_found', body: { room } });
  const { body } = await clerk('POST', `${first.line}/room`, 200, { body: { room, do_not_move: true, reason: 'promised on the telephone' } });
  assert.deepEqual(body.rooms, [{ room, from: addDays(today, 200), until: addDays(today, 202) }]);
  const taken = await clerk('POST', `${second.line}/room`, 409, { code: 'room_taken', body: { room } });
  assert.equal(taken.body.conflicts[0].confirmation_number, first.number);
  assert.equal((await planOf()).find((block) => block.confirmation_number === first.number).do_not_move, true);
  await clerk('POST', `${first.line}/room/release`, 409, { code: 'do_not_move', body: {} });
  await clerk('POST', `${first.line}/room/release`, 200, { body: { released: true } });
  await clerk('POST', `${second.line}/room`, 200, { body: { room } });
  assert.deepEqual((await planOf()).filter((block) => block.room === room).map((block) => block.confirmation_number), [second.number]);
});

test('a stay has one room after the other', async () => {
  const { line, number } = await booked(220, 4);
  const [, , one, other] = rooms.map(({ room }) => room);
  await clerk('POST', `${line}/room`, 200, { body: { room: one } });
  const { body } = await clerk('POST', `${line}/room`, 200, { body: { room: other, from: addDays(today, 222), until: addDays(today, 223) } });
  assert.deepEqual(body.rooms.map(({ room }) => room), [one, other, one]);
  assert.equal((await planOf(220)).filter((block) => block.confirmation_number === number).length, 3);
});

test('a room of another type must be meant', async () => {
  const { line } = await booked(230);
  const all = (await send(desk(HOTEL), 'GET', '/v1/rooms', { headers: people['tyo-desk1'] })).body.items;
  const { room } = all.find((each) => each.room_type !== type);
  await clerk('POST', `${line}/room`, 409, { code: 'room_of_another_type', body: { room } });
  await clerk('POST', `${line}/room`, 200, { body: { room, another_type: true } });
});

test('rooms are exchanged', async () => {
  const [first, second] = [await booked(240), await booked(240, 3)];
  const [one, other] = [rooms[4].room, rooms[5].room];
  const guests = { first: { confirmation_number: first.number, line: 1 }, second: { confirmation_number: second.number, line: 1 } };
  const swap = { ...guests, reason: 'they asked for it' };
  await clerk('POST', '/v1/room-swaps', 409, { code: 'no_room_assigned', body: swap });
  await clerk('POST', `${first.line}/room`, 200, { body: { room: one } });
  await clerk('POST', `${second.line}/room`, 200, { body: { room: other } });
  await clerk('POST', '/v1/room-swaps', 400, { code: 'required', pointer: '/reason', body: guests });
  const { body } = await clerk('POST', '/v1/room-swaps', 200, { body: swap });
  assert.deepEqual(body.items.map((each) => each.rooms[0].room), [other, one]);
});

test('wishes and parties are noted', async () => {
  const [first, second] = [await booked(250), await booked(250)];
  const wishes = await clerk('POST', `${first.line}/wishes`, 200, { body: { wishes: ['high_floor'], needed: ['quiet'] } });
  assert.deepEqual(wishes.body, { wishes: ['high_floor'], needed: ['quiet'] });
  await clerk('POST', `/v1/reservations/${first.number}/party`, 400, { code: 'invalid_value', pointer: '/closeness', body: { party: `Tanaka ${first.number}`, closeness: 'near' } });
  await clerk('POST', `/v1/reservations/${first.number}/party`, 200, { body: { party: `Tanaka ${first.number}`, closeness: 'connecting' } });
  const { body } = await clerk('POST', `/v1/reservations/${second.number}/party`, 200, { body: { party: `Tanaka ${first.number}`, closeness: 'connecting' } });
  assert.deepEqual(body.members.sort(), [first.number, second.number].sort());
  await clerk('GET', '/v1/reservations/17/wishes', 404, { code: 'reservation_not_found' });
  const asked = (await clerk('GET', `/v1/reservations/${first.number}/wishes`, 200)).body;
  assert.deepEqual(asked.lines, [{ line: 1, wishes: ['high_floor'], needed: ['quiet'] }]);
  assert.equal(asked.party.closeness, 'connecting');
  assert.ok(asked.known.some(({ code, name }) => code === 'high_floor' && name.zh === '高楼层'));
  const old = { headers: { 'If-Match': '"old"' }, code: 'changed_meanwhile' };
  await clerk('POST', `${first.line}/wishes`, 412, { body: { wishes: ['low_floor'] }, ...old });
  await clerk('POST', `/v1/reservations/${first.number}/party`, 412, { body: {}, ...old });
  const alone = await clerk('POST', `/v1/reservations/${second.number}/party`, 200, { body: {} });
  assert.deepEqual(alone.body, { party: null, closeness: null, members: [second.number] });
});

test('the house assigns rooms, explains them, and says who gets none', async () => {
  const arrival = addDays(today, 270);
  const [first, second] = [await booked(270, 3), await booked(270, 1)];
  const third = await booked(270, 2);
  await clerk('POST', `${third.line}/wishes`, 200, { body: { needed: ['a helipad'] } });
  for (const { number } of [first, second]) await clerk('POST', `/v1/reservations/${number}/party`, 200, { body: { party: 'Meier', closeness: 'adjacent' } });
  await clerk('GET', '/v1/room-assignments/proposal?again=2', 400, { code: 'invalid_query', pointer: '?again' });
  const { body: proposal } = await clerk('GET', `/v1/room-assignments/proposal?arrival=${arrival}`, 200);
  assert.equal(proposal.items.length, 2);
  assert.deepEqual(proposal.unassigned.map((each) => each.confirmation_number), [third.number]);
  assert.match(proposal.unassigned[0].explanation.en, /a helipad/);
  const [one, other] = proposal.items;
  assert.match(one.explanation.en, new RegExp(`^${one.room}: .*(next to|connects with) ${other.room} of the Meier party`));
  assert.match(one.explanation.zh, new RegExp(`与同行（Meier）的 ${other.room}`));
  assert.equal((await planOf(270)).length, 0);
  await clerk('POST', '/v1/room-assignments/automatic', 400, { code: 'wrong_length', pointer: '/accept', body: { accept: [] } });
  const accept = [{ confirmation_number: one.confirmation_number, line: 1, room: one.room }];
  const { body: accepted } = await clerk('POST', '/v1/room-assignments/automatic', 200, { body: { arrival, accept } });
  assert.deepEqual(accepted.items.map((each) => each.room), [one.room]);
  const { body: rest } = await clerk('POST', '/v1/room-assignments/automatic', 200, { body: { arrival } });
  assert.deepEqual(rest.items.map((each) => each.confirmation_number), [other.confirmation_number]);
  assert.equal((await planOf(270)).length, 2);
});

test('what is not there, and who is not expected', async () => {
  const nobody = '/v1/reservations/100000000009';
  await clerk('POST', `${nobody}/lines/1/room/release`, 404, { code: 'reservation_not_found', body: {} });
  await clerk('POST', `${nobody}/lines/1/wishes`, 404, { code: 'reservation_not_found', body: {} });
  await clerk('POST', `${nobody}/party`, 404, { code: 'reservation_not_found', body: {} });
  const { line, number } = await booked(260);
  const guests = { first: { confirmation_number: number, line: 8 }, second: { confirmation_number: number, line: 9 } };
  await clerk('POST', '/v1/room-swaps', 404, { code: 'reservation_not_found', body: { ...guests, reason: 'a slip' } });
  await clerk('POST', `${line}/room`, 200, { body: { room: rooms[6].room } });
  await clerk('POST', `/v1/reservations/${number}/cancel`, 200, { body: { reason: 'ill' } });
  await clerk('POST', `${line}/wishes`, 409, { code: 'not_expected', body: {} });
  assert.equal((await planOf(260)).length, 0);
});

test('all that is described was seen', () => {
  assert.deepEqual(api.description.unseen(), []);
});

after(async () => {
  for (const number of made) await send(CENTRE, 'POST', `/v1/reservations/${number}/cancel`, { headers: agent, body: { reason: 'end of the test' } });
});
