// An instance of its own for a test that lives through the practice hotels' years: their clock cannot be set back.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { logIn, PROGRAMS, ROOT } from '../support/instance.mjs';

const SHARED = join(ROOT, '../shared/data');

export const realData = join(SHARED, 'hotel_bookings.csv.xz');
export const realDataIsThere = existsSync(realData);

// Ports of the test instance are KEYRACK_PORT to +22; each of these has its own hundred above them.
export class OwnInstance {
  constructor(name, portOffset) {
    assert.ok(process.env.KEYRACK_RUN && process.env.KEYRACK_PORT, 'run this through ops/test');
    this.run = join(process.env.KEYRACK_RUN, name);
    this.environment = {
      ...process.env,
      KEYRACK_RUN: this.run,
      KEYRACK_PORT: String(Number(process.env.KEYRACK_PORT) + portOffset),
    };
  }

  ops(script, ...args) {
    const result = spawnSync(join(ROOT, 'ops', script), args, {
      encoding: 'utf8',
      env: this.environment,
      timeout: 600_000,
    });
    return { status: result.status, output: result.stdout + result.stderr };
  }

  up() {
    const result = this.ops('up', '--fresh', '--no-build', '--no-seed');
    assert.equal(result.status, 0, result.output);
  }

  down() {
    this.ops('down');
  }

  // Runs another command of the operator's program on this instance: what it printed, and that with its progress.
  keyrack(command) {
    const result = spawnSync(join(PROGRAMS, 'keyrack'), [command, '--run', this.run], {
      encoding: 'utf8',
      env: this.environment,
      timeout: 120_000,
    });
    return { status: result.status, report: result.stdout, output: result.stdout + result.stderr };
  }

  // Headers of a member of its staff who has logged in.
  logIn(base, user) {
    return logIn(base, user, this.run);
  }

  // Starts `keyrack replay`; the promise gives its exit status and what it printed.
  replay(...args) {
    const child = spawn(join(PROGRAMS, 'keyrack'), ['replay', '--run', this.run, ...args], { env: this.environment });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    const ended = new Promise((resolve) => child.once('close', (status, signal) => resolve({ status, signal, output })));
    return { child, ended };
  }
}

// A generated file with its reference, in the folder; 60 days of arrivals unless the options say otherwise.
export function generate(folder, rows, ...options) {
  const seed = process.env.KEYRACK_SEED ?? Math.floor(Math.random() * 2 ** 32);
  const data = join(folder, 'bookings.csv');
  const reference = join(folder, 'reference.csv');
  const result = spawnSync(
    join(PROGRAMS, 'keyrack'),
    ['generate', 'bookings', '--seed', seed, '--rows', rows, '--output', data, '--reference-output', reference, ...options].map(
      String,
    ),
    { encoding: 'utf8' },
  );
  assert.equal(result.status, 0, result.stderr);
  console.log(result.stderr.trim());
  return { data, reference };
}
