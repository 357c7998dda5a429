// The tape chart and the number that screens wait for, on either kind of store.
import assert from 'node:assert/strict';
import test from 'node:test';
import { HotelNode, STORES } from '../support/hotel_node.mjs';
import { addDays } from '../support/instance.mjs';
import { until } from '../support/until.mjs';

const lineOf = (stay) => `/v1/reservations/${stay.confirmation_number}/lines/${stay.line}`;

// The whole chart, read in pieces.
async function chart(clerk, question = '', rooms = 7) {
  const all = [];
  for (let after = 0; after !== null; ) {
    const piece = await clerk.expect(200, 'GET', `/v1/chart?rooms=${rooms}&after_position=${after}${question}`);
    assert.ok(piece.rooms.length <= rooms);
    all.push(...piece.rooms);
    if (piece.next_position === null) assert.equal(all.length, piece.rooms_total);
    after = piece.next_position;
  }
  return all;
}

const barsOf = async (clerk, number, question) =>
  (await chart(clerk, question)).flatMap(({ room, bars }) => bars.filter((bar) => bar.confirmation_number === number).map((bar) => ({ room, ...bar })));

// Requests that the node has not answered, this one included.
async function inFlight(node) {
  const text = await (await fetch(`${node.address}/metrics`)).text();
  return Number(text.match(/^keyrack_http_in_flight (\d+)/m)[1]);
}

for (const store of STORES) {
  test(`the chart in pieces, a stay and its later room, on ${store}`, async (t) => {
    const node = await HotelNode.make(t, { store, hotel: 'ZRH' });
    const manager = await node.logIn('zrh-manager');
    const today = (await node.status()).business_date;
    const rooms = await chart(manager);
    assert.equal(new Set(rooms.map(({ room }) => room)).size, rooms.length, 'every room once');
    assert.deepEqual(rooms.map(({ position }) => position), [...rooms.map(({ position }) => position)].sort((a, b) => a - b));
    assert.ok(rooms.every(({ bars }) => bars.length === 0), 'an empty house');

    const stay = await node.walkIn(manager, 'Silva', 4);
    const [bar, ...others] = await barsOf(manager, stay.confirmation_number);
    assert.deepEqual(others, []);
    assert.deepEqual(
      { room: bar.room, from: bar.from, until: bar.until, state: bar.state, stay: bar.stay_id, guest: bar.guest_name },
      { room: stay.room, from: today, until: addDays(today, 4), state: 'in_house', stay: stay.stay_id, guest: stay.guest_name },
    );
    const cut = await barsOf(manager, stay.confirmation_number, `&from=${addDays(today, 1)}&nights=2`);
    assert.deepEqual(cut.map(({ from, until, arrival, departure }) => [from, until, arrival, departure]), [[addDays(today, 1), addDays(today, 3), today, addDays(today, 4)]]);

    // Another room for one night in the middle: two bars in the first room, one in the other.
    const other = rooms.find(({ room, room_type }) => room !== stay.room && room_type === stay.room_type).room;
    await manager.expect(200, 'POST', `${lineOf(stay)}/room`, { room: other, from: addDays(today, 1), until: addDays(today, 2) });
    const parts = await barsOf(manager, stay.confirmation_number);
    assert.deepEqual(
      parts.map(({ room, from, until, state }) => [room, from, until, state]).sort(),
      [
        [other, addDays(today, 1), addDays(today, 2), 'moving'],
        [stay.room, today, addDays(today, 1), 'in_house'],
        [stay.room, addDays(today, 2), addDays(today, 4), 'in_house'],
      ].sort(),
    );
  });

  test(`whoever waits for a change learns of it at once, on ${store}`, async (t) => {
    const node = await HotelNode.make(t, { store, hotel: 'ZRH' });
    const [clerk, manager] = [await node.logIn('zrh-desk1'), await node.logIn('zrh-manager')];
    const { number } = await clerk.expect(200, 'GET', '/v1/changes?since=0');
    const waiting = [clerk, clerk, manager].map((each) => each.expect(200, 'GET', `/v1/changes?since=${number}`));
    const early = await Promise.race([Promise.all(waiting), new Promise((resolve) => { setTimeout(resolve, 400, 'still waiting'); })]);
    assert.equal(early, 'still waiting');
    await node.walkIn(manager, 'Rossi');
    const answers = await Promise.all(waiting);
    assert.ok(answers.every((answer) => answer.number > number), JSON.stringify(answers));
    const before = (await clerk.expect(200, 'GET', '/v1/chart')).number;
    await clerk.expect(200, 'GET', '/v1/rooms');
    assert.equal((await clerk.expect(200, 'GET', '/v1/chart')).number, before, 'reading changes nothing');
    // A restart is a change, too, and nobody who waits holds it up.
    await until('all before is answered', async () => (await inFlight(node)) === 1);
    const cut = clerk.expect(200, 'GET', `/v1/changes?since=${before}`);
    await until('the node has taken the question', async () => (await inFlight(node)) > 1);
    await node.stop();
    assert.ok((await cut).number >= before);
  });
}

test('who may look, and what cannot be asked', async (t) => {
  const node = await HotelNode.make(t, { hotel: 'ZRH' });
  for (const path of ['/v1/chart', '/v1/chart/unassigned', '/v1/changes']) {
    assert.equal((await fetch(node.address + path)).status, 401, path);
  }
  const keeper = await node.logIn('zrh-housekeeping1');
  await keeper.expect(200, 'GET', '/v1/chart?nights=62&rooms=200');
  await keeper.expect(200, 'GET', '/v1/chart/unassigned?nights=62');
  for (const wrong of ['nights=0', 'nights=63', 'rooms=201', 'from=2026-02-30', 'after_position=-1']) {
    assert.equal((await keeper.expect(400, 'GET', `/v1/chart?${wrong}`)).code, 'invalid_query', wrong);
  }
  assert.equal((await keeper.expect(400, 'GET', '/v1/changes?since=x')).code, 'invalid_query');
});
