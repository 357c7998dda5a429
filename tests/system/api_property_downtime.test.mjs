// The routes of the downtime pack, called as they should be and as they should not.
import assert from 'node:assert/strict';
import test, { before } from 'node:test';
import { desk, logIn } from '../support/instance.mjs';
import { Api, testManners } from '../support/manners.mjs';
import { Description } from '../support/openapi.mjs';

const HOTEL = 'TYO';
const description = new Description('property', { tags: ['downtime'] });
const api = new Api(desk(HOTEL), description, {
  staff: {
    'tyo-desk1': ['frontdesk'],
    'tyo-manager': ['manager', 'frontdesk'],
    'tyo-housekeeping1': ['housekeeping'],
    'tyo-trainer': ['trainer', 'frontdesk', 'manager'],
  },
  examples: {},
});
const { people } = api;
const clerk = (...rest) => api.call(people['tyo-desk1'], ...rest);

before(async () => {
  for (const user of Object.keys(api.staff)) people[user] = await logIn(desk(HOTEL), user);
});

testManners(api);

test('how fresh it is, and the pack itself as file and on paper', async () => {
  const { body: state } = await api.call(people['tyo-housekeeping1'], 'GET', '/v1/downtime-pack', 200);
  assert.equal(state.late, false);
  assert.ok(state.age_ms < 65_000, `${state.age_ms} ms`);
  const file = await clerk('GET', '/v1/downtime-pack/html', 200);
  assert.equal(file.headers.get('content-disposition'), 'attachment; filename="downtime-TYO.html"');
  assert.match(file.body, /What to do when the computer is down/);
  assert.match((await clerk('GET', '/v1/downtime-pack/pdf', 200)).body, /^%PDF-1/);
  assert.match((await clerk('GET', '/v1/downtime-pack/pdf?language=zh', 200)).body, /^%PDF-1/);
  await clerk('GET', '/v1/downtime-pack/pdf?language=la', 400, { code: 'invalid_query' });
});

test('every success that is described was seen', () => {
  assert.deepEqual(description.unseen(), []);
});
