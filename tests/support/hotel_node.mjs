// A hotel's node by itself, on either kind of store: no centre, no bus, and a directory only if the test wants one. The
// practice hotels H1 and H2 have a clock that the test moves; the others live in real time.
//
//     for (const store of STORES) {
//       test(`…, on ${store}`, async (t) => {
//         const node = await HotelNode.make(t, { store, hotel: 'H1' });
//         const clerk = await node.logIn('h1-desk1');
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Description } from './openapi.mjs';
import { hearClosing, newKey, password, PROGRAMS, ROOT, RUN } from './instance.mjs';
import { removeFolder } from './scratch.mjs';

const PORT = Number(process.env.KEYRACK_PORT);
const START_MS = 120_000;
export const NO_DIRECTORY = 'ldap://127.0.0.1:9';

export const STORES = ['SQLite', 'PostgreSQL'];

function administrate(sql) {
  const secret = readFileSync(join(RUN, 'secrets/database_admin'), 'utf8');
  const arguments_ = ['--host=127.0.0.1', `--port=${PORT + 20}`, '--username=keyrack_admin', '--dbname=postgres', '--no-psqlrc', '--quiet'];
  const done = spawnSync('psql', [...arguments_, '--command', sql], { encoding: 'utf8', env: { ...process.env, PGPASSWORD: secret } });
  assert.equal(done.status, 0, done.stderr);
  return secret;
}

// The ODBC text of a store that does not exist yet, and how to do away with it.
function newStore(kind, folder) {
  if (kind === 'SQLite') return { text: `Driver=SQLite3;Database=${join(folder, 'hotel.sqlite')}`, remove: () => {} };
  assert.equal(kind, 'PostgreSQL');
  const name = `node_${newKey().replaceAll('-', '')}`;
  const secret = administrate(`CREATE DATABASE ${name}`);
  return {
    text: `Driver=PostgreSQL Unicode;Server=127.0.0.1;Port=${PORT + 20};Database=${name};Username=keyrack_admin;Password=${secret}`,
    remove: () => administrate(`DROP DATABASE ${name} WITH (FORCE)`),
  };
}

// Somebody who has logged in. Every answer is held against the description of the API.
export class Clerk {
  constructor(node, headers) {
    Object.assign(this, { node, headers });
  }

  async send(method, path, { body, key = newKey(), headers = {} } = {}) {
    await hearClosing();
    const answer = await fetch(this.node.address + path, {
      method,
      headers: { ...this.headers, 'Content-Type': 'application/json', ...(method === 'POST' ? { 'Idempotency-Key': key } : {}), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    const parsed = isJson ? JSON.parse(text) : text;
    this.node.description.checkAnswer(method, path, { status: answer.status, headers: answer.headers, body: parsed });
    return { status: answer.status, body: parsed, headers: answer.headers };
  }

  get(path) {
    return this.send('GET', path);
  }

  post(path, body, key) {
    return this.send('POST', path, { body, key });
  }

  // The body of an answer of this status; anything else fails the test.
  async expect(status, method, path, body, more = {}) {
    const answer = await this.send(method, path, { body, ...more });
    assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body).slice(0, 1000)}`);
    return answer.body;
  }
}

export class HotelNode {
  constructor({ store = 'SQLite', hotel = 'H1', chain = join(ROOT, 'schemas/chain/demo.yaml') } = {}) {
    this.folder = mkdtempSync(join(tmpdir(), 'keyrack-node-'));
    this.hotel = hotel;
    this.chain = chain;
    this.store = newStore(store, this.folder);
    this.description = new Description('property');
    writeFileSync(join(this.folder, 'token_key'), 'a secret of this test, long enough\n', { mode: 0o600 });
    this.config = this.configure('node');
  }

  // One that serves, and is gone after the test `t` (or the file's `after`, given as { after }).
  static async make(t, { settings = [], ...options } = {}) {
    const node = new HotelNode(options);
    t.after(() => node.remove());
    node.migrate();
    await node.start(...settings);
    return node;
  }

  // Writes a configuration of this name; `changes` replaces or adds settings.
  configure(name, changes = {}) {
    const settings = {
      hotel: this.hotel,
      listen_port: 0,
      store: `"${this.store.text}"`,
      bus_url: 'nats://127.0.0.1:9',
      directory_uri: `ldap://127.0.0.1:${PORT + 22}`,
      directory_base: '"dc=keyrack,dc=example"',
      chain: this.chain,
      schema_folder: join(ROOT, 'schemas/property'),
      token_key_file: join(this.folder, 'token_key'),
      ...changes,
    };
    const path = join(this.folder, `${name}.yaml`);
    writeFileSync(path, Object.entries(settings).map(([key, value]) => `${key}: ${value}\n`).join(''));
    return path;
  }

  // Runs a program on a configuration to its end.
  run(program, ...args) {
    return spawnSync(join(PROGRAMS, program), args, { encoding: 'utf8', timeout: 180_000 });
  }

  migrate(config = this.config) {
    const done = this.run('keyrack', 'migrate', '--config', config);
    assert.equal(done.status, 0, done.stderr);
  }

  // Starts the daemon and waits until it says on which port it serves. `settings`: 'name=value'.
  async start(...settings) {
    const child = spawn(join(PROGRAMS, 'keyrack-property'), ['--config', this.config, ...settings.flatMap((each) => ['--set', each])]);
    this.log = '';
    this.gone = new Promise((resolve) => child.once('exit', resolve));
    this.child = child;
    const port = await new Promise((resolve, reject) => {
      child.stderr.on('data', (data) => {
        this.log += data;
        const serving = this.log.match(/"event":"serving","port":(\d+)/);
        if (serving) resolve(Number(serving[1]));
      });
      child.once('exit', (status) => reject(new Error(`ended with ${status}: ${this.log}`)));
      setTimeout(() => reject(new Error(`does not serve: ${this.log}`)), START_MS).unref();
    });
    this.address = `http://127.0.0.1:${port}`;
    return this;
  }

  async stop(signal = 'SIGTERM') {
    this.child.kill(signal);
    const status = await this.gone;
    if (signal === 'SIGTERM') assert.equal(status, 0, this.log);
  }

  async remove() {
    if (this.child !== undefined) await this.stop('SIGKILL');
    this.store.remove();
    // What the node started to draw its papers dies with it, a moment later, perhaps with a file half made.
    await removeFolder(this.folder);
  }

  // The answer to a log-in as it came.
  async openSession(user, secret = password(user)) {
    await hearClosing();
    return fetch(`${this.address}/v1/sessions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ user, password: secret }),
    });
  }

  async logIn(user) {
    const answer = await this.openSession(user);
    const body = await answer.json();
    assert.equal(answer.status, 201, JSON.stringify(body));
    return new Clerk(this, { Cookie: answer.headers.get('set-cookie').split(';')[0], 'X-CSRF-Token': body.csrf_token });
  }

  async status() {
    await hearClosing();
    return (await fetch(`${this.address}/v1/status`)).json();
  }

  // Brings somebody into the house by a manager's word, as a node without a centre must: the new stay.
  async walkIn(manager, surname, nights = 2, more = {}) {
    const { business_date: today } = await this.status();
    const departure = new Date(Date.parse(today) + nights * 86_400_000).toISOString().slice(0, 10);
    const [room] = (await manager.get('/v1/rooms')).body.items;
    return manager.expect(201, 'POST', '/v1/walk-ins', {
      guest: { given_name: 'Ana', surname },
      room_type: room.room_type,
      rate_plan: 'BAR',
      departure,
      adults: 2,
      children: 0,
      infants: 0,
      override_reason: 'the line is cut and the guest stands here',
      ...more,
    });
  }
}
