// A night audit that is killed between any two statements and goes on after a restart ends with the same postings,
// ledgers, figures and reports, byte for byte, as one that nobody disturbed. KEYRACK_SLOW=1 kills behind every statement;
// otherwise every few, beginning with another one each time.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { HotelNode } from '../support/hotel_node.mjs';
import { PROGRAMS } from '../support/instance.mjs';
import { until } from '../support/until.mjs';

const seed = Number(process.env.KEYRACK_SEED ?? Math.floor(Math.random() * 2 ** 31));
const STRIDE = process.env.KEYRACK_SLOW === '1' ? 1 : 37;
const GUESTS = 4;
const STATEMENTS_MAX = 2000;
const NOT_OF_THE_AUDIT = new Set(['command_record', 'staff_credential', 'lease', 'schema_migration', 'keyrack_migration']);

function sqlite(path, sql) {
  const done = spawnSync('sqlite3', ['-cmd', '.timeout 20000', path, sql], { encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.equal(done.status, 0, done.stderr);
  return done.stdout;
}

// Everything in the store that an audit may touch, as text.
function content(path) {
  const tables = sqlite(path, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").trim().split('\n');
  const kept = tables.filter((table) => !NOT_OF_THE_AUDIT.has(table) && !table.includes('migration'));
  return Object.fromEntries(kept.map((table) => [table, sqlite(path, `SELECT * FROM ${table}`).split('\n').sort().join('\n')]));
}

class KilledNode extends HotelNode {
  file = join(this.folder, 'hotel.sqlite');
  kept = join(this.folder, 'before.sqlite');
  kill = join(this.folder, 'kill');

  keep() {
    cpSync(this.file, this.kept);
  }

  restore() {
    for (const ending of ['', '-wal', '-shm']) rmSync(this.file + ending, { force: true });
    cpSync(this.kept, this.file);
  }

  // Starts it so that it can be killed: the programs know nothing of it. With sanitizers their library would rather be first.
  async startKillable(...settings) {
    const before = { ...process.env };
    process.env.LD_PRELOAD = join(PROGRAMS, 'kill_at.so');
    process.env.KEYRACK_KILL_FILE = this.kill;
    process.env.ASAN_OPTIONS = `${before.ASAN_OPTIONS ? `${before.ASAN_OPTIONS}:` : ''}verify_asan_link_order=0`;
    try {
      await this.start(...settings);
    } finally {
      for (const name of ['LD_PRELOAD', 'KEYRACK_KILL_FILE', 'ASAN_OPTIONS']) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
    }
  }
}

test('killed behind any statement, the same result', async (t) => {
  t.diagnostic(`seed ${seed}`);
  const quiet = ['downtime_folder=/dev/null/nowhere'];
  const node = new KilledNode({ store: 'SQLite' });
  t.after(() => node.remove());
  node.migrate();
  await node.start(...quiet);
  const manager = await node.logIn('h1-manager');
  for (let i = 0; i < GUESTS; i += 1) {
    const guest = await node.walkIn(manager, `Guest${i}`, 2 + i, { room_type: 'A' });
    await manager.expect(201, 'POST', `/v1/stays/${guest.stay_id}/charges`, { department: 'food', description: 'Dinner', amount_minor: 4200 + i });
  }
  const { business_date: date } = await node.status();
  const tomorrow = new Date(Date.parse(date) + 2 * 86_400_000).toISOString().slice(0, 10);
  const room = { room_type: 'A', rate_plan: 'BAR', arrival: date, departure: tomorrow, adults: 2, children: 0, infants: 0 };
  const expected = { guest: { given_name: 'Noa', surname: 'Late' }, rooms: [room], override_reason: 'the line is cut' };
  await manager.expect(201, 'POST', '/v1/reservations', expected);
  await node.stop();
  node.keep();

  const finished = async () => {
    await until('the audit ends', async () => {
      const audit = await manager.get(`/v1/night-audits/${date}`);
      return audit.status === 200 && audit.body.status === 'completed';
    });
  };

  await node.start(...quiet);
  await manager.expect(201, 'POST', '/v1/night-audits', { business_date: date });
  await node.stop();
  const undisturbed = content(node.file);
  assert.match(undisturbed.night_audit, /completed/);
  assert.match(undisturbed.stay, /no_show/);
  assert.ok(undisturbed.report_day.split('\n').length > 10);

  let kills = 0;
  for (let statement = 1 + (seed % STRIDE); ; statement += STRIDE) {
    assert.ok(statement < STATEMENTS_MAX, 'the audit has an end');
    node.restore();
    await node.startKillable(...quiet);
    writeFileSync(node.kill, String(statement));
    const answer = await manager.post('/v1/night-audits', { business_date: date }).catch(() => null);
    rmSync(node.kill);
    if (answer !== null) {
      assert.equal(answer.status, 201, JSON.stringify(answer.body));
      await node.stop();
      break;
    }
    await node.gone;
    kills += 1;
    await node.start(...quiet);
    const current = await manager.get(`/v1/night-audits/${date}`);
    if (current.status === 404) await manager.expect(201, 'POST', '/v1/night-audits', { business_date: date });
    await finished();
    await node.stop();
    const disturbed = content(node.file);
    for (const [table, rows] of Object.entries(undisturbed)) assert.equal(disturbed[table], rows, `${table}, killed behind statement ${statement}`);
  }
  t.diagnostic(`killed ${kills} times`);
  assert.ok(kills >= 3 && !existsSync(node.kill));
});
