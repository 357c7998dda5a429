// Daemons of a test's own, beside those of the instance: with a spoilt configuration, or stopped and signalled at will.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PROGRAMS, RUN } from '../support/instance.mjs';

export const PORT = Number(process.env.KEYRACK_PORT);
assert.ok(RUN && PORT, 'run this through ops/test, which starts the instance');
// A port nobody of the instance uses; whatever listens there is a daemon of these tests.
export const FREE_PORT = PORT + 60;
export const NOWHERE = PORT + 61;
const START_MS = 120_000;

export const program = (name) => join(PROGRAMS, name);

// What ops/process.h promises.
export const EXIT = { ok: 0, failure: 1, config: 2, missing: 3, older: 4, newer: 5, port: 6, running: 7, edited: 8 };

// Runs a program to its end; status, and both outputs together.
export function run(name, ...args) {
  const result = spawnSync(program(name), args, { encoding: 'utf8', timeout: START_MS });
  assert.equal(result.error, undefined, `${name} ${args.join(' ')}: ${result.error}`);
  return { status: result.status, output: result.stdout + result.stderr };
}

// Writes a configuration of the instance ('central', 'property-TYO') with other values; null leaves a setting out. The
// text is changed, not parsed, so that a value may be wrong in any way.
export function writeConfig(folder, part, changes = {}) {
  const kept = readFileSync(join(RUN, 'etc', `${part}.yaml`), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !(line.split(':')[0] in changes));
  const added = Object.entries(changes).flatMap(([key, value]) => (value === null ? [] : [`${key}: ${value}`]));
  const path = join(folder, `${part}.yaml`);
  writeFileSync(path, [...kept, ...added, ''].join('\n'));
  return path;
}

// Nothing of the instance is written: a hotel's daemon gets a store of its own and no line to the centre.
export function harmless(folder, part, changes = {}) {
  const own = { listen_port: FREE_PORT, ...changes };
  if (part !== 'central') {
    own.store ??= `"Driver=SQLite3;Database=${join(folder, 'store.sqlite')}"`;
    own.bus_url ??= `nats://127.0.0.1:${NOWHERE}`;
    // The instance's own daemon has the port of the devices.
    own.device_port ??= null;
    own.devices ??= null;
  }
  return writeConfig(folder, part, own);
}

export function migrate(config) {
  const { status, output } = run('keyrack', 'migrate', '--config', config);
  assert.equal(status, 0, output);
}

// A hotel's store that is ready, and the configuration for it.
export function readyStore(folder, part, changes = {}) {
  const config = harmless(folder, part, changes);
  if (part !== 'central') migrate(config);
  return config;
}

// Line of the configuration file on which a setting stands, from 1.
export function lineOf(path, key) {
  return readFileSync(path, 'utf8').split('\n').findIndex((line) => line.startsWith(`${key}:`)) + 1;
}

export function writeSecret(folder, name, text, mode = 0o600) {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

// A daemon that is to serve; resolves when it says so, or fails with what it said instead.
export async function start(t, name, config, { log = null, environment = {} } = {}) {
  const child = spawn(program(name), ['--config', config], { env: { ...process.env, ...environment } });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  const ended = new Promise((resolve) => child.once('close', (status, signal) => resolve({ status, signal, output })));
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const said = () => (log === null ? output : readLog(log));
  const deadline = Date.now() + START_MS;
  while (!said().includes('"event":"serving"')) {
    assert.equal(child.exitCode, null, `${name} ended instead of serving:\n${output}`);
    assert.ok(Date.now() < deadline, `${name} does not serve:\n${output}`);
    await pause(50);
  }
  return { child, ended, said, stop: () => stop(child, ended) };
}

function readLog(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

async function stop(child, ended) {
  child.kill('SIGTERM');
  return ended;
}
