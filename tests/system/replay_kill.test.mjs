// kill -9 of every part, and of the replay itself, in the middle of a replay: the result is the same.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { generate, OwnInstance } from './own_instance.mjs';

const PARTS = ['central', 'property-H1', 'property-H2', 'postgres', 'nats', 'slapd'];
const instance = new OwnInstance('replay-kill', 200);
let folder;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyrack-kill-'));
  instance.up();
});

after(() => {
  instance.down();
  rmSync(folder, { recursive: true, force: true });
});

async function killAndStart(part) {
  const killed = instance.ops('part', 'kill', part);
  assert.equal(killed.status, 0, killed.output);
  await pause(300 + Math.random() * 1500);
  const started = instance.ops('part', 'start', part);
  assert.equal(started.status, 0, started.output);
}

// Kills one part after another until the replay is through; each of them at least once.
async function killAround(replay) {
  let running = true;
  replay.ended.then(() => (running = false));
  const killed = [];
  while (running) {
    await pause(1000 + Math.random() * 2000);
    if (!running) break;
    const part = PARTS[killed.length % PARTS.length];
    await killAndStart(part);
    killed.push(part);
  }
  return killed;
}

test('every part killed while a replay runs', async () => {
  const { data, reference } = generate(folder, 4000);
  const args = ['--data', data, '--reference', reference];

  const interrupted = instance.replay(...args);
  await pause(6000);
  interrupted.child.kill('SIGKILL');
  const first = await interrupted.ended;
  assert.equal(first.signal, 'SIGKILL', `the replay ended before it could be killed:\n${first.output}`);

  const replay = instance.replay(...args);
  const killed = await killAround(replay);
  const { status, output } = await replay.ended;
  assert.equal(status, 0, `${output}\nkilled: ${killed.join(' ')}`);
  assert.match(output, /everything agrees/);
  for (const part of PARTS) assert.ok(killed.includes(part), `${part} was not killed before the replay was through`);
});
