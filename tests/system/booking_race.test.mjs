// Two hundred clients and one room, on every path on which the centre sells: one winner, everybody else a clean refusal
// with alternatives, and nobody gets a second room by asking twice.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { addDays, authorise, CENTRE, logIn, newKey, send } from '../support/instance.mjs';

const CLIENTS = 200;
const HOTEL = 'NYC';
let hotel;
let agent;
let website;
let revenue;
let type;
let nightsUsed = 0;
const booked = new Set();

before(async () => {
  agent = await logIn(CENTRE, 'crs-agent1');
  revenue = await logIn(CENTRE, 'revenue1');
  website = await authorise('replay');
  hotel = (await ask(agent, 'GET', `/v1/hotels/${HOTEL}`)).body;
  type = hotel.room_types.reduce((most, each) => (each.sell_limit > most.sell_limit ? each : most));
});

after(async () => {
  for (const number of booked) await ask(agent, 'POST', `/v1/reservations/${number}/cancel`);
});

const ask = (who, method, path, body, key) => send(CENTRE, method, path, { body, key, headers: who });

async function setLimit(night, sell_limit) {
  const limits = [{ room_type: type.code, from: night, until: night, sell_limit }];
  const answer = await ask(revenue, 'PUT', `/v1/hotels/${HOTEL}/limits`, { limits });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
}

async function cell(night) {
  const { body } = await ask(agent, 'GET', `/v1/hotels/${HOTEL}/cells?from=${night}&to=${addDays(night, 1)}`);
  return body.items.find((each) => each.room_type === type.code);
}

// A night of its own, with so many rooms left of the type; gives it back afterwards.
async function withNight(rooms, race) {
  const night = addDays(hotel.business_date, 250 + 2 * nightsUsed++);
  const { sold } = await cell(night);
  await setLimit(night, sold + rooms);
  try {
    await race(night);
    const { sold: soldNow, held, sell_limit } = await cell(night);
    assert.ok(soldNow + held <= sell_limit);
  } finally {
    for (const number of booked) await ask(agent, 'POST', `/v1/reservations/${number}/cancel`);
    booked.clear();
    await setLimit(night, type.sell_limit);
  }
}

const room = (night) => ({ room_type: type.code, rate_plan: 'BAR', arrival: night, departure: addDays(night, 1), adults: 2 });
const guest = { surname: 'Race' };
const booking = (night, rooms = 1) => ({ hotel: HOTEL, guest, rooms: Array.from({ length: rooms }, () => room(night)) });
const notification = (night) => ({
  channel: 'race',
  external_id: newKey(),
  status: 'new',
  hotel: HOTEL,
  guest,
  rooms: [{ ...room(night), rate_plan: undefined, night_prices_minor: [10000] }],
});

const keep = (answers) => answers.forEach(({ body }) => body.confirmation_number && booked.add(body.confirmation_number));

// So many requests at once; `make` gives {who, path, body}. Resolves to them with their key and answer.
function all(count, make) {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const request = { ...make(), key: newKey() };
      return { ...request, answer: await ask(request.who, 'POST', request.path, request.body, request.key) };
    }),
  );
}

function assertOneWinner(requests) {
  const won = requests.filter(({ answer }) => answer.status === 201);
  const lost = requests.filter(({ answer }) => answer.status === 409);
  assert.equal(won.length, 1);
  assert.equal(lost.length, requests.length - 1);
  for (const { answer } of lost) {
    assert.equal(answer.body.code, 'sold_out', JSON.stringify(answer.body));
    assert.equal(answer.body.left, 0);
    assert.ok(answer.body.alternatives.length > 0, 'other types are free');
    assert.ok(answer.body.alternatives.every((each) => each.room_type !== type.code && each.left > 0));
  }
  return won[0];
}

// Everybody asks again with the same key: the same answers, word for word, and no room more.
async function assertRepeatsAreTheSame(requests) {
  const again = await Promise.all(requests.map(({ who, path, body, key }) => ask(who, 'POST', path, body, key)));
  again.forEach((answer, index) => {
    assert.equal(answer.status, requests[index].answer.status);
    assert.deepEqual(answer.body, requests[index].answer.body);
  });
}

const paths = {
  'a reservation': (night) => ({ who: agent, path: '/v1/reservations', body: booking(night) }),
  'a notification of a website': (night) => ({ who: website, path: '/v1/notifications/reservations', body: notification(night) }),
  'a hold': (night) => ({ who: agent, path: '/v1/holds', body: { hotel: HOTEL, rooms: [room(night)] } }),
};

for (const [name, make] of Object.entries(paths)) {
  test(`${CLIENTS} clients, one room: ${name}`, () =>
    withNight(1, async (night) => {
      const requests = await all(CLIENTS, () => make(night));
      keep(requests.map(({ answer }) => answer));
      const winner = assertOneWinner(requests);
      await assertRepeatsAreTheSame(requests);
      if (!winner.answer.body.hold) return;
      const fromHold = { hotel: HOTEL, guest, hold: winner.answer.body.hold };
      const bookings = await all(20, () => ({ who: agent, path: '/v1/reservations', body: fromHold }));
      keep(bookings.map(({ answer }) => answer));
      assert.equal(bookings.filter(({ answer }) => answer.status === 201).length, 1);
      assert.ok(bookings.every(({ answer }) => answer.status === 201 || answer.body.code === 'hold_over'));
    }));
}

test(`${CLIENTS} clients, one room, every path at once`, () =>
  withNight(1, async (night) => {
    let turn = 0;
    const makes = Object.values(paths);
    const requests = await all(CLIENTS, () => makes[turn++ % makes.length](night));
    keep(requests.map(({ answer }) => answer));
    const winner = assertOneWinner(requests);
    await assertRepeatsAreTheSame(requests);
    if (winner.answer.body.hold) await ask(agent, 'DELETE', `/v1/holds/${winner.answer.body.hold}`);
  }));

test(`${CLIENTS} clients want three of four rooms each: all three or none`, () =>
  withNight(4, async (night) => {
    const requests = await all(CLIENTS, () => ({ who: agent, path: '/v1/reservations', body: booking(night, 3) }));
    keep(requests.map(({ answer }) => answer));
    const won = requests.filter(({ answer }) => answer.status === 201);
    assert.equal(won.length, 1);
    assert.equal(won[0].answer.body.lines.length, 3);
    const { sold, sell_limit } = await cell(night);
    assert.equal(sell_limit - sold, 1);
  }));

test('changes race for one room too: the losers keep what they had', () =>
  withNight(1, async (night) => {
    const elsewhere = addDays(night, 1);
    const before = await all(20, () => ({ who: agent, path: '/v1/reservations', body: booking(elsewhere) }));
    keep(before.map(({ answer }) => answer));
    const changes = await Promise.all(
      before.map(({ answer }) =>
        ask(agent, 'POST', `/v1/reservations/${answer.body.confirmation_number}/modify`, {
          rooms: [{ line: 1, arrival: night, departure: elsewhere }],
        }),
      ),
    );
    assert.equal(changes.filter(({ status }) => status === 200).length, 1);
    assert.ok(changes.every(({ status, body }) => status === 200 || body.code === 'sold_out'));
    assert.equal((await cell(night)).sold, (await cell(night)).sell_limit);
  }));

test('a double click books once', () =>
  withNight(5, async (night) => {
    const body = booking(night);
    const key = newKey();
    const clicks = await Promise.all(Array.from({ length: 10 }, () => ask(agent, 'POST', '/v1/reservations', body, key)));
    keep(clicks);
    const done = clicks.filter(({ status }) => status === 201);
    assert.ok(done.length >= 1);
    assert.equal(new Set(done.map((answer) => answer.body.confirmation_number)).size, 1);
    for (const { status, body: refusal } of clicks.filter((answer) => answer.status !== 201)) {
      assert.equal(status, 409);
      assert.equal(refusal.code, 'request_in_progress');
    }
    const later = await ask(agent, 'POST', '/v1/reservations', body, key);
    assert.deepEqual(later.body, done[0].body);
    const { sold, sell_limit } = await cell(night);
    assert.equal(sell_limit - sold, 4);
  }));

test('one booking of a website, told under many keys at once, is one booking', () =>
  withNight(5, async (night) => {
    const body = notification(night);
    const told = await all(20, () => ({ who: website, path: '/v1/notifications/reservations', body }));
    keep(told.map(({ answer }) => answer));
    assert.ok(told.every(({ answer }) => answer.status === 201 || answer.status === 200));
    assert.equal(told.filter(({ answer }) => answer.status === 201).length, 1);
    assert.equal(new Set(told.map(({ answer }) => answer.body.confirmation_number)).size, 1);
    const { sold, sell_limit } = await cell(night);
    assert.equal(sell_limit - sold, 4);
  }));

test('afterwards every cell counts what is booked', async () => {
  const { body } = await ask(website, 'GET', '/v1/checks');
  assert.equal(body.cells_over_limit, 0);
  assert.equal(body.cells_counted_wrong, 0);
});
