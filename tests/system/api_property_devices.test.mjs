// The devices of a house as the console sees them: every operation as it should be and as it should not. What devices
// do over their own line stands in devices.test.mjs.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { HotelNode } from '../support/hotel_node.mjs';
import { logIn, ROOT } from '../support/instance.mjs';
import { Api, testManners } from '../support/manners.mjs';
import { Description } from '../support/openapi.mjs';
import { Device, LOCK_WISHES, POS_WISHES } from '../support/fias_device.mjs';

const description = new Description('property', { tags: ['devices'] });
const staff = {
  'sha-desk1': ['frontdesk'],
  'sha-manager': ['manager', 'frontdesk'],
  'sha-housekeeping1': ['housekeeping'],
};
const api = new Api('', description, { staff, examples: { stay: '999999999', interface: 'NONE', reading: '999999', suspense: '999999' }, judgedLater: [] });
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
  assert.deepEqual([key.key_number, key.answer, key.staff, key.departure], [number, null, 'sha-desk1', stay.departure]);
  await call('POST', keys, 422, { code: 'coder_not_found', pointer: '/coder', body: { ...wish, coder: '77' } });
  await call('POST', keys, 422, { code: 'door_not_found', pointer: '/doors', body: { ...wish, doors: ['9'] } });
  await call('POST', keys, 202, { body: { ...wish, kind: 'one_shot', doors: ['3', '1'] } });
  const single = await lock.expect('KR');
  assert.deepEqual([single.KT, single.KO], ['O', '101']);

  const readings = '/v1/devices/LOCK1/key-readings';
  const { reading_number: reading } = (await call('POST', readings, 202, { body: { coder: '1' } })).body;
  assert.equal((await lock.expect('KZ')).WS, String(reading));
  assert.deepEqual((await call('GET', `${readings}/${reading}`, 200)).body.answer, null);
  await call('GET', `${readings}/999999`, 404, { code: 'reading_not_found' });
  await call('GET', `/v1/devices/POS1/key-readings/${reading}`, 404, { code: 'reading_not_found' });
  await call('POST', readings, 422, { code: 'coder_not_found', pointer: '/coder', body: { coder: '77' } });
  await call('POST', readings, 400, { code: 'required', pointer: '/coder', body: {} });
  await call('POST', '/v1/devices/NONE/key-readings', 404, { code: 'interface_not_found', body: { coder: '1' } });
  await call('POST', '/v1/devices/PBX1/key-readings', 409, { code: 'device_not_connected', body: { coder: '1' } });
  await lock.cut();

  await manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/check-out`, { settle: { method: 'card' } });
  await call('POST', rights, 409, { code: 'already_checked_out', body: { no_post: true } });
  await call('POST', keys, 409, { code: 'already_checked_out', body: wish });
});

test('refused postings: put onto a bill, dismissed by a manager, and neither twice', async () => {
  const stay = await node.walkIn(manager, 'Refused');
  const pos = await new Device(Number(node.log.match(/"device_port":(\d+)/)[1]), { wishes: POS_WISHES }).link();
  for (const sequence of [1, 2]) assert.equal((await pos.ask(`PS|RN9999|PTC|TA${sequence}00|P#${sequence}|TI120000|`, 'PA')).AS, 'NG');
  assert.equal((await pos.ask('PS|RN9999|PTC|TA1.5|P#3|TI120000|', 'PA')).AS, 'UR');
  await pos.cut();
  const [one, two, unread] = (await call('GET', '/v1/suspense?limit=3', 200)).body.items.map((each) => `/v1/suspense/${each.suspense_number}`);
  await call('GET', '/v1/suspense?handled=maybe', 400, { code: 'invalid_query' });
  const bill = { account_id: stay.stay_id };
  await call('POST', `${one}/post`, 422, { code: 'account_not_open', pointer: '/account_id', body: { account_id: 999_999_999 } });
  await call('POST', `${one}/post`, 400, { code: 'required', pointer: '/account_id', body: {} });
  assert.equal((await call('POST', `${one}/post`, 201, { body: bill })).body.outcome, 'posted');
  await call('POST', `${one}/post`, 409, { code: 'suspense_handled', body: bill });
  await call('POST', `${unread}/post`, 409, { code: 'suspense_unreadable', body: bill });
  await call('POST', '/v1/suspense/999999/post', 404, { code: 'suspense_not_found', body: bill });
  const dismiss = (path, ...rest) => api.call(api.people['sha-manager'], 'POST', `${path}/dismiss`, ...rest);
  await dismiss(two, 400, { code: 'required', pointer: '/reason', body: {} });
  const { body } = await dismiss(two, 201, { body: { reason: 'paid in cash' } });
  assert.deepEqual([body.outcome, body.reason, body.handled_by], ['dismissed', 'paid in cash', 'sha-manager']);
  await dismiss(two, 409, { code: 'suspense_handled', body: { reason: 'again' } });
  await dismiss('/v1/suspense/999999', 404, { code: 'suspense_not_found', body: { reason: 'none' } });
});
