// The routes of spare parts, called as they should be and as they should not.
import assert from 'node:assert/strict';
import test from 'node:test';
import { fresh, maintenanceApi, tryCatalogue } from './maintenance_house.mjs';

const { api, clerk, manager, technician } = maintenanceApi('parts');
const partBody = (more) => ({ code: fresh('P'), name_en: 'Filter', name_zh: '滤网', category: 'hvac', unit: 'piece', minimum: 2, cost_minor: 1500, ...more });

test('spare parts', async () => {
  const body = partBody();
  const { target, edited } = await tryCatalogue(manager, '/v1/parts', 'part', body, { ...body, place: 'Shelf 3' });
  assert.equal(edited.stock, 0);
  await manager('POST', '/v1/parts', 422, { body, code: 'already_there', pointer: '/code' });
  await manager('POST', `${target}/edit`, 400, { body: { ...body, stock: 5 }, code: 'unknown_field', pointer: '/stock' });
  const other = (await manager('POST', '/v1/parts', 201, { body: partBody() })).body.part;
  await manager('POST', `/v1/parts/${other}/edit`, 422, { body, code: 'already_there', pointer: '/code' });
  assert.ok((await clerk('GET', '/v1/parts?category=hvac&limit=1000', 200)).body.items.length >= 2);
});

test('deliveries and counts', async () => {
  const { part } = (await manager('POST', '/v1/parts', 201, { body: partBody() })).body;
  const moved = (body, status = 201, more = {}) => technician('POST', `/v1/parts/${part}/movements`, status, { body, ...more });
  assert.equal((await moved({ kind: 'receipt', quantity: 10, cost_minor: 1600, note: 'by lorry' })).body.stock, 10);
  const counted = (await moved({ kind: 'count', quantity: 8 })).body;
  assert.deepEqual([counted.stock, counted.cost_minor], [8, 1600]);
  assert.deepEqual(counted.movements.map(({ kind, quantity, stock_after }) => [kind, quantity, stock_after]), [['count', -2, 8], ['receipt', 10, 10]]);
  assert.equal((await moved({ kind: 'count', quantity: 8 })).body.movements.length, 2, 'a count that agrees moves nothing');
  await moved({ kind: 'receipt', quantity: 0 }, 422, { code: 'nothing_moved', pointer: '/quantity' });
  await moved({ kind: 'receipt', quantity: -1 }, 400, { code: 'out_of_range', pointer: '/quantity' });
  await moved({ kind: 'receipt', quantity: 1 }, 412, { headers: { 'If-Match': '"1"' }, code: 'changed_meanwhile' });
  await technician('POST', '/v1/parts/999999999/movements', 404, { body: { kind: 'count', quantity: 1 }, code: 'part_not_found' });
});

test('every success that is described was seen', () => {
  assert.deepEqual(api.description.unseen(), []);
});
