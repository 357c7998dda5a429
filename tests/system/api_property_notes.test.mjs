// What people write down, on either kind of store; and how messages and wake-up calls are told to the devices of the
// house and come back from them.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { HotelNode, STORES } from '../support/hotel_node.mjs';
import { addDays, logIn, ROOT } from '../support/instance.mjs';
import { Api, testManners } from '../support/manners.mjs';
import { Description } from '../support/openapi.mjs';
import { Device, PBX_WISHES } from '../support/fias_device.mjs';
import { until } from '../support/until.mjs';

const settings = [`devices=${join(ROOT, 'schemas/devices/demo.yaml')}`];
const staff = { 'sha-desk1': ['frontdesk'], 'sha-manager': ['manager', 'frontdesk'], 'sha-housekeeping1': ['housekeeping'] };
const api = new Api(null, new Description('property', { tags: ['notes'] }), { staff, examples: { note: '999999999' } });
const common = await HotelNode.make({ after }, { hotel: 'SHA', settings });
api.base = common.address;
for (const user of Object.keys(staff)) api.people[user] = await logIn(common.address, user);
const call = (...rest) => api.call(api.people['sha-desk1'], ...rest);

testManners(api);

test('what each kind of note needs, and tags that are out once', async () => {
  const manager = await common.logIn('sha-manager');
  const today = (await common.status()).business_date;
  const stay = await common.walkIn(manager, 'Noted');
  const refuse = (code, pointer, body) => call('POST', '/v1/notes', 422, { code, pointer, body });
  await refuse('department_missing', '/department', { kind: 'trace', text: 'Flowers', due_on: today });
  await refuse('date_missing', '/due_on', { kind: 'trace', text: 'Flowers', department: 'concierge' });
  await refuse('date_past', '/due_on', { kind: 'trace', text: 'Flowers', department: 'concierge', due_on: addDays(today, -1) });
  await refuse('text_missing', '/text', { kind: 'log' });
  await refuse('occasion_missing', '/occasion', { kind: 'alert', text: 'VIP', stay_id: stay.stay_id });
  await refuse('guest_missing', '/confirmation_number', { kind: 'alert', text: 'VIP', occasion: 'both' });
  await refuse('guest_missing', '/confirmation_number', { kind: 'message', text: 'Call home' });
  await refuse('reservation_not_found', '/confirmation_number', { kind: 'message', text: 'Call home', confirmation_number: '100000000009' });
  await refuse('stay_missing', '/stay_id', { kind: 'wake_up', due_on: today, due_at: '06:30' });
  await refuse('stay_not_found', '/stay_id', { kind: 'message', text: 'Call home', stay_id: 999999 });
  await refuse('time_missing', '/due_at', { kind: 'wake_up', stay_id: stay.stay_id, due_on: today });
  await refuse('place_missing', '/place', { kind: 'found', text: 'Umbrella' });
  await refuse('tag_missing', '/tag', { kind: 'valet', place: 'Level 2' });
  await call('POST', '/v1/notes', 400, { code: 'invalid_value', pointer: '/due_at', body: { kind: 'log', text: 'x', due_at: '24:00' } });

  const car = { kind: 'valet', place: 'Level 2', tag: 'ZH 1234' };
  const parked = (await call('POST', '/v1/notes', 201, { body: car })).body;
  await call('POST', '/v1/notes', 409, { code: 'tag_in_use', body: car });
  await call('POST', `/v1/notes/${parked.note_id}/close`, 200, { body: { outcome: 'fetched' } });
  await call('POST', `/v1/notes/${parked.note_id}/close`, 409, { code: 'note_closed', body: { outcome: 'fetched' } });
  await call('POST', '/v1/notes/999999999/close', 404, { code: 'note_not_found', body: { outcome: 'x' } });
  await call('POST', '/v1/notes', 201, { body: car });

  await call('GET', '/v1/notes', 400, { code: 'invalid_query' });
  await call('POST', '/v1/notes', 201, { body: { kind: 'alert', text: 'Anniversary', occasion: 'check_out', confirmation_number: stay.confirmation_number } });
  const alerts = (await call('GET', `/v1/notes?confirmation=${stay.confirmation_number}`, 200)).body.items;
  assert.deepEqual(alerts.map((each) => [each.kind, each.occasion, each.text]), [['alert', 'check_out', 'Anniversary']]);
  for (const text of ['one', 'two', 'three']) await call('POST', '/v1/notes', 201, { body: { kind: 'log', text } });
  const first = await call('GET', `/v1/notes?kind=log&date=${today}&limit=2`, 200);
  assert.deepEqual(first.body.items.map((each) => each.text), ['one', 'two']);
  const [, next] = first.headers.get('link').match(/<([^>]+)>; rel="next"/);
  assert.deepEqual((await call('GET', next.replace(/^https?:\/\/[^/]+/, ''), 200)).body.items.map((each) => each.text), ['three']);

  const trace = (await call('POST', '/v1/notes', 201, { body: { kind: 'trace', text: 'Flowers', department: 'concierge', due_on: today } })).body;
  const target = `/v1/notes/${trace.note_id}`;
  const seen = { 'If-Match': (await call('GET', target, 200)).headers.get('etag') };
  const anew = { text: 'White flowers', department: 'housekeeping', due_on: addDays(today, 1) };
  const { body: changed } = await call('POST', `${target}/edit`, 200, { body: anew, headers: seen });
  assert.deepEqual([changed.text, changed.department, changed.due_on, changed.changed_by, changed.kind], ['White flowers', 'housekeeping', anew.due_on, 'sha-desk1', 'trace']);
  const stale = await call('POST', `${target}/edit`, 412, { body: { ...anew, text: 'Red flowers' }, headers: seen, code: 'changed_meanwhile' });
  assert.deepEqual(stale.body.current, (await call('GET', target, 200)).body);
  await call('POST', `${target}/edit`, 400, { body: { ...anew, kind: 'log' }, code: 'unknown_field', pointer: '/kind' });
  await call('POST', `${target}/edit`, 422, { body: { ...anew, text: undefined }, code: 'text_missing', pointer: '/text' });
  await call('POST', `${target}/edit`, 422, { body: { ...anew, due_on: addDays(today, -1) }, code: 'date_past', pointer: '/due_on' });
  await call('POST', `${target}/close`, 412, { body: { outcome: 'done' }, headers: seen, code: 'changed_meanwhile' });
  await call('POST', `${target}/close`, 200, { body: { outcome: 'done' } });
  await call('POST', `${target}/edit`, 409, { body: anew, code: 'note_closed' });
  await call('GET', '/v1/notes/999999999', 404, { code: 'note_not_found' });
  await call('POST', '/v1/notes/999999999/edit', 404, { body: anew, code: 'note_not_found' });
  const other = (await call('POST', '/v1/notes', 201, { body: { ...car, tag: 'ZH 2' } })).body;
  await call('POST', `/v1/notes/${other.note_id}/edit`, 409, { body: { place: 'Level 2', tag: car.tag }, code: 'tag_in_use' });
  await call('POST', `/v1/notes/${other.note_id}/edit`, 200, { body: { place: 'Level 3', tag: 'ZH 2' } });
  await manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/check-out`, { settle: { method: 'card' } });
  await call('POST', '/v1/notes', 409, { code: 'nobody_expected', body: { kind: 'message', text: 'Late', confirmation_number: stay.confirmation_number } });
  await call('POST', '/v1/notes', 409, { code: 'already_checked_out', body: { kind: 'message', text: 'Late', stay_id: stay.stay_id } });
});

for (const store of STORES) {
  test(`locators and messages that guests leave at a device, on ${store}`, async (t) => {
    const node = await HotelNode.make(t, { store, hotel: 'SHA', settings });
    const manager = await node.logIn('sha-manager');
    const stay = await node.walkIn(manager, 'Poolside', 3);
    const today = (await node.status()).business_date;
    const date = today.slice(2).replaceAll('-', '');
    const open = async (kind) => (await manager.get(`/v1/notes?kind=${kind}`)).body.items;
    const tv = new Device(Number(node.log.match(/"device_port":(\d+)/)[1]), { family: 'VI', wishes: ['LR|RILP|FLASRNG#CTLT|', 'LR|RIXL|FLG#MTMI|', 'LR|RIXT|FLG#MTMIAS|'] });
    await tv.connect();
    await tv.expect('LS');

    // It asks who it speaks to, in the middle of the start.
    tv.send(`LD|DA${date}|TI120000|V#2.0|IFVI|RT181|`, ...tv.wishes, `LA|DA${date}|TI120000|`);
    const described = await tv.expect('LC');
    assert.ok(described.RP.split(',').includes('cash'), described.text);
    assert.deepEqual([described.PH, described.A1, described.A2, described.A3, described.A0], ['SHA', 'Keyrack', '2.20.25', '2.20.25', '0;60']);
    await tv.expect('LA');
    tv.send(`LD|DA${date}|TI120000|V#2.0|IFVI|RT4|`, ...tv.wishes, `LA|DA${date}|TI120000|`);
    assert.equal((await tv.expect('LC')).text, 'LC|A1Keyrack|PHSHA|');
    await tv.expect('LA');

    const where = () => tv.ask(`LP|G#${stay.stay_id}|`, 'LP');
    assert.deepEqual([(await where()).AS, (await tv.ask('LP|RN9999|', 'LP')).AS], ['NM', 'NG']);
    for (let times = 0; times < 2; times++) tv.send(`LO|G#${stay.stay_id}|CTPool 泳池|LT2359|DA${date}|TI000000|`);
    let found = await where();
    assert.deepEqual([found.AS, found.CT, found.LT, found.RN], ['OK', 'Pool 泳池', '2359', stay.room]);
    const [locator] = await open('locator');
    assert.deepEqual([locator.place, locator.due_on, locator.due_at, locator.written_by], ['Pool 泳池', today, '23:59', 'TV1']);
    tv.send(`LO|RN${stay.room}|CTBar|`, 'LO|RN9999|CTNowhere|', `LO|RN${stay.room}|CTBar|LT9999|`, `LO|RN${stay.room}|`);
    found = await where();
    assert.deepEqual([found.CT, found.LT], ['Bar', undefined]);
    assert.deepEqual((await open('locator')).map((each) => each.place), ['Bar'], 'somebody is at one place');
    tv.send(`LF|G#${stay.stay_id}|`, `LO|G#${stay.stay_id}|CTGym|LT0001|DA${addDays(today, -9).slice(2).replaceAll('-', '')}|TI000000|`);
    assert.equal((await where()).AS, 'NM', 'its time is over');

    // Of a long stay with many notes, what is open is found all the same.
    for (let times = 0; times < 201; times++) {
      const { note_id: note } = await manager.expect(201, 'POST', '/v1/notes', { kind: 'locator', place: 'Lobby', stay_id: stay.stay_id });
      await manager.expect(200, 'POST', `/v1/notes/${note}/close`, { outcome: 'back' });
    }
    for (let times = 0; times < 2; times++) tv.send(`XL|G#${stay.stay_id}|RN${stay.room}|MTMore towels, please|$J7|`);
    const told = await tv.expect('XL');
    assert.deepEqual([told.MT, told['G#']], ['More towels, please', String(stay.stay_id)]);
    const shown = await tv.ask(`XM|G#${stay.stay_id}|`, 'XT');
    assert.deepEqual([shown.AS, shown.MT, shown.MI], ['OK', 'More towels, please', told.MI]);
    assert.deepEqual((await open('message')).map((each) => each.text), ['More towels, please']);
    tv.send(`XD|G#${stay.stay_id}|MI${told.MI}|`, `XL|G#${stay.stay_id}|`, 'XL|G#999999|MTNobody|');
    assert.equal((await tv.ask(`XM|G#${stay.stay_id}|`, 'XT')).AS, 'NM');
    await tv.cut();
  });
}

for (const store of STORES) {
  test(`messages and wake-up calls with the telephone exchange, on ${store}`, async (t) => {
    const node = await HotelNode.make(t, { store, hotel: 'SHA', settings });
    const manager = await node.logIn('sha-manager');
    const stay = await node.walkIn(manager, 'Sleeper', 3);
    const tomorrow = addDays((await node.status()).business_date, 1);
    const date = tomorrow.slice(2).replaceAll('-', '');
    const pbx = await new Device(Number(node.log.match(/"device_port":(\d+)/)[1]), {
      family: 'PB',
      wishes: [...PBX_WISHES, 'LR|RIXL|FLRNG#MIMT|', 'LR|RIXD|FLRNMI|', 'LR|RIXM|FLRN|', 'LR|RIXT|FLRNMIMTAS|'],
    }).link();
    await pbx.expect('DE');
    pbx.received.length = 0; // among what the exchange was told at first is that the light is off
    const write = (body) => manager.expect(201, 'POST', '/v1/notes', { stay_id: stay.stay_id, ...body });
    const open = async (kind) => (await manager.get(`/v1/notes?kind=${kind}`)).body.items;

    const message = await write({ kind: 'message', text: 'Please call Mrs. 李' });
    assert.equal((await pbx.expect((each) => each.id === 'RE' && each.ML === 'Y')).RN, stay.room);
    assert.deepEqual([(await pbx.expect('XL')).MT], ['Please call Mrs. 李']);
    const shown = await pbx.ask(`XM|RN${stay.room}|`, 'XT');
    assert.deepEqual([shown.MI, shown.MT], [String(message.note_id), 'Please call Mrs. 李']);
    pbx.send(`XD|RN${stay.room}|MI${message.note_id}|`);
    await pbx.expect((each) => each.id === 'RE' && each.ML === 'N');
    assert.deepEqual(await open('message'), []);
    assert.equal((await pbx.ask(`XM|RN${stay.room}|`, 'XT')).AS, 'NM');

    // From the desk, moved with the guest, answered.
    await write({ kind: 'wake_up', due_on: tomorrow, due_at: '06:30' });
    assert.deepEqual([(await pbx.expect('WR')).TI], ['063000']);
    const other = (await manager.get('/v1/rooms')).body.items.find((each) => each.room !== stay.room && each.room_type === stay.room_type).room;
    await manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/move`, { room: other });
    assert.equal((await pbx.expect('WC')).RN, stay.room);
    assert.equal((await pbx.expect('WR')).RN, other);
    pbx.send(`WA|RN${other}|DA${date}|TI063000|ASOK|`);
    await until('the call is done', async () => (await open('wake_up')).length === 0);
    assert.deepEqual(await open('trace'), []);

    // Dialled by the guest, and not answered: somebody must go.
    pbx.send(`WR|RN${other}|DA${date}|TI070000|`);
    await until('the call is known', async () => (await open('wake_up')).length === 1);
    pbx.send(`WA|RN${other}|DA${date}|TI070000|ASNR|`);
    await until('somebody is sent', async () => (await open('trace')).length === 1);
    const [knock] = await open('trace');
    assert.match(knock.text, /07:00/);
    // Every desk sees whom somebody must wake, until one of them has done it.
    const calls = async () => (await manager.get('/v1/wake-ups')).body;
    assert.deepEqual((await calls()).items.map((each) => [each.note_id, each.room, each.due_at, each.state, each.outcome]), [[knock.note_id, other, '07:00', 'failed', 'no_answer']]);
    assert.equal((await calls()).exchange, true);
    await manager.expect(200, 'POST', `/v1/notes/${knock.note_id}/close`, { outcome: 'woken' });
    assert.deepEqual((await calls()).items, []);
    // The exchange has said nothing of a call whose time has passed.
    const silent = await write({ kind: 'wake_up', due_on: (await node.status()).business_date, due_at: '00:00' });
    assert.deepEqual((await calls()).items.map((each) => [each.note_id, each.state]), [[silent.note_id, 'due']]);
    await manager.expect(200, 'POST', `/v1/notes/${silent.note_id}/close`, { outcome: 'woken' });
    await pbx.expect((each) => each.id === 'WC' && each.TI === '000000');

    // What is still open ends with the stay.
    await write({ kind: 'wake_up', due_on: tomorrow, due_at: '08:00' });
    await pbx.expect((each) => each.id === 'WR' && each.TI === '080000');
    await manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/check-out`, { settle: { method: 'card' } });
    await pbx.expect((each) => each.id === 'WC' && each.TI === '080000');
    await pbx.expect('GO');
    assert.deepEqual(await open('wake_up'), []);

    // Before arrival notes wait with the booking; the desk's lists show them; check-in hands them over.
    const today = (await node.status()).business_date;
    const room = { room_type: stay.room_type, rate_plan: 'BAR', arrival: today, departure: tomorrow, adults: 1, children: 0, infants: 0 };
    const booked = await manager.expect(201, 'POST', '/v1/reservations', { guest: { given_name: 'Eva', surname: 'Awaited' }, rooms: [room], override_reason: 'the line is cut' });
    const number = booked.confirmation_number;
    const noted = async (list) => (await manager.get(`/v1/${list}/counts`)).body.noted;
    assert.equal(await noted('arrivals'), 0);
    const expected = (body) => manager.expect(201, 'POST', '/v1/notes', { confirmation_number: number, ...body });
    const waiting = await expected({ kind: 'message', text: 'Your parcel is here' });
    const trace = await expected({ kind: 'trace', text: 'Cot', department: 'housekeeping', due_on: today });
    await expected({ kind: 'alert', text: 'VIP', occasion: 'both' });
    assert.equal(waiting.stay_id, null);
    assert.equal(await noted('arrivals'), 1);
    assert.deepEqual((await manager.get('/v1/arrivals?filter=noted')).body.items.map((each) => [each.confirmation_number, each.noted]), [[number, true]]);
    const arrive = () => manager.expect(201, 'POST', `/v1/reservations/${number}/check-in`, {});
    const notes = async () => (await manager.get(`/v1/notes?confirmation=${number}`)).body.items.map((each) => [each.kind, each.stay_id, each.room]);
    const lit = (value) => pbx.expect((each) => each.id === 'RE' && each.ML === value);
    let eva = await arrive();
    assert.equal((await lit('Y')).RN, eva.room);
    assert.equal((await pbx.expect('XL')).MT, 'Your parcel is here');
    assert.deepEqual(await notes(), [['message', eva.stay_id, eva.room], ['trace', eva.stay_id, eva.room], ['alert', null, null]]);
    await manager.expect(200, 'POST', `/v1/stays/${eva.stay_id}/undo-check-in`, { reason: 'the wrong room' });
    await pbx.expect((each) => each.id === 'GO' && each.RN === eva.room);
    assert.deepEqual(await notes(), [['message', null, null], ['trace', null, null], ['alert', null, null]]);
    assert.equal(await noted('arrivals'), 1);
    pbx.received.length = 0;
    eva = await arrive();
    await lit('Y');
    assert.deepEqual([await noted('in-house'), await noted('departures'), await noted('arrivals')], [1, 0, 0]);
    const close = (id) => manager.expect(200, 'POST', `/v1/notes/${id}/close`, { outcome: 'done' });
    await close(waiting.note_id);
    await lit('N');
    await close(trace.note_id);
    assert.equal(await noted('in-house'), 1);
    for (const each of (await manager.get(`/v1/notes?confirmation=${number}`)).body.items.filter(({ kind }) => kind === 'alert')) await close(each.note_id);
    assert.equal(await noted('in-house'), 0);
    await pbx.cut();
  });
}
