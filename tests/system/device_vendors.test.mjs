// Devices that behave as the clients and servers of other vendors do in public code: what they leave out, write in their
// own way, and send besides. Which source says what stands in schemas/devices/README.md.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { HotelNode } from '../support/hotel_node.mjs';
import { Device, frame, LOCK_WISHES, POS_WISHES } from '../support/fias_device.mjs';
import { until } from '../support/until.mjs';

const NAMED = 'name: {en: "Device", zh: "设备"}';
const INTERFACES = [
  `{id: POS1, ${NAMED}, family: PO, department: food, limit_minor: 10000}`,
  `{id: POS2, ${NAMED}, family: PO, department: food, limit_minor: 10000, over_limit: by_supervisor, port: PORT}`,
  `{id: LOCK1, ${NAMED}, family: DL}`,
  `{id: LOCK2, ${NAMED}, family: DL, departure_time: HHMMSS, port: PORT}`,
  `{id: PBX1, ${NAMED}, family: PB, charset: CP850, pulse_minor: 10}`,
  `{id: BAR1, ${NAMED}, family: MB, articles: [{number: "7", name: "Nuts", price_minor: 300}]}`,
  `{id: TV1, ${NAMED}, family: VI}`,
];

async function house(t) {
  const node = new HotelNode({ hotel: 'SHA' });
  t.after(() => node.remove());
  node.migrate();
  const own = 20000 + (process.pid % 20000);
  const path = join(node.folder, 'devices.yaml');
  writeFileSync(path, `interfaces:\n${INTERFACES.map((each) => `  - ${each.replace('PORT', String(own))}\n`).join('')}`);
  await node.start(`devices=${path}`);
  const manager = await node.logIn('sha-manager');
  return { node, manager, port: Number(node.log.match(/"device_port":(\d+)/)[1]), own };
}

const fias = (date) => date.slice(2).replaceAll('-', '');
const earlier = (date) => new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10);
const open = async (manager) => (await manager.get('/v1/suspense')).body.items;
const folio = async (manager, stay) => (await manager.get(`/v1/stays/${stay.stay_id}/folio`)).body;

async function freeRoom(manager, stay) {
  const { items } = (await manager.get('/v1/rooms')).body;
  return items.find((each) => each.room !== stay.room && !each.occupied && each.room_type === stay.room_type).room;
}

test('a till that knows guests by number: one who has left is an invalid account, and their bill takes it after all', async (t) => {
  const { manager, node, port } = await house(t);
  const stay = await node.walkIn(manager, 'Gone');
  const pos = await new Device(port, { wishes: POS_WISHES }).link();
  await manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/check-out`, { settle: { method: 'card' } });
  const record = `PR|RN${stay.room}|G#${stay.stay_id}|GNGone|PMROOM|TA1800|P#1|C#5|WSBAR|IDkim|DA241109|TI230000|`;
  const refused = await pos.ask(record, 'PA');
  assert.deepEqual([refused.AS, refused['P#'], refused['G#'], refused.WS], ['IA', '1', String(stay.stay_id), 'BAR']);
  assert.equal((await pos.ask(`PS|RN${stay.room}|PTC|TA700|P#2|TI230100|`, 'PA')).AS, 'NG');
  assert.equal((await pos.ask('PS|RN9999|G#notanumber|PTC|TA100|P#3|TI230200|', 'PA')).AS, 'IA');
  const [byNumber, byRoom, nobody] = await open(manager);
  for (const entry of [byNumber, byRoom]) {
    assert.deepEqual([entry.likely.account_id, entry.likely.room], [stay.stay_id, stay.room]);
    assert.match(entry.likely.guest_name, /Gone/);
    assert.match(entry.likely.departed_on, /^\d{4}-\d\d-\d\d$/);
  }
  assert.equal(nobody.likely, null);

  const posted = await manager.expect(201, 'POST', `/v1/suspense/${byNumber.suspense_number}/post`, { account_id: byNumber.likely.account_id });
  assert.deepEqual([posted.outcome, posted.account_id, posted.likely], ['posted', stay.stay_id, null]);
  const { balance_minor: owed, postings } = await folio(manager, stay);
  assert.equal(owed, 1800);
  const late = postings.find((each) => each.amount_minor === 1800);
  assert.deepEqual([late.department, late.service_date], ['food', byNumber.likely.departed_on]);
  const { items: changes } = (await manager.get(`/v1/stays/${stay.stay_id}/changes`)).body;
  assert.ok(changes.some((each) => each.kind === 'late_charge'));
  const { items: departed } = (await manager.get('/v1/departed')).body;
  assert.deepEqual(departed.map((each) => each.stay_id), [stay.stay_id], 'the bill is open again');
  assert.equal((await pos.ask(record, 'PA')).AS, 'OK', 'sent again, it is known');
  assert.equal((await folio(manager, stay)).balance_minor, 1800);
  await pos.cut();
});

test('over the limit: refused, and taken at the word of a supervisor where the hotel lets them', async (t) => {
  const { manager, node, port, own } = await house(t);
  const stay = await node.walkIn(manager, 'Limit');
  const pos = await new Device(port, { wishes: POS_WISHES }).link();
  const bar = await new Device(own, { wishes: POS_WISHES }).link();
  const record = `PS|RN${stay.room}|PTC|TA10001|P#1|TI200000|`;
  assert.equal((await pos.ask(record, 'PA')).AS, 'CO');
  assert.equal((await pos.ask(`${record}COY|`, 'PA')).AS, 'CO', 'no supervisor decides here');
  assert.equal((await bar.ask(record, 'PA')).AS, 'CO');
  assert.deepEqual((await open(manager)).map((each) => [each.interface, each.times, each.likely.account_id, each.likely.departed_on]), [['POS1', 2, stay.stay_id, null], ['POS2', 1, stay.stay_id, null]]);
  assert.equal((await bar.ask(`${record}COY|`, 'PA')).AS, 'OK');
  assert.equal((await bar.ask(record, 'PA')).AS, 'OK', 'the same check');
  assert.deepEqual((await open(manager)).map((each) => each.interface), ['POS1'], 'what was refused before is that charge');
  assert.deepEqual((await folio(manager, stay)).postings.map((each) => each.amount_minor), [10001]);
  const list = await bar.ask(`PR|PI${stay.room}|PMROOM|P#2|WSBAR|C#9|`, 'PL');
  assert.deepEqual([list.CL, list['P#']], ['0', '2']);
  for (const till of [pos, bar]) await till.cut();
});

test('locks: one takes the keys along to another room, one hears of other dates as of any change', async (t) => {
  const { manager, node, port, own } = await house(t);
  const online = ['LR|RIKR|FLKCKTRNWSCTDATIG#GAGDDTGGGNIDK#KORTSTA0|', 'LR|RIKD|FLKCRNWSDATIG#IDRT|', 'LR|RIKM|FLG#KCRNROWSDATIDTGAGDGGGNIDRT|', 'LR|RIKZ|FLKCRNWSCTDATIG#GDDTGNKOAS|', 'LR|RIKA|FLASKCWSCTG#|'];
  const offline = ['LR|RIKR|FLWSKCRNKTK#GAGDDTGN|', 'LR|RIKA|FLWSKCAS|', 'LR|RIGC|FLRNG#GAGDRO|', 'LR|RIGO|FLRNG#GS|'];
  const knows = await new Device(port, { family: 'DL', wishes: online }).link();
  const knowsNot = await new Device(own, { family: 'DL', wishes: offline }).link();
  const stay = await node.walkIn(manager, 'Locks', 3);

  const keys = `/v1/stays/${stay.stay_id}/keys`;
  for (const [lock, name, time] of [[knows, 'LOCK1', /^\d\d:\d\d$/], [knowsNot, 'LOCK2', /^\d{6}$/]]) {
    await manager.expect(202, 'POST', keys, { interface: name, coder: '1', kind: 'new', keys: 1, doors: [] });
    const asked = await lock.expect('KR');
    assert.match(asked.DT, time);
    lock.send(`KA|ASBY|KC1|WS${asked.WS}|CTEncoder busy|`);
  }
  const to = await freeRoom(manager, stay);
  await manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/move`, { room: to });
  const moved = await knows.expect('KM');
  assert.deepEqual([moved.RN, moved.RO, moved['G#']], [to, stay.room, String(stay.stay_id)]);
  await knows.silent('KD');
  const change = await knowsNot.expect('GC');
  assert.deepEqual([change.RN, change.RO], [to, stay.room]);

  const departure = earlier(stay.departure);
  await manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/departure`, { departure });
  const validity = await knows.expect('KM');
  assert.deepEqual([validity.RN, validity.RO, validity.GD], [to, undefined, fias(departure)]);
  assert.match(validity.DT, /^\d\d:\d\d$/);
  assert.equal((await knowsNot.expect('GC')).GD, fias(departure), 'a lock that takes no KM hears of the dates in GC');
  await knowsNot.silent('KM');

  // A card that is read comes back in a KZ of the lock system.
  const { reading_number: number } = await manager.expect(202, 'POST', '/v1/devices/LOCK1/key-readings', { coder: '1' });
  const laid = await knows.expect('KZ');
  knows.send(`KZ|ASOK|KC1|WS${laid.WS}|CTroom card|RN${to}|G#${stay.stay_id}|GD${fias(departure)}|DT12:00|KO0|`);
  let read;
  await until('the encoder has read the card', async () => {
    read = (await manager.get(`/v1/devices/LOCK1/key-readings/${number}`)).body;
    return read.answer === 'OK';
  });
  assert.deepEqual([read.answer, read.room, read.stay_id, read.departure], ['OK', to, stay.stay_id, departure]);
  await manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/check-out`, { settle: { method: 'card' } });
  assert.equal((await knows.expect('KD')).RN, to);
  for (const lock of [knows, knowsNot]) await lock.cut();
});

test('a telephone exchange of CP850, a minibar with dates of eight digits, and a television with short records', async (t) => {
  const { manager, node, port } = await house(t);
  const stay = await node.walkIn(manager, 'Müller');

  // Describes itself with empty date and time, each wish in a packet of its own, and wants Latin letters of the old PC.
  const pbx = await new Device(port, { family: 'PB', encoding: 'latin1' }).connect();
  await pbx.expect('LS');
  const said = ['LD|DA|TI|V#2.0.2|IFPB|', 'LR|RIGI|FLRNG#GNGLGSSFA0A1A2A3|', 'LR|RIGO|FLRNG#GSSF|', 'LR|RIGC|FLRNG#GNGLGSROA0A1A2A3|', 'LR|RIRE|FLRNRSMLCSDN|', 'LR|RIWR|FLDATIRN|', 'LR|RIPS|FLDATIRNPTDDDUTAMAM#P#MPSO|', 'LR|RIPA|FLASDAP#RNTI|', 'LA|DA241109|TI120001'];
  for (const record of said) {
    pbx.send(record);
    await pause(5);
  }
  await pbx.expect('LA');
  const guest = await pbx.expect((each) => each.id === 'GI' && each.RN === stay.room);
  assert.equal(Buffer.from(guest.GN, 'latin1').toString('hex'), '4d816c6c6572');
  await pbx.expect('DE');
  const call = await pbx.ask(`PS|RN${stay.room}|PTT|DD0049899209|DU000130|MP12|P#1|SO0|DA241109|TI101500|`, 'PA');
  assert.equal(call.AS, 'OK');
  pbx.send(`RE|RN${stay.room}|RS4|PU5|ID77|`);
  let discrepancy;
  await until('the discrepancy is seen', async () => {
    discrepancy = (await manager.get('/v1/housekeeping/discrepancies')).body.items.find((each) => each.room === stay.room);
    return discrepancy !== undefined;
  });
  assert.deepEqual([discrepancy?.seen_persons, discrepancy?.seen_by], [5, '77'], 'what the attendant counted');

  // Writes the date its own way in LD, ends lines, and takes its leave in the middle.
  const bar = await new Device(port, { family: 'MB' }).connect();
  await bar.expect('LS');
  const line = (text) => Buffer.concat([frame(text), Buffer.from('\r\n')]);
  bar.socket.write(Buffer.concat(['LD|DA11092024|TI120000|V#1.01|IFMB|', 'LR|RIPS|FLDAPTRNP#TATIX1|', 'LR|RIPA|FLDARNP#TATIAS|', 'LA|DA11092024|TI120000|'].map(line)));
  await bar.expect('LA');
  assert.equal((await bar.ask(`PS|DA241109|PTM|RN${stay.room}|P#1|MA7|M#2|TI120500|X1door opened|`, 'PA')).AS, 'OK');
  bar.send('LE|DA241109|TI120600|');
  await pause(50);
  assert.equal((await bar.ask(`PS|DA241109|PTM|RN${stay.room}|P#2|MA7|M#1|TI120700|`, 'PA')).AS, 'OK', 'what is sent after the end is not lost');

  // Serial habits over TCP: an enquiry before, a check sum after each record. Neither is answered.
  const tv = await new Device(port, { family: 'VI' }).connect();
  await tv.expect('LS');
  const serial = (text) => {
    const bytes = frame(text);
    const sum = bytes.subarray(1).reduce((all, byte) => all ^ byte, 0);
    return Buffer.concat([Buffer.from([5]), bytes, Buffer.from([sum === 2 || sum === 3 ? 0x20 : sum, 6])]);
  };
  const unanswered = [];
  tv.socket.on('data', (data) => unanswered.push(...data.filter((byte) => [5, 6, 0x15].includes(byte))));
  tv.socket.write(Buffer.concat(['LD|DA241109|TI120000|V#1|IFVI|RL100|', 'LR|RIXL|FLG#MIMTRNDATI|', 'LR|RIXI|FLRNG#BDBIDCF#FDDATI|', 'LR|RIXB|FLRNG#BADATI|', 'LR|RIGI|FLRNG#VRTV|', 'LA|DA241109|TI120000|'].map(serial)));
  await tv.expect('LA');
  assert.deepEqual(await tv.expect((each) => each.id === 'GI' && each.RN === stay.room).then((each) => [each.VR, each.TV]), ['VA', 'TU']);
  await manager.expect(201, 'POST', '/v1/notes', { kind: 'message', stay_id: stay.stay_id, text: `Ihr Taxi kommt um fünf Uhr. ${'Bitte warten Sie in der Halle. '.repeat(5)}` });
  const message = await tv.expect('XL');
  assert.ok(Buffer.byteLength(message.text) <= 100, message.text);
  assert.match(message.MT, /^Ihr Taxi kommt um fünf Uhr/);
  tv.socket.write(serial(`XR|RN${stay.room}|G#${stay.stay_id}|DA241109|TI120000|`));
  assert.equal((await tv.expect('XB')).BA, String((await folio(manager, stay)).balance_minor));
  assert.deepEqual(unanswered, []);
  for (const device of [pbx, bar, tv]) await device.cut();
});

test('a lock of the former kind still hears the end of the keys of a room that was left', async (t) => {
  const { manager, node, port } = await house(t);
  const lock = await new Device(port, { family: 'DL', wishes: LOCK_WISHES }).link();
  await lock.expect('DE');
  const stay = await node.walkIn(manager, 'Former');
  await manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/move`, { room: await freeRoom(manager, stay) });
  assert.deepEqual(await lock.expect('KD').then((each) => [each.RN, each['G#']]), [stay.room, String(stay.stay_id)]);
  await lock.silent('KM');
  await lock.cut();
});
