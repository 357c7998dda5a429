// The routes of assets, vendors and contracts, called as they should be and as they should not.
import assert from 'node:assert/strict';
import test from 'node:test';
import { addDays } from '../support/instance.mjs';
import { fresh, maintenanceApi, tryCatalogue } from './maintenance_house.mjs';

const { api, clerk, manager, technician } = maintenanceApi('assets');
const today = new Date().toISOString().slice(0, 10);
const assetBody = (more) => ({ tag: fresh('AC'), category: 'hvac', name: 'Fan coil', area: 'Lobby', ...more });

test('vendors', async () => {
  const name = fresh('Cool Air');
  await tryCatalogue(manager, '/v1/vendors', 'vendor', { name, telephone: '+81 3 5555 0100' }, { name, note: 'rings back' });
  await manager('POST', '/v1/vendors', 422, { body: { name }, code: 'already_there', pointer: '/name' });
  const other = (await manager('POST', '/v1/vendors', 201, { body: { name: fresh('Other') } })).body;
  await manager('POST', `/v1/vendors/${other.vendor}/edit`, 422, { body: { name }, code: 'already_there' });
});

test('contracts', async () => {
  const { vendor } = (await manager('POST', '/v1/vendors', 201, { body: { name: fresh('Lift') } })).body;
  const body = { vendor, name: 'Full service', starts_on: today, ends_on: addDays(today, 365), response_minutes: 120, annual_minor: 500000 };
  const { target } = await tryCatalogue(manager, '/v1/service-contracts', 'service_contract', body, { ...body, response_minutes: 60 });
  assert.equal((await manager('GET', `/v1/service-contracts?vendor=${vendor}`, 200)).body.items.length, 1);
  await manager('GET', '/v1/service-contracts?vendor=x', 400, { pointer: '?vendor' });
  await manager('POST', `${target}/edit`, 422, { body: { ...body, ends_on: addDays(today, -1) }, code: 'ends_before_start', pointer: '/ends_on' });
  await manager('POST', '/v1/service-contracts', 422, { body: { ...body, vendor: 999999999 }, code: 'vendor_unknown', pointer: '/vendor' });
});

test('assets: warranty before contract, and neither', async () => {
  const body = assetBody();
  const { target, made } = await tryCatalogue(manager, '/v1/assets', 'asset', body, { ...body, maker: 'Daikin', model: 'FXSQ', warranty_until: addDays(today, 30) });
  await manager('POST', '/v1/assets', 422, { body, code: 'already_there', pointer: '/tag' });
  await manager('POST', '/v1/assets', 422, { body: assetBody({ area: undefined }), code: 'place_missing', pointer: '/room' });
  await manager('POST', '/v1/assets', 422, { body: assetBody({ room: 'none' }), code: 'room_unknown', pointer: '/room' });
  await manager('POST', `${target}/edit`, 422, { body: { ...body, service_contract: 999999999 }, code: 'service_contract_unknown' });
  assert.ok((await clerk('GET', '/v1/assets?category=hvac&limit=1000', 200)).body.items.some(({ asset }) => asset === made.asset));

  const seller = (await manager('POST', '/v1/vendors', 201, { body: { name: fresh('Seller') } })).body.vendor;
  const keeper = (await manager('POST', '/v1/vendors', 201, { body: { name: fresh('Keeper') } })).body.vendor;
  const contract = (await manager('POST', '/v1/service-contracts', 201, { body: { vendor: keeper, name: 'yearly', starts_on: addDays(today, -30), ends_on: addDays(today, 30), response_minutes: 90 } })).body.service_contract;
  const covered = async (more) => (await manager('POST', '/v1/assets', 201, { body: assetBody(more) })).body.cover;
  assert.deepEqual(await covered({}), { kind: 'none' });
  const bought = { warranty_until: addDays(today, 2), warranty_vendor: seller, service_contract: contract };
  const warranty = await covered(bought);
  assert.deepEqual([warranty.kind, warranty.vendor, warranty.until], ['warranty', seller, bought.warranty_until]);
  const later = await covered({ ...bought, warranty_until: addDays(today, -2) });
  assert.deepEqual([later.kind, later.vendor, later.response_minutes], ['contract', keeper, 90]);
});

test('a meter counts up', async () => {
  const { asset } = (await manager('POST', '/v1/assets', 201, { body: assetBody({ meter_unit: 'h' }) })).body;
  const target = `/v1/assets/${asset}`;
  const read = await technician('POST', `${target}/readings`, 201, { body: { reading: 120 } });
  assert.equal(read.body.meter_reading, 120);
  assert.equal(read.body.readings[0].staff, 'tyo-maintenance1');
  await technician('POST', `${target}/readings`, 422, { body: { reading: 119 }, code: 'reading_went_back', pointer: '/reading' });
  await technician('POST', `${target}/readings`, 412, { body: { reading: 121 }, headers: { 'If-Match': '"1"' }, code: 'changed_meanwhile' });
  await technician('POST', '/v1/assets/999999999/readings', 404, { body: { reading: 1 }, code: 'asset_not_found' });
  // Changing what the asset is keeps what its meter showed.
  assert.equal((await manager('POST', `${target}/edit`, 200, { body: assetBody() })).body.meter_reading, 120);
});

test('every success that is described was seen', () => {
  assert.deepEqual(api.description.unseen(), []);
});
