// Every route of the data centre, called as it should be and as it should not; each answer is held against
// schemas/api/central.yaml, each request that succeeds too.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { addDays, authorise, CENTRE, clientSecret, logIn, newKey, password, send } from '../support/instance.mjs';
import { Api, testManners } from '../support/manners.mjs';
import { Description } from '../support/openapi.mjs';
import { until } from '../support/until.mjs';

const HOTEL = 'ZRH'; // lives in real time
const api = new Api(CENTRE, new Description('central'), {
  staff: {
    'crs-agent1': ['agent'],
    'crs-manager': ['agent', 'manager'],
    revenue1: ['revenue'],
    trainer1: ['agent', 'trainer'],
  },
  examples: { hotel: HOTEL, confirmation: '100000000009', hold: 'none', guest: '999999999', table: 'cells' },
});
const { people, programs } = api;
const booked = new Set(); // given back at the end, so that the test can be run again

async function call(...request) {
  const answer = await api.call(...request);
  if (answer.status === 201 && answer.body.confirmation_number) booked.add(answer.body.confirmation_number);
  return answer;
}

let hotel;
let unknownNumber; // a confirmation number whose check digit is right
let day; // of a night far enough ahead that nobody else's test sells it

before(async () => {
  for (const user of Object.keys(api.staff)) people[user] = await logIn(CENTRE, user);
  for (const scope of ['read', 'reservations', 'notifications', 'operator']) {
    programs[scope] = await authorise('replay', scope);
  }
  hotel = (await call(people['crs-agent1'], 'GET', `/v1/hotels/${HOTEL}`, 200)).body;
  for (let digit = 0; digit < 10 && !unknownNumber; digit++) {
    const { body } = await send(CENTRE, 'GET', `/v1/reservations/19999999999${digit}`, { headers: people['crs-agent1'] });
    if (body.code === 'reservation_not_found') unknownNumber = `19999999999${digit}`;
  }
  day = (nights) => addDays(hotel.business_date, 200 + nights);
});

const agent = (...rest) => call(people['crs-agent1'], ...rest);
const website = (...rest) => call(programs.notifications, ...rest);

// The hotel's largest type.
const type = () => hotel.room_types.reduce((most, each) => (each.sell_limit > most.sell_limit ? each : most));
const room = (fields = {}) => ({
  room_type: type().code,
  rate_plan: 'BAR',
  arrival: day(0),
  departure: day(2),
  adults: 2,
  ...fields,
});
const guest = { given_name: 'Ada', surname: 'Keller', email: 'ada@example.com', language: 'de', country: 'CH' };
const booking = (fields = {}) => ({ hotel: HOTEL, guest, rooms: [room()], ...fields });
const book = (fields) => agent('POST', '/v1/reservations', 201, { body: booking(fields) });

testManners(api);

test('a parameter of the query that cannot be read is named', async () => {
  const cases = [
    ['/v1/availability', 'required', '?arrival'],
    [`/v1/availability?arrival=${day(0)}&departure=2x`, 'invalid_value', '?departure'],
    [`/v1/availability?arrival=${day(0)}&departure=${day(1)}&latitude=91&longitude=0`, 'invalid_value', '?latitude'],
    [`/v1/availability?arrival=${day(0)}&departure=${day(1)}&adults=0`, 'invalid_query', '?adults'],
    ['/v1/reservations?arrival=tomorrow', 'invalid_value', '?arrival'],
    ['/v1/reservations?limit=201', 'invalid_query', '?limit'],
    ['/v1/guests?cursor=-1', 'invalid_query', '?cursor'],
    [`/v1/hotels/${HOTEL}/cells?from=x`, 'invalid_value', '?from'],
    [`/v1/hotels/${HOTEL}/cells?from=${day(0)}&to=${day(900)}`, 'invalid_value', '?from'],
    [`/v1/hotels/${HOTEL}/feed?after=x`, 'invalid_query', '?after'],
    ['/v1/reports/production?to=2015', 'invalid_value', '?to'],
    [`/v1/copies/${HOTEL}/cells?limit=0`, 'invalid_query', '?limit'],
  ];
  for (const [target, code, pointer] of cases) {
    await call(people['crs-manager'], 'GET', target, 400, { code, pointer });
  }
});

/* ---- sessions and tokens ---- */

test('sessions: begin, read, end', async () => {
  const wrong = { user: 'crs-agent2', password: 'wrong' };
  await call({}, 'POST', '/v1/sessions', 401, { code: 'login_refused', body: wrong });
  await call({}, 'POST', '/v1/sessions', 403, { code: 'no_role', body: { user: 'h1-desk1', password: password('h1-desk1') } });
  await call({}, 'POST', '/v1/sessions', 400, { code: 'required', pointer: '/password', body: { user: 'x' } });
  const body = { user: 'crs-agent2', password: password('crs-agent2') };
  const opened = await call({}, 'POST', '/v1/sessions', 201, { body });
  const cookies = opened.headers.get('set-cookie');
  assert.match(cookies, /HttpOnly/);
  assert.match(cookies, /SameSite=Strict/);
  const session = { cookie: cookies.split(';')[0], 'X-CSRF-Token': opened.body.csrf_token };
  assert.equal((await call(session, 'GET', '/v1/sessions/current', 200)).body.user, 'crs-agent2');
  await call(session, 'DELETE', '/v1/sessions/current', 204);
  await call(session, 'GET', '/v1/sessions/current', 401, { code: 'not_logged_in' });
});

test('tokens are given for id, secret and scope, and for nothing less', async () => {
  const ask = (form, status, headers = {}) =>
    call({ 'Content-Type': 'application/x-www-form-urlencoded', 'Idempotency-Key': null, ...headers }, 'POST', '/v1/oauth/token', status, {
      body: new URLSearchParams(form).toString(),
    });
  const right = { client_id: 'website', client_secret: clientSecret('website'), grant_type: 'client_credentials' };
  assert.equal((await ask(right, 200)).body.scope, 'reservations read');
  assert.equal((await ask({ ...right, scope: 'read' }, 200)).body.scope, 'read');
  assert.equal((await ask({ ...right, scope: 'operator' }, 400)).body.error, 'invalid_scope');
  assert.equal((await ask({ ...right, grant_type: 'password' }, 400)).body.error, 'unsupported_grant_type');
  assert.equal((await ask({}, 400)).body.error, 'invalid_request');
  assert.equal((await ask({ ...right, client_secret: 'x' }, 401)).body.error, 'invalid_client');
  const basic = `Basic ${Buffer.from('website:x').toString('base64')}`;
  const refused = await ask({ grant_type: 'client_credentials' }, 401, { Authorization: basic });
  assert.match(refused.headers.get('www-authenticate'), /^Basic/);
  const { body } = await call({}, 'GET', '/.well-known/oauth-authorization-server', 200);
  assert.equal(body.token_endpoint, `${CENTRE}/v1/oauth/token`);
  await call(programs.reservations, 'GET', '/v1/sessions/current', 403, { code: 'insufficient_scope' });
});

/* ---- hotels, offers ---- */

test('hotels, cells, offers, quotes', async () => {
  const { body } = await agent('GET', '/v1/hotels', 200);
  assert.ok(body.items.some((each) => each.hotel === HOTEL));
  await agent('GET', '/v1/hotels/NOPE', 404, { code: 'hotel_not_found' });
  const cells = await agent('GET', `/v1/hotels/${HOTEL}/cells?from=${day(0)}&to=${day(3)}`, 200);
  assert.equal(cells.body.items.length, 3 * hotel.room_types.length);
  await agent('GET', '/v1/hotels/NOPE/cells', 404, { code: 'hotel_not_found' });

  const dates = `arrival=${day(0)}&departure=${day(2)}`;
  const all = await agent('GET', `/v1/availability?${dates}`, 200);
  assert.equal(all.body.items.length, body.items.length);
  const near = await agent('GET', `/v1/availability?${dates}&latitude=${hotel.latitude}&longitude=${hotel.longitude}&radius_km=1`, 200);
  assert.deepEqual(near.body.items.map((each) => each.hotel), [HOTEL]);
  const here = await agent('GET', `/v1/availability?${dates}&hotel=${HOTEL}&access=MEMBER`, 200);
  assert.ok(here.body.items[0].offers.length > 0);
  const place = await agent('GET', `/v1/availability?${dates}&place=${encodeURIComponent(hotel.city.slice(0, 3))}`, 200);
  assert.ok(place.body.items.some((each) => each.hotel === HOTEL));
  const none = await agent('GET', `/v1/availability?${dates}&hotel=${HOTEL}&rooms=99`, 200);
  assert.equal(none.body.items[0].reason, 'sold_out');
  await agent('GET', `/v1/availability?${dates}&hotel=NOPE`, 404, { code: 'hotel_not_found' });
  const month = day(1).slice(0, 7);
  assert.ok((await agent('GET', `/v1/availability/calendar?hotel=${HOTEL}&month=${month}`, 200)).body.days.length >= 28);
  await agent('GET', '/v1/availability/calendar', 400, { code: 'required', pointer: '?month' });
  await agent('GET', `/v1/availability/calendar?hotel=NOPE&month=${month}`, 404, { code: 'hotel_not_found' });

  const quote = (fields, status, expected) =>
    agent('POST', '/v1/quotes', status, { body: { hotel: HOTEL, rooms: [room(fields)] }, ...expected });
  const offer = here.body.items[0].offers.find((each) => each.room_type === room().room_type && each.rate_plan === 'BAR');
  assert.equal((await quote({}, 200)).body.total_with_tax_minor, offer.total_with_tax_minor);
  await quote({ rate_plan: 'NOPE' }, 422, { code: 'unknown_rate_plan', pointer: '/rooms/0/rate_plan' });
  await quote({ room_type: 'NOPE' }, 422, { code: 'unknown_room_type', pointer: '/rooms/0/room_type' });
  await quote({ adults: 20 }, 409, { code: 'rate_not_offered', pointer: '/rooms/0/rate_plan' });
  await quote({ adults: 0 }, 400, { code: 'out_of_range', pointer: '/rooms/0/adults' });
  await agent('POST', '/v1/quotes', 422, { code: 'hotel_not_found', body: { hotel: 'NOPE', rooms: [room()] } });
});

test('rates of the house itself are given by a manager, never to a channel', async () => {
  const manager = (...rest) => call(people['crs-manager'], ...rest);
  for (const [plan, name] of [['HOUSE', 'House use'], ['COMP', 'Complimentary']]) {
    assert.equal(hotel.rate_plans.find((each) => each.code === plan).name.en, name);
    const wanted = { hotel: HOTEL, rooms: [room({ rate_plan: plan, adults: 1 })] };
    const named = { ...wanted, access: ['STAFF'] };
    const { body } = await manager('POST', '/v1/quotes', 200, { body: named });
    assert.equal(body.total_minor, 0);
    await manager('POST', '/v1/quotes', 409, { body: wanted, code: 'rate_not_offered' });
    for (const asker of [people['crs-agent1'], programs.reservations, programs.read]) {
      await call(asker, 'POST', '/v1/quotes', 403, { body: named, code: 'staff_rate' });
      await call(asker, 'GET', `/v1/availability?hotel=${HOTEL}&arrival=${day(0)}&departure=${day(2)}&access=MEMBER,STAFF`, 403, { code: 'staff_rate' });
      await call(asker, 'GET', `/v1/availability/calendar?hotel=${HOTEL}&month=${day(0).slice(0, 7)}&access=STAFF`, 403, { code: 'staff_rate' });
    }
    for (const asker of [people['crs-agent1'], programs.reservations]) {
      await call(asker, 'POST', '/v1/holds', 403, { body: named, code: 'staff_rate' });
      await call(asker, 'POST', '/v1/reservations', 403, { body: { ...named, guest }, code: 'staff_rate' });
      await call(asker, 'POST', '/v1/reservations', 409, { body: { ...wanted, guest }, code: 'rate_not_offered' });
    }
    const sold = await manager('POST', '/v1/reservations', 201, { body: { ...named, guest } });
    assert.deepEqual([sold.body.lines[0].rate_plan, sold.body.lines[0].total_minor], [plan, 0]);
    const plain = await agent('POST', '/v1/reservations', 201, { body: booking() });
    const etag = { 'If-Match': `"${plain.body.revision}"` };
    await call(programs.reservations, 'POST', `/v1/reservations/${plain.body.confirmation_number}/modify`, 403, { headers: etag, body: { rooms: [{ line: 1, rate_plan: plan }], access: ['STAFF'] }, code: 'staff_rate' });
  }
  const { body: shown } = await manager('GET', `/v1/availability?hotel=${HOTEL}&arrival=${day(0)}&departure=${day(2)}&access=STAFF`, 200);
  assert.ok(shown.items[0].offers.some((each) => each.rate_plan === 'COMP' && each.total_minor === 0));
  const { body: open } = await agent('GET', `/v1/availability?hotel=${HOTEL}&arrival=${day(0)}&departure=${day(2)}`, 200);
  assert.ok(!open.items[0].offers.some((each) => ['COMP', 'HOUSE'].includes(each.rate_plan)));
});

/* ---- reservations ---- */

test('book, read, find, repeat', async () => {
  const key = newKey();
  const first = await agent('POST', '/v1/reservations', 201, { body: booking(), key });
  const number = first.body.confirmation_number;
  assert.equal(first.headers.get('location'), `/v1/reservations/${number}`);
  const again = await agent('POST', '/v1/reservations', 201, { body: booking(), key });
  assert.deepEqual(again.body, first.body);
  await agent('POST', '/v1/reservations', 422, { body: booking({ comments: 'other' }), key, code: 'idempotency_key_reused' });

  const spoken = `${number.slice(0, 4)}-${number.slice(4, 8)} ${number.slice(8)}`;
  const read = await agent('GET', `/v1/reservations/${encodeURIComponent(spoken)}`, 200);
  assert.deepEqual(read.body, first.body);
  await agent('GET', `/v1/reservations/${number}`, 304, { headers: { 'If-None-Match': read.headers.get('etag') } });
  const miswritten = number.slice(0, -1) + ((Number(number.at(-1)) + 1) % 10);
  await agent('GET', `/v1/reservations/${miswritten}`, 404, { code: 'confirmation_number_invalid' });
  await agent('GET', `/v1/reservations/${unknownNumber}`, 404, { code: 'reservation_not_found' });

  await agent('POST', '/v1/reservations', 201, { body: booking() });
  const named = { channel: 'partner', external_id: newKey() };
  const own = await agent('POST', '/v1/reservations', 201, { body: booking(named) });
  const known = await agent('POST', '/v1/reservations', 200, { body: booking(named) });
  assert.equal(known.body.confirmation_number, own.body.confirmation_number);
  const target = `/v1/reservations?hotel=${HOTEL}&surname=kell&arrival=${day(0)}&email=ADA@example.com&limit=1`;
  const page = await agent('GET', target, 200);
  assert.equal(page.body.items.length, 1);
  const [, next] = page.headers.get('link').match(/<([^>]+)>; rel="?next"?/);
  const second = await agent('GET', next, 200);
  assert.notEqual(second.body.items[0].confirmation_number, page.body.items[0].confirmation_number);
  assert.equal((await agent('GET', '/v1/reservations?surname=%25', 200)).body.items.length, 0);
  await agent('GET', '/v1/reservations?hotel=NOPE', 404, { code: 'hotel_not_found' });
});

test('bookings of the wrong form name the member', async () => {
  const refuse = (fields, code, pointer, status = 400) =>
    agent('POST', '/v1/reservations', status, { body: booking(fields), code, pointer });
  await refuse({ hotel: 'h' }, 'invalid_value', '/hotel');
  await refuse({ hotel: undefined }, 'required', '/hotel');
  await refuse({ hotel: 'NOPE' }, 'hotel_not_found', '/hotel', 422);
  await refuse({ rooms: undefined }, 'required', '/rooms');
  await refuse({ rooms: [] }, 'wrong_length', '/rooms');
  await refuse({ rooms: [room({ adults: -1 })] }, 'out_of_range', '/rooms/0/adults');
  await refuse({ rooms: [room(), room({ arrival: '2030-02-30' })] }, 'invalid_value', '/rooms/1/arrival');
  await refuse({ rooms: [room({ rate_plan: undefined })] }, 'required', '/rooms/0/rate_plan');
  await refuse({ rooms: [room({ night_prices_minor: [1, 1] })] }, 'unknown_field', '/rooms/0/night_prices_minor');
  await refuse({ guest: {} }, 'required', '/guest/surname');
  await refuse({ guest: { guest_id: 999999999 } }, 'guest_not_found', '/guest/guest_id', 422);
  await refuse({ market: { 'a/b': 1.5 } }, 'wrong_type', '/market/a~1b');
  await refuse({ comments: 'x'.repeat(4001) }, 'too_long', '/comments');
  await refuse({ rooms: [room({ room_type: 'NOPE' })] }, 'unknown_room_type', '/rooms/0/room_type', 422);
  await refuse({ rooms: [room({ rate_plan: 'NOPE' })] }, 'unknown_rate_plan', '/rooms/0/rate_plan', 422);
  await refuse({ rooms: [room({ departure: day(-1) })] }, 'departure_before_arrival', '/rooms/0/departure', 422);
  await refuse({ rooms: [room({ departure: day(366) })] }, 'stay_too_long', '/rooms/0/departure', 422);
  await refuse({ rooms: [room({ arrival: '2020-01-01', departure: '2020-01-02' })] }, 'arrival_in_past', '/rooms/0/arrival', 422);
  await refuse({ rooms: [room({ adults: 20 })] }, 'rate_not_offered', '/rooms/0/rate_plan', 409);
  await refuse({ expected_total_minor: 1 }, 'price_changed', '/expected_total_minor', 409);
});

test('holds: held, booked, over, given back', async () => {
  const hold = (fields = {}, status = 201, expected = {}) =>
    agent('POST', '/v1/holds', status, { body: { hotel: HOTEL, rooms: [room()], ...fields }, ...expected });
  const held = await hold({ seconds: 60 });
  const booked = await book({ hold: held.body.hold, rooms: undefined });
  assert.equal(booked.body.lines[0].total_minor, held.body.total_minor);
  const over = { hold: held.body.hold, rooms: undefined };
  await agent('POST', '/v1/reservations', 409, { body: booking(over), code: 'hold_over', pointer: '/hold' });
  await agent('POST', '/v1/reservations', 404, { body: booking({ hold: 'none', rooms: undefined }), code: 'hold_not_found', pointer: '/hold' });
  const other = await hold();
  await agent('POST', '/v1/reservations', 404, { body: { ...booking({ hold: other.body.hold, rooms: undefined }), hotel: 'NYC' }, code: 'hold_not_found' });
  await call(people['crs-manager'], 'DELETE', `/v1/holds/${other.body.hold}`, 404, { code: 'hold_not_found' });
  assert.equal((await agent('DELETE', `/v1/holds/${other.body.hold}`, 200)).body.status, 'released');
  await hold({ seconds: 5 }, 400, { code: 'out_of_range', pointer: '/seconds' });
  await hold({ rooms: [room({ room_type: 'NOPE' })] }, 422, { code: 'unknown_room_type', pointer: '/rooms/0/room_type' });
  await hold({ expected_total_minor: 1 }, 409, { code: 'price_changed' });
});

test('change, cancel, bring back', async () => {
  const { body: first, headers } = await book();
  const target = `/v1/reservations/${first.confirmation_number}`;
  const etag = headers.get('etag');
  const change = (body, status, expected = {}) => agent('POST', `${target}/modify`, status, { body, ...expected });
  const longer = await change({ rooms: [{ line: 1, departure: day(3) }] }, 200, { headers: { 'If-Match': etag } });
  assert.deepEqual(longer.body.lines[0].night_prices_minor.slice(0, 2), first.lines[0].night_prices_minor);
  await change({ comments: 'late' }, 412, { headers: { 'If-Match': etag }, code: 'reservation_changed' });
  await change({ comments: 'late' }, 412, { headers: { 'If-Match': '3' }, code: 'reservation_changed' });
  await change({ rooms: [{ line: 9 }] }, 422, { code: 'line_not_found', pointer: '/rooms/0/line' });
  await change({ rooms: [{ line: 1 }, { line: 1 }] }, 422, { code: 'line_repeated', pointer: '/rooms/1/line' });
  await change({ rooms: [{ room_type: 'NOPE', line: 1 }] }, 422, { code: 'unknown_room_type' });
  await change({ rooms: [{ adults: 1 }] }, 400, { code: 'required', pointer: '/rooms/0/room_type' });
  await change({ rooms: [{ line: 1, departure: day(4) }], expected_total_minor: 1 }, 409, { code: 'price_changed' });
  const more = await change({ rooms: [room()], comments: 'two rooms', guest: { surname: 'Meier' }, market: { agent: '9' } }, 200);
  assert.equal(more.body.lines.length, 2);
  assert.equal(more.body.guest.surname, 'Meier');

  const cost = await agent('GET', `${target}/cancellation`, 200);
  assert.deepEqual(cost.body.lines.map((line) => line.line), [1, 2]);
  await agent('GET', `/v1/reservations/${unknownNumber}/cancellation`, 404, { code: 'reservation_not_found' });
  await agent('POST', `${target}/cancel`, 422, { body: { lines: [3] }, code: 'line_not_found', pointer: '/lines/0' });
  await agent('POST', `${target}/cancel`, 412, { headers: { 'If-Match': '"1"' }, code: 'reservation_changed' });
  const one = await agent('POST', `${target}/cancel`, 200, { body: { lines: [2], reason: 'one is enough' } });
  assert.deepEqual(one.body.lines.map((line) => line.status), ['reserved', 'cancelled']);
  await agent('POST', `${target}/cancel`, 200);
  await agent('POST', `${target}/cancel`, 409, { code: 'already_cancelled' });
  await agent('POST', `${target}/modify`, 409, { body: { rooms: [{ line: 1, adults: 1 }] }, code: 'line_not_reserved' });
  const back = await agent('POST', `${target}/reinstate`, 200);
  assert.deepEqual(back.body.lines.map((line) => line.status), ['reserved', 'reserved']);
  await agent('POST', `${target}/reinstate`, 409, { code: 'not_cancelled' });
  await agent('POST', `${target}/reinstate`, 412, { headers: { 'If-Match': '"1"' }, code: 'reservation_changed' });
  await agent('POST', `${target}/reinstate`, 422, { body: { lines: [4] }, code: 'line_not_found' });
  for (const what of ['modify', 'cancel', 'reinstate']) {
    await agent('POST', `/v1/reservations/${unknownNumber}/${what}`, 404, { body: {}, code: 'reservation_not_found' });
    await agent('POST', `/v1/reservations/${first.confirmation_number}9/${what}`, 404, { body: {}, code: 'confirmation_number_invalid' });
  }
});

test('what a website reports', async () => {
  const id = newKey();
  const sold = { ...room(), rate_plan: undefined, adults: 0, night_prices: ['96.00', '0.00'] };
  const report = (status, fields, answer, expected = {}) =>
    website('POST', '/v1/notifications/reservations', answer, {
      body: { channel: 'roomfinder', external_id: id, status, hotel: HOTEL, ...fields },
      ...expected,
    });
  await report('modified', { rooms: [{ adults: 1 }] }, 404, { code: 'reservation_not_found', pointer: '/external_id' });
  const fresh = { currency: hotel.currency, guest: { ...guest, reference: `r-${id}` }, rooms: [sold], market: { repeated_guest: true, agent: '9' } };
  const made = await report('new', { ...fresh, booked_at: '2020-01-01T00:00:00Z' }, 201);
  assert.deepEqual(made.body.lines[0].night_prices_minor, [9600, 0]);
  assert.equal(made.body.booked_at, '2020-01-01T00:00:00Z');
  const again = await report('new', fresh, 200);
  assert.equal(again.body.confirmation_number, made.body.confirmation_number);
  await report('modified', { rooms: [{ departure: day(3) }] }, 422, { code: 'price_each_night', pointer: '/rooms/0/night_prices_minor' });
  await report('modified', { rooms: [{ departure: day(3), night_prices_minor: [9600, 0, -100] }] }, 200);
  await report('new', { ...fresh, currency: 'JPY' }, 422, { code: 'wrong_currency', pointer: '/currency' });
  await report('new', { ...fresh, rooms: [{ ...sold, night_prices: ['1.234', '1.00'] }] }, 400, { code: 'invalid_value', pointer: '/rooms/0/night_prices/0' });
  const immense = { ...sold, night_prices: undefined, night_prices_minor: [9e15, 1] };
  await report('new', { ...fresh, rooms: [immense] }, 400, { code: 'out_of_range', pointer: '/rooms/0/night_prices_minor/0' });
  await report('new', { guest }, 400, { code: 'required', pointer: '/rooms' });
  await report('gone', {}, 400, { code: 'invalid_value', pointer: '/status' });
  assert.equal((await report('cancelled', { reason: 'no reason' }, 200)).body.lines[0].status, 'cancelled');
  await report('cancelled', {}, 200);
  await report('modified', { rooms: [{ adults: 1 }] }, 409, { code: 'line_not_reserved', pointer: '/rooms/0/line' });
  const spoilt = { channel: 'roomfinder', external_id: newKey(), status: 'new', hotel: HOTEL, ...fresh, rooms: [{ ...sold, night_prices: ['1.00'] }] };
  await website('POST', '/v1/notifications/reservations', 422, { body: spoilt, code: 'price_each_night' });
});

/* ---- guests ---- */

test('guests: create, read, find, change', async () => {
  const key = newKey();
  const made = await agent('POST', '/v1/guests', 201, { body: guest, key });
  const again = await agent('POST', '/v1/guests', 201, { body: guest, key });
  assert.deepEqual(again.body, made.body);
  await agent('POST', '/v1/guests', 422, { body: { surname: 'Other' }, key, code: 'idempotency_key_reused' });
  await agent('POST', '/v1/guests', 400, { body: { given_name: 'A' }, code: 'required', pointer: '/surname' });
  const target = `/v1/guests/${made.body.guest_id}`;
  const read = await agent('GET', target, 200);
  await agent('GET', target, 304, { headers: { 'If-None-Match': read.headers.get('etag') } });
  await agent('GET', '/v1/guests/0', 404, { code: 'guest_not_found' });
  const page = await agent('GET', '/v1/guests?surname=KELLER&email=ada@EXAMPLE.com&limit=1', 200);
  assert.equal(page.body.items.length, 1);
  assert.match((await agent('GET', '/v1/guests?limit=1', 200)).headers.get('link'), /rel="?next"?/);
  const changed = await agent('PATCH', target, 200, { body: { telephone: '+41 1' }, headers: { 'If-Match': read.headers.get('etag') } });
  assert.equal(changed.body.telephone, '+41 1');
  assert.equal(changed.body.surname, 'Keller');
  const stale = await agent('PATCH', target, 412, { body: { telephone: '2' }, headers: { 'If-Match': '"1"' }, code: 'guest_changed' });
  assert.equal(stale.body.current.telephone, '+41 1');
  await agent('PATCH', target, 412, { body: { telephone: '2' }, headers: { 'If-Match': '1' }, code: 'guest_changed' });
  await agent('PATCH', target, 400, { body: { surname: '' }, code: 'empty', pointer: '/surname' });
  await agent('PATCH', '/v1/guests/999999999', 404, { body: {}, code: 'guest_not_found' });
});

/* ---- rates ---- */

test('amounts, restrictions and limits', async () => {
  const revenue = (...rest) => call(people.revenue1, ...rest);
  const at = `/v1/hotels/${HOTEL}`;
  const span = { rate_plan: 'BAR', room_type: room().room_type, from: day(50), until: day(51) };
  const quoted = async () => {
    const body = { hotel: HOTEL, rooms: [room({ arrival: day(50), departure: day(51) })] };
    return (await send(CENTRE, 'POST', '/v1/quotes', { headers: people['crs-agent1'], body })).body;
  };
  const before = await quoted();
  const set = await revenue('PUT', `${at}/rates`, 200, { body: { rates: [{ ...span, amount_minor: 77700 }] } });
  assert.equal(set.body.nights_changed, 2);
  assert.equal((await quoted()).total_minor, 77700);
  const listed = await revenue('GET', `${at}/rates`, 200);
  assert.ok(listed.body.items.some((each) => each.night === day(50) && each.amount_minor === 77700));
  await revenue('PUT', `${at}/rates`, 422, { body: { rates: [span] }, code: 'invalid_value', pointer: '/rates/0/amount_minor' });
  await revenue('PUT', `${at}/rates`, 422, { body: { rates: [{ ...span, rate_plan: 'NOPE', amount_minor: 1 }] }, pointer: '/rates/0/rate_plan' });
  await revenue('PUT', `${at}/rates`, 422, { body: { rates: [{ ...span, until: day(49), amount_minor: 1 }] }, pointer: '/rates/0/until' });
  await revenue('PUT', `${at}/rates`, 400, { body: { rates: [{ ...span, amount_minor: -1 }] }, code: 'out_of_range', pointer: '/rates/0/amount_minor' });
  await revenue('PUT', '/v1/hotels/NOPE/rates', 404, { body: { rates: [] }, code: 'hotel_not_found' });
  await revenue('GET', '/v1/hotels/NOPE/rates', 404, { code: 'hotel_not_found' });
  await revenue('PUT', `${at}/rates`, 200, { body: { rates: [{ ...span, withdrawn: true }] } });
  assert.equal((await quoted()).total_minor, before.total_minor);

  const closed = { rate_plan: '*', room_type: '*', from: day(50), until: day(50), closed: true };
  await revenue('PUT', `${at}/restrictions`, 200, { body: { restrictions: [closed] } });
  assert.equal((await quoted()).code, 'rate_not_offered');
  assert.ok((await revenue('GET', `${at}/restrictions`, 200)).body.items.some((each) => each.night === day(50) && each.closed));
  await revenue('PUT', `${at}/restrictions`, 200, { body: { restrictions: [{ ...closed, closed: false }] } });
  await revenue('PUT', `${at}/restrictions`, 422, { body: { restrictions: [{ ...closed, min_stay: 3, max_stay: 2 }] }, pointer: '/restrictions/0/max_stay' });
  await revenue('PUT', '/v1/hotels/NOPE/restrictions', 404, { body: {}, code: 'hotel_not_found' });
  await revenue('GET', '/v1/hotels/NOPE/restrictions', 404, { code: 'hotel_not_found' });

  const limit = (sell_limit, nights = 70) => ({ limits: [{ room_type: type().code, from: day(nights), until: day(nights), sell_limit }] });
  assert.equal((await revenue('PUT', `${at}/limits`, 200, { body: limit(0) })).body.limits.length, 1);
  await agent('POST', '/v1/reservations', 409, { body: booking({ rooms: [room({ arrival: day(70), departure: day(71) })] }), code: 'sold_out' });
  await agent('POST', '/v1/holds', 409, { body: { hotel: HOTEL, rooms: [room({ arrival: day(70), departure: day(71) })] }, code: 'sold_out' });
  await revenue('PUT', `${at}/limits`, 200, { body: limit(type().sell_limit) });
  const sold = await book({ rooms: [room({ arrival: day(70), departure: day(71) })] });
  await revenue('PUT', `${at}/limits`, 409, { body: limit(0), code: 'limit_below_sold', pointer: '/limits/0' });
  const spans = [limit(type().sell_limit, 60).limits[0], limit(0).limits[0]].map((each) => ({ ...each, from: day(60) }));
  const low = await revenue('PUT', `${at}/limits`, 409, { body: { limits: spans }, code: 'limit_below_sold', pointer: '/limits/1' });
  assert.ok(low.body.detail.includes(day(70)) && low.body.detail.includes(type().code), low.body.detail);
  await agent('POST', `/v1/reservations/${sold.body.confirmation_number}/cancel`, 200);
  await revenue('PUT', `${at}/limits`, 409, { body: limit(1, 2000), code: 'not_on_sale' });
  await revenue('PUT', `${at}/limits`, 422, { body: { limits: [{ ...limit(1).limits[0], room_type: 'NOPE' }] }, pointer: '/limits/0/room_type' });
  await revenue('PUT', '/v1/hotels/NOPE/limits', 404, { body: {}, code: 'hotel_not_found' });
});

/* ---- operation ---- */

test('what a hotel is granted, and by which rule', async () => {
  const manager = (...rest) => call(people['crs-manager'], ...rest);
  const revenue = (...rest) => call(people.revenue1, ...rest);
  const at = `/v1/hotels/${HOTEL}`;
  const shown = (await manager('GET', `${at}/allotments`, 200)).body;
  assert.equal(shown.items.length, 7 * hotel.room_types.length);
  for (const cell of shown.items) {
    const rights = cell.sold + cell.held + cell.blocked + cell.granted + cell.out_of_order + cell.centre_right;
    assert.equal(rights, cell.sell_limit + cell.oversell_authorised);
  }
  const nights = `from=${hotel.business_date}&to=${addDays(hotel.business_date, 1)}`;
  assert.equal((await manager('GET', `${at}/allotments?${nights}`, 200)).body.items.length, hotel.room_types.length);
  await manager('GET', `${at}/allotments?from=soon`, 400, { code: 'invalid_value', pointer: '?from' });
  await manager('GET', '/v1/hotels/NOPE/allotments', 404, { code: 'hotel_not_found' });

  const rule = `${at}/allotment-policy`;
  const before = (await revenue('GET', rule, 200)).body;
  await revenue('GET', '/v1/hotels/NOPE/allotment-policy', 404, { code: 'hotel_not_found' });
  const wish = { room_type: '*', nights_ahead: 3, rooms: 1, keep: 2 };
  const set = (await revenue('PUT', rule, 200, { body: { policies: [wish] } })).body;
  assert.deepEqual(set.policies, [{ ...wish, basis_points: 0 }]);
  assert.deepEqual(set.effective.map((each) => each.nights_ahead), hotel.room_types.map(() => 3));
  const refused = (policy, pointer) => revenue('PUT', rule, 422, { body: { policies: [wish, policy] }, pointer });
  await refused({ ...wish, room_type: 'NONE' }, '/policies/1/room_type');
  await refused(wish, '/policies/1/room_type');
  await refused({ ...wish, room_type: type().code, basis_points: 5 }, '/policies/1/basis_points');
  await revenue('PUT', rule, 400, { body: { policies: [{ room_type: '*', nights_ahead: 61 }] }, pointer: '/policies/0/nights_ahead' });
  await revenue('PUT', '/v1/hotels/NOPE/allotment-policy', 404, { body: { policies: [] }, code: 'hotel_not_found' });
  await revenue('PUT', rule, 200, { body: { policies: before.policies } });
});

test('what people must look at', async () => {
  const manager = (...rest) => call(people['crs-manager'], ...rest);
  for (const query of ['', `?hotel=${HOTEL}&limit=1`]) await manager('GET', `/v1/exceptions${query}`, 200);
  await manager('GET', '/v1/exceptions?limit=0', 400);
  await manager('GET', '/v1/exceptions?hotel=NOPE', 404, { code: 'hotel_not_found' });
});

test('reports, copies, checks, feed', async () => {
  const operator = (...rest) => call(programs.operator, ...rest);
  await operator('GET', `/v1/reports/production?hotel=${HOTEL}&from=2015-07&to=2099-12`, 200);
  await operator('GET', '/v1/reports/production?hotel=NOPE', 404, { code: 'hotel_not_found' });
  const { body: checks } = await operator('GET', '/v1/checks', 200);
  assert.deepEqual([checks.cells_over_limit, checks.cells_counted_wrong, checks.folios_unbalanced], [0, 0, 0]);
  assert.deepEqual(checks.findings, []);
  for (const table of ['reservations', 'stays', 'cells', 'rate_overrides', 'restrictions']) {
    const first = await operator('GET', `/v1/copies/${HOTEL}/${table}?limit=2`, 200);
    const after = first.body.items.at(-1)?.key ?? '';
    await operator('GET', `/v1/copies/${HOTEL}/${table}?after=${encodeURIComponent(after)}`, 200);
  }
  await operator('GET', `/v1/copies/${HOTEL}/secrets`, 404, { code: 'table_not_found' });
  await operator('GET', '/v1/copies/NOPE/cells', 404, { code: 'hotel_not_found' });
  await operator('GET', `/v1/hotels/${HOTEL}/reconciliation`, 200);
  await operator('GET', '/v1/hotels/NOPE/reconciliation', 404, { code: 'hotel_not_found' });
  await operator('GET', '/v1/reconciliations?limit=2', 200);
  await operator('GET', '/v1/reconciliations?limit=0', 400, { code: 'invalid_query' });
  await operator('GET', '/v1/hotels/NOPE/feed', 404, { code: 'hotel_not_found' });

  const versions = [];
  for (let after = 0, more = true; more; ) {
    const { body } = await operator('GET', `/v1/hotels/${HOTEL}/feed?after=${after}&limit=1000`, 200);
    versions.push(...body.changes.map((each) => each.version));
    assert.equal(body.from, after + 1);
    assert.ok(body.to > after || !body.more);
    assert.equal(body.more, body.to < body.head);
    [after, more] = [body.to, body.more];
  }
  assert.deepEqual(versions, [...new Set(versions)].sort((a, b) => a - b));
});

test('practice time moves forward only', async () => {
  const trainer = (...rest) => call(people.trainer1, ...rest);
  const { body } = await trainer('GET', '/v1/practice/clock', 200);
  const next = new Date(Date.parse(body.now) + 1000).toISOString().replace('.000Z', 'Z');
  assert.equal((await trainer('PUT', '/v1/practice/clock', 200, { body: { now: next } })).body.now, next);
  await trainer('PUT', '/v1/practice/clock', 409, { body: { now: '2001-01-01T00:00:00Z' }, code: 'clock_backwards' });
  await trainer('PUT', '/v1/practice/clock', 400, { body: { now: 'soon' }, code: 'invalid_value', pointer: '/now' });
});

test('a hold is over when its time is, and the rooms are free again by themselves', async () => {
  const PRACTICE = 'H1';
  const { body: house } = await agent('GET', `/v1/hotels/${PRACTICE}`, 200);
  const { code } = house.room_types[0];
  const night = addDays(house.business_date, 300);
  const wish = { room_type: code, rate_plan: 'BAR', arrival: night, departure: addDays(night, 1), adults: 2 };
  const held = async () => {
    const { body } = await agent('GET', `/v1/hotels/${PRACTICE}/cells?from=${night}&to=${addDays(night, 1)}`, 200);
    return body.items.find((each) => each.room_type === code).held;
  };
  const before = await held();
  const hold = await agent('POST', '/v1/holds', 201, { body: { hotel: PRACTICE, rooms: [wish], seconds: 30 } });
  assert.equal(await held(), before + 1);
  const over = new Date(Date.parse(hold.body.expires_at) + 1000).toISOString();
  await call(people.trainer1, 'PUT', '/v1/practice/clock', 200, { body: { now: over } });
  await until('the hold is over', async () => (await held()) === before);
  const body = { hotel: PRACTICE, guest, hold: hold.body.hold };
  await agent('POST', '/v1/reservations', 409, { body, code: 'hold_over', pointer: '/hold' });
  assert.equal((await agent('DELETE', `/v1/holds/${hold.body.hold}`, 200)).body.status, 'expired');
});

test('every success that is described was seen', () => {
  assert.deepEqual(api.description.unseen(), []);
});

after(async () => {
  for (const number of booked) await send(CENTRE, 'POST', `/v1/reservations/${number}/cancel`, { headers: people['crs-agent1'] });
});
