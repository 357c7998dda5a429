// The routes of a hotel with the tags below, called as they should be and as they should not; each answer is held
// against schemas/api/property.yaml, each request that succeeds too. Every other tag has a file of its own,
// api_property_<tag>.test.mjs.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { addDays, CENTRE, desk, logIn, newKey, password, send } from '../support/instance.mjs';
import { Api, testManners } from '../support/manners.mjs';
import { Description } from '../support/openapi.mjs';
import { until } from '../support/until.mjs';

const HOTEL = 'TYO'; // lives in real time
const PRACTICE = 'H2'; // lives in practice time
const description = new Description('property', { tags: ['sessions', 'desk', 'stays', 'rooms', 'operation'] });
const api = new Api(desk(HOTEL), description, {
  staff: {
    'tyo-desk1': ['frontdesk'],
    'tyo-manager': ['manager', 'frontdesk'],
    'tyo-housekeeping1': ['housekeeping'],
    'tyo-trainer': ['trainer', 'frontdesk', 'manager'],
  },
  judgedLater: ['cancelReservation', 'modifyReservation', 'setPracticeClock'],
  examples: { confirmation: '100000000009', stay: '999999999', date: '2001-01-01', table: 'cells', room: 'none' },
});
const { people } = api;
const clerk = (...rest) => api.call(people['tyo-desk1'], ...rest);
let agent;
let today;
let type; // of rooms that are sold here
const guest = { given_name: 'Aiko', surname: 'Tanaka', language: 'ja', country: 'JP' };

before(async () => {
  for (const user of Object.keys(api.staff)) people[user] = await logIn(desk(HOTEL), user);
  agent = await logIn(CENTRE, 'crs-agent1');
  today = (await api.call({}, 'GET', '/v1/status', 200)).body.business_date;
  const { body } = await send(CENTRE, 'GET', `/v1/hotels/${HOTEL}`, { headers: agent });
  type = body.room_types.reduce((most, each) => (each.rooms > most.rooms ? each : most)).code;
});

testManners(api);

// A reservation made at the centre, once the hotel knows it.
async function booked(fields = {}, rooms = 1) {
  const room = { room_type: type, rate_plan: 'BAR', arrival: today, departure: addDays(today, 2), adults: 2, ...fields };
  const body = { hotel: HOTEL, guest, rooms: Array.from({ length: rooms }, () => room) };
  const made = await send(CENTRE, 'POST', '/v1/reservations', { headers: agent, body });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const target = `/v1/reservations/${made.body.confirmation_number}`;
  await known(target, made.body.revision);
  return { target, number: made.body.confirmation_number };
}

async function known(target, revision) {
  await until(`${target} reaches the hotel`, async () => {
    const { status, body } = await send(desk(HOTEL), 'GET', target, { headers: people['tyo-desk1'] });
    return status === 200 && body.revision >= revision;
  });
}

async function checkedIn(fields) {
  const { target } = await booked(fields);
  const { body } = await clerk('POST', `${target}/check-in`, 201, { body: {} });
  return `/v1/stays/${body.stay_id}`;
}

async function freeRoom(roomType = type) {
  const { body } = await clerk('GET', '/v1/rooms', 200);
  return body.items.find((each) => each.room_type === roomType && !each.stay_id && !each.out_of_order_reason && !each.stay);
}

test('sessions', async () => {
  await api.call({}, 'POST', '/v1/sessions', 401, { code: 'login_refused', body: { user: 'tyo-desk2', password: 'wrong' } });
  await api.call({}, 'POST', '/v1/sessions', 403, { code: 'no_role', body: { user: 'crs-agent2', password: password('crs-agent2') } });
  await api.call({}, 'POST', '/v1/sessions', 400, { code: 'required', pointer: '/password', body: { user: 'tyo-desk2' } });
  const opened = await api.call({}, 'POST', '/v1/sessions', 201, { body: { user: 'tyo-desk2', password: password('tyo-desk2') } });
  const session = { cookie: opened.headers.get('set-cookie').split(';')[0], 'X-CSRF-Token': opened.body.csrf_token };
  assert.equal((await api.call(session, 'GET', '/v1/sessions/current', 200)).body.user, 'tyo-desk2');
  await api.call(session, 'DELETE', '/v1/sessions/current', 204);
  await api.call(session, 'GET', '/v1/sessions/current', 401, { code: 'not_logged_in' });
  await api.call({ cookie: agent.cookie }, 'GET', '/v1/sessions/current', 401, { code: 'not_logged_in' }); // the centre's
});

test('lists and what cannot be read in a query', async () => {
  await booked({}, 3);
  const page = await clerk('GET', `/v1/arrivals?date=${today}&limit=1`, 200);
  assert.equal(page.body.items.length, 1);
  const [, next] = page.headers.get('link').match(/<([^>]+)>/);
  assert.equal((await clerk('GET', next, 200)).body.items.length, 1);
  await clerk('GET', '/v1/in-house', 200);
  await clerk('GET', '/v1/departures', 200);
  assert.ok((await clerk('GET', '/v1/reservations?query=tan&limit=5', 200)).body.items.length > 0);
  await clerk('GET', `/v1/availability?arrival=${today}&departure=${addDays(today, 1)}&adults=2`, 200);
  await clerk('GET', '/v1/availability?access=STAFF', 403, { code: 'not_permitted' });
  const cases = [
    ['/v1/arrivals?date=x', '?date'],
    ['/v1/arrivals?limit=0', '?limit'],
    ['/v1/in-house?limit=x', '?limit'],
    ['/v1/departures?date=2030-13-01', '?date'],
    ['/v1/reservations', '?query'],
    ['/v1/availability?adults=0', '?adults'],
    [`/v1/copies/cells?limit=0`, '?limit'],
  ];
  for (const [target, pointer] of cases) {
    const { body } = await clerk('GET', target, 400);
    assert.equal(body.errors?.[0]?.pointer, pointer, `${target}: ${JSON.stringify(body)}`);
  }
});

test('check-in: once, by number, into a room of the type', async () => {
  const { target, number } = await booked();
  const key = newKey();
  const first = await clerk('POST', `${target}/check-in`, 201, { body: { line: 1 }, key });
  assert.equal(first.body.confirmation_number, number);
  assert.deepEqual((await clerk('POST', `${target}/check-in`, 201, { body: { line: 1 }, key })).body, first.body);
  await clerk('POST', `${target}/check-in`, 422, { body: { line: 2 }, key, code: 'idempotency_key_reused' });
  await clerk('POST', `${target}/check-in`, 409, { body: {}, code: 'already_in_house' });
  await clerk('POST', `${target}/check-in`, 404, { body: { line: 2 }, code: 'line_not_found' });
  await clerk('POST', `${target}/check-in`, 400, { body: { line: 0 }, code: 'out_of_range', pointer: '/line' });
  await clerk('POST', `${target}/no-show`, 409, { body: {}, code: 'already_in_house' });
  const other = await booked();
  await clerk('POST', `${other.target}/check-in`, 422, { body: { room: 'none' }, code: 'room_unknown' });
  await clerk('POST', `${other.target}/check-in`, 409, { body: { room: first.body.room }, code: 'room_occupied' });
  const later = await booked({ arrival: addDays(today, 1) });
  await clerk('POST', `${later.target}/check-in`, 409, { body: {}, code: 'before_arrival' });
  await clerk('POST', `${later.target}/no-show`, 409, { body: {}, code: 'before_arrival' });
  const unknown = '/v1/reservations/100000000009';
  await clerk('GET', unknown, 404);
  for (const what of ['check-in', 'no-show']) await clerk('POST', `${unknown}/${what}`, 404, { body: {} });
});

test('no-show', async () => {
  const { target } = await booked();
  assert.equal((await clerk('POST', `${target}/no-show`, 200, { body: { line: 1 } })).body.status, 'no_show');
  await clerk('POST', `${target}/no-show`, 409, { body: {}, code: 'already_no_show' });
  await clerk('POST', `${target}/no-show`, 404, { body: { line: 9 }, code: 'line_not_found' });
});

test('rates of the house are given and moved by a manager, whoever asks the centre', async () => {
  const manager = (...rest) => api.call(people['tyo-manager'], ...rest);
  const { target } = await booked();
  for (const access of [['STAFF'], ['MEMBER', 'STAFF']]) {
    await clerk('POST', `${target}/modify`, 403, { body: { rooms: [{ line: 1, rate_plan: 'COMP' }], access }, code: 'not_permitted' });
  }
  await clerk('POST', `${target}/modify`, 409, { body: { rooms: [{ line: 1, rate_plan: 'COMP' }] }, code: 'rate_not_offered' });
  const given = await manager('POST', `${target}/modify`, 200, { body: { rooms: [{ line: 1, rate_plan: 'COMP' }] } });
  assert.deepEqual([given.body.lines[0].rate_plan, given.body.lines[0].total_minor], ['COMP', 0]);
  const dates = { arrival: addDays(today, 3), departure: addDays(today, 5) };
  await clerk('POST', `${target}/modify`, 409, { body: { rooms: [{ line: 1, ...dates }] }, code: 'rate_not_offered' });
  const moved = await manager('POST', `${target}/modify`, 200, { body: { rooms: [{ line: 1, ...dates }] } });
  assert.deepEqual([moved.body.lines[0].arrival, moved.body.lines[0].departure, moved.body.lines[0].rate_plan], [dates.arrival, dates.departure, 'COMP']);
  await known(target, moved.body.revision);
  await manager('POST', `${target}/cancel`, 200, { body: {} });
});

test('who has a rate with access keeps it on other dates without naming it again', async () => {
  const { target } = await booked();
  const change = async (body, status = 200, more = {}) => (await clerk('POST', `${target}/modify`, status, { body, ...more })).body;
  await change({ rooms: [{ line: 1, rate_plan: 'MEMBER' }] }, 409, { code: 'rate_not_offered' });
  assert.equal((await change({ rooms: [{ line: 1, rate_plan: 'MEMBER' }], access: ['MEMBER'] })).lines[0].rate_plan, 'MEMBER');
  const [line] = (await change({ rooms: [{ line: 1, departure: addDays(today, 3) }] })).lines;
  assert.deepEqual([line.rate_plan, line.departure, line.night_prices_minor.length], ['MEMBER', addDays(today, 3), 3]);
  const left = await change({ rooms: [{ line: 1, rate_plan: 'BAR' }] });
  await change({ rooms: [{ line: 1, rate_plan: 'MEMBER' }] }, 409, { code: 'rate_not_offered' });
  await known(target, left.revision);
  await clerk('POST', `${target}/cancel`, 200, { body: {} });
});

test('changes before arrival go through the centre', async () => {
  const { target } = await booked();
  const { headers } = await clerk('GET', target, 200);
  const etag = headers.get('etag');
  for (const what of ['modify', 'cancel']) {
    await clerk('POST', `${target}/${what}`, 400, { body: { nonsense: 1 }, code: 'unknown_field', pointer: '/nonsense' });
  }
  const changed = await clerk('POST', `${target}/modify`, 200, { body: { comments: 'late' }, headers: { 'If-Match': etag } });
  await known(target, changed.body.revision);
  await clerk('POST', `${target}/modify`, 412, { body: { comments: 'later' }, headers: { 'If-Match': etag }, code: 'reservation_changed' });
  await clerk('POST', `${target}/cancel`, 412, { body: {}, headers: { 'If-Match': etag }, code: 'reservation_changed' });
  await clerk('POST', `${target}/modify`, 422, { body: { rooms: [{ line: 7 }] }, code: 'line_not_found', pointer: '/rooms/0/line' });
  await clerk('POST', `${target}/modify`, 409, { body: { rooms: [{ line: 1, adults: 20 }] }, code: 'rate_not_offered' });
  await clerk('POST', `${target}/cancel`, 422, { body: { lines: [7] }, code: 'line_not_found' });
  const gone = await clerk('POST', `${target}/cancel`, 200, { body: { reason: 'ill' } });
  assert.equal(gone.body.lines[0].status, 'cancelled');
  await known(target, gone.body.revision);
  await clerk('POST', `${target}/cancel`, 409, { body: {}, code: 'already_cancelled' });
  await clerk('POST', `${target}/check-in`, 409, { body: {}, code: 'reservation_cancelled' });
  for (const what of ['modify', 'cancel']) await clerk('POST', `/v1/reservations/100000000009/${what}`, 404, { body: {} });
});

test('walk-ins', async () => {
  const walkIn = (fields, status, expected) =>
    clerk('POST', '/v1/walk-ins', status, {
      body: { guest, room_type: type, rate_plan: 'BAR', departure: addDays(today, 1), adults: 1, ...fields },
      ...expected,
    });
  const stay = await walkIn({}, 201);
  assert.equal(stay.body.status, 'in_house');
  await walkIn({ room_type: 'NOPE' }, 422, { code: 'unknown_room_type' });
  await walkIn({ rate_plan: 'NOPE' }, 422, { code: 'unknown_rate_plan' });
  await walkIn({ room: 'none' }, 422, { code: 'room_unknown' });
  await walkIn({ room: stay.body.room }, 409, { code: 'room_occupied' });
  await walkIn({ arrival: addDays(today, 1), departure: addDays(today, 2) }, 422, { code: 'arrival_not_today' });
  await walkIn({ guest: {} }, 400, { code: 'required', pointer: '/guest/surname' });

  // For the day only, and at a manager's price with a reason, which the folio charges.
  const day = (await walkIn({ departure: today }, 201)).body;
  assert.equal(day.arrival, day.departure);
  assert.ok((await clerk('GET', `/v1/stays/${day.stay_id}`, 200)).body.balance_minor > 0, 'the day is on the folio at once');
  await walkIn({ price_minor: 5000, price_reason: 'a colleague' }, 403, { code: 'not_permitted' });
  const own = { guest, room_type: type, rate_plan: 'BAR', departure: today, adults: 1, price_minor: 5000 };
  const manager = (...rest) => api.call(people['tyo-manager'], ...rest);
  await manager('POST', '/v1/walk-ins', 422, { body: own, code: 'reason_missing', pointer: '/price_reason' });
  const cheap = (await manager('POST', '/v1/walk-ins', 201, { body: { ...own, price_reason: 'a colleague of another house' } })).body;
  assert.equal(cheap.room_revenue_minor, 5000);
  const { items } = (await send(desk(HOTEL), 'GET', `/v1/stays/${cheap.stay_id}/changes`, { headers: people['tyo-desk1'] })).body;
  assert.deepEqual(items.map((each) => [each.kind, each.reason, each.detail.price_minor]), [['price', 'a colleague of another house', 5000]]);
});

test('new reservations, rights, and what can be done', async () => {
  const book = (fields, status, expected) =>
    clerk('POST', '/v1/reservations', status, {
      body: { guest, rooms: [{ room_type: type, rate_plan: 'BAR', arrival: addDays(today, 3), departure: addDays(today, 4), adults: 1, ...fields }] },
      ...expected,
    });
  const made = await book({}, 201);
  assert.equal(made.body.sold_by, 'centre');
  await book({ room_type: 'NOPE' }, 422, { code: 'unknown_room_type', pointer: '/rooms/0/room_type' });
  await book({ rate_plan: 'NOPE' }, 422, { code: 'unknown_rate_plan', pointer: '/rooms/0/rate_plan' });
  await book({ departure: addDays(today, 2) }, 422, { code: 'departure_before_arrival' });
  await book({ adults: 9 }, 409, { code: 'rate_not_offered' });
  await book({ adults: 0 }, 400, { code: 'out_of_range', pointer: '/rooms/0/adults' });
  await clerk('POST', '/v1/reservations', 400, { body: { guest, rooms: [] }, code: 'wrong_length', pointer: '/rooms' });
  await clerk('GET', '/v1/allotments', 200);
  const now = await clerk('GET', '/v1/capabilities', 200);
  assert.ok(now.body.actions.every((each) => each.possible));
});

test('a stay: folio, charges, corrections, payments, another room, check-out', async () => {
  const stay = await checkedIn();
  const etag = (await clerk('GET', stay, 200)).headers.get('etag');
  const charge = { department: 'minibar', description: 'Water', amount_minor: 500 };
  await clerk('POST', `${stay}/charges`, 201, { body: charge, headers: { 'If-Match': etag } });
  await clerk('POST', `${stay}/charges`, 412, { body: charge, headers: { 'If-Match': etag }, code: 'changed_meanwhile' });
  await clerk('POST', `${stay}/charges`, 422, { body: { ...charge, amount_minor: 0 }, code: 'amount_zero' });
  await clerk('POST', `${stay}/charges`, 400, { body: { ...charge, amount_minor: 'x' }, code: 'wrong_type', pointer: '/amount_minor' });
  await clerk('POST', `${stay}/charges`, 201, { body: { ...charge, description: 'Juice' } });
  const folio = await clerk('GET', `${stay}/folio`, 200);
  const posted = folio.body.postings.find((each) => each.description === 'Water');
  const correction = { posting_number: posted.posting_number, reason: 'not taken' };
  await clerk('POST', `${stay}/corrections`, 201, { body: correction });
  await clerk('POST', `${stay}/corrections`, 422, { body: correction, code: 'already_corrected' });
  await clerk('POST', `${stay}/corrections`, 404, { body: { ...correction, posting_number: 9999 }, code: 'posting_not_found' });
  await clerk('POST', `${stay}/corrections`, 412, { body: correction, headers: { 'If-Match': etag }, code: 'changed_meanwhile' });

  const { body: room } = await clerk('GET', stay, 200);
  const free = await freeRoom(room.room_type);
  await clerk('POST', `${stay}/move`, 422, { body: { room: 'none' }, code: 'room_unknown' });
  const moved = await clerk('POST', `${stay}/move`, 200, { body: { room: free.room } });
  assert.equal(moved.body.room, free.room);
  await clerk('POST', `${stay}/move`, 412, { body: { room: room.room }, headers: { 'If-Match': etag }, code: 'changed_meanwhile' });
  const other = await checkedIn();
  await clerk('POST', `${other}/move`, 409, { body: { room: free.room }, code: 'room_occupied' });

  await clerk('POST', `${stay}/payments`, 201, { body: { method: 'cash', amount_minor: 100 } });
  await clerk('POST', `${stay}/payments`, 422, { body: { method: 'cash', amount_minor: 0 }, code: 'amount_zero' });
  await clerk('POST', `${stay}/payments`, 412, { body: { method: 'cash', amount_minor: 1 }, headers: { 'If-Match': etag }, code: 'changed_meanwhile' });
  await clerk('GET', `${stay}/check-out-preview`, 200);
  await clerk('POST', `${stay}/check-out`, 409, { body: {}, code: 'balance_open' });
  await clerk('POST', `${stay}/check-out`, 412, { body: {}, headers: { 'If-Match': etag }, code: 'changed_meanwhile' });
  await clerk('POST', `${stay}/check-out`, 422, { body: { settle: { method: 'gold' } }, code: 'payment_method_unknown' });
  const left = await clerk('POST', `${stay}/check-out`, 200, { body: { settle: { method: 'card' } } });
  assert.equal(left.body.balance_minor, 0);
  for (const [what, body] of [['check-out', {}], ['charges', charge], ['payments', { method: 'cash', amount_minor: 1 }], ['move', { room: room.room }]]) {
    await clerk('POST', `${stay}/${what}`, 409, { body, code: 'already_checked_out' });
  }
  await clerk('POST', `${stay}/corrections`, 409, { body: correction, code: 'already_checked_out' });
  await clerk('POST', `${other}/check-out`, 200, { body: { settle: { method: 'card' } } });

  const none = '/v1/stays/999999999';
  for (const what of ['', '/folio', '/check-out-preview']) await clerk('GET', none + what, 404, { code: 'stay_not_found' });
  const bodies = { charges: charge, payments: { method: 'cash', amount_minor: 1 }, corrections: correction, move: { room: free.room }, 'check-out': {} };
  for (const [what, body] of Object.entries(bodies)) await clerk('POST', `${none}/${what}`, 404, { body, code: 'stay_not_found' });
});

test('labels of rooms', async () => {
  const { body } = await clerk('GET', '/v1/rooms', 200);
  const [first, second] = body.items.map((each) => each.room);
  await clerk('GET', `/v1/room-labels.pdf?rooms=${first},${second}&language=zh`, 200);
  await clerk('GET', '/v1/room-labels.pdf', 200);
  await clerk('GET', '/v1/room-labels.pdf?rooms=none', 400, { code: 'invalid_query', pointer: '?rooms' });
  await clerk('GET', '/v1/room-labels.pdf?language=tlh', 400, { code: 'invalid_query', pointer: '?language' });
});

test('rooms', async () => {
  const { room } = await freeRoom();
  const target = `/v1/rooms/${room}/status`;
  await clerk('POST', target, 200, { body: { housekeeping: 'dirty' } });
  await clerk('POST', target, 403, { body: { out_of_order_reason: 'paint' }, code: 'not_permitted' });
  const housekeeper = (...rest) => api.call(people['tyo-housekeeping1'], ...rest);
  await housekeeper('POST', target, 200, { body: { out_of_order_reason: 'paint' } });
  await housekeeper('POST', target, 200, { body: { in_order: true } });
  await housekeeper('POST', target, 200, { body: { housekeeping: 'inspected' } });
  await housekeeper('POST', '/v1/room-statuses', 200, { body: { rooms: ['none'], housekeeping: 'clean' } });
  await housekeeper('POST', '/v1/room-statuses', 400, { body: { rooms: [], housekeeping: 'clean' }, pointer: '/rooms' });
  await housekeeper('POST', '/v1/room-statuses', 422, { body: { rooms: ['none'], housekeeping: 'tidy' }, code: 'housekeeping_unknown', pointer: '/housekeeping' });
  await housekeeper('POST', '/v1/rooms/none/status', 404, { body: { housekeeping: 'clean' }, code: 'room_unknown' });
  await housekeeper('POST', target, 422, { body: { housekeeping: 'shiny' }, code: 'housekeeping_unknown' });
  const stay = await checkedIn();
  const { body } = await clerk('GET', stay, 200);
  await housekeeper('POST', `/v1/rooms/${body.room}/status`, 409, { body: { out_of_order_reason: 'paint' }, code: 'room_occupied' });
  await clerk('POST', `${stay}/check-out`, 200, { body: { settle: { method: 'card' } } });
});

test('copies, checks', async () => {
  for (const table of ['reservations', 'stays', 'cells', 'rate_overrides', 'restrictions']) {
    const { body } = await clerk('GET', `/v1/copies/${table}?limit=2`, 200);
    await clerk('GET', `/v1/copies/${table}?after=${encodeURIComponent(body.items.at(-1)?.key ?? '')}`, 200);
  }
  await clerk('GET', '/v1/copies/secrets', 404, { code: 'table_not_found' });
  const { body: checks } = await clerk('GET', '/v1/checks', 200);
  assert.deepEqual(checks.findings, []);
  await clerk('GET', '/v1/reconciliation', 200);
});

test('practice time, at a practice hotel', async () => {
  await clerk('GET', '/v1/practice/clock', 404, { code: 'no_practice_clock' });
  const now = '2001-01-01T00:00:00Z';
  await api.call(people['tyo-trainer'], 'PUT', '/v1/practice/clock', 404, { body: { now }, code: 'no_practice_clock' });

  const practice = new Api(desk(PRACTICE), description, { staff: {}, examples: api.examples });
  const trainer = await logIn(desk(PRACTICE), 'h2-trainer');
  const { body: clock } = await practice.call(trainer, 'GET', '/v1/practice/clock', 200);
  const next = new Date(Date.parse(clock.now) + 1000).toISOString().replace('.000Z', 'Z');
  await practice.call(trainer, 'PUT', '/v1/practice/clock', 200, { body: { now: next } });
  await practice.call(trainer, 'PUT', '/v1/practice/clock', 409, { body: { now }, code: 'clock_backwards' });
  await practice.call(trainer, 'PUT', '/v1/practice/clock', 400, { body: { now: 'soon' }, pointer: '/now' });
});

test('the lists of the desk are filtered, sorted, searched and counted', async () => {
  for (const list of ['arrivals', 'in-house', 'departures', 'departed']) {
    await clerk('GET', `/v1/${list}?filter=handsome`, 400, { code: 'invalid_query', pointer: '?filter' });
    await clerk('GET', `/v1/${list}?sort=beauty`, 400, { code: 'invalid_query', pointer: '?sort' });
    await clerk('GET', `/v1/${list}/counts?date=soon`, 400, { code: 'invalid_query', pointer: '?date' });
    const { body: counts } = await clerk('GET', `/v1/${list}/counts`, 200);
    for (const [filter, count] of Object.entries(counts)) {
      const { body } = await clerk('GET', `/v1/${list}?limit=1000&sort=name${filter === 'all' ? '' : `&filter=${filter}`}`, 200);
      assert.equal(body.items.length, count, `${list} ${filter}`);
    }
  }
  const { number } = await booked();
  const { body: found } = await clerk('GET', `/v1/arrivals?query=${number.slice(0, 12)}`, 200);
  assert.deepEqual(found.items.map((each) => each.confirmation_number), [number]);
  const { body: named } = await clerk('GET', '/v1/arrivals?query=TANAK&filter=unassigned&sort=time', 200);
  assert.ok(named.items.some((each) => each.confirmation_number === number));
});

test('every success that is described was seen', () => {
  assert.deepEqual(description.unseen(), []);
});

after(async () => {
  const { body } = await send(desk(HOTEL), 'GET', '/v1/in-house?limit=1000', { headers: people['tyo-desk1'] });
  for (const { stay_id } of body.items.filter((each) => JSON.stringify(each).includes(guest.surname))) {
    const settle = { settle: { method: 'card' } };
    await send(desk(HOTEL), 'POST', `/v1/stays/${stay_id}/check-out`, { headers: people['tyo-desk1'], body: settle });
  }
});
