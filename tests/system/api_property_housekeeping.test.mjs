// The routes of housekeeping, called as they should be and as they should not; each answer is held against
// schemas/api/property.yaml, each request that succeeds too.
import test, { before } from 'node:test';
import { addDays, desk, logIn } from '../support/instance.mjs';
import { Api, testManners } from '../support/manners.mjs';
import { Description } from '../support/openapi.mjs';

const HOTEL = 'TYO';
const description = new Description('property', { tags: ['housekeeping'] });
const api = new Api(desk(HOTEL), description, {
  staff: {
    'tyo-desk1': ['frontdesk'],
    'tyo-manager': ['manager', 'frontdesk'],
    'tyo-housekeeping1': ['housekeeping'],
    'tyo-trainer': ['trainer', 'frontdesk', 'manager'],
  },
  examples: { outage: '999999999', room: 'none', date: '2001-01-01' },
});
const { people } = api;
const clerk = (...rest) => api.call(people['tyo-desk1'], ...rest);
const housekeeper = (...rest) => api.call(people['tyo-housekeeping1'], ...rest);
let today;

before(async () => {
  for (const user of Object.keys(api.staff)) people[user] = await logIn(desk(HOTEL), user);
  today = (await clerk('GET', '/v1/status', 200)).body.business_date;
});

testManners(api);

async function freeRoom(index = 0) {
  const { body } = await clerk('GET', '/v1/rooms', 200);
  return body.items.filter((each) => !each.stay_id && each.outage_id === null).at(-1 - index).room;
}

test('rooms out of order and out of service', async () => {
  const room = await freeRoom();
  const plan = { room, kind: 'out_of_order', from: today, until: addDays(today, 1), reason: 'paint' };
  await housekeeper('POST', '/v1/outages', 400, { body: { ...plan, reason: undefined }, code: 'required', pointer: '/reason' });
  await housekeeper('POST', '/v1/outages', 422, { body: { ...plan, kind: 'broken' }, code: 'outage_kind_unknown', pointer: '/kind' });
  await housekeeper('POST', '/v1/outages', 422, { body: { ...plan, return_status: 'shiny' }, code: 'housekeeping_unknown', pointer: '/return_status' });
  await housekeeper('POST', '/v1/outages', 422, { body: { ...plan, until: today }, code: 'outage_without_nights' });
  await housekeeper('POST', '/v1/outages', 422, { body: { ...plan, from: addDays(today, -1) }, code: 'outage_in_the_past' });
  await housekeeper('POST', '/v1/outages', 422, { body: { ...plan, until: addDays(today, 400) }, code: 'outage_too_long' });
  await housekeeper('POST', '/v1/outages', 404, { body: { ...plan, room: 'none' }, code: 'room_unknown' });
  const { body: outage } = await housekeeper('POST', '/v1/outages', 201, { body: plan });
  await housekeeper('POST', '/v1/outages', 409, { body: plan, code: 'outage_overlaps' });
  const target = `/v1/outages/${outage.outage_id}`;
  await clerk('GET', `/v1/outages?from=${today}&until=${addDays(today, 2)}`, 200);
  await clerk('GET', '/v1/outages?from=soon', 400, { code: 'invalid_query', pointer: '?from' });
  await housekeeper('POST', `${target}/change`, 200, { body: { until: addDays(today, 3) } });
  await housekeeper('POST', `${target}/change`, 422, { body: { until: today }, code: 'outage_without_nights' });
  await housekeeper('POST', `${target}/change`, 422, { body: { return_status: 'shiny' }, code: 'housekeeping_unknown' });
  await housekeeper('POST', `${target}/return`, 422, { body: { return_status: 'shiny' }, code: 'housekeeping_unknown' });
  await housekeeper('POST', `${target}/return`, 200, { body: { return_status: 'inspected' } });
  await housekeeper('POST', `${target}/return`, 409, { body: {}, code: 'outage_over' });
  await housekeeper('POST', `${target}/change`, 409, { body: { until: addDays(today, 3) }, code: 'outage_over' });
  await housekeeper('POST', '/v1/outages/999999999/change', 404, { body: {}, code: 'outage_not_found' });
  await housekeeper('POST', '/v1/outages/x/return', 404, { body: {}, code: 'outage_not_found' });
});

test('settings, credits, attendants and the checklist', async () => {
  await clerk('GET', '/v1/housekeeping/settings', 200);
  await housekeeper('POST', '/v1/housekeeping/settings', 200, { body: { inspection_required: false, linen_nights: 3, credits: [{ room_type: '*', service: 'departure', credits: 30 }] } });
  await housekeeper('POST', '/v1/housekeeping/settings', 422, { body: { credits: [{ room_type: '*', service: 'magic', credits: 3 }] }, code: 'service_unknown' });
  await housekeeper('POST', '/v1/housekeeping/settings', 422, { body: { credits: [{ room_type: 'NOPE', service: 'refresh', credits: 3 }] }, code: 'room_type_unknown' });
  await housekeeper('POST', '/v1/housekeeping/attendants', 200, { body: { attendant: 'api1', name: 'Li Na', staff: 'api-li', credits: 400, working: true } });
  await housekeeper('POST', '/v1/housekeeping/attendants', 422, { body: { attendant: 'api2', name: 'Mei', staff: 'api-li' }, code: 'staff_taken' });
  await housekeeper('POST', '/v1/housekeeping/attendants', 200, { body: { attendant: 'api2', name: 'Section 2' } });
  await clerk('GET', '/v1/housekeeping/attendants', 200);
  const { body } = await clerk('GET', '/v1/housekeeping/checklist', 200);
  await housekeeper('POST', '/v1/housekeeping/checklist', 200, { body });
  await housekeeper('POST', '/v1/housekeeping/checklist', 400, { body: { items: [] }, pointer: '/items' });
});

test('sheets, tasks and what is done', async () => {
  await clerk('GET', '/v1/housekeeping/sheets', 200);
  await clerk('GET', '/v1/housekeeping/sheets?date=soon', 400, { code: 'invalid_query', pointer: '?date' });
  const room = await freeRoom(3);
  const task = { room, service: 'deep_clean', attendant: 'api1' };
  await housekeeper('POST', '/v1/housekeeping/tasks', 422, { body: { ...task, service: 'magic' }, code: 'service_unknown' });
  await housekeeper('POST', '/v1/housekeeping/tasks', 422, { body: { ...task, attendant: 'nobody' }, code: 'attendant_unknown' });
  await housekeeper('POST', '/v1/housekeeping/tasks', 404, { body: { ...task, room: 'none' }, code: 'room_unknown' });
  const { body: planned } = await housekeeper('POST', '/v1/housekeeping/tasks', 201, { body: task });
  await housekeeper('POST', '/v1/housekeeping/tasks', 409, { body: task, code: 'task_exists' });
  await housekeeper('POST', '/v1/housekeeping/sheets', 200, { body: {} });
  const target = `/v1/housekeeping/tasks/${planned.task_id}`;
  await housekeeper('POST', `${target}/give`, 200, { body: { attendant: 'api2' } });
  await housekeeper('POST', `${target}/give`, 422, { body: { attendant: 'nobody' }, code: 'attendant_unknown' });
  await housekeeper('POST', `${target}/progress`, 422, { body: { status: 'gone' }, code: 'task_status_unknown' });
  await housekeeper('POST', `${target}/progress`, 200, { body: { status: 'started' } });
  await housekeeper('POST', `${target}/progress`, 200, { body: { status: 'done', minibar: '2 water' } });
  await housekeeper('POST', `${target}/progress`, 409, { body: { status: 'done' }, code: 'task_finished_before' });
  for (const what of ['give', 'progress']) await housekeeper('POST', `/v1/housekeeping/tasks/999999999/${what}`, 404, { body: what === 'give' ? {} : { status: 'done' }, code: 'task_not_found' });
});

test('what was seen, and inspections', async () => {
  const room = await freeRoom(4);
  await housekeeper('POST', '/v1/housekeeping/sightings', 404, { body: { room: 'none', occupied: true }, code: 'room_unknown' });
  await housekeeper('POST', '/v1/housekeeping/sightings', 409, { body: { room, occupied: true, business_date: addDays(today, -1) }, code: 'day_over' });
  await housekeeper('POST', '/v1/housekeeping/sightings', 201, { body: { room, occupied: true, persons: 2 } });
  const { body } = await clerk('GET', '/v1/housekeeping/discrepancies', 200);
  const { sighting_id: sighting } = body.items.find((each) => each.room === room);
  await clerk('POST', `/v1/housekeeping/discrepancies/${sighting}/resolve`, 200, { body: { resolution: 'a colleague rested there' } });
  await clerk('POST', `/v1/housekeeping/discrepancies/${sighting}/resolve`, 404, { body: { resolution: 'again' }, code: 'discrepancy_not_found' });
  const { body: list } = await clerk('GET', '/v1/housekeeping/checklist', 200);
  const results = list.items.map(({ item }) => ({ item, passed: true }));
  await housekeeper('POST', '/v1/housekeeping/inspections', 201, { body: { room, results, business_date: today } });
  await housekeeper('POST', '/v1/housekeeping/inspections', 409, { body: { room, results, business_date: addDays(today, 1) }, code: 'day_over' });
  await housekeeper('POST', '/v1/housekeeping/inspections', 422, { body: { room, results: [{ item: 'roof', passed: true }] }, code: 'inspection_item_unknown' });
  await housekeeper('POST', '/v1/housekeeping/inspections', 404, { body: { room: 'none', results }, code: 'room_unknown' });
  await clerk('GET', `/v1/rooms/${room}/inspections`, 200);
  await clerk('GET', '/v1/housekeeping/stays/999999999/wishes', 404, { code: 'stay_not_found' });
  await clerk('POST', '/v1/housekeeping/stays/999999999/wishes', 404, { body: {}, code: 'stay_not_found' });
});

test('the minibar', async () => {
  const items = [{ item: 'water', english: 'Water', chinese: '水', price_minor: 300, department: 'minibar' }];
  await housekeeper('POST', '/v1/minibar/prices', 400, { body: { items: [{ ...items[0], price_minor: 0 }] }, code: 'out_of_range' });
  await housekeeper('POST', '/v1/minibar/prices', 422, { body: { items: [{ ...items[0], department: 'cellar' }] }, code: 'department_unknown', pointer: '/items' });
  await housekeeper('POST', '/v1/minibar/prices', 422, { body: { items: [{ ...items[0], department: 'room' }] }, code: 'department_not_by_hand', pointer: '/items' });
  await housekeeper('POST', '/v1/minibar/prices', 422, { body: { items: [...items, ...items] }, code: 'minibar_item_twice', pointer: '/items' });
  await housekeeper('POST', '/v1/minibar/prices', 200, { body: { items } });
  await clerk('GET', '/v1/minibar', 200);
  const prices = await clerk('GET', '/v1/minibar/prices', 200);
  await housekeeper('POST', '/v1/minibar/prices', 428, { body: { items: [] }, code: 'condition_missing' });
  await housekeeper('POST', '/v1/minibar/prices', 412, { body: { items: [] }, headers: { 'If-Match': '"missed"' }, code: 'changed_meanwhile' });
  await housekeeper('POST', '/v1/minibar/prices', 200, { body: { items }, headers: { 'If-Match': prices.headers.get('etag') } });
  await clerk('GET', '/v1/minibar/uses', 200);
  await clerk('GET', '/v1/minibar/uses?date=soon', 400, { code: 'invalid_query', pointer: '?date' });
  const taken = { items: [{ item: 'water', quantity: 1 }] };
  await housekeeper('POST', '/v1/rooms/none/minibar', 404, { body: taken, code: 'room_unknown' });
  await housekeeper('POST', '/v1/rooms/none/minibar', 400, { body: { items: [] }, pointer: '/items' });
  await housekeeper('POST', '/v1/rooms/none/minibar', 400, { body: { items: [{ item: 'water', quantity: 51 }] }, code: 'out_of_range' });
  await housekeeper('POST', '/v1/rooms/none/minibar/refill', 404, { body: {}, code: 'room_unknown' });
});
