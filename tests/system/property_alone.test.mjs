// A hotel's node alone: no centre, no bus, and after the first log-in no directory. The desk works, and a night audit
// that is killed anywhere ends with the same result.
import assert from 'node:assert/strict';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before, describe } from 'node:test';
import { HotelNode, NO_DIRECTORY, STORES } from '../support/hotel_node.mjs';
import { ROOT } from '../support/instance.mjs';
import { until } from '../support/until.mjs';

const KILLED_AUDITS = 4;
const GUESTS = 60;

const seed = Number(process.env.KEYRACK_SEED ?? Math.floor(Math.random() * 2 ** 31));

function random(limit) {
  random.state = (Math.imul(random.state ?? seed, 1103515245) + 12345) & 0x7fffffff;
  return random.state % limit;
}

function walkIn(surname, nights = 2, more = {}) {
  const departure = new Date(Date.UTC(2013, 5, 24 + nights)).toISOString().slice(0, 10);
  return {
    guest: { given_name: 'Ana', surname },
    room_type: 'A',
    rate_plan: 'BAR',
    departure,
    adults: 2,
    children: 0,
    infants: 0,
    override_reason: 'the line is cut and the guest stands here',
    ...more,
  };
}

before(() => console.log(`seed ${seed}`));

for (const store of STORES) {
  describe(`on ${store}`, () => testsOn(store));
}

// The tests build on each other: they are the days of one hotel.
function testsOn(store) {
  let node;

  before(() => {
    node = new HotelNode({ store });
  });
  after(() => node.remove());

  // Asks for the audit until it is complete, killing the node at a random moment of the first attempts.
  async function auditThroughKills(date, key) {
    for (let attempt = 0; ; attempt += 1) {
      const manager = await node.logIn('h1-manager');
      const asked = manager.post('/v1/night-audits', { business_date: date }, key).catch(() => null);
      if (attempt < KILLED_AUDITS) {
        await new Promise((resolve) => setTimeout(resolve, random(60)));
        await node.stop('SIGKILL');
        await asked;
        await node.start(`directory_uri=${NO_DIRECTORY}`);
        continue;
      }
      return asked;
    }
  }

  test('a store that is missing, older or newer is told apart', () => {
    const missing = node.run('keyrack-property', '--config', node.config);
    assert.equal(missing.status, 3, missing.stderr);
    assert.match(missing.stderr, /keyrack migrate/);

    const short = join(node.folder, 'short');
    cpSync(join(ROOT, 'schemas/property'), short, { recursive: true });
    rmSync(join(short, readdirSync(short).sort().at(-1)), { recursive: true });
    const shortConfig = node.configure('short', { schema_folder: short });
    node.migrate(shortConfig);
    const older = node.run('keyrack-property', '--config', node.config);
    assert.equal(older.status, 4, older.stderr);

    node.migrate();
    const newer = node.run('keyrack-property', '--config', shortConfig);
    assert.equal(newer.status, 5, newer.stderr);
  });

  test('wrong settings are named', () => {
    const unknown = node.run('keyrack-property', '--config', node.config, '--set', 'hotl=H1');
    assert.equal(unknown.status, 2);
    assert.match(unknown.stderr, /hotl/);
    const nowhere = node.run('keyrack-property', '--config', node.config, '--set', 'hotel=H9');
    assert.equal(nowhere.status, 2);
    assert.match(nowhere.stderr, /no hotel H9/);
    const open = node.run('keyrack-property', '--config', node.config, '--set', 'listen_address=0.0.0.0');
    assert.equal(open.status, 2, open.stderr);
    assert.match(open.stderr, /TLS/i);
  });

  test('one log-in with the directory is good for those after it is gone', async () => {
    await node.start();
    for (const user of ['h1-desk1', 'h1-manager', 'h1-trainer']) await node.logIn(user);
    assert.equal((await node.openSession('h1-manager', 'wrong')).status, 401);
    assert.equal((await node.openSession('h2-manager')).status, 403);
    await node.stop();

    await node.start(`directory_uri=${NO_DIRECTORY}`);
    await node.logIn('h1-manager');
    assert.equal((await node.openSession('h1-manager', 'wrong')).status, 401);
    assert.equal((await node.openSession('h1-housekeeping1')).status, 503);
    const status = await node.status();
    assert.equal(status.connected, false);
    assert.equal(status.directory, 'unreachable');
    assert.equal(status.business_date, '2013-06-24');
  });

  test('who is not logged in, or not by this page, gets nothing', async () => {
    const clerk = await node.logIn('h1-desk1');
    assert.equal((await fetch(`${node.address}/v1/arrivals`)).status, 401);
    clerk.headers['X-CSRF-Token'] = 'guessed';
    assert.equal((await clerk.post('/v1/walk-ins', walkIn('Silva'))).status, 403);
    const again = await node.logIn('h1-desk1');
    assert.equal((await again.send('DELETE', '/v1/sessions/current')).status, 204);
    assert.equal((await again.get('/v1/arrivals')).status, 401);
  });

  test('a walk-in while cut off is a manager’s to allow, and is done once', async () => {
    const clerk = await node.logIn('h1-desk1');
    const manager = await node.logIn('h1-manager');
    const { override_reason: reason, ...plain } = walkIn('Silva');
    const short = await clerk.post('/v1/walk-ins', plain);
    assert.equal(short.status, 409, 'a hotel that never heard from the centre has no rights of its own');
    assert.equal(short.body.code, 'rights_over');
    assert.deepEqual(short.body.walk_suggestions.map((sister) => sister.hotel), ['H2']);
    assert.equal((await clerk.post('/v1/walk-ins', { ...plain, override_reason: reason })).status, 403);

    const key = `walk-in-${seed}`;
    const first = await manager.post('/v1/walk-ins', walkIn('Silva'), key);
    assert.equal(first.status, 201, JSON.stringify(first.body));
    assert.match(first.body.confirmation_number, /^50001\d{7}$/);
    assert.equal(first.body.sold_by, 'override');
    assert.equal(first.body.walk_suggestions.length, 1);
    const second = await manager.post('/v1/walk-ins', walkIn('Silva'), key);
    assert.deepEqual(second.body, first.body);
    assert.equal((await manager.post('/v1/walk-ins', walkIn('Costa'), key)).status, 422);
    assert.equal((await manager.get('/v1/in-house')).body.items.length, 1);

    const found = await clerk.get('/v1/reservations?query=silv');
    assert.equal(found.body.items[0].lines[0].stay_id, first.body.stay_id);
    const refused = await manager.post('/v1/walk-ins', walkIn('Costa', 2, { room_type: 'Z9' }));
    assert.equal(refused.status, 422);
    assert.equal(refused.body.errors[0].pointer, '/room_type');
  });

  test('folio: charge, correct, pay, leave early', async () => {
    const clerk = await node.logIn('h1-desk1');
    const [{ stay_id: stay }] = (await clerk.get('/v1/in-house')).body.items;
    const path = `/v1/stays/${stay}`;
    const charged = await clerk.post(`${path}/charges`, { department: 'food', description: 'Dinner', amount_minor: 4200 });
    assert.equal(charged.status, 201);
    assert.equal(charged.body.balance_minor, 4200);
    const byHand = await clerk.post(`${path}/charges`, { department: 'room', description: 'Room', amount_minor: 1 });
    assert.equal(byHand.body.code, 'department_not_by_hand');
    const [posting] = (await clerk.get(`${path}/folio`)).body.postings;
    const corrected = await clerk.post(`${path}/corrections`, { posting_number: posting.posting_number, reason: 'wrong table' });
    assert.equal(corrected.body.balance_minor, 0);
    const twice = await clerk.post(`${path}/corrections`, { posting_number: posting.posting_number, reason: 'again' });
    assert.equal(twice.body.code, 'already_corrected');

    const stale = (await clerk.get(path)).headers.get('etag');
    const paid = await clerk.post(`${path}/payments`, { method: 'cash', amount_minor: 1000 });
    assert.equal(paid.body.balance_minor, -1000);
    const changed = await clerk.send('POST', `${path}/payments`, { body: { method: 'cash', amount_minor: 1 }, headers: { 'If-Match': stale } });
    assert.equal(changed.status, 412);

    const preview = (await clerk.get(`${path}/check-out-preview`)).body;
    assert.equal(preview.early_departure_nights.length, 2);
    assert.equal(preview.due_minor, preview.early_departure_minor + preview.early_departure_tax_minor - 1000);
    const open = await clerk.post(`${path}/check-out`, {});
    assert.equal(open.status, 409);
    assert.equal(open.body.code, 'balance_open');
    assert.equal(open.body.balance_minor, preview.due_minor);
    const out = await clerk.post(`${path}/check-out`, { settle: { method: 'card' } });
    assert.equal(out.status, 200, JSON.stringify(out.body));
    assert.equal(out.body.balance_minor, 0);
    assert.equal(out.body.nights_charged, 2);
    assert.equal(out.body.departure, '2013-06-24');
    assert.equal((await clerk.post(`${path}/check-out`, {})).body.code, 'already_checked_out');
    await until('what was done waits for the centre, and the screen says so', async () => (await clerk.get('/v1/status')).body.outbox_pending >= 2);
  });

  test('a room is given once, and a dirty one only when no clean one is left', async () => {
    const manager = await node.logIn('h1-manager');
    const rooms = (await manager.get('/v1/rooms')).body.items.filter((room) => room.room_type === 'B');
    assert.equal(rooms.length, 2);
    const status = (room, body) => manager.post(`/v1/rooms/${room}/status`, body);
    assert.equal((await status(rooms[0].room, { housekeeping: 'dirty' })).status, 200);
    const clean = await manager.post('/v1/walk-ins', walkIn('Reis', 1, { room_type: 'B' }));
    assert.equal(clean.body.room, rooms[1].room);
    const dirty = await manager.post('/v1/walk-ins', walkIn('Melo', 1, { room_type: 'B' }));
    assert.equal(dirty.body.room, rooms[0].room);
    assert.equal(dirty.body.room_status, 'dirty');
    const full = await manager.post('/v1/walk-ins', walkIn('Pires', 1, { room_type: 'B' }));
    assert.equal(full.body.code, 'no_room_free');
    const taken = await manager.post(`/v1/stays/${clean.body.stay_id}/move`, { room: rooms[0].room });
    assert.equal(taken.body.code, 'room_occupied');
    const [other] = (await manager.get('/v1/rooms')).body.items.filter((room) => room.room_type === 'C');
    const moved = await manager.post(`/v1/stays/${clean.body.stay_id}/move`, { room: other.room });
    assert.equal(moved.body.room, other.room);
    assert.equal(moved.body.sold_type, 'B');
    assert.equal((await status(rooms[0].room, { out_of_order_reason: 'flooded' })).status, 409);
    assert.equal((await status(rooms[1].room, { out_of_order_reason: 'flooded' })).status, 200);
  });

  test('the practice clock only goes forward and is not forgotten', async () => {
    const trainer = await node.logIn('h1-trainer');
    const clerk = await node.logIn('h1-desk1');
    const now = '2013-06-24T18:00:00Z';
    assert.equal((await clerk.send('PUT', '/v1/practice/clock', { body: { now } })).status, 403);
    assert.equal((await trainer.send('PUT', '/v1/practice/clock', { body: { now } })).body.now, now);
    assert.equal((await trainer.send('PUT', '/v1/practice/clock', { body: { now: '2013-06-24T17:59:59Z' } })).status, 409);
    await node.stop();
    await node.start(`directory_uri=${NO_DIRECTORY}`);
    assert.equal((await node.status()).now, now);
  });

  test('a night audit that is killed ends as if nothing had happened', async () => {
    const manager = await node.logIn('h1-manager');
    const guests = await Promise.all(
      Array.from({ length: GUESTS }, (_, index) => manager.post('/v1/walk-ins', walkIn(`Guest${index}`, 1 + (index % 3)))),
    );
    for (const guest of guests) assert.equal(guest.status, 201, JSON.stringify(guest.body));

    const wrong = await manager.post('/v1/night-audits', { business_date: '2013-06-25' });
    assert.equal(wrong.status, 409);
    assert.equal(wrong.body.business_date, '2013-06-24');
    const audit = await auditThroughKills('2013-06-24', `audit-${seed}`);
    assert.equal(audit.status, 201, JSON.stringify(audit.body));
    assert.equal(audit.body.status, 'completed');
    assert.equal(audit.body.report.rooms_sold, GUESTS + 2);
    assert.equal(audit.body.report.ledger_balances, true);
    assert.equal(audit.body.report.arrivals, GUESTS + 3);

    const clerk = await node.logIn('h1-desk1');
    assert.deepEqual((await clerk.post('/v1/night-audits', { business_date: '2013-06-24' })).body, audit.body);
    assert.equal((await clerk.get('/v1/night-audits/current')).body.business_date, '2013-06-25');
    const folios = await Promise.all(guests.map((guest) => clerk.get(`/v1/stays/${guest.body.stay_id}/folio`)));
    let revenue = 0;
    for (const { body } of folios) {
      const nights = body.postings.filter((posting) => posting.code === 'ROOM');
      assert.equal(nights.length, 1);
      assert.equal(nights[0].night, '2013-06-24');
      revenue += nights[0].amount_minor;
    }
    assert.ok(revenue > 0 && revenue < audit.body.report.room_revenue_minor);
    const checks = (await clerk.get('/v1/checks')).body;
    assert.equal(checks.folios_unbalanced, 0);
    assert.equal(checks.folios_misadded, 0);
    assert.equal(checks.rooms_doubly_occupied, 0);
  });

  test('the desk is served while an audit runs, and guests due out are named before it', async () => {
    const manager = await node.logIn('h1-manager');
    const due = (await manager.get('/v1/departures')).body.items;
    assert.equal(due.length, GUESTS / 3 + 2);
    const current = (await manager.get('/v1/night-audits/current')).body;
    assert.equal(current.status, 'due');
    assert.equal(current.blockers.filter(({ code }) => code === 'overdue_departure').length, due.length);
    const blocked = await manager.post('/v1/night-audits', { business_date: '2013-06-25' });
    assert.equal(blocked.status, 409);
    assert.equal(blocked.body.code, 'audit_blocked');
    const override_reason = 'they are about to leave';
    const audit = manager.post('/v1/night-audits', { business_date: '2013-06-25', override_reason });
    const served = await Promise.all(due.map(({ stay_id: stay }) => manager.post(`/v1/stays/${stay}/check-out`, { settle: { method: 'card' } })));
    for (const out of served) assert.equal(out.body.balance_minor, 0, JSON.stringify(out.body));
    assert.equal((await audit).body.force_reason, override_reason);
    assert.equal((await manager.get('/v1/in-house')).body.items.length, (GUESTS * 2) / 3);
    assert.equal((await manager.get('/v1/checks')).body.folios_unbalanced, 0);
    await node.stop();
  });
}
