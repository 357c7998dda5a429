// The routes of the night audit, called as they should be and as they should not, at a practice hotel.
import assert from 'node:assert/strict';
import test, { before } from 'node:test';
import { addDays, desk, logIn } from '../support/instance.mjs';
import { Api, testManners } from '../support/manners.mjs';
import { Description } from '../support/openapi.mjs';

const HOTEL = 'H2';
const description = new Description('property', { tags: ['audit'] });
const api = new Api(desk(HOTEL), description, {
  staff: {
    'h2-desk1': ['frontdesk'],
    'h2-manager': ['manager', 'frontdesk'],
    'h2-housekeeping1': ['housekeeping'],
    'h2-trainer': ['trainer', 'frontdesk', 'manager'],
  },
  examples: { date: '2001-01-01' },
});
const { people } = api;
const clerk = (...rest) => api.call(people['h2-desk1'], ...rest);

before(async () => {
  for (const user of Object.keys(api.staff)) people[user] = await logIn(desk(HOTEL), user);
});

testManners(api);

test('dry run, audit, and what is refused', async () => {
  await clerk('GET', '/v1/night-audits/current', 200);
  await clerk('GET', '/v1/night-audits/2001-01-01', 404, { code: 'audit_not_found' });
  await clerk('GET', '/v1/night-audits/yesterday', 404, { code: 'audit_not_found' });
  await clerk('POST', '/v1/night-audits', 409, { body: { business_date: '2001-01-01' }, code: 'business_date_differs' });
  const { business_date: date } = (await clerk('GET', '/v1/night-audits/current', 200)).body;
  const forced = { business_date: date, override_reason: 'it is late' };
  await clerk('POST', '/v1/night-audits', 403, { body: forced, code: 'forbidden' });
  await clerk('POST', '/v1/night-audits', 400, { body: { ...forced, override_reason: 'x'.repeat(201) }, pointer: '/override_reason' });
  const audit = await api.call(people['h2-manager'], 'POST', '/v1/night-audits', 201, { body: forced });
  assert.equal(audit.body.status, 'completed');
  assert.equal((await clerk('GET', '/v1/night-audits/current', 200)).body.business_date, addDays(date, 1));
  await clerk('GET', `/v1/night-audits/${date}`, 200);
});

test('every success that is described was seen', () => {
  assert.deepEqual(description.unseen(), []);
});
