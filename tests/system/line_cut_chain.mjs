// A chain whose parts live in network namespaces of their own: the centre (PostgreSQL, NATS, slapd, two keyrack-central)
// in one, two hotels (keyrack-property and their own copy of the staff directory) in one each.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, cpSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { HOTELS, PROGRAMS, ROOT } from '../support/instance.mjs';
import { Namespaces } from './namespaces.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const SECOND_CENTRE = 30; // port of the second keyrack-central, from the first
const USER = process.env.KEYRACK_USER ?? 'keyrack';
const AS_PART = ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--clear-groups', '--pdeathsig=KILL'];
const READ_ANYWHERE = ['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search'];

export class LineCutChain {
  // On an OwnInstance; `hotels` are those that get a network of their own.
  constructor(instance, hotels, seed) {
    this.instance = instance;
    // A hotel in a network of its own has its store with it, not behind the line.
    this.instance.environment.KEYRACK_POSTGRES_HOTELS = '';
    this.hotels = hotels;
    this.seed = seed;
    this.port = Number(this.instance.environment.KEYRACK_PORT);
    this.namespaces = new Namespaces(`kr${this.port}`);
    this.running = new Map(); // part -> child
    this.clients = new Map();
    this.lines = {};
    this.ended = []; // parts that ended by themselves
    this.next = 1;
  }

  path(...parts) {
    return join(this.instance.run, ...parts);
  }

  ops(script, ...args) {
    const command = ['netns', 'exec', this.centre, join(ROOT, 'ops', script), ...args];
    const { status, stdout, stderr } = spawnSync('ip', command, { encoding: 'utf8', env: this.instance.environment, timeout: 180_000 });
    assert.equal(status, 0, `ops/${script} ${args.join(' ')}: ${stdout}${stderr}`);
    return stdout.trim();
  }

  async up() {
    this.centre = this.namespaces.add('centre');
    this.ops('up', '--fresh', '--no-build', '--no-seed');
    for (const hotel of HOTELS) this.ops('part', 'kill', `property-${hotel}`);
    for (const part of ['central', 'nats', 'slapd']) this.ops('part', 'stop', part);
    this.configureCentre();
    for (const [index, hotel] of this.hotels.entries()) await this.addHotel(hotel, index + 1);
    this.ops('part', 'start', 'slapd');
    for (const part of this.parts()) this.start(part);
  }

  parts() {
    return ['nats', 'central', 'central2', ...this.hotels.flatMap((hotel) => [`slapd-${hotel}`, `property-${hotel}`])];
  }

  // NATS listens where the hotels can reach it.
  configureCentre() {
    const nats = readFileSync(this.path('etc/nats.conf'), 'utf8').replace('"127.0.0.1:', '"0.0.0.0:');
    const central = readFileSync(this.path('etc/central.yaml'), 'utf8');
    this.write('etc/nats-lines.conf', nats);
    this.write('etc/central2.yaml', central.replace(/listen_port: \d+/, `listen_port: ${this.port + SECOND_CENTRE}`));
  }

  async addHotel(hotel, index) {
    const namespace = this.namespaces.add(hotel.toLowerCase());
    const centreAddress = `10.77.${index}.1`;
    this.lines[hotel] = await this.namespaces.join({
      seed: this.seed + index,
      device: `line${index}`,
      from: this.centre,
      fromAddress: centreAddress,
      to: namespace,
      toAddress: `10.77.${index}.2`,
    });
    const config = readFileSync(this.path(`etc/property-${hotel}.yaml`), 'utf8');
    this.write(`etc/property-${hotel}-line.yaml`, config.replace(/nats:\/\/127\.0\.0\.1/, `nats://${centreAddress}`));
    const folder = this.path(`data/slapd-${hotel}`);
    cpSync(this.path('data/slapd'), folder, { recursive: true });
    spawnSync('chown', ['-R', USER, folder]);
    const slapd = readFileSync(this.path('etc/slapd.conf'), 'utf8').replaceAll(this.path('data/slapd'), folder);
    this.write(`etc/slapd-${hotel}.conf`, slapd);
  }

  write(name, text) {
    writeFileSync(this.path(name), text, { mode: 0o600 });
    spawnSync('chown', [USER, this.path(name)]);
  }

  namespaceOf(part) {
    const hotel = this.hotels.find((each) => part.endsWith(`-${each}`));
    return hotel ? `${this.namespaces.prefix}-${hotel.toLowerCase()}` : this.centre;
  }

  commandOf(part) {
    const [kind, hotel] = part.split('-');
    const config = { central: 'central.yaml', central2: 'central2.yaml', property: `property-${hotel}-line.yaml` }[kind];
    if (kind === 'nats') return ['nats-server', '--config', this.path('etc/nats-lines.conf')];
    if (kind === 'slapd') return ['/usr/sbin/slapd', '-f', this.path(`etc/slapd-${hotel}.conf`), '-h', `ldap://127.0.0.1:${this.port + 22}/`, '-d', '0'];
    return [join(PROGRAMS, kind === 'property' ? 'keyrack-property' : 'keyrack-central'), '--config', this.path('etc', config)];
  }

  start(part) {
    const log = openSync(this.path('log', `line-${part}.log`), 'a');
    const command = ['netns', 'exec', this.namespaceOf(part), ...AS_PART, ...READ_ANYWHERE, ...this.commandOf(part)];
    const child = spawn('ip', command, { env: this.instance.environment, stdio: ['ignore', log, log] });
    closeSync(log);
    child.ended = new Promise((resolve) => child.once('close', resolve));
    child.once('close', (status, signal) => child.isToEnd || this.ended.push(`${part}: ${signal ?? status}`));
    this.running.set(part, child);
  }

  async kill(part) {
    if (part === 'postgres') return this.ops('part', 'kill', part);
    const child = this.running.get(part);
    child.isToEnd = true;
    child.kill('SIGKILL');
    await child.ended;
  }

  // A centre that starts while there is no database ends: it serves before the next fault comes.
  async revive(part) {
    if (part === 'postgres') return this.ops('part', 'start', part);
    const served = () => readFileSync(this.path('log', `line-${part}.log`), 'utf8').split('"event":"serving"').length;
    const before = served();
    this.start(part);
    if (part.startsWith('central')) await this.until(`${part} serves`, () => served() > before);
  }

  signal(part, signal) {
    this.running.get(part).kill(signal);
  }

  // A client process in a namespace; `ask` resolves to its result.
  async client(name, place, setup) {
    const namespace = place === 'centre' ? this.centre : this.namespaceOf(`property-${place}`);
    const command = ['netns', 'exec', namespace, process.execPath, join(HERE, 'line_cut_client.mjs'), JSON.stringify(setup)];
    const child = spawn('ip', command, { env: this.instance.environment, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const waiting = new Map();
    const ready = new Promise((resolve, reject) => {
      child.on('message', ({ id, result, error, ready: isReady }) => {
        if (isReady) return resolve();
        const { done, failed } = waiting.get(id);
        waiting.delete(id);
        if (error === undefined) done(result);
        else failed(new Error(error));
      });
      child.once('exit', () => reject(new Error(`the clients of ${name} ended`)));
    });
    await ready;
    const act = (act, rest = {}) =>
      new Promise((done, failed) => {
        const id = this.next++;
        waiting.set(id, { done, failed });
        child.send({ id, act, ...rest });
      });
    const client = { act, ask: (who, method, path, body) => act('ask', { who, method, path, body }), end: () => child.kill('SIGKILL') };
    this.clients.set(name, client);
    return client;
  }

  // Rows of a query at the centre, one text each.
  query(sql) {
    const secret = readFileSync(this.path('secrets/database_owner'), 'utf8').trim();
    const command = ['netns', 'exec', this.centre, 'psql', '--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--set', 'ON_ERROR_STOP=1'];
    const address = ['--host', '127.0.0.1', '--port', String(this.port + 20), '--username', 'keyrack_owner', '--dbname', 'keyrack', '--command', sql];
    const { status, stdout, stderr } = spawnSync('ip', [...command, ...address], { encoding: 'utf8', env: { ...process.env, PGPASSWORD: secret }, maxBuffer: 2 ** 28 });
    assert.equal(status, 0, stderr);
    return stdout.split('\n').filter((line) => line !== '');
  }

  async until(what, condition, timeoutMs = 120_000) {
    const end = Date.now() + timeoutMs;
    let last;
    for (;;) {
      try {
        last = await condition();
        if (last) return last;
      } catch (error) {
        last = error;
      }
      assert.ok(Date.now() < end, `never came true: ${what} (${last})`);
      await pause(100);
    }
  }

  async down() {
    this.clients.forEach((client) => client.end());
    for (const child of this.running.values()) {
      child.isToEnd = true;
      child.kill('SIGCONT');
      child.kill('SIGTERM');
    }
    await Promise.race([Promise.all([...this.running.values()].map((child) => child.ended)), pause(15_000)]);
    for (const child of this.running.values()) child.kill('SIGKILL');
    spawnSync('ip', ['netns', 'exec', this.centre, join(ROOT, 'ops/down')], { env: this.instance.environment });
    this.namespaces.remove();
  }

  makeFolder(name) {
    mkdirSync(this.path(name), { recursive: true });
    return this.path(name);
  }
}
