// kill -9 of every part, and of the replay itself, in the middle of a replay: the result is the same.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { generate, OwnInstance } from './own_instance.mjs';
import { scratchFolder } from '../support/scratch.mjs';

const PARTS = ['central', 'property-H1', 'property-H2', 'postgres', 'nats', 'slapd'];
const instance = new OwnInstance('replay-kill', 200);
const folder = scratchFolder({ after });

before(() => instance.up());

after(() => instance.down());

async function killAndStart(part) {
  const killed = instance.ops('part', 'kill', part);
  assert.equal(killed.status, 0, killed.output);
  await pause(Math.random() * 1000);
  const started = instance.ops('part', 'start', part);
  assert.equal(started.status, 0, started.output);
}

// Kills every part twice, one after another, while the replay runs. Gives those that were killed.
async function killAround(replay) {
  let running = true;
  replay.ended.then(() => (running = false));
  const killed = [];
  for (const part of [...PARTS, ...PARTS]) {
    await pause(1000 + Math.random() * 2000);
    if (!running) break;
    await killAndStart(part);
    killed.push(part);
  }
  return killed;
}

test('every part killed while a replay runs', async () => {
  // Bookings soon after the opening, so that the days in which a part is killed are busy ones.
  const { data, reference } = generate(folder, 2500, '--from', '2013-07-05', '--until', '2013-09-02');
  const args = ['--data', data, '--reference', reference];

  const interrupted = instance.replay(...args);
  await pause(4000);
  interrupted.child.kill('SIGKILL');
  const first = await interrupted.ended;
  assert.equal(first.signal, 'SIGKILL', `the replay ended before it could be killed:\n${first.output}`);

  const replay = instance.replay(...args);
  const killed = await killAround(replay);
  const { status, output } = await replay.ended;
  assert.equal(status, 0, `${output}\nkilled: ${killed.join(' ')}`);
  assert.match(output, /everything agrees/);
  assert.match(output, /[1-9]\d* tried again/);
  for (const part of PARTS) assert.ok(killed.includes(part), `${part} was not killed before the replay was through`);
});
