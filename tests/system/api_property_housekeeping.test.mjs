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
