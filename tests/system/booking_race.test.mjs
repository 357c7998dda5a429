// Two hundred clients and one room, on every path on which the chain sells (selling_paths.mjs) and on all of them at once,
// at two central instances: one winner, everybody else a clean refusal with alternatives, and nobody gets a second room by
// asking twice. And a hotel whose line is cut: it sells within its rights while the centre sells the rest, and together
// they sell no room twice and none too few.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { addDays, authorise, CENTRE, desk, logIn, newKey, send } from '../support/instance.mjs';
import { scratchFolder } from '../support/scratch.mjs';
import { until } from '../support/until.mjs';
import { BusLine } from './bus_line.mjs';
import { FREE_PORT, start, writeConfig } from './daemons.mjs';
import { sellingPaths } from './selling_paths.mjs';

const CLIENTS = 200;
const HOTEL = 'TYO';
const ends = [];
const atTheEnd = { after: (end) => ends.unshift(end) };
const folder = scratchFolder(atTheEnd);
const people = {};
let hotel;
let type;
let line;
let bases;
let nightsUsed = 0;
const sold = []; // {confirmation_number, stay_id?}: given back after each race

before(async () => {
  const second = writeConfig(folder, 'central', { listen_port: FREE_PORT });
  await start(atTheEnd, 'keyrack-central', second);
  bases = [CENTRE, `http://127.0.0.1:${FREE_PORT}`];
  line = await BusLine.lay(atTheEnd, folder, HOTEL);
  people.agent = await logIn(CENTRE, 'crs-agent1');
  people.revenue = await logIn(CENTRE, 'revenue1');
  people.website = await authorise('website');
  people.notifier = await authorise('replay');
  people.clerk = await logIn(desk(HOTEL), `${HOTEL.toLowerCase()}-desk1`);
  hotel = (await ask('agent', 'GET', `/v1/hotels/${HOTEL}`)).body;
  type = hotel.room_types.reduce((most, each) => (each.sell_limit > most.sell_limit ? each : most));
});

after(async () => {
  await line?.end();
  for (const end of ends) await end();
});

// Whoever works at the hotel asks there; all others ask one central instance or the other.
let turn = 0;
function ask(who, method, path, body, key) {
  const base = who === 'clerk' ? desk(HOTEL) : bases[turn++ % bases.length];
  return send(base, method, path, { body, key, headers: people[who] });
}

const shop = { hotel: HOTEL, ask };

async function setLimit(night, sell_limit) {
  const limits = [{ room_type: type.code, from: night, until: night, sell_limit }];
  const answer = await ask('revenue', 'PUT', `/v1/hotels/${HOTEL}/limits`, { limits });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
}

async function cell(night) {
  const { body } = await ask('agent', 'GET', `/v1/hotels/${HOTEL}/cells?from=${night}&to=${addDays(night, 1)}`);
  return body.items.find((each) => each.room_type === type.code);
}

async function giveBack() {
  for (const { confirmation_number: number, stay_id: stay } of sold.splice(0)) {
    if (!stay) {
      await ask('agent', 'POST', `/v1/reservations/${number}/cancel`, {});
      continue;
    }
    await ask('clerk', 'POST', `/v1/stays/${stay}/check-out`, { settle: { method: 'card' } });
    const hasLeft = async () => (await ask('agent', 'GET', `/v1/reservations/${number}`)).body.lines[0].status === 'checked_out';
    await until('the centre knows that the guest has left', hasLeft);
  }
}

// So many rooms of the type are left for the night; afterwards everything is given back.
async function withNight(night, rooms, race) {
  const before = await cell(night);
  await setLimit(night, before.sold + rooms);
  try {
    await race(night);
    const now = await cell(night);
    assert.ok(now.sold + now.held + now.granted + now.blocked <= now.sell_limit, JSON.stringify(now));
    assert.equal(now.oversell_authorised, before.oversell_authorised);
  } finally {
    await giveBack();
    await setLimit(night, type.sell_limit);
  }
}

const laterNight = () => addDays(hotel.business_date, 250 + 2 * nightsUsed++);
const nightFor = (path) => (path.tonight ? hotel.business_date : laterNight());
const stayOf = (night) => ({ room_type: type.code, arrival: night, departure: addDays(night, 1), surname: 'Race' });

function keep({ body }) {
  const stay_id = body.stay_id ?? body.stay?.stay_id;
  if (body.confirmation_number) sold.push({ confirmation_number: body.confirmation_number, stay_id });
}

// So many clients sell at once, each by turns on one of the paths.
async function all(count, paths, night) {
  const asked = Array.from({ length: count }, (_, index) => ({ path: paths[index % paths.length], key: newKey() }));
  const answers = await Promise.all(asked.map(({ path, key }) => path.sell(shop, stayOf(night), key)));
  answers.filter(({ status }) => status === 201).forEach(keep);
  return asked.map((each, index) => ({ ...each, answer: answers[index] }));
}

const winners = (asked) => asked.filter(({ answer }) => answer.status === 201);

function assertCleanRefusals(asked) {
  for (const { path, answer } of asked.filter((each) => each.answer.status !== 201)) {
    assert.equal(answer.status, 409, `${path.name}: ${JSON.stringify(answer.body)}`);
    assert.equal(answer.body.code, 'sold_out', `${path.name}: ${JSON.stringify(answer.body)}`);
    assert.ok(answer.body.left < (path.rooms ?? 1));
    assert.ok(answer.body.alternatives.length > 0, 'other types are free');
    assert.ok(answer.body.alternatives.every((each) => each.room_type !== type.code && each.left > 0));
  }
}

// Everybody asks again with the same key: the same answers, word for word, and no room more.
async function assertRepeatsAreTheSame(asked, night) {
  const again = await Promise.all(asked.map(({ path, key }) => path.sell(shop, stayOf(night), key)));
  again.forEach((answer, index) => {
    assert.equal(answer.status, asked[index].answer.status, asked[index].path.name);
    assert.deepEqual(answer.body, asked[index].answer.body, asked[index].path.name);
  });
}

for (const path of sellingPaths) {
  test(`${CLIENTS} clients, one room: ${path.name}`, () =>
    withNight(nightFor(path), path.rooms ?? 1, async (night) => {
      const asked = await all(CLIENTS, [path], night);
      assert.equal(winners(asked).length, 1);
      assertCleanRefusals(asked);
      await assertRepeatsAreTheSame(asked, night);
    }));
}

test(`${CLIENTS} clients, one room, every path at once`, () =>
  withNight(hotel.business_date, 1, async (night) => {
    const asked = await all(CLIENTS, sellingPaths, night);
    assert.equal(winners(asked).length, 1, JSON.stringify(winners(asked)));
    assertCleanRefusals(asked);
    await assertRepeatsAreTheSame(asked, night);
  }));

test('ten rooms and more, every path at once: nobody is refused', () =>
  withNight(hotel.business_date, 20, async (night) => {
    const asked = await all(14, sellingPaths.filter((path) => !path.rooms), night);
    assert.equal(winners(asked).length, 14);
  }));

// ---- a hotel whose line is cut ----

async function rightTonight() {
  const { body } = await ask('clerk', 'GET', '/v1/allotments');
  const found = body.items.find((each) => each.room_type === type.code && each.night === hotel.business_date);
  return found?.right ?? 0;
}

test(`${CLIENTS} clients, the hotel cut off: it sells its rights, the centre the rest, and together all rooms once`, () =>
  withNight(hotel.business_date, 5, async (night) => {
    const { sold: before, sell_limit } = await cell(night);
    const limit = sell_limit + 3; // whatever the hotel was granted of the five, the centre has three
    await setLimit(night, limit);
    await until('the hotel is granted rooms', async () => (await rightTonight()) > 0);
    await line.cut();
    let asked;
    try {
      asked = await all(CLIENTS, sellingPaths.filter((path) => !path.rooms), night);
      await assertRepeatsAreTheSame(asked, night);
    } finally {
      await line.mend();
    }
    await line.untilConnected(true);
    assert.ok(asked.every(({ answer }) => answer.status === 201 || answer.status === 409), JSON.stringify(asked.find(({ answer }) => ![201, 409].includes(answer.status))));
    const bySide = (isDesk) => winners(asked).filter(({ path }) => !!path.desk === isDesk).length;
    assert.equal(bySide(true) + bySide(false), limit - before, 'no room twice, none too few');
    assert.ok(bySide(true) > 0 && bySide(false) > 0, `${bySide(true)} at the hotel, ${bySide(false)} at the centre`);
    await until('the centre knows what the hotel has sold', async () => (await cell(night)).sold === limit);
    await assertRepeatsAreTheSame(asked, night);
  }));

// ---- more than one room, changes, and one booking told many times ----

const booking = (night, rooms) => ({
  hotel: HOTEL,
  guest: { surname: 'Race' },
  rooms: Array.from({ length: rooms }, () => ({ room_type: type.code, rate_plan: 'BAR', arrival: night, departure: addDays(night, 1), adults: 2 })),
});
const rooms = (count) => ({ name: `${count} rooms`, rooms: count, sell: (to, { arrival }, key) => to.ask('agent', 'POST', '/v1/reservations', booking(arrival, count), key) });

test(`${CLIENTS} clients want three of four rooms each: all three or none`, () =>
  withNight(laterNight(), 4, async (night) => {
    const asked = await all(CLIENTS, [rooms(3)], night);
    assert.equal(winners(asked).length, 1);
    assert.equal(winners(asked)[0].answer.body.lines.length, 3);
    const { sold: soldNow, sell_limit } = await cell(night);
    assert.equal(sell_limit - soldNow, 1);
  }));

test('changes race for one room too: the losers keep what they had', () =>
  withNight(laterNight(), 1, async (night) => {
    const elsewhere = addDays(night, 1);
    const before = winners(await all(20, [rooms(1)], elsewhere));
    const changes = await Promise.all(
      before.map(({ answer }) =>
        ask('agent', 'POST', `/v1/reservations/${answer.body.confirmation_number}/modify`, {
          rooms: [{ line: 1, arrival: night, departure: elsewhere }],
        }),
      ),
    );
    assert.equal(changes.filter(({ status }) => status === 200).length, 1);
    assert.ok(changes.every(({ status, body }) => status === 200 || body.code === 'sold_out'));
    assert.equal((await cell(night)).sold, (await cell(night)).sell_limit);
  }));

test('a double click books once', () =>
  withNight(laterNight(), 5, async (night) => {
    const body = booking(night, 1);
    const key = newKey();
    const clicks = await Promise.all(Array.from({ length: 10 }, () => ask('agent', 'POST', '/v1/reservations', body, key)));
    const done = clicks.filter(({ status }) => status === 201);
    assert.ok(done.length >= 1);
    keep(done[0]);
    assert.equal(new Set(done.map((answer) => answer.body.confirmation_number)).size, 1);
    for (const { status, body: refusal } of clicks.filter((answer) => answer.status !== 201)) {
      assert.equal(status, 409);
      assert.equal(refusal.code, 'request_in_progress');
    }
    const later = await ask('agent', 'POST', '/v1/reservations', body, key);
    assert.deepEqual(later.body, done[0].body);
    const { sold: soldNow, sell_limit } = await cell(night);
    assert.equal(sell_limit - soldNow, 4);
  }));

test('one booking of a website, told under many keys at once, is one booking', () =>
  withNight(laterNight(), 5, async (night) => {
    const { rate_plan: _, ...room } = booking(night, 1).rooms[0];
    const body = { ...booking(night, 1), channel: 'race', external_id: newKey(), status: 'new', rooms: [{ ...room, night_prices_minor: [10_000] }] };
    const told = await Promise.all(Array.from({ length: 20 }, () => ask('notifier', 'POST', '/v1/notifications/reservations', body, newKey())));
    keep(told[0]);
    assert.ok(told.every(({ status }) => status === 201 || status === 200));
    assert.equal(told.filter(({ status }) => status === 201).length, 1);
    assert.equal(new Set(told.map(({ body: { confirmation_number } }) => confirmation_number)).size, 1);
    const { sold: soldNow, sell_limit } = await cell(night);
    assert.equal(sell_limit - soldNow, 4);
  }));

test('afterwards every cell counts what is booked', async () => {
  const { body } = await ask('notifier', 'GET', '/v1/checks');
  assert.equal(body.cells_over_limit, 0);
  assert.equal(body.cells_counted_wrong, 0);
});
