// A house of a thousand rooms for the tape chart: the hotel ZRH of the demonstration chain, made that large, by itself (no
// centre, no bus), its books filled for some weeks. It serves the console like any other hotel.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HotelNode } from '../support/hotel_node.mjs';
import { scratchFolder } from '../support/scratch.mjs';
import { ROOT, load, require } from './modules.mjs';

const FLOORS = 25;
const ROOMS_A_FLOOR = 40;
const TYPES = [['CMP', 10], ['STD', 22], ['FAM', 4], ['ACC', 1], ['JUN', 3]]; // rooms on each floor
const NAMES = ['Silva', 'Tanaka', 'Müller', 'Rossi', '陈', 'Dubois', 'Novák', 'García', 'Smith', 'Olsen', '王', 'Haddad'];

const twoDigits = (number) => String(number).padStart(2, '0');

function chainFile(folder) {
  const { parse, stringify } = require('yaml');
  const source = (name) => readFileSync(join(ROOT, 'schemas/chain', name), 'utf8');
  const hotel = parse(source('demo/zrh.yaml'));
  hotel.rooms = [];
  for (let floor = 2; floor < 2 + FLOORS; floor++) {
    let first = 1;
    for (const [type, count] of TYPES) {
      hotel.rooms.push({ type, floor, numbers: [`${floor}${twoDigits(first)}-${floor}${twoDigits(first + count - 1)}`] });
      first += count;
    }
  }
  for (const type of hotel.room_types) type.rooms = type.sell_limit = FLOORS * TYPES.find(([code]) => code === type.code)[1];
  mkdirSync(join(folder, 'demo'), { recursive: true });
  writeFileSync(join(folder, 'demo/zrh.yaml'), stringify(hotel));
  writeFileSync(join(folder, 'chain.yaml'), stringify({ ...parse(source('demo.yaml')), hotels: ['demo/zrh.yaml'] }));
  return join(folder, 'chain.yaml');
}

// The same numbers each time.
function randomOf(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((state / 0x7fffffff) * below * 0.999999);
  };
}

const text = (value) => (value === null ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`);
const dateOf = (day) => new Date(day * 86_400_000).toISOString().slice(0, 10);

// A booking of one room as the centre would have sent it.
function reservationSql(number, version, { arrival, departure, type, guest, status, market }) {
  const line = { line: 1, room_type: type, rate_plan: 'BAR', arrival: dateOf(arrival), departure: dateOf(departure), holds_until: dateOf(departure), adults: 2, children: 0, infants: 0, status, night_prices_minor: Array(departure - arrival).fill(15500), total_minor: 15500 * (departure - arrival), penalty_minor: 0, price_source: 'quoted', reason: '' };
  const [surname, given_name] = guest.split(', ');
  const document = { confirmation_number: number, hotel: 'ZRH', guest: { guest_id: version, given_name, surname, email: '', telephone: '' }, lines: [line], currency: 'CHF', arrival: line.arrival, departure: line.departure, channel: 'website', external_id: null, comments: '', booked_at: '2026-01-01T00:00:00Z', booked_by: 'client:website', market, revision: 1 };
  return [
    `INSERT INTO copied_reservation (confirmation_number, version, guest_name, surname_folded, document) VALUES ('${number}', ${version}, ${text(guest)}, ${text(surname.toLowerCase())}, ${text(JSON.stringify(document))});`,
    `INSERT INTO copied_line (confirmation_number, line, room_type, rate_plan, arrival, departure, adults, children, infants, status, total_minor, currency) VALUES ('${number}', 1, '${type}', 'BAR', ${arrival}, ${departure}, 2, 0, 0, '${status}', ${line.total_minor}, 'CHF');`,
  ];
}

const staySql = (id, number, room, { arrival, departure, type, guest }) =>
  `INSERT INTO stay (stay_id, version, digest, confirmation_number, line, guest_name, room, room_type, sold_type, rate_plan, status, arrival, departure, adults, children, infants, checked_in_on, checked_in_at, nights_charged, room_revenue_minor, tax_minor, other_revenue_minor, payments_minor, balance_minor, currency) VALUES (${id}, ${id}, 'x', '${number}', 1, ${text(guest)}, '${room}', '${type}', '${type}', 'BAR', 'in_house', ${arrival}, ${departure}, 2, 0, 0, ${arrival}, 0, 0, 0, 0, 0, 0, 0, 'CHF');`;

function marketOf(random) {
  const drawn = random(20);
  if (drawn === 0) return { group: 'ACME Rowing Club', segment: 'Groups' };
  return drawn === 1 ? { tier: 'Gold' } : {};
}

// Guests one after the other in every room, with a gap now and then, from before today for two months; some of those who
// are expected have no room yet.
function booksSql(rooms, today, numbered) {
  const random = randomOf(7);
  const statements = ['BEGIN;'];
  let count = 0;
  let stays = 0;
  for (const { room, type } of rooms) {
    for (let day = today - 1 - random(5); day < today + 60; ) {
      if (random(6) === 0) {
        day += 1 + random(3);
        continue;
      }
      const nights = 1 + random(5);
      const guest = { arrival: day, departure: day + nights, type, guest: `${NAMES[random(NAMES.length)]}, ${'ABCDEFG'[random(7)]}.`, market: marketOf(random) };
      day += nights;
      if (guest.departure <= today) continue;
      count += 1;
      const number = numbered(count);
      const lives = guest.arrival < today;
      statements.push(...reservationSql(number, count, { ...guest, status: lives ? 'in_house' : 'reserved' }));
      if (lives) statements.push(staySql((stays += 1), number, room, guest));
      if (!lives && random(12) === 0) continue;
      for (let night = guest.arrival; night < guest.departure; night++) statements.push(`INSERT INTO room_night (room, night, day_use, confirmation_number, line) VALUES ('${room}', ${night}, 0, '${number}', 1);`);
    }
  }
  statements.push(`INSERT INTO counter (name, value) VALUES ('stay', ${stays}) ON CONFLICT (name) DO UPDATE SET value = excluded.value;`);
  return [...statements, 'COMMIT;'].join('\n');
}

// A confirmation number ends with a check digit; there is exactly one that fits.
function numberOf(count, check) {
  const digits = `1${String(count).padStart(10, '0')}`;
  for (let last = 0; last < 10; last++) if (check(`${digits}${last}`) === 'valid') return `${digits}${last}`;
  return assert.fail(`no check digit for ${digits}`);
}

export async function bigHotel(t) {
  const { checkConfirmation } = await load('ops/web/shared/format/confirmation.ts');
  const node = new HotelNode({ hotel: 'ZRH', chain: chainFile(scratchFolder(t)) });
  t.after(() => node.remove());
  node.config = node.configure('node', { console: join(ROOT, 'build/web/property') });
  node.migrate();
  await node.start(); // makes the rooms
  const { business_date: today } = await node.status();
  await node.stop();
  const rooms = [];
  for (let floor = 2; floor < 2 + FLOORS; floor++) {
    let number = 1;
    for (const [type, count] of TYPES) for (let place = 0; place < count; place++) rooms.push({ room: `${floor}${twoDigits(number++)}`, type });
  }
  assert.equal(rooms.length, FLOORS * ROOMS_A_FLOOR);
  const sql = booksSql(rooms, Date.parse(today) / 86_400_000, (count) => numberOf(count, checkConfirmation));
  const done = spawnSync('sqlite3', ['-cmd', '.timeout 20000', '-bail', join(node.folder, 'hotel.sqlite')], { input: sql, encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(done.status, 0, done.stderr);
  await node.start();
  return node;
}
