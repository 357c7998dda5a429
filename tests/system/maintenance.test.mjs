// Field service on a hotel's node by itself, on either kind of store: a race for the last parts, preventive work that is
// ordered once however often the node is killed, and a clock that stands while a guest is waited for.
import assert from 'node:assert/strict';
import test, { before } from 'node:test';
import { HotelNode, NO_DIRECTORY, STORES } from '../support/hotel_node.mjs';
import { addDays } from '../support/instance.mjs';

const seed = Number(process.env.KEYRACK_SEED ?? Math.floor(Math.random() * 2 ** 31));
const CLERKS = 12;
const PLACES = 90;
const KILLS = 4;

function random(limit) {
  random.state = (Math.imul(random.state ?? seed, 1103515245) + 12345) & 0x7fffffff;
  return random.state % limit;
}

before(() => console.log(`seed ${seed}`));

const orderOf = (number) => `/v1/work-orders/${number}`;
const moved = (who, number, to, more = {}) => who.expect(200, 'POST', `${orderOf(number)}/moves`, { to, ...more });

async function listAll(who, query) {
  const items = [];
  for (let path = `/v1/work-orders?limit=100&${query}`; path; ) {
    const { body, headers } = await who.get(path);
    items.push(...body.items);
    [, path] = headers.get('link')?.match(/<([^>]+)>/) ?? [];
  }
  return items;
}

for (const store of STORES) {
  test(`the last parts are taken once, on ${store}`, async (t) => {
    const node = await HotelNode.make(t, { store, hotel: 'ZRH' });
    const manager = await node.logIn('zrh-manager');
    const { part } = await manager.expect(201, 'POST', '/v1/parts', { code: 'F1', name_en: 'Fuse', name_zh: '保险丝', category: 'electrical', unit: 'pc', minimum: 2, cost_minor: 150 });
    await manager.expect(201, 'POST', `/v1/parts/${part}/movements`, { kind: 'receipt', quantity: 10 });
    const orders = await Promise.all(
      Array.from({ length: CLERKS }, (_, index) => manager.expect(201, 'POST', '/v1/work-orders', { area: `Floor ${index}`, symptom: 'dark', category: 'lighting' })),
    );
    const answers = await Promise.all(orders.map(({ work_order: number }) => manager.post(`${orderOf(number)}/parts`, { part, quantity: 3 })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array(3).fill(201), ...Array(CLERKS - 3).fill(409)]);
    const { stock, movements } = (await manager.get(`/v1/parts/${part}`)).body;
    assert.equal(stock, 1);
    assert.equal(movements.reduce((sum, { quantity }) => sum + quantity, 0), stock, 'stock is the sum of its movements');
    // The same command again, as after an answer that was lost, takes nothing more.
    const key = 'once-more';
    for (let i = 0; i < 3; i += 1) {
      const again = await manager.post(`${orderOf(orders[0].work_order)}/parts`, { part, quantity: 1 }, key);
      assert.equal(again.status, 201);
    }
    assert.equal((await manager.get(`/v1/parts/${part}`)).body.stock, 0);
  });

  test(`preventive work is ordered once, through kills, on ${store}`, async (t) => {
    const node = await HotelNode.make(t, { store, hotel: 'H1' });
    const manager = await node.logIn('h1-manager');
    const { business_date: today } = await node.status();
    const { plan } = await manager.expect(201, 'POST', '/v1/plans', { name: 'Filters', category: 'hvac', every_count: 30, every_unit: 'day', estimated_minutes: 15, slack_days: 3, prefer_vacant: true });
    const rooms = (await manager.get('/v1/rooms')).body.items.slice(0, PLACES).map(({ room }) => room);
    const tomorrow = addDays(today, 1);
    await manager.expect(200, 'POST', `/v1/plans/${plan}/targets`, { targets: rooms.map((room) => ({ room, next_due: tomorrow })) });
    assert.equal((await listAll(manager, `plan=${plan}`)).length, 0, 'nothing is due today');
    for (let attempt = 0; ; attempt += 1) {
      const asked = (await node.logIn('h1-manager')).post('/v1/night-audits', { business_date: today }).catch(() => null);
      if (attempt < KILLS) {
        await new Promise((resolve) => setTimeout(resolve, random(40)));
        await node.stop('SIGKILL');
        await asked;
        await node.start(`directory_uri=${NO_DIRECTORY}`);
        continue;
      }
      const answer = await asked;
      assert.ok(answer.status < 300, JSON.stringify(answer.body));
      break;
    }
    const again = await node.logIn('h1-manager');
    const orders = await listAll(again, `plan=${plan}`);
    assert.equal(orders.length, PLACES);
    assert.equal(new Set(orders.map(({ room }) => room)).size, PLACES, 'each room once');
    assert.ok(orders.every((order) => order.state === 'triaged' && order.origin === 'plan' && order.preferred_on === tomorrow));
    const targets = (await again.get(`/v1/plans/${plan}`)).body.targets;
    assert.ok(targets.every(({ next_due: due }) => due === addDays(tomorrow, 30)));
    assert.equal((await listAll(again, `plan=${plan}`)).length, PLACES, 'looking makes no more');
  });

  test(`from report to close without the centre; the clock stands for the guest and goes on, on ${store}`, async (t) => {
    const node = await HotelNode.make(t, { store, hotel: 'ZRH' });
    const [clerk, manager, technician] = [await node.logIn('zrh-desk1'), await node.logIn('zrh-manager'), await node.logIn('zrh-maintenance1')];
    const me = (await manager.expect(201, 'POST', '/v1/technicians', { staff: 'zrh-maintenance1', name: 'Luca', hourly_minor: 6000 })).technician;
    const hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from_minute: 0, until_minute: 1440 }));
    await manager.expect(200, 'POST', `/v1/technicians/${me}/calendar`, { skills: [{ category: 'hvac', level: 2 }], hours, absences: [] });
    const { room } = (await manager.get('/v1/rooms')).body.items[0];
    const { work_order: number, due_at: firstDue } = await clerk.expect(201, 'POST', '/v1/work-orders', { room, symptom: 'no heat', category: 'hvac', priority: 'urgent' });
    assert.ok(firstDue !== null);
    await technician.expect(200, 'POST', `${orderOf(number)}/room`, { room: 'out_of_order' });
    await moved(technician, number, 'triaged');
    const [offer] = (await technician.get(`${orderOf(number)}/suggestions`)).body.items;
    assert.deepEqual([offer.technician, offer.in_time], [me, true]);
    await moved(technician, number, 'assigned', { technician: me, from: offer.from });
    await moved(technician, number, 'in_progress');
    const waiting = await moved(technician, number, 'waiting_guest', { note: 'asleep' });
    assert.deepEqual([waiting.due_at, waiting.clock_since], [null, null]);
    await new Promise((resolve) => setTimeout(resolve, 1200));
    const going = await moved(technician, number, 'in_progress');
    assert.equal(going.clock_used_us, waiting.clock_used_us, 'nothing ran while the guest slept');
    assert.ok(Date.parse(going.due_at) - Date.parse(firstDue) >= 1200, 'the promise moved by as much');
    await moved(technician, number, 'repaired', { cause: 'valve', remedy: 'valve freed' });
    const returned = await clerk.expect(201, 'POST', `${orderOf(number)}/checks`, { points: '+-+', note: 'still cold' });
    assert.ok(returned.state === 'reopened' && returned.clock_used_us >= going.clock_used_us && returned.due_at !== null, 'the clock goes on from where it stood');
    assert.equal(returned.room_out, true);
    await moved(technician, number, 'in_progress');
    await moved(technician, number, 'repaired', { remedy: 'valve changed' });
    assert.equal((await technician.post(`${orderOf(number)}/checks`, { points: '+++' })).status, 409, 'nobody accepts a repair of their own');
    await clerk.expect(201, 'POST', `${orderOf(number)}/checks`, { points: '+++' });
    const closed = await moved(clerk, number, 'closed');
    assert.equal(closed.due_at, null);
    const back = (await manager.get('/v1/rooms')).body.items.find((each) => each.room === room);
    assert.deepEqual([back.out_of_order_reason ?? null, back.housekeeping], [null, 'dirty']);
  });

  test(`two orders need a room out: it comes back with the last, on ${store}`, async (t) => {
    const node = await HotelNode.make(t, { store, hotel: 'ZRH' });
    const [manager, keeper] = [await node.logIn('zrh-manager'), await node.logIn('zrh-housekeeping1')];
    const { room } = (await manager.get('/v1/rooms')).body.items[0];
    const orders = [];
    for (const symptom of ['no heat', 'broken tap']) orders.push((await keeper.expect(201, 'POST', '/v1/work-orders', { room, symptom, take_room_out: true })).work_order);
    const isOut = async () => Boolean((await manager.get('/v1/rooms')).body.items.find((each) => each.room === room).out_of_order_reason);
    assert.ok(await isOut());
    await moved(manager, orders[0], 'cancelled', { note: 'was none' });
    assert.ok(await isOut(), 'the other one still needs it');
    await manager.expect(200, 'POST', `${orderOf(orders[1])}/room`, { room: 'in_order' });
    assert.ok(!(await isOut()));

    // What ends by itself, or by somebody else's hand, ends for the order, too: another one that takes the room out and is
    // done gives it back.
    const keeps = async (number) => (await listAll(manager, `room=${room}`)).find((each) => each.work_order === number).room_out;
    await manager.expect(200, 'POST', `${orderOf(orders[1])}/room`, { room: 'out_of_order' });
    assert.ok(await keeps(orders[1]));
    const { business_date: today } = await node.status();
    const outage = (await manager.get('/v1/outages')).body.items.find((each) => each.room === room);
    await keeper.expect(200, 'POST', `/v1/outages/${outage.outage_id}/change`, { until: addDays(today, 1) });
    await manager.expect(201, 'POST', '/v1/night-audits', { business_date: today });
    assert.deepEqual([await isOut(), await keeps(orders[1])], [false, false]);
    const { work_order: third } = await keeper.expect(201, 'POST', '/v1/work-orders', { room, symptom: 'smoke', take_room_out: true });
    await moved(manager, third, 'cancelled', { note: 'was none' });
    assert.equal(await isOut(), false, 'nobody needs it out any more');
    await manager.expect(200, 'POST', `${orderOf(orders[1])}/room`, { room: 'out_of_order' });
    await keeper.expect(200, 'POST', `/v1/rooms/${room}/status`, { in_order: true });
    assert.equal(await keeps(orders[1]), false);
    const { events } = (await manager.get(orderOf(orders[1]))).body;
    const told = events.filter(({ kind }) => kind === 'room').map(({ note, staff }) => `${note} ${staff}`);
    assert.deepEqual(told, ['out_of_order zrh-housekeeping1', 'in_order zrh-manager', 'out_of_order zrh-manager', 'in_order audit', 'out_of_order zrh-manager', 'in_order zrh-housekeeping1']);
  });

  test(`other hours do not change what has run, on ${store}`, async (t) => {
    const node = await HotelNode.make(t, { store, hotel: 'ZRH' });
    const manager = await node.logIn('zrh-manager');
    const { work_order: number } = await manager.expect(201, 'POST', '/v1/work-orders', { area: 'Lobby', symptom: 'x', priority: 'emergency' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { revision, ...settings } = (await manager.get('/v1/maintenance/settings')).body;
    assert.ok(revision >= 1);
    const closed = settings.hours.map((day) => ({ ...day, from_minute: 0, until_minute: 0 }));
    const promises = settings.promises.map((promise) => ({ ...promise, around_the_clock: false }));
    await manager.expect(200, 'POST', '/v1/maintenance/settings', { ...settings, hours: closed, promises });
    const settled = (await manager.get(orderOf(number))).body;
    assert.ok(settled.clock_used_us >= 300_000, 'what ran by the old hours stays');
    assert.equal(settled.around_the_clock, true, 'an open order keeps its promise');
    const { due_at: due } = await manager.expect(201, 'POST', '/v1/work-orders', { area: 'Lobby', symptom: 'y', priority: 'emergency' });
    assert.equal(due, null, 'a hotel that is never open promises no time');
  });
}
