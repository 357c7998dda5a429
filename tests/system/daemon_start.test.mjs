// How the daemons start, refuse to start, and stop: every refusal names the place and the remedy, has its own exit
// status and changes nothing. The programs carry the sanitizers, so a status also says that nothing leaked on the way.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import test from 'node:test';
import { ROOT, RUN } from '../support/instance.mjs';
import { scratchFolder } from '../support/scratch.mjs';
import { until } from '../support/until.mjs';
import { EXIT, FREE_PORT, harmless, lineOf, migrate, NOWHERE, PORT, readyStore, run, start, writeConfig, writeSecret } from './daemons.mjs';

const DAEMONS = [
  { name: 'keyrack-central', part: 'central', schema: 'central' },
  { name: 'keyrack-property', part: 'property-TYO', schema: 'property' },
];

function assertRefused(daemon, config, status, ...patterns) {
  const result = run(daemon.name, '--config', config);
  for (const pattern of patterns) assert.match(result.output, pattern);
  assert.equal(result.status, status, result.output);
  return result.output;
}

const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const place = (path, line, column = '\\d+') => new RegExp(`${literal(path)}:${line}:${column}: `);

for (const daemon of DAEMONS) {
  const { name, part, schema } = daemon;

  test(`${name}: a configuration that is not there`, (t) => {
    const folder = scratchFolder(t);
    assertRefused(daemon, join(folder, 'none.yaml'), EXIT.config, new RegExp(literal(join(folder, 'none.yaml'))), /No such file/);
    assertRefused(daemon, folder, EXIT.config, new RegExp(literal(folder)));
    const { status, output } = run(name);
    assert.equal(status, EXIT.config);
    assert.match(output, /no configuration file: setting '\w+' is missing: add it/);
  });

  test(`${name}: YAML that is none`, (t) => {
    const folder = scratchFolder(t);
    const path = join(folder, 'broken.yaml');
    for (const [text, line] of [
      ['listen_port: 1\nbus_url: [nats://x\n', 3],
      ['listen_port: 1\n\tbus_url: x\n', 2],
      ['listen_port: "1\n', 2],
      ['listen_port: 1\nbus_url: &a *a\n', 2],
      ['listen_port: 1\nbus_url: \xff\xfe\n', 2],
      ['listen_port: 1\nlisten_port: 2\n', 2],
    ]) {
      writeFileSync(path, text, 'latin1');
      assertRefused(daemon, path, EXIT.config, place(path, line));
    }
    for (const text of ['', '- a list\n', 'only a text\n', 'null\n']) {
      writeFileSync(path, text);
      assertRefused(daemon, path, EXIT.config, new RegExp(literal(path)));
    }
  });

  test(`${name}: a setting that does not exist, with what was meant`, (t) => {
    const path = writeConfig(scratchFolder(t), part, { listen_prot: 1 });
    assertRefused(daemon, path, EXIT.config, place(path, lineOf(path, 'listen_prot'), 1), /unknown setting 'listen_prot': did you mean listen_port/);
  });

  for (const [key, value, words] of [
    ['listen_port', 'many', /expected a whole number, found 'many'/],
    ['listen_port', '70000', /70000 is outside \d+ to 65535/],
    ['listen_port', '[1, 2]', /expected a /],
    ['listen_port', '99999999999999999999', /listen_port/],
    ['http_threads', '-1', /-1 is outside 1 to 64/],
    ['log_level', 'loud', /found 'loud'.*debug.*info.*warning.*error|debug, info, warning/],
    ['chain', '{a: b}', /expected a single value, found a mapping/],
    ['token_key_file', '""', /a text is expected here, not nothing/],
  ]) {
    test(`${name}: ${key}: ${value}`, (t) => {
      const path = writeConfig(scratchFolder(t), part, { [key]: value });
      assertRefused(daemon, path, EXIT.config, place(path, lineOf(path, key)), words);
    });
  }

  for (const key of ['chain', 'bus_url', 'token_key_file', 'schema_folder', 'directory_uri']) {
    test(`${name}: ${key} is missing`, (t) => {
      const path = writeConfig(scratchFolder(t), part, { [key]: null });
      assertRefused(daemon, path, EXIT.config, place(path, '\\d+'), new RegExp(`setting '${key}' is missing: add it`));
    });
  }

  test(`${name}: a secret that others may read, is empty or is not there`, (t) => {
    const folder = scratchFolder(t);
    for (const [secret, words] of [
      [writeSecret(folder, 'open', 'x'.repeat(32), 0o644), /may be read by others: run chmod 600/],
      [writeSecret(folder, 'group', 'x'.repeat(32), 0o640), /may be read by others: run chmod 600/],
      [writeSecret(folder, 'empty', '\n'), /is empty: write the secret into it/],
      [join(folder, 'none'), /cannot be read: create it or correct the path/],
    ]) {
      const path = writeConfig(folder, part, { token_key_file: secret });
      const output = assertRefused(daemon, path, EXIT.config, place(path, lineOf(path, 'token_key_file')), words);
      assert.ok(!output.includes('xxxx'), 'the secret itself is told');
    }
  });

  test(`${name}: the command line`, () => {
    for (const [args, words] of [
      [['--confg', 'x'], /Unknown option --confg/],
      [['--set', 'listen_prot=1'], /command line: unknown setting 'listen_prot': did you mean listen_port/],
      [['--set', 'listen_port'], /command line: listen_port: write listen_port=value/],
      [['--set', 'listen_port=x'], /command line: listen_port: expected a whole number, found 'x'/],
      [['--config'], /Missing argument for --config/],
      [['start'], /'start' is no option: see --help/],
    ]) {
      const result = run(name, ...args);
      assert.match(result.output, words);
      assert.equal(result.status, EXIT.config, result.output);
    }
    assert.equal(run(name, '--help').status, EXIT.ok);
  });

  test(`${name}: a chain file with a mistake`, (t) => {
    const folder = scratchFolder(t);
    const chain = join(folder, 'chain.yaml');
    cpSync(join(ROOT, 'schemas/chain'), folder, { recursive: true });
    renameSync(join(folder, 'demo.yaml'), chain);
    const hotel = join(folder, 'demo/h1.yaml');
    const good = readFileSync(hotel, 'utf8');
    const line = good.split('\n').findIndex((each) => each.startsWith('currency:')) + 1;
    const config = harmless(folder, part, { chain });
    writeFileSync(hotel, good.replace(/^(currency:).*/m, '$1 XXQ'));
    assertRefused(daemon, config, EXIT.config, place(hotel, line), /XXQ/);
    rmSync(hotel);
    assertRefused(daemon, config, EXIT.config, place(chain, '\\d+'), /there is no hotel file .*h1\.yaml; correct the name or add the file/);
    rmSync(chain);
    assertRefused(daemon, config, EXIT.config, new RegExp(literal(chain)), /No such file/);
    assert.ok(!existsSync(join(folder, 'store.sqlite')), 'a store was made');
  });

  test(`${name}: --show-config says what is in force and whence, and no secret`, (t) => {
    const folder = scratchFolder(t);
    const secret = 'open-sesame-open-sesame-open-sesame';
    const path = writeConfig(folder, part, {
      token_key_file: writeSecret(folder, 'key', secret),
      bus_password_file: writeSecret(folder, 'bus', secret),
      bus_url: `nats://me:${secret}@127.0.0.1:1`,
      ...(part === 'central'
        ? { database: `"host=x password='${secret}' user=y"`, database_password_file: writeSecret(folder, 'db', secret) }
        : { store: `"Driver=PostgreSQL Unicode;Password={${secret}};Database=x"` }),
    });
    const { status, output } = run(name, '--config', path, '--set', 'log_level=debug', '--show-config');
    assert.equal(status, EXIT.ok, output);
    assert.ok(!output.includes('sesame'), output);
    assert.match(output, /^token_key_file = \*{8} {2}# .*:\d+:\d+$/m);
    assert.match(output, /^log_level = debug {2}# command line$/m);
    assert.match(output, /^http_threads = 2 {2}# default$/m);
    assert.match(output, new RegExp(`^directory_uri = ldap://127.0.0.1:${PORT + 22} {2}# ${literal(path)}:\\d+:\\d+$`, 'm'));
  });

  test(`${name}: a port that is taken`, async (t) => {
    const config = readyStore(scratchFolder(t), part);
    const thief = createServer();
    await new Promise((resolve) => thief.listen(FREE_PORT, '127.0.0.1', resolve));
    t.after(() => thief.close());
    assertRefused(daemon, config, EXIT.port, new RegExp(`${FREE_PORT}`), /in use/i);
  });

  for (const address of ['0.0.0.0', '::', '192.0.2.1']) {
    test(`${name}: listening at ${address} without TLS`, (t) => {
      const config = readyStore(scratchFolder(t), part, { listen_address: `"${address}"` });
      assertRefused(daemon, config, EXIT.config, new RegExp(literal(address)), /loopback|tls/i);
    });
  }

  test(`${name}: TLS files and console that are not there`, (t) => {
    const folder = scratchFolder(t);
    for (const changes of [
      { tls_certificate: '/no/such.pem', tls_key: '/no/such.key' },
      { tls_certificate: '/no/such.pem' },
      { console: '/no/such/folder' },
    ]) {
      assertRefused(daemon, readyStore(folder, part, changes), EXIT.config, /\/no\/such|tls/i);
    }
  });

  for (const [changes, words] of [
    [{ bus_url: 'http://127.0.0.1:1' }, /bus_url is not a list of nats:/],
    [{ bus_url: '"nats://127.0.0.1:port"' }, /bus_url is not a list of nats:/],
    [{ bus_password_file: null }, /of bus_user and bus_password_file only one is given/],
    [{ directory_uri: '"http://127.0.0.1"' }, /directory_uri 'http:.* is not a list of ldap:/],
    [{ directory_uri: '"ldap://192.0.2.1"' }, /would send passwords in clear beyond this machine; use ldaps:/],
    [{ listen_address: 'no-such-address' }, /no-such-address/],
  ]) {
    test(`${name}: ${JSON.stringify(changes)}`, (t) => {
      assertRefused(daemon, readyStore(scratchFolder(t), part, changes), EXIT.config, words);
    });
  }

  // The same database, seen by programs that expect something else of it.
  function schemaFolder(folder, change) {
    const copy = join(folder, 'schema');
    cpSync(join(ROOT, 'schemas', schema), copy, { recursive: true });
    change(copy, readdirSync(copy).sort());
    return copy;
  }

  for (const [what, status, words, change] of [
    [
      'older than the program', EXIT.older, /is older than this program: (\d+) of \d+ migrations are applied; run keyrack migrate/,
      (copy, folders) => {
        const next = join(copy, `${String(folders.length + 1).padStart(4, '0')}_more`);
        mkdirSync(next);
        writeFileSync(join(next, 'up.sql'), 'CREATE TABLE more (x INTEGER);');
      },
    ],
    [
      'newer than the program', EXIT.newer, /is newer than this program: .*install the newer program/,
      (copy, folders) => rmSync(join(copy, folders.at(-1)), { recursive: true }),
    ],
    [
      'of another history', EXIT.edited, /0001_\w+ is not what was applied as 1 .*: history is never edited, add a new migration/,
      (copy, folders) => writeFileSync(join(copy, folders[0], 'up.sql'), '-- one word more\n', { flag: 'a' }),
    ],
    [
      'with a schema folder that has a gap', EXIT.config, /schema/,
      (copy, folders) => renameSync(join(copy, folders.at(-1)), join(copy, '0099_gap')),
    ],
    ['with a schema folder that is empty', EXIT.config, /schema/, (copy, folders) => folders.forEach((each) => rmSync(join(copy, each), { recursive: true }))],
    ['with a schema folder that is not there', EXIT.config, /schema/, (copy) => rmSync(copy, { recursive: true })],
  ]) {
    test(`${name}: a database ${what}`, (t) => {
      const folder = scratchFolder(t);
      readyStore(folder, part);
      assertRefused(daemon, harmless(folder, part, { schema_folder: schemaFolder(folder, change) }), status, words);
      if (part !== 'central') migrate(harmless(folder, part));
    });
  }

  test(`${name}: SIGTERM and SIGINT end it in good order`, async (t) => {
    const config = readyStore(scratchFolder(t), part);
    for (const signal of ['SIGTERM', 'SIGINT']) {
      const running = await start(t, name, config);
      assert.equal((await fetch(`http://127.0.0.1:${FREE_PORT}/healthz`)).status, 200);
      running.child.kill(signal);
      const { status, output } = await running.ended;
      assert.equal(status, EXIT.ok, output);
      assert.match(output, /"event":"stopping"/);
    }
  });

  test(`${name}: SIGHUP puts settings in force, keeps the old ones at a mistake, and opens the log anew`, async (t) => {
    const folder = scratchFolder(t);
    const log = join(folder, 'daemon.log');
    const changes = { log_file: log, log_level: 'info' };
    const config = readyStore(folder, part, changes);
    const running = await start(t, name, config, { log });
    renameSync(log, `${log}.1`);
    harmless(folder, part, { ...changes, log_level: 'debug', http_threads: 3 });
    running.child.kill('SIGHUP');
    await until('a new log', () => existsSync(log));
    assert.match(readFileSync(`${log}.1`, 'utf8'), /"event":"settings reloaded","changed":1,"need_restart":"http_threads"/);

    writeFileSync(config, 'log_level: loud\n');
    running.child.kill('SIGHUP');
    await until('the mistake is reported', () => readFileSync(log, 'utf8').includes('settings not reloaded'));
    assert.match(readFileSync(log, 'utf8'), new RegExp(`settings not reloaded.*${literal(config)}:1:`));
    assert.equal((await fetch(`http://127.0.0.1:${FREE_PORT}/healthz`)).status, 200);

    harmless(folder, part, { ...changes, log_level: 'error' });
    running.child.kill('SIGHUP');
    await until('the lower level is in force', async () => {
      const before = readFileSync(log, 'utf8').length;
      await fetch(`http://127.0.0.1:${FREE_PORT}/healthz`);
      return readFileSync(log, 'utf8').length === before;
    });
    assert.equal((await running.stop()).status, EXIT.ok);
  });
}

// ---- what only one of them has ----

const [central, property] = DAEMONS;

test('keyrack-central: a database that is not there, refuses, or was never set up', (t) => {
  const folder = scratchFolder(t);
  const wrong = writeSecret(folder, 'wrong', 'not-the-password');
  const host = readFileSync(join(RUN, 'etc/central.yaml'), 'utf8').match(/host=(\S+)/)[1];
  const socket = `host=${host} port=${PORT + 20}`;
  for (const [changes, words] of [
    [{ database: `"host=127.0.0.1 port=${NOWHERE} dbname=keyrack user=keyrack_central"` }, /database: no connection to postgresql: .*is the server running/],
    [{ database: `"${socket} dbname=no_such user=keyrack_central"` }, /no connection to postgresql/],
    [{ database_password_file: wrong }, /password authentication failed/],
    [{ database: '"host=x nonsense"' }, /no connection to postgresql: .*conninfo/],
    [{ database: `"${socket} dbname=postgres user=keyrack_central"` }, /was never set up: 0 of \d+ migrations are applied; run keyrack migrate/],
  ]) {
    const output = assertRefused(central, harmless(folder, 'central', changes), EXIT.missing, words);
    assert.ok(!output.includes('not-the-password'), output);
  }
});

test('keyrack-central: clients file with a mistake', (t) => {
  const folder = scratchFolder(t);
  const clients = join(folder, 'clients.yaml');
  for (const [text, line, words] of [
    ['- id: a\n  secret: b\n  scopes: [read, everything]\n', 3, /no scope everything/],
    ['- id: a\n  scopes: [read]\n', 1, /secret/],
    ['- id: a\n  secret: b\n  scope: [read]\n', 3, /scopes/],
    ['- {id: a, secret: b, scopes: [read]}\n- {id: a, secret: c, scopes: [read]}\n', 2, /client a stands in the file twice/],
    ['- id: a\n  secret_sha256: abc\n  scopes: [read]\n', 2, /64 hexadecimal digits/],
  ]) {
    writeSecret(folder, 'clients.yaml', text);
    assertRefused(central, harmless(folder, 'central', { clients_file: clients }), EXIT.config, place(clients, line), words);
  }
  writeSecret(folder, 'clients.yaml', '- {id: a, secret: b, scopes: [read]}\n', 0o644);
  assertRefused(central, harmless(folder, 'central', { clients_file: clients }), EXIT.config, /clients.yaml.*may be read by others: run chmod 600/);
});

test('keyrack-central serves while bus and directory are down', async (t) => {
  const config = harmless(scratchFolder(t), 'central', {
    bus_url: `nats://127.0.0.1:${NOWHERE}`,
    directory_uri: `ldap://127.0.0.1:${NOWHERE}`,
  });
  const running = await start(t, 'keyrack-central', config);
  assert.equal((await fetch(`http://127.0.0.1:${FREE_PORT}/readyz`)).status, 200);
  const login = await fetch(`http://127.0.0.1:${FREE_PORT}/v1/sessions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ user: 'crs-agent1', password: 'x' }),
  });
  assert.equal(login.status, 503, await login.text());
  assert.equal((await running.stop()).status, EXIT.ok);
});

test('keyrack-property: a store that is not there or no database, and nothing is made of it', (t) => {
  const folder = scratchFolder(t);
  assertRefused(property, harmless(folder, 'property-TYO'), EXIT.missing, /store\.sqlite: No such file or directory; make it with keyrack migrate/);
  assert.deepEqual(readdirSync(folder), ['property-TYO.yaml']);

  const store = join(folder, 'store.sqlite');
  writeFileSync(store, '');
  assertRefused(property, harmless(folder, 'property-TYO'), EXIT.missing, /was never set up: 0 of \d+ migrations are applied; run keyrack migrate/);

  writeFileSync(store, 'a letter to a friend\n'.repeat(1000));
  assertRefused(property, harmless(folder, 'property-TYO'), EXIT.missing, /not a database|store/);
  assert.match(readFileSync(store, 'utf8'), /^(a letter to a friend\n){1000}$/);

  for (const [text, words] of [
    ['"Driver=SQLite3"', /names no Database file/],
    ['"Database=/tmp/x"', /names no known driver: write Driver=SQLite3/],
    [`"Driver=SQLite3;Database=${store};SyncPragma=OFF"`, /says SyncPragma=OFF where durable transactions need FULL: leave it out/],
    ['"Driver=SQLite3;Database=/no/such/folder/x.sqlite"', /\/no\/such\/folder\/x\.sqlite: No such file/],
  ]) {
    assertRefused(property, harmless(folder, 'property-TYO', { store: text }), EXIT.missing, words);
  }
});

test('keyrack-property: a hotel that the chain does not have', (t) => {
  const folder = scratchFolder(t);
  for (const hotel of ['XX', 'tyo', "\"T'; --\""]) {
    assertRefused(property, harmless(folder, 'property-TYO', { hotel }), EXIT.config, /the chain has no hotel .*; correct `hotel` or `chain`/);
  }
  assert.ok(!existsSync(join(folder, 'store.sqlite')));
});

test('keyrack-property: one store, one daemon', async (t) => {
  const folder = scratchFolder(t);
  const config = readyStore(folder, 'property-TYO');
  const running = await start(t, 'keyrack-property', config);
  const words = /store\.sqlite\.lock is held: the database has another writer already, stop it first/;
  assertRefused(property, writeConfig(folder, 'property-TYO', {
    listen_port: NOWHERE,
    store: `"Driver=SQLite3;Database=${join(folder, 'store.sqlite')}"`,
    bus_url: `nats://127.0.0.1:${NOWHERE}`,
  }), EXIT.running, words);
  const migration = run('keyrack', 'migrate', '--config', config);
  assert.notEqual(migration.status, 0);
  assert.match(migration.output, words);
  assert.equal((await fetch(`http://127.0.0.1:${FREE_PORT}/healthz`)).status, 200);

  // A killed daemon leaves nothing that would keep the next one away.
  running.child.kill('SIGKILL');
  await running.ended;
  const next = await start(t, 'keyrack-property', harmless(folder, 'property-TYO'));
  assert.equal((await next.stop()).status, EXIT.ok);

  // The same for the store of a hotel of the instance.
  assertRefused(property, writeConfig(folder, 'property-TYO', { listen_port: FREE_PORT }), EXIT.running, /has another writer already/);
});

test('keyrack-property serves while centre, bus and directory are down', async (t) => {
  const config = readyStore(scratchFolder(t), 'property-TYO', { directory_uri: `ldap://127.0.0.1:${NOWHERE}` });
  const running = await start(t, 'keyrack-property', config);
  assert.equal((await fetch(`http://127.0.0.1:${FREE_PORT}/readyz`)).status, 200);
  assert.equal((await running.stop()).status, EXIT.ok);
});
