// The devices of a house as the console sees them: every operation as it should be and as it should not. What devices
// do over their own line stands in devices.test.mjs.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { HotelNode } from '../support/hotel_node.mjs';
import { logIn, ROOT } from '../support/instance.mjs';
import { Api, testManners } from '../support/manners.mjs';
import { Description } from '../support/openapi.mjs';
import { Device, LOCK_WISHES } from '../support/fias_device.mjs';

const description = new Description('property', { tags: ['devices'] });
const staff = {
  'sha-desk1': ['frontdesk'],
  'sha-manager': ['manager', 'frontdesk'],
  'sha-housekeeping1': ['housekeeping'],
};
const api = new Api('', description, { staff, examples: { stay: '999999999', interface: 'NONE' }, judgedLater: [] });
const node = await HotelNode.make({ after }, { hotel: 'SHA', settings: [`devices=${join(ROOT, 'schemas/devices/demo.yaml')}`] });
api.base = node.address;
for (const user of Object.keys(staff)) api.people[user] = await logIn(node.address, user);
const manager = await node.logIn('sha-manager');

testManners(api);

const call = (...rest) => api.call(api.people['sha-desk1'], ...rest);

test('the list, pauses and telling anew', async () => {
  const { items } = (await call('GET', '/v1/devices', 200)).body;
  assert.deepEqual(items.map(({ interface: name }) => name), ['POS1', 'PBX1', 'LOCK1', 'BAR1', 'TV1', 'NET1']);
  assert.deepEqual(items[0].link.state, 'disconnected');
  assert.equal((await call('POST', '/v1/devices/POS1/resync', 200)).body.resync, 'needed');
  await call('POST', '/v1/devices/NONE/resync', 404, { code: 'interface_not_found' });
  assert.equal((await call('POST', '/v1/devices/POS1/pause', 200, { body: { paused: true } })).body.paused, true);
  assert.equal((await call('POST', '/v1/devices/POS1/pause', 200, { body: { paused: false } })).body.paused, false);
  await call('POST', '/v1/devices/NONE/pause', 404, { code: 'interface_not_found', body: { paused: true } });
  await call('POST', '/v1/devices/POS1/pause', 400, { code: 'required', pointer: '/paused', body: {} });
});

test('rights and keys of a stay', async () => {
  const stay = await node.walkIn(manager, 'Keys');
  const rights = `/v1/stays/${stay.stay_id}/device-rights`;
  const keys = `/v1/stays/${stay.stay_id}/keys`;
  assert.deepEqual((await call('GET', rights, 200)).body, {
    no_post: false,
    limit_minor: 0,
    telephone_class: 3,
    television: 'all',
    minibar_locked: false,
    do_not_disturb: false,
    message_light: false,
    language: null,
  });
  const changed = (await call('POST', rights, 200, { body: { television: 'restricted', minibar_locked: true, language: 'zh' } })).body;
  assert.deepEqual([changed.television, changed.minibar_locked, changed.language, changed.telephone_class], ['restricted', true, 'zh', 3]);
  assert.deepEqual((await call('GET', rights, 200)).body, changed);
  await call('POST', rights, 400, { code: 'invalid_value', pointer: '/language', body: { language: 'Chinese' } });
  await call('POST', rights, 400, { code: 'out_of_range', pointer: '/telephone_class', body: { telephone_class: 4 } });
  await call('POST', rights, 412, { code: 'changed_meanwhile', headers: { 'If-Match': '"other"' }, body: { no_post: true } });
  await call('GET', '/v1/stays/999999999/device-rights', 404, { code: 'stay_not_found' });
  await call('POST', '/v1/stays/999999999/device-rights', 404, { code: 'stay_not_found', body: {} });

  const wish = { interface: 'LOCK1', coder: '1', kind: 'duplicate', keys: 1 };
  await call('POST', keys, 409, { code: 'device_not_connected', body: wish });
  await call('POST', keys, 422, { code: 'interface_not_found', pointer: '/interface', body: { ...wish, interface: 'NONE' } });
  await call('POST', keys, 412, { code: 'changed_meanwhile', headers: { 'If-Match': '"other"' }, body: wish });
  await call('POST', '/v1/stays/999999999/keys', 404, { code: 'stay_not_found', body: wish });
  await call('GET', '/v1/stays/999999999/keys', 404, { code: 'stay_not_found' });
  const lock = await new Device(Number(node.log.match(/"device_port":(\d+)/)[1]), { family: 'DL', wishes: LOCK_WISHES }).link();
  const { key_number: number } = (await call('POST', keys, 202, { body: wish })).body;
  assert.equal((await lock.expect('KR')).KT, 'D');
  const [key] = (await call('GET', keys, 200)).body.items;
  assert.deepEqual([key.key_number, key.answer, key.staff], [number, null, 'sha-desk1']);
  await lock.cut();

  await manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/check-out`, { settle: { method: 'card' } });
  await call('POST', rights, 409, { code: 'already_checked_out', body: { no_post: true } });
  await call('POST', keys, 409, { code: 'already_checked_out', body: wish });
});
