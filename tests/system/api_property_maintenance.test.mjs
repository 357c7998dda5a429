// The routes of work orders, called as they should be and as they should not.
import assert from 'node:assert/strict';
import test from 'node:test';
import { addDays, send } from '../support/instance.mjs';
import { fresh, maintenanceApi } from './maintenance_house.mjs';

const { api, clerk, manager, keeper, technician, colleague } = maintenanceApi('maintenance', prepare);
const NOWHERE = '/v1/work-orders/999999999';
let me; // the technician's number
let free; // rooms without a guest
let occupied;

// What other tags answer for.
async function elsewhere(method, target, body) {
  const answer = await send(api.base, method, target, { body, headers: api.people['tyo-manager'] });
  assert.ok(answer.status < 300, `${method} ${target}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

async function prepare() {
  const people = (await elsewhere('GET', '/v1/technicians?limit=1000')).items;
  const found = people.find(({ staff }) => staff === 'tyo-maintenance1');
  me = (found ?? (await elsewhere('POST', '/v1/technicians', { staff: 'tyo-maintenance1', name: 'Kenji', hourly_minor: 600000 }))).technician;
  const hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from_minute: 0, until_minute: 1440 }));
  await elsewhere('POST', `/v1/technicians/${me}/calendar`, { skills: [{ category: 'hvac', level: 3 }], hours, absences: [] });
  const rooms = (await elsewhere('GET', '/v1/rooms')).items;
  free = rooms.filter((room) => !room.occupied && !room.out_of_order_reason).reverse();
  occupied = rooms.find((room) => room.occupied);
}

const report = async (more, who = clerk) => (await who('POST', '/v1/work-orders', 201, { body: { symptom: fresh('no cold air'), room: free[0].room, category: 'hvac', ...more } })).body;
const at = (order) => `/v1/work-orders/${order.work_order}`;
const move = (who, order, to, more = {}, status = 200, expected = {}) => who('POST', `${at(order)}/moves`, status, { body: { to, ...more }, ...expected });

async function repaired(more) {
  const order = await report(more);
  await move(technician, order, 'triaged', { priority: 'urgent' });
  await move(technician, order, 'assigned', { technician: me });
  await move(technician, order, 'in_progress');
  await move(technician, order, 'repaired', { cause: 'fan stuck', remedy: 'fan freed' });
  return order;
}

test('reporting: by the desk, by housekeeping, for a guest', async () => {
  const order = await report({ detail: 'since last night', priority: 'urgent' });
  assert.deepEqual([order.state, order.origin, order.reported_by], ['reported', 'desk', 'tyo-desk1']);
  assert.equal((await report({}, keeper)).origin, 'housekeeping');
  assert.equal((await report({ area: 'Lobby', room: undefined, category: undefined })).category, 'other');
  const refused = (more, code, pointer, status = 422) => clerk('POST', '/v1/work-orders', status, { body: { symptom: 'x', room: free[0].room, ...more }, code, pointer });
  await refused({ room: undefined }, 'place_missing', '/room');
  await refused({ room: 'none' }, 'room_unknown', '/room');
  await refused({ asset: 999999999 }, 'asset_unknown', '/asset');
  await refused({ stay_id: 999999999 }, 'stay_unknown', '/stay_id');
  await refused({ take_room_out: true }, 'not_permitted', undefined, 403);
  await keeper('POST', '/v1/work-orders', 409, { body: { symptom: 'x', area: 'Lobby', take_room_out: true }, code: 'no_room' });
  if (occupied) await keeper('POST', '/v1/work-orders', 409, { body: { symptom: 'x', room: occupied.room, take_room_out: true }, code: 'room_occupied' });
});

test('lists narrowed down, page by page', async () => {
  const order = await report({ priority: 'emergency' });
  const first = await clerk('GET', '/v1/work-orders?open=1&limit=2', 200);
  assert.equal(first.body.items.length, 2);
  const [, next] = first.headers.get('link').match(/<([^>]+)>/);
  const second = (await clerk('GET', next, 200)).body.items;
  assert.ok(second.every(({ work_order }) => work_order < first.body.items[1].work_order));
  const narrowed = async (query) => (await clerk('GET', `/v1/work-orders?limit=1000&${query}`, 200)).body.items.map(({ work_order }) => work_order);
  for (const query of [`room=${free[0].room}`, 'category=hvac', 'priority=emergency', 'state=reported', 'open=1']) {
    assert.ok((await narrowed(query)).includes(order.work_order), query);
  }
  for (const query of ['room=none', 'category=pool&priority=emergency', 'state=closed', `technician=${me}`, 'late=1', 'mine=1', 'asset=7777777', 'plan=7777777']) {
    assert.ok(!(await narrowed(query)).includes(order.work_order), query);
  }
  await clerk('GET', '/v1/work-orders?limit=0', 400, { code: 'invalid_query', pointer: '?limit' });
  await clerk('GET', '/v1/work-orders?technician=x', 400, { code: 'invalid_query', pointer: '?technician' });
});

test('from report to close, each step by the one who may', async () => {
  const order = await report({});
  await move(clerk, order, 'triaged', {}, 403, { code: 'not_permitted' });
  await move(technician, order, 'assigned', { technician: me }, 409, { code: 'move_not_possible' });
  await move(technician, order, 'triaged', { priority: 'urgent', minutes: 45 });
  const offers = (await technician('GET', `${at(order)}/suggestions`, 200)).body.items;
  assert.ok(offers.find((offer) => offer.technician === me).level === 3);
  await move(technician, order, 'assigned', {}, 422, { code: 'technician_missing', pointer: '/technician' });
  await move(technician, order, 'assigned', { technician: 999999999 }, 422, { code: 'technician_unknown', pointer: '/technician' });
  const assigned = (await move(technician, order, 'assigned', { technician: me, from: '2030-01-01T08:00:00Z' })).body;
  assert.equal(assigned.scheduled_until, '2030-01-01T08:45:00Z');
  await move(technician, order, 'in_progress');
  await move(technician, order, 'waiting_guest', {}, 422, { code: 'note_missing', pointer: '/note' });
  assert.equal((await move(technician, order, 'waiting_guest', { note: 'asleep' })).body.due_at, null, 'the clock stands');
  await move(technician, order, 'in_progress');
  await technician('POST', `${at(order)}/entries`, 201, { body: { kind: 'labour', minutes: 30 } });
  await technician('POST', `${at(order)}/entries`, 201, { body: { kind: 'vendor_cost', amount_minor: 9000, note: 'crane' } });
  await clerk('POST', `${at(order)}/entries`, 201, { body: { kind: 'note', note: 'guest is out until six' } });
  await clerk('POST', `${at(order)}/entries`, 403, { body: { kind: 'labour', minutes: 5 }, code: 'not_permitted' });
  await technician('POST', `${at(order)}/entries`, 422, { body: { kind: 'labour' }, code: 'minutes_missing', pointer: '/minutes' });
  await technician('POST', `${at(order)}/entries`, 422, { body: { kind: 'vendor_cost' }, code: 'amount_missing' });
  await technician('POST', `${at(order)}/entries`, 422, { body: { kind: 'note' }, code: 'note_missing' });
  await technician('POST', `${at(order)}/entries`, 412, { body: { kind: 'note', note: 'x' }, headers: { 'If-Match': '"1"' }, code: 'changed_meanwhile' });
  await technician('POST', `${NOWHERE}/entries`, 404, { body: { kind: 'note', note: 'x' }, code: 'work_order_not_found' });
  await move(technician, order, 'repaired', {}, 422, { code: 'remedy_missing', pointer: '/remedy' });
  await move(technician, order, 'repaired', { cause: 'fuse', remedy: 'new fuse' });
  await move(manager, order, 'checked', {}, 409, { code: 'check_needed' });
  const looked = (points, who, status, expected, note) => who('POST', `${at(order)}/checks`, status, { body: { points, ...(note ? { note } : {}) }, ...expected });
  await looked('+++', technician, 409, { code: 'own_repair' });
  await looked('++', clerk, 422, { code: 'points_differ', pointer: '/points' });
  await looked('+-+', clerk, 422, { code: 'note_missing', pointer: '/note' });
  const returned = (await looked('+-+', clerk, 201, {}, 'drips')).body;
  assert.deepEqual([returned.state, returned.repaired_by], ['reopened', null]);
  await looked('+++', clerk, 409, { code: 'not_repaired' });
  await move(technician, order, 'in_progress');
  await move(technician, order, 'repaired', { remedy: 'new fuse and a tray' });
  assert.equal((await looked('+++', keeper, 201)).body.state, 'checked');
  const closed = (await move(clerk, order, 'closed')).body;
  assert.equal(closed.labour_minor, 300000, 'half an hour of the technician');
  assert.deepEqual(closed.events.map(({ kind, to }) => to ?? kind), ['reported', 'triaged', 'assigned', 'in_progress', 'waiting_guest', 'in_progress', 'labour', 'vendor_cost', 'note', 'repaired', 'reopened', 'in_progress', 'repaired', 'checked', 'closed']);
  await move(clerk, order, 'reopened', { note: 'again' });
  await move(manager, order, 'cancelled', { note: 'room is being rebuilt' });
  await move(manager, order, 'reopened', { note: 'x' }, 409, { code: 'move_not_possible' });
  await move(technician, { work_order: 999999999 }, 'triaged', {}, 404, { code: 'work_order_not_found' });
  await clerk('POST', `${NOWHERE}/checks`, 404, { body: { points: '+' } });
  await clerk('GET', NOWHERE, 404);
  await clerk('GET', `${NOWHERE}/suggestions`, 404);
});

test('two people on one order: the second is told', async () => {
  const order = await report({});
  const etag = (await clerk('GET', at(order), 200)).headers.get('etag');
  await move(technician, order, 'triaged', {}, 200, { headers: { 'If-Match': etag } });
  await move(colleague, order, 'triaged', {}, 412, { headers: { 'If-Match': etag }, code: 'changed_meanwhile' });
  const edit = { symptom: 'noise', category: 'hvac', priority: 'low', estimated_minutes: 20, room: free[0].room };
  await technician('POST', `${at(order)}/edit`, 412, { body: edit, headers: { 'If-Match': etag }, code: 'changed_meanwhile' });
  await technician('POST', `${at(order)}/room`, 412, { body: { room: 'out_of_order' }, headers: { 'If-Match': etag } });
  await technician('POST', `${at(order)}/checks`, 412, { body: { points: '+' }, headers: { 'If-Match': etag } });
  await technician('POST', `${at(order)}/edit`, 200, { body: edit });
  await technician('POST', `${at(order)}/edit`, 422, { body: { ...edit, room: 'none' }, code: 'room_unknown' });
  await technician('POST', `${NOWHERE}/edit`, 404, { body: edit });
  await move(manager, order, 'cancelled', { note: 'x' });
  await technician('POST', `${at(order)}/edit`, 409, { body: edit, code: 'order_is_over' });
});

test('a duplicate goes into the older order', async () => {
  const [older, younger] = [await report({ priority: 'low' }), await report({ priority: 'urgent' })];
  assert.ok(younger.similar.some(({ work_order }) => work_order === older.work_order));
  await move(technician, younger, 'duplicate', {}, 422, { code: 'original_missing', pointer: '/duplicate_of' });
  await move(technician, older, 'duplicate', { duplicate_of: younger.work_order }, 422, { code: 'original_is_younger' });
  await move(technician, younger, 'duplicate', { duplicate_of: 999999999 }, 422, { code: 'original_not_open' });
  await move(technician, younger, 'duplicate', { duplicate_of: older.work_order });
  assert.equal((await clerk('GET', at(older), 200)).body.priority, 'urgent');
});

test('a room goes out of order and comes back after the check, to be cleaned', async () => {
  const { room } = free[1];
  const order = await repaired({ room });
  const status = async () => (await elsewhere('GET', '/v1/rooms')).items.find((each) => each.room === room);
  assert.ok((await technician('POST', `${at(order)}/room`, 200, { body: { room: 'out_of_order' } })).body.room_out);
  assert.ok((await status()).out_of_order_reason);
  await technician('POST', `${at(order)}/edit`, 422, { body: { symptom: 'x', category: 'hvac', priority: 'low', estimated_minutes: 1, room: free[0].room }, code: 'room_is_out' });
  assert.equal((await keeper('POST', `${at(order)}/checks`, 201, { body: { points: '+++' } })).body.room_out, false);
  const back = await status();
  assert.deepEqual([back.out_of_order_reason, back.housekeeping], [null, 'dirty']);
  await technician('POST', `${at(await report({ room }))}/room`, 200, { body: { room: 'out_of_service' } });
  const lobby = await report({ area: 'Lobby', room: undefined });
  await technician('POST', `${at(lobby)}/room`, 409, { body: { room: 'out_of_order' }, code: 'no_room' });
  await technician('POST', `${NOWHERE}/room`, 404, { body: { room: 'out_of_order' } });
});

test('parts go out of stock, and not below nothing', async () => {
  const order = await report({});
  const { part } = await elsewhere('POST', '/v1/parts', { code: fresh('F'), name_en: 'Fuse', name_zh: '保险丝', category: 'electrical', unit: 'piece', minimum: 5, cost_minor: 200 });
  await elsewhere('POST', `/v1/parts/${part}/movements`, { kind: 'receipt', quantity: 3 });
  const use = (quantity, status = 201, expected = {}, which = part) => technician('POST', `${at(order)}/parts`, status, { body: { part: which, quantity }, ...expected });
  assert.equal((await use(2)).body.parts_minor, 400);
  await use(2, 409, { code: 'stock_short' });
  await use(-3, 422, { code: 'more_than_used', pointer: '/quantity' });
  await use(0, 422, { code: 'nothing_moved' });
  await use(1, 422, { code: 'part_unknown', pointer: '/part' }, 999999999);
  const after = (await use(-1)).body;
  assert.deepEqual([after.parts_minor, after.parts.map(({ quantity }) => quantity)], [200, [1]]);
  await technician('POST', `${at(order)}/parts`, 412, { body: { part, quantity: 1 }, headers: { 'If-Match': '"1"' } });
  await technician('POST', `${NOWHERE}/parts`, 404, { body: { part, quantity: 1 } });
  const report_ = (await clerk('GET', '/v1/maintenance/report', 200)).body;
  assert.ok(report_.short_parts.some((each) => each.part === part));
});

test('the same fault in the same room again and again is flagged', async () => {
  const { room } = free[2];
  const symptom = { room, category: 'minibar' };
  for (let i = 0; i < 2; i++) assert.equal((await report(symptom)).repeat, false);
  const third = await report(symptom);
  assert.equal(third.repeat, true);
  assert.ok((await clerk('GET', '/v1/work-orders?repeat=1&category=minibar', 200)).body.items.some(({ work_order }) => work_order === third.work_order));
  assert.ok((await clerk('GET', `/v1/maintenance/rooms/${room}`, 200)).body.failures.some(({ category, repeat }) => category === 'minibar' && repeat));
  const rows = (await clerk('GET', '/v1/maintenance/report', 200)).body.repeats;
  assert.ok(rows.find((row) => row.room === room && row.category === 'minibar').failures >= 3);
  await clerk('GET', '/v1/maintenance/report?from=2030-01-02&until=2030-01-01', 400, { code: 'invalid_query', pointer: '?from' });
  await clerk('GET', '/v1/maintenance/report?from=x', 400, { pointer: '?from' });
});

test('settings and checklists', async () => {
  const { body: settings, headers } = await clerk('GET', '/v1/maintenance/settings', 200);
  const { revision, ...body } = settings;
  const etag = headers.get('etag');
  const day = addDays(new Date().toISOString().slice(0, 10), 300);
  const kept = await manager('POST', '/v1/maintenance/settings', 200, { body: { ...body, closed_days: [day] }, headers: { 'If-Match': etag } });
  assert.deepEqual([kept.body.revision, kept.body.closed_days], [revision + 1, [day]]);
  await manager('POST', '/v1/maintenance/settings', 412, { body, headers: { 'If-Match': etag }, code: 'changed_meanwhile' });
  const refused = (change, code, pointer) => manager('POST', '/v1/maintenance/settings', 422, { body: { ...body, ...change }, code, pointer });
  await refused({ promises: body.promises.map((each) => ({ ...each, complete_minutes: 1 })) }, 'promise_invalid', '/promises/0');
  await refused({ hours: body.hours.map((each) => ({ ...each, weekday: 1 })) }, 'hours_invalid', '/hours/1');
  await manager('POST', '/v1/maintenance/settings', 400, { body: { ...body, closed_days: ['x'] }, code: 'invalid_value' });
  await manager('POST', '/v1/maintenance/settings', 200, { body });
  await manager('POST', '/v1/maintenance/checklists', 200, { body: { category: 'pool', points_en: ['Water clear', 'Pump runs'], points_zh: ['水清澈', '水泵运行'] } });
  await manager('POST', '/v1/maintenance/checklists', 412, { body: { category: 'pool', points_en: ['a'], points_zh: ['a'] }, headers: { 'If-Match': '"old"' }, code: 'changed_meanwhile' });
  const pool = (await manager('GET', '/v1/maintenance/checklists', 200)).body.items.find((each) => each.category === 'pool');
  assert.deepEqual(pool, { category: 'pool', points_en: ['Water clear', 'Pump runs'], points_zh: ['水清澈', '水泵运行'] });
  await manager('POST', '/v1/maintenance/checklists', 422, { body: { category: 'pool', points_en: ['a'], points_zh: ['a', 'b'] }, code: 'points_differ' });
});

test('every success that is described was seen', () => {
  assert.deepEqual(api.description.unseen(), []);
});
