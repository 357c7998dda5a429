// ops/up, ops/down, ops/status and ops/part on the running test instance.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'node:test';

const ROOT = process.env.KEYRACK_ROOT ?? join(dirname(fileURLToPath(import.meta.url)), '../..');
const RUN = process.env.KEYRACK_RUN;
const PORT = Number(process.env.KEYRACK_PORT);

assert.ok(RUN && PORT, 'run this through ops/test, which starts the instance');

// Runs a script of ops/; its exit status and what it printed.
function ops(script, args = [], environment = {}) {
  const began = Date.now();
  const result = spawnSync(join(ROOT, 'ops', script), args, {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    timeout: 180_000,
  });
  return { status: result.status, output: result.stdout + result.stderr, seconds: (Date.now() - began) / 1000 };
}

const up = () => ops('up', ['--no-build', '--no-seed']);
const pid = (part) => Number(ops('part', ['pid', part]).output.trim());

function assertSucceeded(result) {
  assert.equal(result.status, 0, result.output);
}

test('everything runs, and a second ops/up changes nothing', (t) => {
  const before = ops('status');
  assertSucceeded(before);
  const again = up();
  assertSucceeded(again);
  t.diagnostic(`the second ops/up took ${again.seconds} s, the goal is 15 s`);
  const pids = (text) => [...text.matchAll(/running +(\d+)/g)].map((match) => match[1]);
  assert.deepEqual(pids(ops('status').output), pids(before.output));
  assert.equal(pids(before.output).length, 10);
});

test('every port listens on loopback only, and the parts do not run as root', () => {
  const listening = readFileSync('/proc/net/tcp', 'utf8') + readFileSync('/proc/net/tcp6', 'utf8');
  for (const port of [0, 1, 2, 3, 4, 5, 6, 20, 21, 22].map((offset) => PORT + offset)) {
    const hex = port.toString(16).toUpperCase().padStart(4, '0');
    const addresses = [...listening.matchAll(new RegExp(` ([0-9A-F]+):${hex} [0-9A-F]+:0000 0A`, 'g'))].map((m) => m[1]);
    assert.deepEqual(addresses, ['0100007F'], `port ${port}`);
  }
  for (const part of ['postgres', 'nats', 'slapd', 'central', 'property-H1']) {
    assert.notEqual(statSync(`/proc/${pid(part)}`).uid, 0, part);
  }
});

test('secrets are private', () => {
  for (const name of ['database_owner', 'nats_H1', 'token_key', 'clients.yaml', 'staff.txt']) {
    assert.equal(statSync(join(RUN, 'secrets', name)).mode & 0o777, 0o600, name);
  }
});

for (const part of ['postgres', 'nats', 'slapd', 'central', 'property-H2']) {
  test(`${part} killed: status tells, ops/up brings it back`, () => {
    const old = pid(part);
    assertSucceeded(ops('part', ['kill', part]));
    const status = ops('status');
    assert.notEqual(status.status, 0);
    assert.match(status.output, new RegExp(`${part} +stopped`));
    assertSucceeded(up());
    assert.notEqual(pid(part), old);
    assertSucceeded(ops('part', ['healthy', part]));
  });
}

test('a part that holds its port and says nothing is not called healthy', () => {
  assertSucceeded(ops('part', ['pause', 'property-H1']));
  const status = ops('status');
  assertSucceeded(ops('part', ['resume', 'property-H1']));
  assert.notEqual(status.status, 0);
  assert.match(status.output, /property-H1 +NOT WELL/);
});

test('a taken port is named, with who took it and what to do', async () => {
  assertSucceeded(ops('part', ['stop', 'nats']));
  const thief = spawn(process.execPath, [
    '-e',
    `require('node:net').createServer((socket) => socket.on('error', () => {})).listen(${PORT + 21}, '127.0.0.1', () => console.log('ready'))`,
  ]);
  try {
    await new Promise((resolve) => thief.stdout.once('data', resolve));
    const result = up();
    assert.notEqual(result.status, 0, result.output);
    assert.match(result.output, new RegExp(`port ${PORT + 21} of nats is taken by \\S+ \\(pid ${thief.pid}\\)`));
    assert.match(result.output, /KEYRACK_PORT=/);
  } finally {
    thief.kill('SIGKILL');
    await new Promise((resolve) => thief.once('exit', resolve));
  }
  assertSucceeded(up());
});

test('a pid that belongs to somebody else by now is left alone', async () => {
  const file = join(RUN, 'pid/slapd.pid');
  const kept = readFileSync(file, 'utf8');
  const stranger = spawn('sleep', ['60']);
  try {
    const [, startTime, boot, stamp] = kept.split('\n');
    writeFileSync(file, [stranger.pid, startTime, boot, stamp, ''].join('\n'));
    assertSucceeded(ops('part', ['kill', 'slapd']));
    assert.equal(stranger.exitCode, null);
    assert.ok(existsSync(`/proc/${stranger.pid}`));
    assert.ok(!existsSync(file));
  } finally {
    stranger.kill('SIGKILL');
    writeFileSync(file, kept);
  }
  assertSucceeded(ops('part', ['healthy', 'slapd']));
});

test('unknown parts and arguments are refused, and change nothing', () => {
  const part = ops('part', ['kill', 'property-XX']);
  assert.notEqual(part.status, 0);
  assert.match(part.output, /there is no part 'property-XX'/);
  assert.notEqual(ops('up', ['--frech']).status, 0);
  assert.notEqual(ops('down', ['everything']).status, 0);
  assertSucceeded(ops('status'));
});

test('a folder that Keyrack did not make is refused', () => {
  const folder = join(ROOT, 'build/test/foreign');
  rmSync(folder, { recursive: true, force: true });
  const made = spawnSync('mkdir', ['-p', folder]);
  assert.equal(made.status, 0);
  writeFileSync(join(folder, 'letter.txt'), 'mine');
  const result = ops('up', ['--fresh', '--no-build'], { KEYRACK_RUN: folder });
  assert.notEqual(result.status, 0);
  assert.match(result.output, /was not made by Keyrack/);
  assert.equal(readFileSync(join(folder, 'letter.txt'), 'utf8'), 'mine');
  rmSync(folder, { recursive: true });
});

// One line of the NATS protocol after log-in, to see what an account may do without our own client in between.
function natsTry(user, command) {
  const password = readFileSync(join(RUN, 'secrets', `nats_${user}`), 'utf8').trim();
  return new Promise((resolve, reject) => {
    const socket = connect(PORT + 21, '127.0.0.1');
    let text = '';
    socket.setTimeout(5000, () => socket.destroy(new Error(`no answer: ${text}`)));
    socket.on('error', reject);
    socket.on('data', (data) => {
      text += data;
      if (/PONG/.test(text)) {
        socket.destroy();
        resolve(/Permissions Violation/.test(text) ? 'refused' : 'allowed');
      }
    });
    const login = JSON.stringify({ verbose: false, user, pass: password, protocol: 1 });
    socket.write(`CONNECT ${login}\r\n${command}\r\nPING\r\n`);
  });
}

test('the installed NATS accounts keep each hotel to its own subjects', async () => {
  assert.equal(await natsTry('H1', 'SUB keyrack.feed.H1 1'), 'allowed');
  assert.equal(await natsTry('H1', 'PUB keyrack.hotel.H1.ping 2\r\n{}'), 'allowed');
  assert.equal(await natsTry('H1', 'SUB _INBOX.H1.x.* 1'), 'allowed');
  assert.equal(await natsTry('H1', 'SUB keyrack.feed.H2 1'), 'refused');
  assert.equal(await natsTry('H1', 'SUB _INBOX.H2.> 1'), 'refused');
  assert.equal(await natsTry('H1', 'SUB > 1'), 'refused');
  assert.equal(await natsTry('H1', 'PUB keyrack.hotel.H2.ping 2\r\n{}'), 'refused');
  assert.equal(await natsTry('H1', 'PUB keyrack.feed.H1 2\r\n{}'), 'refused');
  assert.equal(await natsTry('centre', 'PUB keyrack.feed.H1 2\r\n{}'), 'allowed');
});

test('ops/down where nothing was started says so and stops nothing', () => {
  const folder = join(ROOT, 'build/test/empty-instance');
  rmSync(folder, { recursive: true, force: true });
  const result = ops('down', [], { KEYRACK_RUN: folder });
  assert.notEqual(result.status, 0);
  assert.match(result.output, /nothing was ever started/);
  assertSucceeded(ops('status'));
});
