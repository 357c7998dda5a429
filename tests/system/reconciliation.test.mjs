// Copies that were spoilt behind the system's back: found within seconds, shown, put right from their owner; and what
// cannot be put right by itself is named by `keyrack check`.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before, describe } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { addDays, newKey, send } from '../support/instance.mjs';
import { until } from '../support/until.mjs';
import { OwnInstance } from './own_instance.mjs';

const instance = new OwnInstance('reconcile', 700);
const PORT = Number(instance.environment.KEYRACK_PORT);
const CENTRE = `http://127.0.0.1:${PORT}`;
const DESK = `http://127.0.0.1:${PORT + 4}`; // ZRH, which lives in real time
const STORE = join(instance.run, 'data/property-ZRH.sqlite');
// The days around the business date are compared every four seconds; a machine that is busy with other tests takes longer.
const NEAR_FOUND_MS = 120_000;
// All other days are walked through once a minute.
const FAR_FOUND_MS = 180_000;
const DAY_MS = 86_400_000;

let agent;
let clerk;
let today;
let roomType;

const atCentre = (method, path, body) => send(CENTRE, method, path, { body, key: newKey(), headers: agent });
const atDesk = (method, path, body) => send(DESK, method, path, { body, key: newKey(), headers: clerk });
const report = async () => (await atDesk('GET', '/v1/reconciliation')).body;
const status = async () => (await send(DESK, 'GET', '/v1/status')).body;
const night = (day) => Date.parse(day) / DAY_MS;

// In the hotel's store, with nobody looking.
function spoil(sql) {
  const done = spawnSync('sqlite3', ['-cmd', '.timeout 5000', STORE, sql], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return done.stdout.trim();
}

function spoilCentre(sql) {
  const password = readFileSync(join(instance.run, 'secrets/database_owner'), 'utf8').trim();
  const done = spawnSync('psql', ['-h', '127.0.0.1', '-p', String(PORT + 20), '-U', 'keyrack_owner', '-d', 'keyrack', '-v', 'ON_ERROR_STOP=1', '-tAc', sql], {
    encoding: 'utf8',
    env: { ...process.env, PGPASSWORD: password },
  });
  assert.equal(done.status, 0, done.stderr);
  return done.stdout.trim();
}

const rowOf = (body, table, key) => body.rows.find((row) => row.table === table && row.key === key && row.repair !== 'open');
const found = (table, key, patienceMs = NEAR_FOUND_MS) =>
  until(`${table} ${key} is put right`, async () => rowOf(await report(), table, key), patienceMs);

async function book(surname, arrival = today) {
  const booked = await atCentre('POST', '/v1/reservations', {
    hotel: 'ZRH',
    guest: { given_name: 'Ana', surname },
    rooms: [{ room_type: roomType, rate_plan: 'BAR', arrival, departure: addDays(arrival, 2), adults: 2, children: 0, infants: 0 }],
  });
  assert.equal(booked.status, 201, JSON.stringify(booked.body));
  const number = booked.body.confirmation_number;
  await until('the copy is there', async () => (await atDesk('GET', `/v1/reservations/${number}`)).status === 200, NEAR_FOUND_MS);
  return number;
}

before(async () => {
  instance.up();
  agent = await instance.logIn(CENTRE, 'crs-agent1');
  clerk = await instance.logIn(DESK, 'zrh-desk1');
  today = (await until('the hotel has its copies', async () => {
    const now = await status();
    return now.connected && now.feed_version > 0 && now.feed_version === now.centre_version ? now : null;
  }, 30_000)).business_date;
  const offers = (await atDesk('GET', '/v1/availability?adults=2')).body.items;
  roomType = offers.find((offer) => offer.rate_plan === 'BAR').room_type;
});

after(() => instance.down());

test('hotel and centre agree, and say when they looked', async () => {
  const first = await until('they have looked', async () => {
    const now = await report();
    return now.agrees === true ? now : null;
  }, 30_000);
  assert.deepEqual(first.rows, []);
  await until('they look again', async () => (await report()).checked_at !== first.checked_at, NEAR_FOUND_MS);
  const centre = await until('the centre hears of it', async () => {
    const heard = (await atCentre('GET', '/v1/hotels/ZRH/reconciliation')).body;
    return heard.agrees === true ? heard : null;
  }, NEAR_FOUND_MS);
  assert.equal(centre.hotel, 'ZRH');
  const chain = (await atCentre('GET', '/v1/reconciliations')).body.items;
  assert.deepEqual(chain.map((item) => item.hotel), ['H1', 'H2', 'SHA', 'ZRH', 'NYC', 'TYO']);
  assert.equal(chain.find((item) => item.hotel === 'ZRH').open, 0);
});

// Each spoils something else, and what takes longest is to wait for the next comparison: they wait together.
describe('what was spoilt is put right', { concurrency: true }, () => {
  test('a sold count that was changed is found and replaced by the centre’s', async () => {
    const day = addDays(today, 7);
    const key = `${roomType}/${day}`;
    const where = `WHERE room_type = '${roomType}' AND night = ${night(day)}`;
    const sold = Number(spoil(`SELECT sold FROM copied_cell ${where}`));
    spoil(`UPDATE copied_cell SET sold = sold + 7 ${where}`);
    const row = await found('cells', key);
    assert.deepEqual([row.kind, row.owner, row.repair], ['different', 'centre', 'replaced']);
    assert.deepEqual(row.members, [{ member: '/sold', mine: sold + 7, theirs: sold }]);
    assert.equal(Number(spoil(`SELECT sold FROM copied_cell ${where}`)), sold);
  });

  test('a cell that was deleted comes back, one that was added goes', async () => {
    spoil(`DELETE FROM copied_cell WHERE room_type = '${roomType}' AND night = ${night(addDays(today, 3))};
      INSERT INTO copied_cell (room_type, night, version, sell_limit, oversell_authorised, sold, held) VALUES ('ZZZ', ${night(today)}, 1, 9, 0, 0, 0)`);
    const missing = await found('cells', `${roomType}/${addDays(today, 3)}`);
    assert.deepEqual([missing.kind, missing.repair], ['missing', 'replaced']);
    const extra = await found('cells', `ZZZ/${today}`);
    assert.deepEqual([extra.kind, extra.repair], ['extra', 'removed']);
    assert.equal(spoil(`SELECT COUNT(*) FROM copied_cell WHERE room_type = 'ZZZ'`), '0');
  });

  test('a version that no change could pass any more does not block a cell for ever', async () => {
    const day = addDays(today, 5);
    spoil(`UPDATE copied_cell SET version = 999999999 WHERE room_type = '${roomType}' AND night = ${night(day)}`);
    assert.equal((await found('cells', `${roomType}/${day}`)).repair, 'replaced');
  });

  test('a guest whose name was changed in the document, or beside it, has the right name again', async () => {
    const number = await book('Zimmermann');
    spoil(`UPDATE copied_reservation SET document = replace(document, 'Zimmermann', 'Spoilt') WHERE confirmation_number = '${number}'`);
    const row = await found('reservations', number);
    assert.deepEqual(row.members, [{ member: '/guest/surname', mine: 'Spoilt', theirs: 'Zimmermann' }]);
    assert.equal((await atDesk('GET', `/v1/reservations/${number}`)).body.guest.surname, 'Zimmermann');
    spoil(`UPDATE copied_line SET room_type = 'ZZZ' WHERE confirmation_number = '${number}';
      UPDATE copied_reservation SET guest_name = 'Nobody' WHERE confirmation_number = '${number}'`);
    await until('the columns beside the document are right', async () =>
      spoil(`SELECT guest_name || ' ' || room_type FROM copied_reservation JOIN copied_line USING (confirmation_number) WHERE confirmation_number = '${number}'`) === `Zimmermann, Ana ${roomType}`, NEAR_FOUND_MS);
  });

  test('a reservation that was deleted or whose document cannot be read any more comes back', async () => {
    const numbers = [await book('Gone'), await book('Torn')];
    spoil(`DELETE FROM copied_line WHERE confirmation_number = '${numbers[0]}'; DELETE FROM copied_reservation WHERE confirmation_number = '${numbers[0]}';
      UPDATE copied_reservation SET document = '{"confirmation' WHERE confirmation_number = '${numbers[1]}'`);
    assert.notEqual((await atDesk('GET', `/v1/reservations/${numbers[1]}`)).status, 200); // the node lives on
    assert.equal((await atDesk('GET', '/v1/copies/reservations?limit=1000')).status, 200);
    assert.equal((await found('reservations', numbers[0])).kind, 'missing');
    assert.equal((await found('reservations', numbers[1])).kind, 'different');
    for (const number of numbers) assert.equal((await atDesk('GET', `/v1/reservations/${number}`)).status, 200);
  });

  test('days far from today are walked through as well', async () => {
    const day = addDays(today, 200);
    spoil(`UPDATE copied_cell SET held = held + 1 WHERE room_type = '${roomType}' AND night = ${night(day)}`);
    const row = await found('cells', `${roomType}/${day}`, FAR_FOUND_MS);
    assert.equal(row.members[0].member, '/held');
  });

  test('a stay that is wrong at the centre is sent again by the hotel', async () => {
    const number = await book('Brunner');
    const stay = (await atDesk('POST', `/v1/reservations/${number}/check-in`, { line: 1 })).body;
    const key = String(stay.stay_id).padStart(12, '0');
    const atHotel = 'hotel_id = (SELECT hotel_id FROM hotel WHERE hotel_code = \'ZRH\')';
    const where = `WHERE ${atHotel} AND stay_id = ${stay.stay_id}`;
    await until('the centre knows the stay', async () => spoilCentre(`SELECT room FROM stay ${where}`) === stay.room, NEAR_FOUND_MS);

    spoilCentre(`UPDATE stay SET room = 'X', row = jsonb_set(row, '{room}', '"X"') ${where}`);
    const row = await found('stays', key);
    assert.deepEqual([row.kind, row.owner, row.repair], ['different', 'hotel', 'sent_again']);
    assert.deepEqual(row.members, [{ member: '/room', mine: stay.room, theirs: 'X' }]);
    await until('the centre has the right room', async () => spoilCentre(`SELECT room || (row->>'room') FROM stay ${where}`) === stay.room + stay.room, NEAR_FOUND_MS);

    spoilCentre(`DELETE FROM stay ${where}`);
    await until('the stay is there again', async () => spoilCentre(`SELECT room FROM stay ${where}`) === stay.room, NEAR_FOUND_MS);
  });
});

test('a stay that no hotel has is withdrawn from the centre', async () => {
  spoilCentre(`INSERT INTO stay SELECT hotel_id, 999999, confirmation_number, line, status, arrival, departure, room, nights_charged, room_revenue_minor,
    balance_minor, version, jsonb_set(row, '{stay_id}', '999999') FROM stay WHERE hotel_id = (SELECT hotel_id FROM hotel WHERE hotel_code = 'ZRH') LIMIT 1`);
  assert.equal((await found('stays', '000000999999')).repair, 'withdrawn');
  assert.equal(spoilCentre('SELECT count(*) FROM stay WHERE stay_id = 999999'), '0');
});

test('many stays that no hotel has are left for a person: the hotel may have lost its store', async () => {
  spoilCentre(`INSERT INTO stay SELECT hotel_id, 999000 + n, confirmation_number, line, status, arrival, departure, room, nights_charged, room_revenue_minor,
    balance_minor, version, jsonb_set(row, '{stay_id}', to_jsonb(999000 + n)) FROM stay, generate_series(1, 8) AS n
    WHERE hotel_id = (SELECT hotel_id FROM hotel WHERE hotel_code = 'ZRH') AND stay_id < 999000`);
  await until('they are shown as open', async () => {
    const now = await report();
    return now.agrees === false && now.rows.filter((row) => row.repair === 'open' && row.kind === 'extra').length === 8;
  }, NEAR_FOUND_MS);
  await pause(6000); // another round
  assert.equal(spoilCentre('SELECT count(*) FROM stay WHERE stay_id > 999000'), '8');
  spoilCentre('DELETE FROM stay WHERE stay_id > 999000');
  await until('they agree again', async () => (await report()).agrees, NEAR_FOUND_MS);
});

test('afterwards everything agrees, the chain’s report too, and nobody is named in a log', async () => {
  await until('they agree', async () => (await report()).agrees, NEAR_FOUND_MS);
  const centre = await until('the centre hears of it', async () => {
    const heard = (await atCentre('GET', '/v1/hotels/ZRH/reconciliation')).body;
    return heard.agrees && heard.rows.length > 0 ? heard : null;
  }, NEAR_FOUND_MS);
  assert.ok(centre.tables.find(({ table }) => table === 'stays').repaired >= 3);
  const checked = instance.keyrack('check');
  assert.equal(checked.status, 0, checked.output);
  assert.match(checked.output, /all copies agree/);
  const log = readFileSync(join(instance.run, 'log/property-ZRH.log'), 'utf8');
  assert.match(log, /copy differed from its owner/);
  assert.doesNotMatch(log, /Zimmermann|Brunner/);
});

test('what nobody can put right by itself is named with its place and a remedy', () => {
  const where = `WHERE hotel_id = (SELECT hotel_id FROM hotel WHERE hotel_code = 'ZRH') AND room_type = '${roomType}' AND night = '${addDays(today, 40)}'`;
  spoilCentre(`UPDATE inventory_cell SET sold = sold + 1 ${where}`);
  const checked = instance.keyrack('check');
  assert.equal(checked.status, 1, checked.output);
  assert.match(checked.output, new RegExp(`ZRH ${roomType}/${addDays(today, 40)}: sold 1, but 0 reserved nights`));
  assert.match(checked.output, /remedy: /);
  spoilCentre(`UPDATE inventory_cell SET sold = sold - 1 ${where}`);
});
