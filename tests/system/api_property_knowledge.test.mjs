// The routes of the knowledge base, called as they should be and as they should not.
import assert from 'node:assert/strict';
import test from 'node:test';
import { fresh, maintenanceApi, tryCatalogue } from './maintenance_house.mjs';

const { api, clerk, manager, technician } = maintenanceApi('knowledge');
const word = fresh('zz').replaceAll('-', '');
const articleBody = (more) => ({
  category: 'hvac',
  symptom_en: `Air conditioning ${word} drips water`,
  symptom_zh: '空调漏水',
  cause_en: 'Drain blocked',
  cause_zh: '排水管堵塞',
  remedy_en: 'Flush the drain, empty the tray',
  remedy_zh: '冲洗排水管，清空接水盘',
  ...more,
});

test('articles', async () => {
  const { target } = await tryCatalogue(technician, '/v1/articles', 'article', articleBody(), articleBody({ maker: 'Daikin' }));
  await technician('POST', '/v1/articles', 422, { body: articleBody({ symptom_en: '', symptom_zh: '' }), code: 'symptom_missing', pointer: '/symptom_en' });
  await technician('POST', `${target}/edit`, 422, { body: articleBody({ symptom_en: '', symptom_zh: '' }), code: 'symptom_missing' });
  assert.ok((await clerk('GET', '/v1/articles?category=hvac&limit=1000', 200)).body.items.length > 0);
});

test('found by symptom, in either language, and by what helped', async () => {
  const first = (await technician('POST', '/v1/articles', 201, { body: articleBody() })).body.article;
  const second = (await technician('POST', '/v1/articles', 201, { body: articleBody() })).body.article;
  const found = async (query) => (await clerk('GET', `/v1/maintenance/search?query=${encodeURIComponent(query)}`, 200)).body.articles.map(({ article }) => article);
  const mine = (list) => list.filter((article) => article === first || article === second);
  assert.deepEqual(mine(await found(`${word} dripping`)), [first, second]);
  for (const who of [clerk, manager]) await who('POST', `/v1/articles/${second}/votes`, 200, { body: { helpful: true } });
  const voted = await clerk('POST', `/v1/articles/${second}/votes`, 200, { body: { helpful: true } });
  assert.deepEqual([voted.body.helpful, voted.body.unhelpful], [2, 0], 'one vote a person');
  assert.deepEqual(mine(await found(`${word} dripping`)), [second, first]);
  const turned = await clerk('POST', `/v1/articles/${second}/votes`, 200, { body: { helpful: false } });
  assert.deepEqual([turned.body.helpful, turned.body.unhelpful], [1, 1]);
  const chinese = (await clerk('GET', `/v1/maintenance/search?query=${encodeURIComponent('房间空调漏水了')}&category=hvac`, 200)).body;
  assert.ok(chinese.articles.length > 0);
  assert.ok(chinese.articles[0].matched.includes('漏水'), chinese.articles[0].matched);
  assert.deepEqual(await found('qqqqqqq'), []);
  await clerk('GET', '/v1/maintenance/search', 400, { code: 'invalid_query', pointer: '?query' });
  await clerk('POST', `/v1/articles/${first}/votes`, 412, { body: { helpful: true }, headers: { 'If-Match': '"99"' }, code: 'changed_meanwhile' });
  await clerk('POST', '/v1/articles/999999999/votes', 404, { body: { helpful: true }, code: 'article_not_found' });
});

test('every success that is described was seen', () => {
  assert.deepEqual(api.description.unseen(), []);
});
