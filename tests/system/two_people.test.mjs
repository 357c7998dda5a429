// Two people and one record: whatever the hotel's API changes can be changed on condition that nobody else did, and who
// missed a change is refused with the record as it is now. The routes are taken from the description, so that one which is
// added later is asked the same; what needs no condition is named here with its reason.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { HotelNode, STORES } from '../support/hotel_node.mjs';
import { addDays, ROOT } from '../support/instance.mjs';
import { readDescription } from '../support/openapi.mjs';

const document = readDescription('property');

// Why a change needs no condition. Nothing else may be missing.
const STATE_DECIDES = 'a step in a life: it is taken once, and refused when somebody took it before';
const LAST_WORD = 'one thing that is said anew each time: the last word counts, and nothing else is written over';
const BY_ITSELF = 'adds to what is there and writes over nothing';
const ROOM_DECIDES = 'whether the room is free is decided as it is written; the chart is live';
const NOT_KEPT = 'a refusal is kept for whoever asks again, and documents of guests are in no answer that is kept';
const WITHOUT = {
  writeIdentities: NOT_KEPT,
  chargeMinibar: BY_ITSELF,
  readTravelDocument: BY_ITSELF,
  refillMinibar: STATE_DECIDES,
  sendInvoiceAgain: STATE_DECIDES,
  settleDeposit: STATE_DECIDES,
  creditInvoice: STATE_DECIDES,
  invoiceMailingSent: STATE_DECIDES,
  checkIn: STATE_DECIDES,
  markNoShow: STATE_DECIDES,
  closeShift: STATE_DECIDES,
  closeOtherShift: STATE_DECIDES,
  postSuspense: STATE_DECIDES,
  dismissSuspense: STATE_DECIDES,
  progressTask: STATE_DECIDES,
  resolveDiscrepancy: STATE_DECIDES,
  endSession: STATE_DECIDES,
  setPracticeClock: STATE_DECIDES,
  checkOutReady: STATE_DECIDES,
  giveTask: LAST_WORD,
  noteExpectedTime: LAST_WORD,
  queueGuest: LAST_WORD,
  setRoomStatus: LAST_WORD,
  setRoomStatuses: LAST_WORD,
  pauseDevice: LAST_WORD,
  resyncDevice: LAST_WORD,
  takeDeposit: BY_ITSELF,
  readKey: BY_ITSELF,
  makeSheets: BY_ITSELF,
  assignRoom: ROOM_DECIDES,
  releaseRoom: ROOM_DECIDES,
  assignRooms: ROOM_DECIDES,
  swapRooms: ROOM_DECIDES,
};
// The centre's to decide; api_property.test.mjs asks it.
const OF_THE_CENTRE = ['modifyReservation', 'cancelReservation'];

const WRITES = ['post', 'put', 'patch', 'delete'];
const named = ($ref) => $ref.slice(1).split('/').slice(1).reduce((node, part) => node[part.replaceAll('~1', '/')], document);
const resolved = (node) => (node?.$ref ? named(node.$ref) : node);

// What changes something that is there: it names it in its path, or does not answer that something was made.
function changes() {
  return Object.entries(document.paths).flatMap(([template, item]) =>
    WRITES.filter((method) => item[method])
      .map((method) => ({ id: item[method].operationId, method: method.toUpperCase(), template, operation: item[method] }))
      .filter(({ operation }) => template.includes('{') || operation.responses['201'] === undefined),
  );
}

const isConditional = ({ operation }) => (operation.parameters ?? []).some(({ $ref }) => $ref?.endsWith('/ifMatch')) && operation.responses['412'] !== undefined;

// Where the record that a route changes is read: the route itself, what stands above it, or the wishes of a reservation.
function recordOf(template) {
  if (/\/(wishes|party)$/.test(template) && template.startsWith('/v1/reservations/')) return '/v1/reservations/{confirmation}/wishes';
  const parts = template.split('/');
  for (let length = parts.length; length > 2; length -= 1) {
    const above = parts.slice(0, length).join('/');
    if (document.paths[above]?.get?.responses['200']?.headers?.ETag) return above;
  }
  return null;
}

test('every change can be made on condition, or it is known why not', () => {
  const without = changes().filter((each) => !isConditional(each)).map(({ id }) => id);
  assert.deepEqual(without.sort(), Object.keys(WITHOUT).sort());
});

test('every record that is changed on condition is read with its ETag', () => {
  const unread = changes().filter(isConditional).filter(({ template }) => recordOf(template) === null);
  assert.deepEqual(unread.map(({ id }) => id), []);
});

// A body that the description allows, with nothing more than it asks for.
function sample(stated, name, given) {
  const schema = resolved(stated);
  if (schema.enum) return schema.enum.includes(given[name]) ? given[name] : schema.enum[0];
  if (given[name] !== undefined) return given[name];
  if (schema.oneOf ?? schema.anyOf) return sample((schema.oneOf ?? schema.anyOf)[0], name, given);
  const type = [schema.type].flat()[0];
  if (type === 'object') return Object.fromEntries((schema.required ?? []).map((each) => [each, sample(schema.properties[each], each, given)]));
  if (type === 'array') return Array.from({ length: schema.minItems ?? 0 }, () => sample(schema.items, name, given));
  if (type === 'integer') return Math.max(schema.minimum ?? 1, 1);
  if (type === 'boolean') return true;
  if (schema.format === 'date') return given.today;
  return 'x'.repeat(Math.max(schema.minLength ?? 1, 1));
}

const bodyOf = (operation, given) => (operation.requestBody ? sample(operation.requestBody.content['application/json'].schema, 'body', given) : undefined);

// One of each record that a hotel by itself can have.
async function furnish(node, manager, given) {
  const made = async (path, key, body) => (await manager.expect(201, 'POST', path, { ...bodyOf(document.paths[path].post, given), ...body }))[key];
  const stay = await node.walkIn(manager, 'Both');
  const { today, room } = given;
  const vendor = await made('/v1/vendors', 'vendor', { name: 'Cool Air' });
  return {
    stay: stay.stay_id,
    confirmation: stay.confirmation_number,
    line: 1,
    account: await made('/v1/accounts', 'account_id', { kind: 'master', name: 'Conference' }),
    note: await made('/v1/notes', 'note_id', { kind: 'log', text: 'Quiet night' }),
    outage: await made('/v1/outages', 'outage_id', { room, kind: 'out_of_service', from: addDays(today, 5), until: addDays(today, 6), reason: 'Paint' }),
    vendor,
    service_contract: await made('/v1/service-contracts', 'service_contract', { vendor, name: 'yearly', starts_on: today, ends_on: addDays(today, 300), response_minutes: 90 }),
    asset: await made('/v1/assets', 'asset', { tag: 'AC-1', category: 'hvac', name: 'Fan coil', area: 'Lobby' }),
    part: await made('/v1/parts', 'part', { code: 'P1', name_en: 'Filter', name_zh: '滤网', category: 'hvac', unit: 'piece', minimum: 2, cost_minor: 1500 }),
    technician: await made('/v1/technicians', 'technician', { staff: 'sha-maintenance1', name: 'Li' }),
    plan: await made('/v1/plans', 'plan', { name: 'Filters', category: 'hvac', every_count: 3, every_unit: 'month', estimated_minutes: 20 }),
    article: await made('/v1/articles', 'article', {}),
    work_order: await made('/v1/work-orders', 'work_order', { area: 'Lobby' }),
  };
}

for (const store of STORES) {
  test(`whoever missed a change is refused with the record as it is, on ${store}`, async (t) => {
    const node = await HotelNode.make(t, { store, hotel: 'SHA', settings: [`devices=${join(ROOT, 'schemas/devices/demo.yaml')}`] });
    const manager = await node.logIn('sha-manager');
    const technician = await node.logIn('sha-maintenance1');
    const today = (await node.status()).business_date;
    const rooms = (await manager.get('/v1/rooms')).body.items;
    const { room } = rooms.at(-1);
    const given = { today, room, department: 'food', category: 'hvac', method: 'card', currency: 'EUR', interface: 'LOCK1', coder: '1', service: 'departure', room_type: rooms[0].room_type, departure: addDays(today, 3) };
    const records = await furnish(node, manager, given);
    const fill = (template) => template.replace(/\{(\w+)\}/g, (_, name) => records[name]);
    const asked = changes().filter((each) => isConditional(each) && !OF_THE_CENTRE.includes(each.id));
    const wrong = [];
    for (const { id, method, template, operation } of asked) {
      const who = operation['x-roles'].includes('manager') ? manager : technician;
      const target = fill(recordOf(template));
      const before = await who.get(target);
      const refused = await who.send(method, fill(template), { body: bodyOf(operation, given), headers: { 'If-Match': '"missed"' } });
      const isRight = refused.status === 412 && refused.body.code === 'changed_meanwhile';
      if (!isRight) wrong.push(`${id}: ${refused.status} ${JSON.stringify(refused.body).slice(0, 200)}`);
      else assert.deepEqual([refused.headers.get('etag'), refused.body.current], [before.headers.get('etag'), before.body], id);
      assert.equal((await who.get(target)).headers.get('etag'), before.headers.get('etag'), `${id} changed something`);
    }
    assert.deepEqual(wrong, []);
    assert.ok(asked.length > 50, String(asked.length));
  });

  test(`of two who change one record at once the second is told, on ${store}`, async (t) => {
    const node = await HotelNode.make(t, { store, hotel: 'SHA' });
    const manager = await node.logIn('sha-manager');
    const clerk = await node.logIn('sha-desk1');
    const { business_date: today } = await node.status();
    const { room } = (await manager.get('/v1/rooms')).body.items.at(-1);
    const records = await furnish(node, manager, { today, room });
    const edits = [
      [`/v1/stays/${records.stay}`, 'move', { room: (await manager.get('/v1/rooms')).body.items.find((each) => each.stay_id === null && each.room !== room).room }, { room }],
      [`/v1/stays/${records.stay}/device-rights`, '', { no_post: true }, { television: 'none' }],
      [`/v1/housekeeping/stays/${records.stay}/wishes`, '', { turndown: true }, { linen_declined: true }],
      [`/v1/accounts/${records.account}`, 'details', { name: 'Conference', address: 'Zug' }, { name: 'Congress' }],
      [`/v1/notes/${records.note}`, 'edit', { text: 'A quiet night' }, { text: 'Loud' }],
      [`/v1/outages/${records.outage}`, 'change', { reason: 'Walls' }, { until: addDays(today, 7) }],
      ['/v1/housekeeping/settings', '', { linen_nights: 5 }, { linen_nights: 6 }],
      ['/v1/housekeeping/attendants', '', { attendant: 'A1', name: 'Mei' }, { attendant: 'A1', name: 'Lan' }],
      ['/v1/cashier/means', '', { code: 'card', kind: 'card', name: { en: 'Cards', zh: '银行卡' } }, { code: 'card', kind: 'card', name: { en: 'Any card', zh: '刷卡' } }],
      ['/v1/minibar/prices', '', { items: [{ item: 'beer', english: 'Beer', chinese: '啤酒', price_minor: 550, department: 'beverage' }] }, { items: [] }],
      ['/v1/cashier/rates', '', { currency: 'EUR', rate_millionths: 7800000 }, { currency: 'EUR', rate_millionths: 7900000 }],
    ];
    for (const [target, route, first, second] of edits) {
      const who = target.includes('stays') || target.includes('notes') ? clerk : manager;
      const path = route === '' ? target : `${target}/${route}`;
      const seen = { 'If-Match': (await who.get(target)).headers.get('etag') };
      const done = await manager.send('POST', path, { body: first, headers: seen });
      assert.ok([200, 201].includes(done.status), `${path}: ${JSON.stringify(done.body)}`);
      const missed = await who.send('POST', path, { body: second, headers: seen });
      assert.equal(missed.status, 412, path);
      const now = await who.get(target);
      assert.deepEqual(missed.body.current, now.body, path);
      // With what it was told the second goes on.
      const again = await who.send('POST', path, { body: second, headers: { 'If-Match': missed.headers.get('etag') } });
      assert.ok([200, 201].includes(again.status), `${path}: ${JSON.stringify(again.body)}`);
    }
  });
}
