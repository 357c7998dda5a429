// The routes of preventive plans, called as they should be and as they should not.
import assert from 'node:assert/strict';
import test from 'node:test';
import { addDays } from '../support/instance.mjs';
import { fresh, maintenanceApi, tryCatalogue } from './maintenance_house.mjs';

const { api, clerk, manager } = maintenanceApi('plans');
const today = new Date().toISOString().slice(0, 10);
const planBody = (more) => ({ name: fresh('Filters'), category: 'hvac', every_count: 3, every_unit: 'month', estimated_minutes: 20, ...more });

test('plans and what they look after', async () => {
  const body = planBody();
  const { target } = await tryCatalogue(manager, '/v1/plans', 'plan', body, { ...body, lead_days: 2, slack_days: 7, prefer_vacant: true });
  await manager('POST', `${target}/edit`, 422, { body: { ...body, every_unit: 'meter' }, code: 'unit_fixed', pointer: '/every_unit' });
  const targets = (list, status = 200, more = {}) => manager('POST', `${target}/targets`, status, { body: { targets: list }, ...more });
  const kept = (await targets([{ area: 'Roof', next_due: addDays(today, 40) }, { area: 'Cellar', next_due: addDays(today, 50) }], 200, { headers: { 'If-Match': '*' } })).body;
  assert.deepEqual(kept.targets.map(({ area, next_due }) => [area, next_due]), [['Roof', addDays(today, 40)], ['Cellar', addDays(today, 50)]]);
  await targets([], 412, { headers: { 'If-Match': '"1"' }, code: 'changed_meanwhile' });
  await targets([{ area: 'Roof' }], 422, { code: 'due_missing', pointer: '/targets/0' });
  await targets([{ next_due: today }], 422, { code: 'place_missing' });
  await targets([{ room: 'none', next_due: today }], 422, { code: 'room_unknown' });
  await targets([{ asset: 999999999, next_due: today }], 422, { code: 'asset_unknown', pointer: '/targets/0' });
  assert.equal((await manager('GET', target, 200)).body.targets.length, 2, 'a refusal changes nothing');
  await manager('POST', '/v1/plans/999999999/targets', 404, { body: { targets: [] }, code: 'plan_not_found' });
  const metered = (await manager('POST', '/v1/plans', 201, { body: planBody({ every_unit: 'meter', every_count: 500 }) })).body.plan;
  await manager('POST', `/v1/plans/${metered}/targets`, 422, { body: { targets: [{ area: 'Roof', next_due: today }] }, code: 'due_missing' });
});

test('plans to begin with, in both languages, each taken over as it stands', async () => {
  const { items } = (await clerk('GET', '/v1/starter-plans', 200)).body;
  assert.ok(items.length >= 40, `${items.length} plans`);
  const chinese = /\p{Script=Han}/u;
  for (const each of items) {
    for (const words of [each.name, ...each.places, ...each.checklist]) assert.ok(!chinese.test(words.en) && chinese.test(words.zh), `${each.code}: ${JSON.stringify(words)}`);
    assert.ok(each.checklist.length > 0, each.code);
  }
  const codes = items.map((each) => each.code);
  assert.equal(new Set(codes).size, codes.length);
  for (const wanted of ['room-fan-coil-filter', 'room-unused-flush', 'lift-inspection', 'fire-door', 'room-smoke-detector', 'generator-run', 'pool-water', 'kitchen-hood', 'room-mattress-turn', 'boiler-service']) assert.ok(codes.includes(wanted), wanted);
  for (const { code, law, name, places, checklist, ...rest } of items) {
    const { plan } = (await manager('POST', '/v1/plans', 201, { body: { ...rest, name: fresh(name.en).slice(0, 120), instructions: checklist.map((each) => each.en).join('\n') } })).body;
    assert.ok(plan > 0 && typeof law === 'boolean' && Array.isArray(places), code);
  }
});

test('every success that is described was seen', () => {
  assert.deepEqual(api.description.unseen(), []);
});
