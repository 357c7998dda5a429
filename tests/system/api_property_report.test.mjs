// The routes of the reports, called as they should be and as they should not.
import assert from 'node:assert/strict';
import test, { before } from 'node:test';
import { desk, logIn } from '../support/instance.mjs';
import { Api, testManners } from '../support/manners.mjs';
import { Description } from '../support/openapi.mjs';

const HOTEL = 'TYO';
const description = new Description('property', { tags: ['report'] });
const api = new Api(desk(HOTEL), description, {
  staff: {
    'tyo-desk1': ['frontdesk'],
    'tyo-manager': ['manager', 'frontdesk'],
    'tyo-housekeeping1': ['housekeeping'],
    'tyo-trainer': ['trainer', 'frontdesk', 'manager'],
  },
  examples: { date: '2001-01-01', report: 'manager' },
});
const { people } = api;
const clerk = (...rest) => api.call(people['tyo-desk1'], ...rest);
let today;

before(async () => {
  for (const user of Object.keys(api.staff)) people[user] = await logIn(desk(HOTEL), user);
  today = (await api.call({}, 'GET', '/v1/status', 200)).body.business_date;
});

testManners(api);

test('each report as page, table and PDF, in both languages', async () => {
  const { body: list } = await clerk('GET', '/v1/reports', 200);
  const { body: chinese } = await clerk('GET', '/v1/reports?language=zh', 200);
  assert.ok(list.items.length >= 16);
  for (const [index, { report, title, purpose }] of list.items.entries()) {
    const translated = chinese.items[index];
    assert.equal(translated.report, report);
    for (const [english, words] of [[title, translated.title], [purpose, translated.purpose]]) {
      assert.match(words, /\p{Script=Han}/u, english);
      assert.doesNotMatch(english, /\p{Script=Han}/u);
    }
    const page = (await clerk('GET', `/v1/reports/${today}/${report}`, 200)).body;
    assert.equal(page.kept, false);
    for (const row of page.rows) assert.equal(row.length, page.columns.length, report);
    const table = await clerk('GET', `/v1/reports/${today}/${report}?format=csv`, 200);
    assert.match(table.headers.get('content-disposition'), new RegExp(`^attachment; filename="TYO-${today}-${report}.csv"$`));
    assert.match((await clerk('GET', `/v1/reports/${today}/${report}?format=pdf&language=zh`, 200)).body, /^%PDF-1/);
  }
});

test('what there is not', async () => {
  await clerk('GET', `/v1/reports/${today}/gossip`, 404, { code: 'report_not_found' });
  await clerk('GET', '/v1/reports/2001-01-01/manager', 404, { code: 'report_not_found' });
  await clerk('GET', '/v1/reports/soon/manager', 404, { code: 'report_not_found' });
  await clerk('GET', `/v1/reports/${today}/manager?format=xls`, 400, { code: 'invalid_query' });
  await clerk('GET', `/v1/reports/${today}/manager?language=la`, 400, { code: 'invalid_query' });
  await clerk('GET', '/v1/reports?language=la', 400, { code: 'invalid_query' });
});

test('the hotel says what a high balance is', async () => {
  const manager = (...rest) => api.call(people['tyo-manager'], ...rest);
  const { high_balance_minor: before_ } = (await clerk('GET', '/v1/reports', 200)).body;
  await manager('PUT', '/v1/reports/settings', 400, { body: { high_balance_minor: 0 }, pointer: '/high_balance_minor' });
  await manager('PUT', '/v1/reports/settings', 200, { body: { high_balance_minor: 4200 } });
  assert.equal((await clerk('GET', '/v1/reports', 200)).body.high_balance_minor, 4200);
  const seen = { 'If-Match': (await clerk('GET', '/v1/reports/settings', 200)).headers.get('etag') };
  await manager('PUT', '/v1/reports/settings', 200, { body: { high_balance_minor: 4300 }, headers: seen });
  const { body: stale } = await manager('PUT', '/v1/reports/settings', 412, { body: { high_balance_minor: 4400 }, headers: seen, code: 'changed_meanwhile' });
  assert.deepEqual(stale.current, { high_balance_minor: 4300 });
  await manager('PUT', '/v1/reports/settings', 200, { body: { high_balance_minor: before_ } });
});

test('every success that is described was seen', () => {
  assert.deepEqual(description.unseen(), []);
});
