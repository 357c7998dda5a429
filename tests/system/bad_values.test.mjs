// Bodies in good form with values that are not: refused with their place, or kept and given back as they came. Nothing
// that a guest is called is ever run, cut off or taken for something else.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { addDays, authorise, CENTRE, desk, logIn, newKey, send } from '../support/instance.mjs';
import { until } from '../support/until.mjs';

const HOTEL = 'ZRH'; // lives in real time
const DESK = desk(HOTEL);
const booked = [];
let agent;
let website;
let clerk;
let hotel;
let day;
let room;

before(async () => {
  agent = await logIn(CENTRE, 'crs-agent1');
  website = await authorise('replay', 'notifications');
  clerk = await logIn(DESK, 'zrh-desk1');
  hotel = (await send(CENTRE, 'GET', `/v1/hotels/${HOTEL}`, { headers: agent })).body;
  const type = hotel.room_types.reduce((most, each) => (each.sell_limit > most.sell_limit ? each : most)).code;
  day = (nights) => addDays(hotel.business_date, 300 + nights);
  room = (fields = {}) => ({ room_type: type, rate_plan: 'BAR', arrival: day(0), departure: day(1), adults: 1, ...fields });
});

after(async () => {
  for (const number of booked) await send(CENTRE, 'POST', `/v1/reservations/${number}/cancel`, { headers: agent, body: {} });
});

const booking = (fields = {}) => ({ hotel: HOTEL, guest: { surname: 'Plain' }, rooms: [room()], ...fields });

async function book(body, headers = agent, path = '/v1/reservations') {
  const answer = await send(CENTRE, 'POST', path, { headers, body });
  if (answer.body.confirmation_number) booked.push(answer.body.confirmation_number);
  return answer;
}

async function refused(body, status, pointer, ...rest) {
  const answer = await book(body, ...rest);
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  if (pointer !== null) assert.equal(answer.body.errors[0].pointer, pointer);
  return answer.body;
}

// The body as text, with what JavaScript cannot write: `"@"` is replaced by `text`.
const written = (body, text) => JSON.stringify(body).replaceAll('"@"', text);

/* ---- texts ---- */

const ODD_TEXTS = [
  "Robert'); DROP TABLE reservation; --",
  '" OR ""="',
  '<script>alert(1)</script>',
  '${7*7} {{7*7}} %s %n %00 \\x00 \\u0000',
  '../../etc/passwd',
  '$1::int; SELECT pg_sleep(9)',
  '\u{1f600}\u{20000}\u{10ffff}',
  '钥栈 Zürich Ångström ﷽',
  'e\u0301 \u202eright to left\u202c \ufeff \u200b',
  'two\nlines\tand a tabulator',
  'null',
  "O'Neill \\ \"the one\"",
  'x'.repeat(255),
  '\u{1f600}'.repeat(63),
];

test('names and comments are kept as they came, at the centre and in the hotel', async () => {
  for (const text of ODD_TEXTS) {
    const guest = { given_name: text, surname: text, email: text, telephone: '+41 44 000 00 00' };
    const made = await book(booking({ guest, comments: text, market: { segment: text } }));
    assert.equal(made.status, 201, `${text}: ${JSON.stringify(made.body)}`);
    const number = made.body.confirmation_number;
    const kept = (await send(CENTRE, 'GET', `/v1/reservations/${number}`, { headers: agent })).body;
    assert.equal(kept.guest.surname, text);
    assert.equal(kept.guest.given_name, text);
    assert.equal(kept.guest.email, text);
    assert.equal(kept.comments, text);
    assert.equal(kept.market.segment, text);

    const found = await send(CENTRE, 'GET', `/v1/reservations?hotel=${HOTEL}&surname=${encodeURIComponent(text)}&limit=200`, { headers: agent });
    if (!/[\n\t]/.test(text)) {
      assert.ok(found.body.items.some((each) => each.confirmation_number === number), `not found by ${JSON.stringify(text)}`);
    }
    await arrived(number, text);
  }
});

// The copy of the hotel says the same a moment later.
async function arrived(number, surname) {
  const copy = await until(`${number} reaches the hotel`, async () => {
    const { status, body } = await send(DESK, 'GET', `/v1/reservations/${number}`, { headers: clerk });
    return status === 200 ? body : null;
  });
  assert.equal(copy.guest.surname, surname);
}

test('a NUL, half a character, a control character, blanks alone: refused with their place', async () => {
  const guest = { surname: '@' };
  for (const text of ['"a\\u0000b"', '"\\ud800"', '"\\udc00x"', '"\\ud83d\\u0041"']) {
    const problem = await refused(written(booking({ guest }), text), 400, null);
    assert.equal(problem.code, 'malformed_json');
    assert.match(problem.detail, /line 1 column \d+/);
  }
  assert.match((await refused(written(booking({ market: { a: '@' } }), '"\\u0000"'), 400, null)).detail, /a text contains a NUL character/);
  assert.equal((await refused(written(booking({ market: '@' }), '{"a\\u0000":1}'), 400, null)).code, 'malformed_json');
  for (const surname of ['', ' ', '\t\n', '\u3000']) {
    assert.equal((await refused(booking({ guest: { surname } }), 400, '/guest/surname')).code, 'empty');
  }
  for (const surname of ['a\u0007', '\u001b[31mred', 'del\u007f']) {
    assert.equal((await refused(booking({ guest: { surname } }), 400, '/guest/surname')).code, 'invalid_value');
  }
});

test('texts that are too long are refused, and none is cut', async () => {
  const one = { surname: 'Plain' };
  for (const [fields, pointer] of [
    [{ guest: { surname: 'x'.repeat(256) } }, '/guest/surname'],
    [{ guest: { surname: '\u{1f600}'.repeat(64) } }, '/guest/surname'],
    [{ guest: { ...one, telephone: '0'.repeat(41) } }, '/guest/telephone'],
    [{ guest: { ...one, country: 'CHEX' } }, '/guest/country'],
    [{ comments: 'x'.repeat(4001) }, '/comments'],
    [{ market: { segment: 'x'.repeat(256) } }, '/market/segment'],
    [{ market: { ['x'.repeat(65)]: 1 } }, '/market'],
    [{ access: ['x'.repeat(256)] }, '/access/0'],
  ]) {
    await refused(booking(fields), 400, pointer);
  }
});

test('other types, other shapes, members that nobody knows', async () => {
  for (const [fields, pointer] of [
    [{ hotel: 1 }, '/hotel'],
    [{ hotel: ['ZRH'] }, '/hotel'],
    [{ guest: 'Plain' }, '/guest'],
    [{ guest: [] }, '/guest'],
    [{ rooms: {} }, '/rooms'],
    [{ rooms: [[]] }, '/rooms/0'],
    [{ rooms: [null] }, '/rooms/0'],
    [{ rooms: [room(), room({ adults: '2' })] }, '/rooms/1/adults'],
    [{ rooms: [room({ children: true })] }, '/rooms/0/children'],
    [{ guest: { surname: 'x', 'sur/name~': 'y' } }, '/guest/sur~1name~0'],
    [{ __proto__: null, constructor: 1 }, '/constructor'],
    [{ market: { nested: {} } }, '/market/nested'],
    [{ market: { a: 1.5 } }, '/market/a'],
    [{ market: Object.fromEntries(Array.from({ length: 25 }, (_, at) => [`a${at}`, 1])) }, '/market'],
  ]) {
    await refused(booking(fields), 400, pointer);
  }
});

/* ---- numbers and dates ---- */

test('numbers out of every range', async () => {
  const adults = { rooms: [room({ adults: '@' })] };
  for (const text of ['-1', '100', '1.5', '1e0', '2147483648', '9223372036854775807']) {
    await refused(written(booking(adults), text), 400, '/rooms/0/adults');
  }
  for (const text of ['9223372036854775808', '-9223372036854775809', '1e999', '1'.repeat(4000)]) {
    assert.equal((await refused(written(booking(adults), text), 400, null)).code, 'malformed_json');
  }
  for (const text of ['NaN', 'Infinity', '01', '0x1', '+1', '.5']) {
    assert.equal((await refused(written(booking(adults), text), 400, null)).code, 'malformed_json');
  }
  await refused(written(booking({ guest: { guest_id: '@' } }), '0'), 400, '/guest/guest_id');
  await refused(written(booking({ guest: { guest_id: '@' } }), '-5'), 400, '/guest/guest_id');
  await refused(written(booking({ guest: { guest_id: '@' } }), '9223372036854775807'), 422, '/guest/guest_id');
  await refused(written(booking({ expected_total_minor: '@' }), '-1'), 400, '/expected_total_minor');
  assert.equal((await book(written(booking({ expected_total_minor: '@' }), '9223372036854775807'))).status, 409);
});

test('dates that are none, or not of this world', async () => {
  for (const text of [
    '0000-00-00', '0001-01-01', '9999-12-31', '10000-01-01', '-001-01-01', '2027-02-29', '2027-13-01', '2027-00-10',
    '2027-6-1', ' 2027-06-01', '2027-06-01T00:00:00Z', '20270601', '２０２７-06-01', '', 'tomorrow',
  ]) {
    await refused(booking({ rooms: [room({ arrival: text })] }), 400, '/rooms/0/arrival');
    await refused(booking({ rooms: [room({ departure: text })] }), 400, '/rooms/0/departure');
  }
  await refused(booking({ rooms: [room({ arrival: 20270601 })] }), 400, '/rooms/0/arrival');
  const yesterday = addDays(hotel.business_date, -1);
  await refused(booking({ rooms: [room({ arrival: yesterday, departure: hotel.business_date })] }), 422, '/rooms/0/arrival');
  await refused(booking({ rooms: [room({ departure: day(-1) })] }), 422, '/rooms/0/departure');
  await refused(booking({ rooms: [room({ departure: day(366) })] }), 422, '/rooms/0/departure');
  await refused(booking({ rooms: [room({ departure: '2999-12-31' })] }), 422, '/rooms/0/departure');
  assert.equal((await book(booking({ rooms: [room({ arrival: '2999-12-30', departure: '2999-12-31' })] }))).status, 409);
});

test('no room, a hundred rooms, more rooms than there are', async () => {
  await refused(booking({ rooms: [] }), 400, '/rooms');
  await refused(booking({ rooms: Array.from({ length: 100 }, () => room()) }), 400, '/rooms');
  const { body } = await book(booking({ rooms: Array.from({ length: 99 }, () => room()) }));
  assert.equal(body.code, 'sold_out');
  assert.ok(body.left < 99);
});

test('prices that a website brings along', async () => {
  const channelRoom = (fields) => ({ ...room(), rate_plan: undefined, ...fields });
  const notification = (fields, more = {}) => ({
    channel: 'odd', external_id: newKey(), status: 'new', hotel: HOTEL, currency: hotel.currency, guest: { surname: 'Plain' },
    rooms: [channelRoom(fields)], ...more,
  });
  const post = (body, ...rest) => refused(body, ...rest, website, '/v1/notifications/reservations');
  for (const price of ['1e5', '1,00', '1.001', '', ' 1.00', '0x10', '1.', '--1', 'NaN', "1.00'", '99999999999999999999.00']) {
    await post(notification({ night_prices: [price] }), 400, '/rooms/0/night_prices/0');
  }
  for (const text of ['9223372036854775807', '-9223372036854775808', '1000000000001']) {
    await post(written(notification({ night_prices_minor: ['@'] }), text), 400, '/rooms/0/night_prices_minor/0');
  }
  await post(notification({ night_prices: ['1.00', '2.00'] }), 422, '/rooms/0/night_prices_minor');
  await post(notification({ night_prices: ['1.00'] }, { currency: 'XXQ' }), 400, '/currency');
  await post(notification({ night_prices: ['1.00'] }, { currency: 'JPY' }), 422, '/currency');
  await post(notification({ night_prices: ['1.00'] }, { booked_at: '9999-12-31T23:59:59Z' }), 400, '/booked_at');
  await post(notification({ night_prices: ['1.00'] }, { status: 'gone' }), 400, '/status');
});

/* ---- the target ---- */

test('numbers in the path that are none, and letters of the query that other parts would act on', async () => {
  for (const number of ['0', '-1', '1', '9'.repeat(12), '1'.repeat(5000), "1'--", '1;1', '１００００００００００９', 'a%2fb', '*']) {
    const { status, body } = await send(CENTRE, 'GET', `/v1/reservations/${number}`, { headers: agent });
    assert.equal(status, 404, number);
    assert.match(body.code, /^(confirmation_number_invalid|reservation_not_found)$/);
    assert.equal((await send(DESK, 'GET', `/v1/reservations/${number}`, { headers: clerk })).status, 404, number);
    if (number === '1') continue; // there may be such a stay and such a guest
    assert.equal((await send(DESK, 'GET', `/v1/stays/${number}/folio`, { headers: clerk })).status, 404, number);
    assert.equal((await send(CENTRE, 'GET', `/v1/guests/${number}`, { headers: agent })).status, 404, number);
  }
  for (const wild of ['%25', '_', '%25%25', '%5C', '*', '%27%20OR%201=1--']) {
    const { status, body } = await send(CENTRE, 'GET', `/v1/reservations?hotel=${HOTEL}&surname=${wild}`, { headers: agent });
    assert.equal(status, 200);
    assert.deepEqual(body.items, [], wild);
    const found = await send(DESK, 'GET', `/v1/reservations?query=${wild}`, { headers: clerk });
    assert.ok(found.status === 400 || found.body.items.length === 0, wild);
  }
  const offers = await send(CENTRE, 'GET', `/v1/availability?arrival=${day(0)}&departure=${day(1)}&place=%25`, { headers: agent });
  assert.deepEqual(offers.body.items, []);
});

/* ---- at the desk ---- */

test('the desk: walk-ins, postings and rooms that cannot be', async () => {
  const type = room().room_type;
  const walkIn = (fields) => ({ guest: { surname: 'Plain' }, room_type: type, rate_plan: 'BAR', departure: addDays(hotel.business_date, 1), adults: 1, ...fields });
  const post = async (path, body, status, pointer) => {
    const answer = await send(DESK, 'POST', path, { headers: clerk, body });
    assert.equal(answer.status, status, JSON.stringify(answer.body));
    if (pointer) assert.equal(answer.body.errors[0].pointer, pointer);
    return answer.body;
  };
  for (const [fields, pointer] of [
    [{ adults: -1 }, '/adults'],
    [{ adults: 1.5 }, '/adults'],
    [{ departure: '9999-12-31' }, '/departure'],
    [{ departure: '0000-00-00' }, '/departure'],
    [{ guest: { surname: ' ' } }, '/guest/surname'],
    [{ guest: { surname: 'a\u0007' } }, '/guest/surname'],
    [{ nonsense: 1 }, '/nonsense'],
  ]) {
    await post('/v1/walk-ins', walkIn(fields), 400, pointer);
  }
  assert.equal((await post('/v1/walk-ins', JSON.stringify(walkIn()).replace('Plain', '\\u0000'), 400)).code, 'malformed_json');
  await post('/v1/walk-ins', walkIn({ departure: '2999-12-31' }), 422, '/departure');

  const name = "Robert'); DROP TABLE stay; --<b>\u{1f600}";
  const stay = await post('/v1/walk-ins', walkIn({ guest: { surname: name } }), 201);
  const path = `/v1/stays/${stay.stay_id}`;
  const charge = (amount) => `{"department":"minibar","description":"x","amount_minor":${amount}}`;
  for (const amount of ['9223372036854775807', '-9223372036854775808', '1000000000000', '0']) {
    await post(`${path}/charges`, charge(amount), 422, '/amount_minor');
    await post(`${path}/payments`, `{"method":"card","amount_minor":${amount}}`, 422, '/amount_minor');
  }
  for (const amount of ['1.5', '"5"', 'null', '[]']) await post(`${path}/charges`, charge(amount), 400, '/amount_minor');
  assert.equal((await post(`${path}/charges`, charge('9223372036854775808'), 400)).code, 'malformed_json');
  await post(`${path}/charges`, { department: "x'; --", description: 'x', amount_minor: 1 }, 422, '/department');
  await post(`${path}/move`, { room: "1' OR '1'='1" }, 422);

  const description = '<img src=x onerror=alert(1)> %s \u{1f600}';
  await post(`${path}/charges`, { department: 'minibar', description, amount_minor: 100 }, 201);
  const folio = (await send(DESK, 'GET', `${path}/folio`, { headers: clerk })).body;
  assert.deepEqual(folio.postings.filter((each) => each.department === 'minibar').map((each) => each.description), [description]);
  const kept = (await send(DESK, 'GET', path, { headers: clerk })).body;
  assert.ok(kept.guest_name.includes(name), kept.guest_name);
  await post(`${path}/check-out`, { settle: { method: 'cash' } }, 200);
});
