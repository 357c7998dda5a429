// What an attendant did while the wireless was away: kept, sent in order and under one key each, refusals told apart from a
// node that does not answer.
import assert from 'node:assert/strict';
import test from 'node:test';
import { load, loadSpoilt } from './modules.mjs';

const { isSaid, waitingRead, waitingSend, waitingWrite, withDay, withWaiting, roomOfCode, Problem } = await load(
  'property/console/src/phone/outbox.ts',
  'property/console/src/phone/scan.ts',
  'ops/web/shared/api/problem.ts',
);

function newStore() {
  const kept = new Map();
  return { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => void kept.set(name, value) };
}

const done = (key, task, status = 'done', user = 'mei') => ({
  key, user, at: '2026-01-01T10:00:00Z', path: `/v1/housekeeping/tasks/${task}/progress`, body: { status }, room: '101', what: status, state: 'waiting',
});
const keys = (store) => waitingRead(store).map((each) => `${each.key} ${each.state}`);

test('what waits is sent in order, and nothing is left', async () => {
  const store = newStore();
  const sent = [];
  waitingWrite(store, [done('a', 1, 'started'), done('b', 1), done('c', 2)]);
  assert.equal(await waitingSend(store, 'mei', async (each) => sent.push(each.key), () => undefined), 'sent');
  assert.deepEqual(sent, ['a', 'b', 'c']);
  assert.deepEqual(waitingRead(store), []);
});

test('a node that does not answer keeps everything from there on, under the same keys', async () => {
  const store = newStore();
  waitingWrite(store, [done('a', 1), done('b', 2)]);
  let away = true;
  const sent = [];
  const send = async (each) => {
    sent.push(each.key);
    if (away && each.key === 'a') throw new Problem(0, { code: 'no_answer' });
  };
  assert.equal(await waitingSend(store, 'mei', send, () => undefined), 'unreachable');
  assert.deepEqual(keys(store), ['a waiting', 'b waiting']);
  away = false;
  assert.equal(await waitingSend(store, 'mei', send, () => undefined), 'sent');
  assert.deepEqual(sent, ['a', 'a', 'b']);
});

test('a refusal is kept to be looked at and holds up nothing; a lost session keeps all', async () => {
  const store = newStore();
  waitingWrite(store, [done('a', 1), done('b', 2), done('c', 3)]);
  const refuse = async (each) => {
    if (each.key === 'b') throw new Problem(409, { code: 'task_finished_before', detail: 'done already' });
  };
  assert.equal(await waitingSend(store, 'mei', refuse, () => undefined), 'sent');
  assert.deepEqual(keys(store), ['b refused']);
  assert.equal(waitingRead(store)[0].code, 'task_finished_before');
  waitingWrite(store, [done('d', 4)]);
  const signedOut = async () => { throw new Problem(401, { code: 'not_logged_in' }); };
  assert.equal(await waitingSend(store, 'mei', signedOut, () => undefined), 'signed_out');
  assert.deepEqual(keys(store), ['d waiting']);
});

test('what somebody else did on this phone is not sent under my name', async () => {
  const store = newStore();
  waitingWrite(store, [done('a', 1, 'done', 'ana'), done('b', 2)]);
  await waitingSend(store, 'mei', async () => undefined, () => undefined);
  assert.deepEqual(keys(store), ['a waiting']);
});

test('the sheet shows what was done before it is sent; what was refused it does not', () => {
  const task = (task_id) => ({ task_id, status: 'open' });
  const sheets = { sheets: [{ tasks: [task(1), task(2)] }], unassigned: [task(3)] };
  const shown = withWaiting(sheets, [done('a', 1), { ...done('b', 2), state: 'refused' }, done('c', 3, 'do_not_disturb')]);
  assert.deepEqual(shown.sheets[0].tasks.map((each) => each.status), ['done', 'open']);
  assert.equal(shown.unassigned[0].status, 'do_not_disturb');
  assert.equal(withWaiting(sheets, []), sheets);
});

test('what says how a room is carries the day on which it was seen; what is true on any day does not', () => {
  const day = '2026-01-01';
  for (const path of ['/v1/rooms/101/status', '/v1/rooms/10%2F1/status', '/v1/housekeeping/inspections', '/v1/housekeeping/sightings']) {
    assert.deepEqual(withDay(path, { room: '101' }, day), { room: '101', business_date: day }, path);
  }
  for (const path of ['/v1/work-orders', '/v1/notes', '/v1/housekeeping/tasks/1/progress']) assert.deepEqual(withDay(path, { a: 1 }, day), { a: 1 }, path);
  assert.deepEqual(withDay('/v1/housekeeping/inspections', {}, undefined), {});
});

test('what waits to be said is not said again; what adds up is, and so is what was otherwise in between', () => {
  const said = (path, body, more) => ({ ...done('k', 1), path, body, ...more });
  const clean = said('/v1/rooms/101/status', { housekeeping: 'clean' });
  const dirty = said('/v1/rooms/101/status', { housekeeping: 'dirty' });
  assert.equal(isSaid([], clean), false);
  assert.equal(isSaid([clean], clean), true);
  assert.equal(isSaid([clean, dirty], clean), false, 'it was dirty in between');
  assert.equal(isSaid([{ ...clean, state: 'refused' }], clean), false);
  assert.equal(isSaid([{ ...clean, user: 'ana' }], clean), false);
  const seen = said('/v1/housekeeping/sightings', { room: '101', occupied: false });
  assert.equal(isSaid([{ ...seen, room: '102', body: { room: '102', occupied: false } }], seen), false);
  for (const path of ['/v1/rooms/101/minibar', '/v1/work-orders', '/v1/notes']) assert.equal(isSaid([said(path, { a: 1 })], said(path, { a: 1 })), false, path);
  assert.equal(isSaid([said('/v1/rooms/101/minibar/refill', {})], said('/v1/rooms/101/minibar/refill', {})), true);
});

test('what is kept in the phone may be spoilt', () => {
  const store = newStore();
  for (const text of ['', '{', '7', '{"a":1}']) {
    store.setItem('keyrack-phone-waiting', text);
    assert.deepEqual(waitingRead(store), []);
  }
});

test('a code holds the number of a room, alone or in an address', () => {
  assert.equal(roomOfCode('412'), '412');
  assert.equal(roomOfCode(' 12a '), '12A');
  assert.equal(roomOfCode('https://hotel.example/phone.html#room=412'), '412');
  assert.equal(roomOfCode('https://hotel.example/rooms/412/'), '412');
  assert.equal(roomOfCode('???'), '');
});

const seed = Number(process.env.KEYRACK_SEED ?? Math.floor(Math.random() * 2 ** 31));
console.log(`seed ${seed}`);

function newRandom() {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % limit;
  };
}

// A node that may be away before or after it has done what it was asked; what it has done under a key it does not do again.
function newNode(random) {
  const effects = [];
  const known = new Set();
  return {
    effects,
    send: async (each) => {
      if (random(4) === 0) throw new Problem(0, { code: 'no_answer' });
      if (each.body.status === 'refused') throw new Problem(409, { code: 'task_finished_before' });
      if (!known.has(each.key)) effects.push(Number(each.what));
      known.add(each.key);
      if (random(4) === 0) throw new Problem(0, { code: 'no_answer' });
    },
  };
}

// What went wrong with a day of an attendant's phone, in words: everything is done once, in order, or stands there as refused.
async function dayOf(outbox, random) {
  const store = newStore();
  const node = newNode(random);
  const wanted = [];
  const refused = [];
  const count = 3 + random(12);
  for (let number = 0; number < count; number += 1) {
    const isRefused = random(5) === 0;
    (isRefused ? refused : wanted).push(number);
    waitingWrite(store, [...waitingRead(store), { ...done(`k${number}`, number, isRefused ? 'refused' : 'done'), what: String(number) }]);
    if (random(3) === 0) await outbox.waitingSend(store, 'mei', node.send, () => undefined);
  }
  for (let tries = 0; tries < 200; tries += 1) await outbox.waitingSend(store, 'mei', node.send, () => undefined);
  const left = waitingRead(store);
  if (node.effects.join() !== wanted.join()) return `done ${node.effects}, wanted ${wanted}`;
  if (left.map((each) => `${each.what} ${each.state}`).join() !== refused.map((number) => `${number} refused`).join()) return `left ${JSON.stringify(left)}`;
  return null;
}

test('whatever the line does, each thing is done once and in order, and a refusal stays to be seen', async () => {
  const random = newRandom();
  for (let round = 0; round < 60; round += 1) assert.equal(await dayOf({ waitingSend }, random), null);
});

const OUTBOX = 'property/console/src/phone/outbox.ts';
const MUTANTS = {
  'sends what came last first': ['waitingRead(store).find((each) =>', 'waitingRead(store).reverse().find((each) =>'],
  'throws away what the node did not answer': ["if (comesLater(problem)) return problem.status === 401 ? 'signed_out' : 'unreachable';", "if (comesLater(problem)) { change((list) => list.filter((each) => each.key !== next.key)); return 'unreachable'; }"],
  'takes another key for the next try': ["if (comesLater(problem)) return", "if (comesLater(problem)) change((list) => list.map((each) => (each.key === next.key ? { ...each, key: `${each.key}n` } : each))); if (comesLater(problem)) return"],
  'loses what was refused': ["change((list) => list.map((each) => (each.key === next.key ? { ...each, state: 'refused', code: problem.code, detail: problem.detail } : each)));", 'change((list) => list.filter((each) => each.key !== next.key));'],
};
for (const [name, [right, wrong]] of Object.entries(MUTANTS)) {
  test(`the check notices a phone that ${name}`, async () => {
    const spoilt = await loadSpoilt(OUTBOX, right, wrong);
    const random = newRandom();
    for (let round = 0; round < 60; round += 1) if ((await dayOf(spoilt, random)) !== null) return;
    assert.fail('nothing was noticed');
  });
}
