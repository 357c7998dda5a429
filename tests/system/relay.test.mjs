// The relay of the change feed survives whatever happens to it: a leader that hangs or is killed, a slot that is lost, a
// bus and a database that are started again. Each time a change made at one instance must be heard at the other.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { addDays, authorise, CENTRE, ROOT, RUN, send } from '../support/instance.mjs';
import { scratchFolder } from '../support/scratch.mjs';
import { until } from '../support/until.mjs';
import { FREE_PORT, harmless, PORT, start } from './daemons.mjs';

const HOTEL = 'NYC';
const SECOND = `http://127.0.0.1:${FREE_PORT}`;

// Its reader is ended and back within a moment: the slot is dropped in the gap between.
const DROP_THE_SLOT = `DO $$
BEGIN
    FOR attempt IN 1..100 LOOP
        PERFORM pg_terminate_backend(active_pid, 1000) FROM pg_replication_slots
        WHERE slot_name = 'keyrack_relay' AND active;
        BEGIN
            PERFORM pg_drop_replication_slot('keyrack_relay');
            RETURN;
        EXCEPTION WHEN object_in_use THEN NULL;
        END;
    END LOOP;
    RAISE EXCEPTION 'the slot was never free';
END $$`;

let website;
let night;

before(async () => {
  website = await authorise('website');
  const hotel = (await ask(CENTRE, 'GET', `/v1/hotels/${HOTEL}`)).body;
  night = addDays(hotel.business_date, 420);
});

after(async () => {
  part('start', 'central'); // whatever a failed test left behind
  await until('the centre answers', () => answers(CENTRE));
});

const ask = (base, method, path, body) => send(base, method, path, { body, headers: website });

async function answers(base) {
  try {
    return (await fetch(`${base}/readyz`)).status === 200;
  } catch {
    return false;
  }
}

function part(what, name) {
  const { status, stdout, stderr } = spawnSync(join(ROOT, 'ops/part'), [what, name], { encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
}

function sql(text) {
  const password = readFileSync(join(RUN, 'secrets/database_admin'), 'utf8').trim();
  const options = ['-qAt', '-h', '127.0.0.1', '-p', String(PORT + 20), '-U', 'keyrack_admin', 'keyrack', '-c', text];
  return spawnSync('psql', options, { encoding: 'utf8', env: { ...process.env, PGPASSWORD: password } });
}

async function isLeader(base) {
  const text = await (await fetch(`${base}/metrics`)).text();
  return /^keyrack_relay_leader(\{[^}]*\})? 1$/m.test(text);
}

const head = async (base) => (await ask(base, 'GET', `/v1/hotels/${HOTEL}/feed?limit=1`)).body.head;

// A change at the centre, heard at the second instance.
async function heardAtSecond() {
  const position = await head(CENTRE);
  const waiting = ask(SECOND, 'GET', `/v1/hotels/${HOTEL}/feed?after=${position}&wait_seconds=10`);
  await pause(200);
  const { room_types } = (await ask(CENTRE, 'GET', `/v1/hotels/${HOTEL}`)).body;
  const rooms = [{ room_type: room_types[0].code, rate_plan: 'BAR', arrival: night, departure: addDays(night, 1), adults: 1 }];
  const booked = await ask(CENTRE, 'POST', '/v1/reservations', { hotel: HOTEL, guest: { surname: 'Relay' }, rooms });
  assert.equal(booked.status, 201, JSON.stringify(booked.body));
  const begun = performance.now();
  const { body } = await waiting;
  await ask(CENTRE, 'POST', `/v1/reservations/${booked.body.confirmation_number}/cancel`, {});
  return { body, elapsedMs: performance.now() - begun };
}

const wasHeard = (body) => body.to >= body.from;

async function mustBeHeard() {
  const { body, elapsedMs } = await heardAtSecond();
  assert.ok(wasHeard(body), 'the second instance heard nothing in ten seconds');
  console.log(`# heard after ${Math.round(elapsedMs)} ms`);
}

// Without the log it can know of changes from the bus only.
async function withSecond(t, work, { read_log = false } = {}) {
  const second = await start(t, 'keyrack-central', harmless(scratchFolder(t), 'central', { read_log }));
  await until('the second instance answers', () => answers(SECOND));
  await work(second);
  await second.stop();
}

test('a leader that is killed is followed, and the next one too', async (t) => {
  await withSecond(t, async () => {
    assert.equal(await isLeader(CENTRE), true);
    assert.equal(await isLeader(SECOND), false);
    part('kill', 'central');
    const begun = performance.now();
    await until('the second instance leads', () => isLeader(SECOND));
    t.diagnostic(`taken over after ${Math.round(performance.now() - begun)} ms`);
    part('start', 'central');
    await until('the centre answers', () => answers(CENTRE));
    await mustBeHeard();
  });
  await until('the centre leads again', () => isLeader(CENTRE));
});

test('a leader that hangs is followed once the database loses patience', async (t) => {
  await withSecond(t, async () => {
    await until('the centre leads', () => isLeader(CENTRE));
    part('pause', 'central');
    try {
      await until('the second instance leads', () => isLeader(SECOND));
    } finally {
      part('resume', 'central');
    }
    await until('the centre notices', async () => !(await isLeader(CENTRE)));
    await mustBeHeard();
  });
});

test('a slot that is dropped is made anew', async (t) => {
  await withSecond(t, async () => {
    const { status, stderr } = sql(DROP_THE_SLOT);
    assert.equal(status, 0, stderr);
    await until('somebody leads', async () => (await isLeader(CENTRE)) || (await isLeader(SECOND)));
    await mustBeHeard();
  });
});

test('a bus that starts again with nothing in it carries on', async (t) => {
  await withSecond(t, async () => {
    part('kill', 'nats');
    await pause(1500); // longer than a leader waits for it
    part('start', 'nats');
    await until('somebody leads', async () => (await isLeader(CENTRE)) || (await isLeader(SECOND)));
    await until('changes are heard', async () => wasHeard((await heardAtSecond()).body));
  });
});

test('a database that starts again is read on', async (t) => {
  await withSecond(t, async () => {
    part('kill', 'postgres');
    part('start', 'postgres');
    await until('the centre answers', () => answers(CENTRE));
    await until('somebody leads', async () => (await isLeader(CENTRE)) || (await isLeader(SECOND)));
    await mustBeHeard();
  });
});

async function metric(base, name) {
  const text = await (await fetch(`${base}/metrics`)).text();
  return Number(text.match(new RegExp(`^${name}(\\{[^}]*\\})? (.*)$`, 'm'))?.[2]);
}

// Listing the tables, which an instance does when it missed something, is not what brings the change.
const listings = () => metric(SECOND, 'keyrack_memory_reloads_total');

test('without the bus an instance hears of changes from the log of the database', async (t) => {
  const readsLog = () => until('the log is read', async () => (await metric(SECOND, 'keyrack_feed_log_reading')) === 1);
  const hearsWithoutListing = async () => {
    const before = await listings();
    const { body } = await heardAtSecond();
    assert.ok(body.to >= body.from, 'the second instance heard nothing in ten seconds');
    assert.equal(await listings(), before);
  };
  await withSecond(
    t,
    async () => {
      await readsLog();
      part('pause', 'nats');
      try {
        await hearsWithoutListing();
      } finally {
        part('resume', 'nats');
      }
      part('kill', 'postgres');
      part('start', 'postgres');
      await until('the centre answers', () => answers(CENTRE));
      await until('the second instance answers', () => answers(SECOND));
      await readsLog();
      await hearsWithoutListing();
    },
    { read_log: true },
  );
});

test('an open transaction holds up reading of the log, and nothing else', async (t) => {
  const password = readFileSync(join(RUN, 'secrets/database_admin'), 'utf8').trim();
  const options = ['-qAt', '-h', '127.0.0.1', '-p', String(PORT + 20), '-U', 'keyrack_admin', 'keyrack'];
  const session = spawn('psql', options, { env: { ...process.env, PGPASSWORD: password }, stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => session.kill());
  session.stdin.write('BEGIN; SELECT pg_current_xact_id();\n');
  await new Promise((resolve) => session.stdout.once('data', resolve));
  await withSecond(
    t,
    async () => {
      await mustBeHeard();
      assert.equal(await metric(SECOND, 'keyrack_feed_log_reading'), 0);
      session.stdin.end('COMMIT;\n');
      await until('the log is read', async () => (await metric(SECOND, 'keyrack_feed_log_reading')) === 1);
    },
    { read_log: true },
  );
});
