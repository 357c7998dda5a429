// No room left for a hotel's store: the desk says so, keeps what was acknowledged, reads on, and works again as soon as
// there is room.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { logIn, newKey, send } from '../support/instance.mjs';
import { scratchFolder } from '../support/scratch.mjs';
import { EXIT, FREE_PORT, harmless, migrate, start } from './daemons.mjs';

// A file system of sixteen megabytes: a new store and its log fit; null where we may not mount one.
function smallDisk(t) {
  const folder = mkdtempSync(join(tmpdir(), 'keyrack-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder]).status === 0;
  t.after(() => {
    if (mounted) spawnSync('umount', ['--lazy', folder]);
    rmdirSync(folder);
  });
  return mounted ? folder : null;
}

function fill(folder) {
  for (const size of [65536, 4096, 512]) {
    try {
      for (let count = 0; ; count++) writeFileSync(join(folder, `filler-${size}-${count}`), Buffer.alloc(size, 'x'));
    } catch (error) {
      assert.equal(error.code, 'ENOSPC');
    }
  }
}

test('keyrack-property with a full disk', async (t) => {
  const disk = smallDisk(t);
  if (disk === null) return t.skip('this machine lets nobody mount');
  const config = harmless(scratchFolder(t), 'property-TYO', { store: `"Driver=SQLite3;Database=${join(disk, 'store.sqlite')}"` });
  migrate(config);
  const running = await start(t, 'keyrack-property', config);
  const base = `http://127.0.0.1:${FREE_PORT}`;
  const clerk = await logIn(base, 'tyo-desk1');
  const rooms = async () => (await send(base, 'GET', '/v1/rooms', { headers: clerk })).body.items;
  const mark = (room, housekeeping, key) => send(base, 'POST', `/v1/rooms/${room}/status`, { headers: clerk, key, body: { housekeeping } });
  const [{ room: first }, { room: second }] = await rooms();
  assert.equal((await mark(first, 'dirty')).status, 200);

  fill(disk);
  const key = newKey();
  let refused;
  for (let count = 0; count < 200 && (refused === undefined || refused.status === 200); count++) {
    refused = await mark(second, count % 2 ? 'clean' : 'dirty', count === 0 ? key : newKey());
  }
  assert.ok(refused.status >= 500, `${refused.status}: the disk never became full`);
  assert.match(refused.headers.get('content-type'), /problem\+json/);
  const last = (await rooms()).find((each) => each.room === second).housekeeping;
  assert.equal((await rooms()).find((each) => each.room === first).housekeeping, 'dirty');
  assert.equal((await fetch(`${base}/healthz`)).status, 200);

  for (const name of readdirSync(disk).filter((each) => each.startsWith('filler'))) rmSync(join(disk, name));
  const other = last === 'clean' ? 'dirty' : 'clean';
  assert.equal((await mark(second, other)).status, 200);
  assert.equal((await rooms()).find((each) => each.room === second).housekeeping, other);
  assert.equal((await running.stop()).status, EXIT.ok);

  const again = await start(t, 'keyrack-property', config);
  assert.deepEqual((await rooms()).filter((each) => [first, second].includes(each.room)).map((each) => each.housekeeping), ['dirty', other]);
  assert.equal((await again.stop()).status, EXIT.ok);
});
