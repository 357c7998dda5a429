// The keyrack program given what it cannot use: message with place and remedy, its exit status, nothing changed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { CENTRE, logIn, ROOT, RUN, send } from '../support/instance.mjs';
import { scratchFolder } from '../support/scratch.mjs';
import { harmless, migrate, run } from './daemons.mjs';

// What `keyrack help` promises.
const EXIT = { ok: 0, differs: 1, usage: 2, input: 3, failed: 4 };
const keyrack = (...args) => run('keyrack', ...args);

function refused(args, status, ...patterns) {
  const result = keyrack(...args);
  for (const pattern of patterns) assert.match(result.output, pattern);
  assert.equal(result.status, status, result.output);
  assert.ok(result.output.split('\n').length <= 3, `too many words:\n${result.output}`);
}

// What the replay would change first.
let versions;
const practiceVersions = async () => {
  const person = await logIn(CENTRE, 'crs-agent1');
  const hotels = await Promise.all(['H1', 'H2'].map((each) => send(CENTRE, 'GET', `/v1/hotels/${each}`, { headers: person })));
  return hotels.map(({ body }) => body.feed_version);
};
before(async () => (versions = await practiceVersions()));
after(async () => assert.deepEqual(await practiceVersions(), versions));

test('commands and options that do not exist', () => {
  refused(['frobnicate'], EXIT.usage, /unknown command 'frobnicate'; 'keyrack help' lists them/);
  refused(['replay', '--bogus'], EXIT.usage, /Unknown option --bogus; 'keyrack replay --help' lists the options/);
  refused(['replay'], EXIT.usage, /--data is missing; 'keyrack replay --help' explains it/);
  refused(['replay', '--data', 'x', 'more'], EXIT.usage, /unexpected argument 'more'/);
  refused(['migrate'], EXIT.usage, /--config is missing/);
  refused(['chain'], EXIT.usage, /say 'keyrack chain check FILE'/);
  refused(['chain', 'mend', 'x'], EXIT.usage, /say 'keyrack chain check FILE'/);
  refused(['generate', 'guests'], EXIT.usage, /say what to generate: 'keyrack generate bookings'/);
  refused(['generate', 'bookings', '--seed', 'x'], EXIT.usage, /“x” for --seed/);
  refused(['generate', 'bookings', '--rows', '-1'], EXIT.usage, /--rows from 1 to 1000000/);
  assert.equal(keyrack('help').status, EXIT.ok);
  for (const command of ['replay', 'migrate', 'chain', 'generate', 'seed', 'check']) {
    assert.equal(keyrack(command, '--help').status, EXIT.ok, command);
    assert.match(keyrack('help').output, new RegExp(`^  ${command} `, 'm'));
  }
});

test('files and installations that are not there', (t) => {
  const none = join(scratchFolder(t), 'none');
  refused(['chain', 'check', none], EXIT.input, /none.*No such file/);
  refused(['migrate', '--config', none], EXIT.input, /none.*No such file/);
  refused(['replay', '--data', none, '--run', RUN], EXIT.input, /none: cannot be read .*No such file.*; check the path/);
  refused(['replay', '--data', '/tmp', '--run', RUN], EXIT.input, /\/tmp: cannot be read .*Is a directory/);
  for (const command of ['check', 'seed']) {
    refused([command, '--run', none], EXIT.input, /none: not the run folder of an installation; start one with ops\/up or give its folder with --run/);
  }
  refused(['generate', 'bookings', '--output', join(none, 'x.csv')], EXIT.input, /none\/x\.csv.*No such file/);
});

/* ---- the chain ---- */

// [file, what is changed in it, what is said]; the place is the line that was changed.
const CHAIN_MISTAKES = [
  ['demo.yaml', [/^brands:.*$/m, 'brand:'], /did you mean brands/],
  ['demo/h1.yaml', [/^currency: .*$/m, 'currency: XXQ'], /XXQ/],
  ['demo/h1.yaml', [/^currency: .*$/m, 'currency: [EUR]'], /expected/],
  ['demo/h1.yaml', [/^time_zone: .*$/m, 'time_zone: Europe/Atlantis'], /Europe\/Atlantis/],
  ['demo/h1.yaml', [/^code: .*$/m, 'code: h1'], /h1/],
  ['demo/h1.yaml', [/^code: .*$/m, 'code: H2'], /H2/],
  ['demo/h1.yaml', [/^currency: .*$/m, 'curency: EUR'], /did you mean currency/],
  ['demo/h1.yaml', [/^currency: .*$/m, 'currency: EUR\ncurrency: EUR'], /stands here a second time, .*: keep one/],
  ['demo/h1.yaml', [/^currency: .*$/m, '\tcurrency: EUR'], /./],
  ['demo/h1.yaml', [/^opens: .*$/m, 'opens: 2013-02-30'], /2013-02-30/],
];

for (const [file, [from, to], words] of CHAIN_MISTAKES) {
  test(`chain: ${JSON.stringify(to)} in ${file}`, (t) => {
    const folder = scratchFolder(t);
    cpSync(join(ROOT, 'schemas/chain'), folder, { recursive: true });
    const path = join(folder, file);
    const good = readFileSync(path, 'utf8');
    assert.match(good, from);
    writeFileSync(path, good.replace(from, to));
    const { status, output } = keyrack('chain', 'check', join(folder, 'demo.yaml'));
    assert.equal(status, EXIT.input, output);
    assert.match(output, words);
    assert.match(output, /\.yaml:\d+:\d+: /);
  });
}

test('chain: the one that is delivered is good', () => {
  const { status, output } = keyrack('chain', 'check', join(ROOT, 'schemas/chain/demo.yaml'));
  assert.equal(status, EXIT.ok, output);
  assert.match(output, /good: 4 brands, 6 hotels, \d+ rooms/);
});

/* ---- bookings ---- */

const CSV = (folder) => {
  const data = join(folder, 'bookings.csv');
  const { status, output } = keyrack('generate', 'bookings', '--seed', '7', '--rows', '20', '--output', data, '--reference-output', join(folder, 'reference.csv'));
  assert.equal(status, EXIT.ok, output);
  return data;
};

// [column, value, what is said] on the fourth line.
const CELLS = [
  ['hotel', 'Grand Hotel', /'Grand Hotel'/],
  ['is_canceled', '2', /'2'/],
  ['lead_time', '-1', /'-1'/],
  ['lead_time', '3.5', /'3\.5'/],
  ['lead_time', '99999999999999999999', /99999999999999999999/],
  ['lead_time', '', /lead_time/],
  ['arrival_date_year', 'MMXV', /'MMXV'/],
  ['arrival_date_month', 'Juli', /'Juli'/],
  ['arrival_date_day_of_month', '32', /32/],
  ['adults', 'two', /'two'/],
  ['adults', '100', /100/],
  ['adr', '12,5', /12/],
  ['adr', 'NaN', /NaN/],
  ['adr', '1e3', /1e3/],
  ['reserved_room_type', 'a;b', /a;b/],
  ['reservation_status', 'Gone', /'Gone' is not known; use one of/],
  ['reservation_status_date', '2015-02-30', /2015-02-30/],
  ['reservation_status_date', '01.07.2015', /01\.07\.2015/],
];

for (const [column, value, words] of CELLS) {
  test(`bookings: ${column} is ${JSON.stringify(value)}`, (t) => {
    const data = CSV(scratchFolder(t));
    const lines = readFileSync(data, 'utf8').split('\n');
    const cells = lines[3].split(',');
    cells[lines[0].split(',').indexOf(column)] = value.includes(',') ? `"${value}"` : value;
    lines[3] = cells.join(',');
    writeFileSync(data, lines.join('\n'));
    refused(['replay', '--data', data, '--run', RUN], EXIT.input, new RegExp(`bookings\\.csv:4:${column}: `), words);
  });
}

test('bookings: files that are no table of bookings', (t) => {
  const data = CSV(scratchFolder(t));
  const good = readFileSync(data, 'utf8');
  const lines = good.split('\n');
  const packed = spawnSync('xz', ['--stdout', data]).stdout;
  const spoilt = Buffer.from(packed);
  spoilt[Math.floor(packed.length / 2)] ^= 0xff;
  const cases = [
    ['', /bookings\.csv:1: the file is empty; its first line must name the columns/],
    [lines.map((line) => line.replace(/^[^,]*,/, '')).join('\n'), /bookings\.csv:1:hotel: missing column 'hotel'/],
    [good.replace('lead_time', 'lead_tyme'), /bookings\.csv:1:lead_tyme: unknown column 'lead_tyme'/],
    [good.replace('lead_time', 'adr'), /bookings\.csv:1:adr: /],
    [good.slice(0, good.indexOf('\n', 900) + 60), /bookings\.csv:\d+: \d+ fields where the header names 32/],
    [good.replace('\n', '\n"'), /bookings\.csv:\d+/],
    [good.replace('Hotel', 'Hot\0el'), /bookings\.csv/],
    [Buffer.from([0xff, 0xfe, ...Buffer.from(good, 'utf16le')]), /bookings\.csv:1/],
  ];
  for (const [content, words] of cases) {
    writeFileSync(data, content);
    refused(['replay', '--data', data, '--run', RUN], EXIT.input, words);
  }
  for (const [content, words] of [
    [packed.subarray(0, packed.length / 2), /bookings\.csv\.xz: the archive is cut short; fetch the file again/],
    [Buffer.from(good), /bookings\.csv\.xz: it is not an xz file; fetch the file again/],
    [spoilt, /bookings\.csv\.xz: .*; fetch the file again/],
    [Buffer.alloc(0), /bookings\.csv\.xz/],
  ]) {
    writeFileSync(`${data}.xz`, content);
    refused(['replay', '--data', `${data}.xz`, '--run', RUN], EXIT.input, words);
  }
});

test('bookings: dates and references that do not fit', (t) => {
  const data = CSV(scratchFolder(t));
  refused(['replay', '--data', data, '--run', RUN, '--until', '2015-13-01'], EXIT.input, /--until: '2015-13-01' .*; write the date like 2015-08-29/);
  refused(['replay', '--data', data, '--run', RUN, '--reference', `${data}.none`], EXIT.input, /bookings\.csv\.none: cannot be read/);
  refused(['replay', '--data', data, '--run', RUN, '--reference', data], EXIT.input, /bookings\.csv:1:\w+: unknown column/);
});

/* ---- databases ---- */

test('migrate: a database of another history, and one that is newer, are left as they are', (t) => {
  const folder = scratchFolder(t);
  const schema = join(folder, 'schema');
  migrate(harmless(folder, 'property-TYO'));
  const store = join(folder, 'store.sqlite');
  const tables = () => spawnSync('sqlite3', [store, '.schema', 'SELECT * FROM schema_migration'], { encoding: 'utf8' }).stdout;
  const kept = tables();
  assert.match(kept, /CREATE TABLE stay/);
  const config = harmless(folder, 'property-TYO', { schema_folder: schema });
  const folders = readdirSync(join(ROOT, 'schemas/property')).sort();

  cpSync(join(ROOT, 'schemas/property'), schema, { recursive: true });
  writeFileSync(join(schema, folders[0], 'up.sql'), '-- one word more\n', { flag: 'a' });
  refused(['migrate', '--config', config], EXIT.failed, /history is never edited, add a new migration/);
  cpSync(join(ROOT, 'schemas/property', folders[0]), join(schema, folders[0]), { recursive: true });
  spawnSync('rm', ['-r', join(schema, folders.at(-1))]);
  refused(['migrate', '--config', config], EXIT.failed, /the database is newer than this program: .*install the newer program/);
  cpSync(join(ROOT, 'schemas/property'), schema, { recursive: true });
  spawnSync('mkdir', [join(schema, `${String(folders.length + 1).padStart(4, '0')}_wrong`)]);
  writeFileSync(join(schema, `${String(folders.length + 1).padStart(4, '0')}_wrong`, 'up.sql'), 'CREATE TABLE one (x INTEGER); CREATE TABLE stay (x INTEGER);');
  refused(['migrate', '--config', config], EXIT.failed, /_wrong\/up\.sql statement 2: .*stay/);
  assert.equal(tables(), kept);
});

test('migrate: a configuration that names no database, or two', (t) => {
  const folder = scratchFolder(t);
  const words = /\.yaml:1:1: exactly one of 'database' \(the centre's\) and 'store' \(a hotel's\) is needed/;
  refused(['migrate', '--config', harmless(folder, 'central', { database: null })], EXIT.input, words);
  refused(['migrate', '--config', harmless(folder, 'central', { store: 'x' })], EXIT.input, words);
  refused(['migrate', '--config', harmless(folder, 'central', { schema_folder: null })], EXIT.input, /'schema_folder' is missing|schema_folder/);
  refused(['migrate', '--config', harmless(folder, 'central', { schema_folder: '/no/such' })], EXIT.failed, /\/no\/such/);
});

