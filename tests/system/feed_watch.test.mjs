// The change feed over HTTP as a channel reads it: listed from any number, then waited for; only its own reservations.
import assert from 'node:assert/strict';
import test, { before } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { addDays, authorise, CENTRE, logIn, newKey, send } from '../support/instance.mjs';

const HOTEL = 'ZRH';
let website;
let channel;
let agent;
let night;
let type;

before(async () => {
  website = await authorise('website');
  channel = await authorise('replay');
  agent = await logIn(CENTRE, 'crs-agent1');
  const hotel = (await ask(agent, 'GET', `/v1/hotels/${HOTEL}`)).body;
  type = hotel.room_types[0].code;
  night = addDays(hotel.business_date, 400);
});

const ask = (who, method, path, body, key) => send(CENTRE, method, path, { body, key, headers: who });
const feed = (who, query) => ask(who, 'GET', `/v1/hotels/${HOTEL}/feed?${query}`);

async function book(who) {
  const rooms = [{ room_type: type, rate_plan: 'BAR', arrival: night, departure: addDays(night, 1), adults: 2 }];
  const body = { hotel: HOTEL, guest: { surname: 'Feed' }, rooms };
  const answer = await ask(who, 'POST', '/v1/reservations', body, newKey());
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body.confirmation_number;
}

const cancel = (number) => ask(agent, 'POST', `/v1/reservations/${number}/cancel`, {}, newKey());

// Where the hotel stands now: nothing newer for a whole second.
async function head() {
  let { body } = await feed(website, 'after=0&limit=1');
  let after = body.head;
  do {
    ({ body } = await feed(website, `after=${after}&wait_seconds=1`));
    after = body.to;
  } while (body.changes.length > 0);
  return after;
}

const keys = (body, kind) => body.changes.filter((each) => each.kind === kind).map((each) => each.key);

test('a reader that waits is told at once', async () => {
  const after = await head();
  const waiting = feed(website, `after=${after}&wait_seconds=20`);
  await pause(300);
  const number = await book(website);
  const begun = performance.now();
  const { status, body } = await waiting;
  assert.equal(status, 200);
  console.log(`# told after ${Math.round(performance.now() - begun)} ms`);
  assert.equal(body.from, after + 1);
  assert.equal(body.to, body.head);
  assert.equal(body.more, false);
  assert.deepEqual(keys(body, 'reservation'), [number]);
  assert.deepEqual(keys(body, 'cell'), [`${type}/${night}`]);
  assert.deepEqual(body.changes.map((each) => each.version), [after + 1, after + 2]);
  await cancel(number);
});

test('nothing new: the answer comes when the time is over, and says so', async () => {
  const after = await head();
  const begun = performance.now();
  const { status, body } = await feed(website, `after=${after}&wait_seconds=1`);
  assert.ok(performance.now() - begun >= 950);
  assert.equal(status, 200);
  assert.deepEqual(body, { hotel: HOTEL, from: after + 1, to: after, head: after, changes: [], more: false });
});

test('a reader from the future is told where the feed is', async () => {
  const at = await head();
  const after = at + 1000;
  for (const wait of [0, 1]) {
    const { status, body } = await feed(website, `after=${after}&wait_seconds=${wait}`);
    assert.equal(status, 200);
    assert.deepEqual(body, { hotel: HOTEL, from: after + 1, to: after, head: at, changes: [], more: false });
  }
});

test('the reservations of others are not shown, their rooms are', async () => {
  const after = await head();
  const waiting = [website, channel, agent].map((who) => feed(who, `after=${after}&wait_seconds=20`));
  await pause(300);
  const number = await book(website);
  const [own, operator, other] = (await Promise.all(waiting)).map((each) => each.body);
  for (const body of [own, operator, other]) {
    assert.deepEqual([body.from, body.to], [after + 1, after + 2]);
    assert.deepEqual(keys(body, 'cell'), [`${type}/${night}`]);
  }
  assert.deepEqual(keys(own, 'reservation'), [number]);
  assert.deepEqual(keys(operator, 'reservation'), [number]); // its scopes let it operate the chain
  assert.deepEqual(keys(other, 'reservation'), []);
  // The same from the database, however far back.
  for (const [who, shown] of [[website, true], [channel, true], [agent, false]]) {
    let [position, found] = [0, false];
    for (let more = true; more; ) {
      const { body } = await feed(who, `after=${position}&limit=1000`);
      found ||= keys(body, 'reservation').includes(number);
      [position, more] = [body.to, body.more];
    }
    assert.equal(found, shown);
  }
  await cancel(number);
});

test('many readers wait, each is told, and the same', async () => {
  const after = await head();
  const waiting = Array.from({ length: 200 }, () => feed(website, `after=${after}&wait_seconds=20`));
  await pause(1000);
  const number = await book(website);
  const bodies = (await Promise.all(waiting)).map((each) => each.body);
  for (const body of bodies) assert.deepEqual(body, bodies[0]);
  assert.deepEqual(keys(bodies[0], 'reservation'), [number]);
  await cancel(number);
});

test('a question that makes no sense is refused', async () => {
  for (const query of ['wait_seconds=31', 'wait_seconds=-1', 'after=-1', 'limit=0', 'limit=1001']) {
    const { status, body } = await feed(website, query);
    assert.equal(status, 400, query);
    assert.equal(body.code, 'invalid_query');
  }
});
