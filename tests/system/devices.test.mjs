// The devices of a house over TCP: what they are told, what they post, and that no posting is lost or doubled, on
// either kind of store. The devices here are written from the description of the interface alone.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { HotelNode, STORES } from '../support/hotel_node.mjs';
import { ROOT } from '../support/instance.mjs';
import { Device, frame, LOCK_WISHES, PBX_WISHES, POS_WISHES } from '../support/fias_device.mjs';
import { until } from '../support/until.mjs';

const DEVICES = [`devices=${join(ROOT, 'schemas/devices/demo.yaml')}`];

async function house(t, store) {
  const node = await HotelNode.make(t, { store, hotel: 'SHA', settings: DEVICES });
  const manager = await node.logIn('sha-manager');
  return { node, manager, port: devicePort(node) };
}

function devicePort(node) {
  return Number(node.log.match(/"device_port":(\d+)/)[1]);
}

async function folio(manager, stay) {
  return (await manager.get(`/v1/stays/${stay.stay_id}/folio`)).body;
}

for (const store of STORES) {
  test(`a point of sale charges guests and asks for them, on ${store}`, async (t) => {
    const { manager, node, port } = await house(t, store);
    const stay = await node.walkIn(manager, 'Müller');
    const pos = await new Device(port, { wishes: POS_WISHES }).link();

    const paid = await pos.ask(`PS|RN${stay.room}|PTC|TA1450|P#1|DA241109|TI120500|C#77|`, 'PA');
    assert.deepEqual([paid.AS, paid['P#'], paid.RN], ['OK', '1', stay.room]);
    const { postings } = await folio(manager, stay);
    const posting = postings.find((each) => each.staff === 'POS1');
    assert.equal(posting.amount_minor, 1450);
    assert.match(posting.description, /Restaurant.*77/);

    const list = await pos.ask(`PR|PI${stay.room}|P#2|WSBAR|`, 'PL');
    assert.deepEqual([list.GN, list['G#'], list.WS, list['P#']], ['Müller', String(stay.stay_id), 'BAR', '2']);
    assert.equal((await pos.ask('PR|PImül|P#3|', 'PL')).RN, stay.room);
    assert.equal((await pos.ask('PR|PInobody|P#4|', 'PA')).AS, 'NG');
    assert.equal((await pos.ask(`PR|RN${stay.room}|G#${stay.stay_id}|TA200|P#5|DA241109|TI120600|`, 'PA')).AS, 'OK');
    assert.equal((await pos.ask('PS|RNnone|PTC|TA100|P#6|', 'PA')).AS, 'NG');
    assert.equal((await pos.ask(`PS|RN${stay.room}|PTC|TA1.50|P#7|`, 'PA')).AS, 'UR');
    const byTotal = await pos.ask(`PS|RN${stay.room}|PTC|TA3300|S11000|S22000|T1300|P#8|TI120700|`, 'PA');
    assert.equal(byTotal.AS, 'OK');
    assert.equal((await pos.ask(`PS|RN${stay.room}|PTC|TA3301|S11000|S22000|T1300|P#9|`, 'PA')).AS, 'DM');
    // One till, several outlets: each has its department and its name on the bill.
    assert.equal((await pos.ask(`PS|RN${stay.room}|PTC|TA700|SO2|P#10|`, 'PA')).AS, 'OK');
    assert.equal((await pos.ask(`PS|RN${stay.room}|PTC|TA900|SO4|P#11|C#8|`, 'PA')).AS, 'OK');
    assert.equal((await pos.ask(`PS|RN${stay.room}|PTC|TA300|S1100|S2200|SO3|P#12|`, 'PA')).AS, 'OK');
    const after = await folio(manager, stay);
    const mine = after.postings.filter((each) => each.staff === 'POS1').map((each) => [each.department, each.amount_minor]);
    assert.deepEqual(mine, [['food', 1450], ['food', 200], ['food', 1100], ['beverage', 2200], ['beverage', 700], ['spa', 900], ['food', 100], ['beverage', 200]]);
    assert.deepEqual(after.postings.filter((each) => each.staff === 'POS1').slice(4, 7).map((each) => each.description), ['Bar', 'Spa, check 8', 'Room service']);
    await pos.cut();
  });

  test(`a posting that is sent again is posted once, and credits, minibar and telephone are priced, on ${store}`, async (t) => {
    const { manager, node, port } = await house(t, store);
    const stay = await node.walkIn(manager, 'Retry');
    const pos = await new Device(port, { wishes: POS_WISHES }).link();
    const record = `PS|RN${stay.room}|PTC|TA990|P#41|DA241109|TI190000|`;
    for (let time = 0; time < 3; time++) assert.equal((await pos.ask(record, 'PA')).AS, 'OK');
    // Other order of fields, other workstation, after the line was lost: still the same posting.
    await pos.cut();
    await pos.link();
    assert.equal((await pos.ask(`PS|TI190000|DA241109|P#41|WS7|TA990|PTC|RN${stay.room}|`, 'PA')).AS, 'OK');
    // The next number is another posting; a minus sign a credit.
    assert.equal((await pos.ask(`PS|RN${stay.room}|PTC|TA990|P#42|DA241109|TI190000|`, 'PA')).AS, 'OK');
    assert.equal((await pos.ask(`PS|RN${stay.room}|PTC|TA-100|P#43|DA241109|TI190100|`, 'PA')).AS, 'OK');

    const bar = await new Device(port, { family: 'MB', wishes: ['LR|RIPS|FLRNPTMAM#P#|', 'LR|RIPA|FLASRNP#|'] }).link();
    assert.equal((await bar.ask(`PS|RN${stay.room}|PTM|MA2|M#3|P#1|`, 'PA')).AS, 'OK');
    assert.equal((await bar.ask(`PS|RN${stay.room}|PTM|MA99|M#1|P#2|`, 'PA')).AS, 'UR');
    const pbx = await new Device(port, { family: 'PB', wishes: PBX_WISHES }).link();
    assert.equal((await pbx.ask(`PS|RN${stay.room}|PTT|MP7|DD0041225550100|P#1|TI010203|`, 'PA')).AS, 'OK');
    assert.equal((await pbx.ask(`PS|RN${stay.room}|PTC|TA0|DD110|DU000210|P#2|TI010303|`, 'PA')).AS, 'OK');
    assert.equal((await pbx.ask(`PS|RN${stay.room}|PTT|DD110|DU000201|P#3|TI010403|`, 'PA')).AS, 'OK');
    const amounts = (await folio(manager, stay)).postings
      .filter((each) => each.department !== 'tax' && each.staff !== 'sha-manager')
      .map((each) => [each.staff, each.amount_minor]);
    assert.deepEqual(amounts, [['POS1', 990], ['POS1', 990], ['POS1', -100], ['BAR1', 1950], ['PBX1', 175], ['PBX1', 180]]);
    for (const device of [pos, bar, pbx]) await device.cut();
  });

  test(`devices hear of guests in order, also of what they missed, on ${store}`, async (t) => {
    const { manager, node, port } = await house(t, store);
    const before = await node.walkIn(manager, 'Ångström');
    const pbx = new Device(port, { family: 'PB', wishes: PBX_WISHES, encoding: 'utf8' });
    await pbx.link();
    // A device that is new here is told of the whole house first.
    await pbx.expect('DS');
    const told = await pbx.expect((each) => each.id === 'GI' && each.RN === before.room);
    assert.deepEqual([told.GN, told.GF, told['G#'], told.GS, told.SF], ['Ångström', 'Ana', String(before.stay_id), 'N', '']);
    await pbx.expect('DE');
    const { items: rooms } = (await manager.get('/v1/rooms')).body;
    assert.equal(pbx.received.filter((each) => each.id === 'GO').length, rooms.length - 1);
    pbx.received.length = 0;

    const stay = await node.walkIn(manager, 'Live');
    const arrived = await pbx.expect('GI');
    assert.deepEqual([arrived.RN, arrived.GN, arrived.SF], [stay.room, 'Live', undefined]);
    await pause(2500); // what was told just before the line was lost would be told again

    await pbx.cut();
    const free = rooms.find((each) => each.room !== stay.room && each.room !== before.room && each.room_type === stay.room_type).room;
    await manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/move`, { room: free });
    const missed = await node.walkIn(manager, 'Missed');
    const { balance_minor: due } = await folio(manager, before);
    assert.equal(due, 0);
    await pause(2500);
    await node.stop('SIGKILL');
    await node.start(...DEVICES);
    pbx.port = devicePort(node);
    await pbx.link();
    const heard = [await pbx.expect('GC'), await pbx.expect('GI')];
    assert.deepEqual([heard[0].RO, heard[0].RN, heard[1].RN], [stay.room, free, missed.room]);
    await pbx.silent((each) => ['DS', 'GI', 'GO', 'GC'].includes(each.id));

    // Once a device has had them, they are not told again.
    await pause(2500);
    await pbx.cut();
    await pbx.link();
    await pbx.silent((each) => ['DS', 'GI', 'GO', 'GC'].includes(each.id), 1000);
    await pbx.cut();
  });

  test(`the node killed again and again in mid-posting: nothing lost, nothing doubled, on ${store}`, async (t) => {
    const { manager, node, port } = await house(t, store);
    const stay = await node.walkIn(manager, 'Ledger');
    const pos = new Device(port, { wishes: POS_WISHES });
    const ROUNDS = 6;
    const EACH = 12;
    let sequence = 0;
    let owed = 0;
    for (let round = 0; round < ROUNDS; round++) {
      pos.port = devicePort(node);
      await pos.link();
      const open = new Map();
      for (let each = 0; each < EACH; each++) {
        sequence += 1;
        owed += sequence;
        open.set(String(sequence), `PS|RN${stay.room}|PTC|TA${sequence}|P#${sequence}|DA241109|TI2001${String(sequence % 60).padStart(2, '0')}|`);
      }
      // All at once, and the node dies somewhere among them; answers that were under way are lost.
      pos.send(...open.values());
      await pause(2 + round * 7);
      await node.stop('SIGKILL');
      await pos.gone;
      for (const answer of pos.received.splice(0)) if (answer.id === 'PA' && answer.AS === 'OK') open.delete(answer['P#']);
      await node.start(...DEVICES);
      pos.port = devicePort(node);
      await pos.link();
      // As a point of sale does: what was not answered is sent again, one at a time.
      for (const record of open.values()) assert.equal((await pos.ask(record, 'PA')).AS, 'OK');
      await pos.cut();
    }
    const { postings, balance_minor: balance } = await folio(manager, stay);
    const amounts = postings.filter((each) => each.staff === 'POS1').map((each) => each.amount_minor);
    assert.deepEqual(amounts.toSorted((one, other) => one - other), Array.from({ length: sequence }, (_, index) => index + 1));
    assert.equal(balance, owed);
  });
}

test('rights of a guest, room status and keys', async (t) => {
  const { manager, node, port } = await house(t, 'SQLite');
  const stay = await node.walkIn(manager, 'Rights', 2, { guest: { given_name: 'Ana', surname: 'Rights', language: 'de-CH' } });
  const pos = await new Device(port, { wishes: POS_WISHES }).link();
  const pbx = await new Device(port, { family: 'PB', wishes: PBX_WISHES }).link();
  // The whole house: the guest with the language of the booking, what the telephone may do, what the room is like.
  assert.equal((await pbx.expect('GI')).GL, 'GE');
  assert.equal((await pbx.expect((each) => each.id === 'RE' && each.RN === stay.room && each.RS === undefined)).CS, '3');
  assert.equal((await pbx.expect((each) => each.id === 'RE' && each.RN === stay.room)).RS, '4');
  assert.equal((await pos.ask(`PR|PI${stay.room}|P#20|`, 'PL')).GL, 'GE');
  await pbx.expect('DE');
  pbx.received.length = 0;
  const rights = (body) => manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/device-rights`, body);
  await rights({ no_post: true, telephone_class: 1, message_light: true, language: 'fr' });
  const equipment = await pbx.expect('RE');
  assert.deepEqual([equipment.RN, equipment.CS, equipment.ML, equipment.DN], [stay.room, '1', 'Y', 'N']);
  assert.equal((await pos.ask(`PS|RN${stay.room}|PTC|TA100|P#1|`, 'PA')).AS, 'NP');
  assert.equal((await pos.ask(`PR|PI${stay.room}|P#2|`, 'PL')).NP, 'Y');
  await rights({ no_post: false, limit_minor: 500 });
  assert.equal((await pos.ask(`PS|RN${stay.room}|PTC|TA501|P#3|`, 'PA')).AS, 'CO');
  assert.equal((await pos.ask(`PS|RN${stay.room}|PTC|TA500|P#4|`, 'PA')).AS, 'OK');
  assert.equal((await pos.ask(`PR|PI${stay.room}|P#5|`, 'PL')).CL, '0');

  pbx.send(`RE|RN${stay.room}|RS2|DNY|`);
  await pbx.expect((each) => each.id === 'RE' && each.DN === 'Y');
  const room = (await manager.get('/v1/rooms')).body.items.find((each) => each.room === stay.room);
  assert.equal(room.housekeeping, 'dirty');
  // What the desk changes, the telephone hears, once; a status that there is not is refused and kept.
  pbx.received.length = 0;
  for (const housekeeping of ['inspected', 'inspected']) await manager.expect(200, 'POST', `/v1/rooms/${stay.room}/status`, { housekeeping });
  assert.equal((await pbx.expect((each) => each.id === 'RE' && each.RS !== undefined)).RS, '6');
  for (const wrong of ['9', '0', 'dirty']) pbx.send(`RE|RN${stay.room}|RS${wrong}|`);
  await until('three are refused', async () => (await manager.get('/v1/devices')).body.items[1].refusals.filter((each) => each.answer === 'UR').length === 3);
  assert.equal((await manager.get('/v1/rooms')).body.items.find((each) => each.room === stay.room).housekeeping, 'inspected');
  await pbx.silent('RE');
  assert.equal((await manager.get(`/v1/stays/${stay.stay_id}/device-rights`)).body.do_not_disturb, true);

  const ask = { interface: 'LOCK1', coder: '1', keys: 2 };
  const absent = await manager.post(`/v1/stays/${stay.stay_id}/keys`, ask);
  assert.deepEqual([absent.status, absent.body.code], [409, 'device_not_connected']);
  const lock = await new Device(port, { family: 'DL', wishes: LOCK_WISHES }).link();
  await manager.expect(202, 'POST', `/v1/stays/${stay.stay_id}/keys`, ask);
  const wanted = await lock.expect('KR');
  assert.deepEqual([wanted.RN, wanted.KC, wanted.KT, wanted['K#'], wanted.GN], [stay.room, '1', 'N', '2', 'Rights']);
  lock.send(`KA|ASOK|KC1|WS${wanted.WS}|`);
  const answer = await until('the lock has answered', async () => (await manager.get(`/v1/stays/${stay.stay_id}/keys`)).body.items[0].answer);
  assert.equal(answer, 'OK');

  // A card that was found is read, and belongs to this guest.
  const { reading_number: reading } = await manager.expect(202, 'POST', '/v1/devices/LOCK1/key-readings', { coder: '2' });
  const laid = await lock.expect('KZ');
  assert.deepEqual([laid.KC, laid.WS], ['2', String(reading)]);
  lock.send(`KA|ASOK|KC2|WS${reading}|RN${stay.room}|G#${stay.stay_id}|GD${wanted.GD}|`);
  await until('the card is read', async () => (await manager.get(`/v1/devices/LOCK1/key-readings/${reading}`)).body.guest_name === 'Rights, Ana');

  // The guest leaves from the television.
  const tv = await new Device(port, { family: 'VI', wishes: ['LR|RIGI|FLRNG#GNGLGVGGVRTV|', 'LR|RIXR|FLRNG#|', 'LR|RIXI|FLRNG#BDBIF#FD|', 'LR|RIXB|FLRNG#BA|', 'LR|RIXC|FLRNG#BAASCT|'] }).link();
  const screen = await tv.expect('GI');
  assert.deepEqual([screen.GL, screen.VR, screen.TV], ['FR', 'VA', 'TU']);
  const bill = async () => {
    tv.send(`XR|RN${stay.room}|`);
    const { BA: balance } = await tv.expect('XB');
    return { balance, items: tv.received.splice(0).filter((each) => each.id === 'XI').map((each) => [each.BI, each['F#'], each.FD]) };
  };
  assert.deepEqual(await bill(), { balance: '500', items: [['500', '1', 'Y']] });
  // What was voided is on no bill, what the company pays is not on the guest's, and a second window of the guest is.
  const desk = (path, body) => manager.expect(201, 'POST', `/v1/stays/${stay.stay_id}/${path}`, body);
  const latest = async () => (await folio(manager, stay)).postings.at(-1).posting_number;
  assert.equal((await pos.ask(`PS|RN${stay.room}|PTC|TA-70|P#30|`, 'PA')).AS, 'OK');
  await desk('corrections', { posting_number: await latest(), reason: 'wrong room' });
  await rights({ limit_minor: 100_000 });
  const posted = async (amount, sequence, window) => {
    assert.equal((await pos.ask(`PS|RN${stay.room}|PTC|TA${amount}|P#${sequence}|`, 'PA')).AS, 'OK');
    await desk('transfers', { posting_numbers: [await latest()], window });
  };
  await posted(9000, 31, 2);
  await posted(40, 32, 3);
  await desk('payees', { window: 2, name: 'Muster AG', address: 'Bahnhofstrasse 1' });
  assert.deepEqual(await bill(), { balance: '540', items: [['500', '1', 'Y'], ['40', '3', 'Y']] });
  assert.equal((await tv.ask(`XC|RN${stay.room}|BA9540|`, 'XC')).AS, 'BM');
  const leave = async () => (await tv.ask(`XC|RN${stay.room}|BA${(await bill()).balance}|`, 'XC')).AS;
  assert.equal(await leave(), 'CD', 'the guest is to leave on another day');
  await manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/departure`, { departure: stay.arrival });
  assert.equal(await leave(), 'FX', 'the bill is open');
  assert.equal((await tv.ask('XC|RN9999|', 'XC')).AS, 'NG');
  for (const device of [pos, pbx, lock, tv]) await device.cut();
});

test('locks hear which keys no longer open, and until when the others do', async (t) => {
  const { manager, node, port } = await house(t, 'SQLite');
  const lock = await new Device(port, { family: 'DL', wishes: LOCK_WISHES }).link();
  await lock.expect('DE');
  const stay = await node.walkIn(manager, 'Keys', 3);
  const fias = (date) => date.slice(2).replaceAll('-', '');
  const earlier = new Date(Date.parse(stay.departure) - 86_400_000).toISOString().slice(0, 10);
  await manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/departure`, { departure: earlier });
  const changed = await lock.expect('KM');
  assert.deepEqual([changed.RN, changed['G#'], changed.GA, changed.GD, changed.DT?.length], [stay.room, String(stay.stay_id), fias(stay.arrival), fias(earlier), 5]);

  const { items: rooms } = (await manager.get('/v1/rooms')).body;
  const free = rooms.find((each) => each.room !== stay.room && !each.occupied && each.room_type === stay.room_type).room;
  await manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/move`, { room: free });
  const left = await lock.expect('KD');
  assert.deepEqual([left.RN, left['G#']], [stay.room, String(stay.stay_id)]);
  // The lock is away when the guest leaves, and hears of it all the same; that it could not be done is seen.
  await lock.cut();
  await manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/check-out`, { settle: { method: 'card' } });
  await lock.link();
  const gone = await lock.expect((each) => each.id === 'KD' && each.RN === free);
  assert.equal(gone['G#'], String(stay.stay_id));
  lock.send('KA|ASNR|');
  await until('the answer nobody asked for is named', async () => (await manager.get('/v1/devices')).body.items.find((each) => each.interface === 'LOCK1').refusals[0]?.answer === 'KA');
  await lock.cut();
});

test('a refused posting waits for a person, and is on a bill once whatever is sent again', async (t) => {
  const { manager, node, port } = await house(t, 'SQLite');
  const stay = await node.walkIn(manager, 'Suspense');
  const pos = await new Device(port, { wishes: POS_WISHES }).link();
  const ask = (record) => pos.ask(record, 'PA');
  const open = async () => (await manager.get('/v1/suspense')).body.items;
  const lost = 'PS|RN9999|PTC|TA3300|S11000|S22000|T1300|SO2|P#1|DA241109|TI190000|';
  const cash = 'PS|RN9998|PTC|TA800|P#2|DA241109|TI190100|';
  const barred = `PS|RN${stay.room}|PTC|TA500|P#3|DA241109|TI190200|`;
  await manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/device-rights`, { no_post: true });
  for (const record of [lost, lost, cash]) assert.equal((await ask(record)).AS, 'NG');
  assert.equal((await ask(barred)).AS, 'NP');
  assert.equal((await ask('PS|RN9999|PTC|TA1.50|P#4|')).AS, 'UR');
  assert.equal((await ask('PS|RN9999|PTC|TA0|P#5|')).AS, 'NG');
  const waiting = await open();
  assert.deepEqual(waiting.map((each) => [each.room, each.amount_minor, each.answer, each.times]), [['9999', 3300, 'NG', 2], ['9998', 800, 'NG', 1], [stay.room, 500, 'NP', 1], ['9999', null, 'UR', 1]]);
  const { warnings } = (await manager.get('/v1/night-audits/current')).body;
  assert.equal(warnings.filter((each) => each.code === 'refused_posting').length, 4);

  // To a guest after all, with the departments of the outlet; what the till sends again is known.
  await manager.expect(201, 'POST', `/v1/suspense/${waiting[0].suspense_number}/post`, { account_id: stay.stay_id });
  assert.equal((await ask(lost)).AS, 'OK');
  // Paid in cash: it stays refused, also when its room has a guest by then.
  await manager.expect(201, 'POST', `/v1/suspense/${waiting[1].suspense_number}/dismiss`, { reason: 'paid in cash' });
  assert.equal((await ask(cash)).AS, 'NG');
  // Allowed meanwhile, and sent again: it ends by itself.
  await manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/device-rights`, { no_post: false });
  for (let time = 0; time < 2; time++) assert.equal((await ask(barred)).AS, 'OK');
  // To an account of the house.
  const { account_id: account } = await manager.expect(201, 'POST', '/v1/accounts', { kind: 'master', name: 'Staff meals' });
  assert.equal((await ask('PS|RN9997|PTC|TA120|P#6|TI190300|')).AS, 'NG');
  await manager.expect(201, 'POST', `/v1/suspense/${(await open()).at(-1).suspense_number}/post`, { account_id: account });
  assert.equal((await ask('PS|RN9997|PTC|TA120|P#6|TI190300|')).AS, 'OK');
  assert.equal((await manager.get(`/v1/accounts/${account}`)).body.balance_minor, 120);
  assert.deepEqual((await folio(manager, stay)).postings.map((each) => [each.department, each.amount_minor]), [['food', 1100], ['beverage', 2200], ['food', 500]]);
  assert.deepEqual((await open()).map((each) => each.answer), ['UR']);
  assert.deepEqual((await manager.get('/v1/suspense?handled=yes')).body.items.map((each) => each.outcome), ['posted', 'dismissed', 'accepted', 'posted']);
  await pos.cut();
});

test('a stream that is cut into pieces, glued together, wrongly written or no FIAS at all', async (t) => {
  const { manager, node, port } = await house(t, 'SQLite');
  const stay = await node.walkIn(manager, 'Stream');
  const pos = await new Device(port, { wishes: POS_WISHES }).link();
  const bytes = frame(`PS|RN${stay.room}|PTC|TA100|P#1|TI100000|`);
  for (const byte of bytes) {
    pos.socket.write(Buffer.from([byte]));
    await pause(1);
  }
  assert.equal((await pos.expect('PA')).AS, 'OK');
  pos.send(`ps|rn${stay.room}|ptC|ta200|p#2|ti100001`, 'LA|', `PS|P#3|ZZunknown|TA300|PTC|RN ${stay.room} |TI100002||||`, 'QQ|', '|||', '', 'P');
  pos.socket.write(Buffer.from('rubbish between records\r\n'));
  assert.deepEqual([(await pos.expect('PA')).AS, (await pos.expect('PA')).AS], ['OK', 'OK']);
  await pos.expect('LA');
  pos.socket.write(Buffer.concat([Buffer.from([2]), Buffer.alloc(100_000, 'x'), Buffer.from([3])]));
  for (const broken of ['PS|', 'PS|RN|PTC|TA1|', `PS|RN${stay.room}|PTZ|TA1|`, `PS|RN${stay.room}|PTC|TA99999999999999999999|`, `PS|RN${stay.room}|PTC|TA1|DA991399|`]) {
    assert.equal((await pos.ask(broken, 'PA')).AS, 'UR', broken);
  }
  assert.equal((await pos.ask('PR|', 'PA')).AS, 'UR');
  const latin = Buffer.concat([Buffer.from([2]), Buffer.from(`PS|RN${stay.room}|PTC|TA400|P#4|CTCaf\xe9|`, 'latin1'), Buffer.from([3])]);
  pos.socket.write(latin);
  assert.equal((await pos.expect('PA')).AS, 'OK');
  // An end that is missing, a byte that is none, records nobody lists, and an alive that is answered without end.
  pos.socket.write(Buffer.concat([Buffer.from(`\x02PS|RN${stay.room}|PTC|TA999|P#50|`), frame(`PS|RN${stay.room}|PTC|TA5\x0000|P#5|`)]));
  assert.equal((await pos.expect('PA')).AS, 'UR');
  pos.send('LR|RIzz|flaabb|', 'lr|ri|fl|', 'LR|');
  pos.send(...Array.from({ length: 200 }, () => 'LA|'));
  assert.equal((await pos.ask(`ps|P#51||ta500|ptc|zz|rn${stay.room}|`, 'PA')).AS, 'OK');
  assert.ok(pos.received.splice(0).filter((each) => each.id === 'LA').length <= 20, 'a storm of LA is not answered for ever');
  const { postings } = await folio(manager, stay);
  assert.deepEqual(postings.map((each) => each.amount_minor), [100, 200, 300, 400, 500]);
  assert.match(postings.at(-2).description, /Café/);
  const [device] = (await manager.get('/v1/devices')).body.items;
  assert.deepEqual([device.link.state, device.link.malformed >= 4, device.link.unknown], ['alive', true, 1]);
  assert.deepEqual(device.refusals.map((each) => each.answer), ['UR', 'UR', 'UR', 'UR', 'UR']);

  // A device without any description of records, of a family nobody has, and one that says nothing of itself.
  const plain = await new Device(port, { family: 'PB' }).link();
  await plain.expect('DS');
  await plain.expect('GI');
  await plain.cut();
  const stranger = await new Device(port, { family: 'EM' }).connect();
  stranger.send('LD|IFEM|');
  await stranger.expect('LE');
  await stranger.gone;
  const mute = await new Device(port).connect();
  await mute.expect('LS');
  mute.send('LA|', `PS|RN${stay.room}|PTC|TA1|P#9|`);
  await mute.expect('LS');
  await mute.cut();

  // A second connection of the same device replaces the first, and a paused one is sent away.
  const again = await new Device(port, { wishes: POS_WISHES }).link();
  await pos.gone;
  assert.equal((await again.ask(`PS|RN${stay.room}|PTC|TA200|P#2|TI100001|`, 'PA')).AS, 'OK');
  assert.equal((await folio(manager, stay)).postings.length, 5);
  assert.equal((await manager.expect(200, 'POST', '/v1/devices/POS1/pause', { paused: true })).paused, true);
  await again.expect('LE');
  await again.gone;
  await manager.expect(200, 'POST', '/v1/devices/POS1/pause', { paused: false });
  await again.link();
  again.send('LE|');
  await again.cut();
  await node.stop();
});

test('the night audit is told, and a posting during it has the right business date', async (t) => {
  const { manager, node, port } = await house(t, 'SQLite');
  const stay = await node.walkIn(manager, 'Audit', 3);
  const pbx = await new Device(port, { family: 'PB', wishes: PBX_WISHES }).link();
  await pbx.expect('DE');
  const { business_date: day } = await node.status();
  const audit = manager.expect(201, 'POST', '/v1/night-audits', { business_date: day });
  await pbx.expect('NS');
  pbx.send(`PS|RN${stay.room}|PTC|TA70|P#1|TI000001|`);
  assert.equal((await pbx.expect('PA')).AS, 'OK');
  await audit;
  await pbx.expect('NE');
  const { business_date: next } = await node.status();
  assert.notEqual(next, day);
  assert.equal((await pbx.ask(`PS|RN${stay.room}|PTC|TA80|P#2|TI000002|`, 'PA')).AS, 'OK');
  const dates = (await folio(manager, stay)).postings.filter((each) => each.staff === 'PBX1').map((each) => each.business_date);
  assert.ok([day, next].includes(dates[0]));
  assert.equal(dates[1], next);
  await pbx.cut();
});

test('a device that missed too much is told everything anew, and may ask for it', async (t) => {
  const { manager, node, port } = await house(t, 'SQLite');
  const stay = await node.walkIn(manager, 'Anew');
  const pbx = await new Device(port, { family: 'PB', wishes: PBX_WISHES }).link();
  await pbx.expect('DE');
  await pause(2500);
  pbx.received.length = 0;
  pbx.send('DR|DA241109|TI120000|');
  await pbx.expect('DS');
  await pbx.expect((each) => each.id === 'GI' && each['G#'] === String(stay.stay_id));
  await pbx.expect('DE');
  await pbx.cut();
  assert.equal((await manager.expect(200, 'POST', '/v1/devices/PBX1/resync')).resync, 'needed');
  await pbx.link();
  await pbx.expect('DS');
  await pbx.expect('DE');
  await pbx.cut();
  // What ended while a lock was away is not forgotten over telling it everything.
  const lock = await new Device(port, { family: 'DL', wishes: LOCK_WISHES }).link();
  await lock.expect('DE');
  await manager.expect(202, 'POST', `/v1/stays/${stay.stay_id}/keys`, { interface: 'LOCK1', coder: '1' });
  await lock.expect('KR');
  await pause(2500);
  await lock.cut();
  await manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/check-out`, { settle: { method: 'card' } });
  await lock.link();
  lock.send('DR|');
  await lock.expect('DE');
  assert.equal((await lock.expect('KD'))['G#'], String(stay.stay_id));
  await lock.cut();
  // A point of sale that wants no guests is not told of them.
  const pos = await new Device(port, { wishes: POS_WISHES }).link();
  await pos.silent('DS');
  pos.send('DR|');
  await pos.expect('DS');
  await pos.expect('DE');
  await pos.cut();
});

// Interfaces as a test wants them, in the folder of the node.
function devicesFile(node, lines) {
  const path = join(node.folder, 'devices.yaml');
  writeFileSync(path, `interfaces:\n${lines.map((each) => `  - ${each}\n`).join('')}`);
  return `devices=${path}`;
}

test('two tills of one family, a port of its own, a code page, and an account of the house', async (t) => {
  const node = new HotelNode({ hotel: 'SHA' });
  t.after(() => node.remove());
  node.migrate();
  const names = 'name: {en: "Till", zh: "收银"}, family: PO, department: beverage';
  const own = 20000 + (process.pid % 20000);
  await node.start(devicesFile(node, [`{id: BAR, ${names}, port: ${own}, charset: GB18030}`, `{id: SHOP, ${names}, house_room: "501"}`, `{id: SPA, ${names}, addresses: ["10.1.2.3"]}`]));
  const manager = await node.logIn('sha-manager');
  const stay = await node.walkIn(manager, '李');
  assert.equal(stay.room, '501');
  const bar = await new Device(own, { wishes: POS_WISHES, encoding: 'latin1' }).link();
  const list = await bar.ask('PR|PI501|P#1|', 'PL');
  assert.equal(Buffer.from(list.GN, 'latin1').toString('hex'), 'c0ee', 'in the code page of the device');
  assert.equal((await bar.ask('PS|RN777|PTC|TA100|P#2|', 'PA')).AS, 'NG');
  const shop = await new Device(devicePort(node), { wishes: POS_WISHES }).link();
  assert.equal((await shop.ask('PS|RN777|PTC|TA100|P#2|', 'PA')).AS, 'OK', 'the account of the house takes it');
  assert.equal((await shop.ask('PS|RN501|PTC|TA250|P#3|', 'PA')).AS, 'OK');
  const { postings } = await folio(manager, stay);
  assert.deepEqual(postings.map((each) => [each.staff, each.department, each.amount_minor]), [['SHOP', 'beverage', 100], ['SHOP', 'beverage', 250]]);
  const states = (await manager.get('/v1/devices')).body.items.map((each) => [each.interface, each.link.state]);
  assert.deepEqual(states, [['BAR', 'alive'], ['SHOP', 'alive'], ['SPA', 'disconnected']]);
  // What the attendant dials is also a sighting: the desk believes that somebody lives there.
  shop.send('RE|RN501|RS3|ID7|');
  await pause(300);
  const { items } = (await manager.get('/v1/rooms')).body;
  assert.equal(items.find((each) => each.room === '501').housekeeping, 'clean');
  await node.stop();
  for (const till of [bar, shop]) {
    await till.gone;
    assert.ok(till.received.some((each) => each.id === 'LE'), 'it takes its leave');
  }
});

test('a configuration that would let anybody in, or is wrong, is refused with its place', async (t) => {
  const node = new HotelNode({ hotel: 'SHA' });
  t.after(() => node.remove());
  node.migrate();
  const refused = async (lines, message, ...settings) => {
    await assert.rejects(node.start(devicesFile(node, lines), ...settings), message);
    node.child = undefined;
  };
  const names = 'name: {en: "Till", zh: "收银"}, family: PO';
  await refused([`{id: BAR, ${names}}`], /ended with 2.*BAR its `addresses`/s, 'device_address=0.0.0.0');
  await refused([`{id: BAR, ${names}, charset: KLINGON}`], /ended with 2.*devices\.yaml:2:.*KLINGON/s);
  await refused([`{id: BAR, ${names}}`, `{id: BAR, ${names}}`], /ended with 2.*already an interface/s);
  await refused([`{id: BAR, ${names}, department: payment}`], /ended with 2.*devices cannot post/s);
  await refused([`{id: BAR, ${names}, departmnt: food}`], /ended with 2.*departm/s);
});
