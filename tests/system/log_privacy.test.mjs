// Who stays here and what opens the doors stands in no log: neither ours nor that of PostgreSQL, NATS or slapd, whatever
// goes well or wrong. And what stands there can be read by programs.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { addDays, authorise, CENTRE, clientSecret, desk, logIn, newKey, password, RUN, send } from '../support/instance.mjs';
import { exchange } from '../support/wire.mjs';
import { scratchFolder } from '../support/scratch.mjs';
import { EXIT, FREE_PORT, harmless, PORT, start } from './daemons.mjs';

const HOTEL = 'NYC';
// Nothing else in any log can look like this.
const mark = (what) => `${what}${randomBytes(6).toString('hex')}`;

function sql(text) {
  const result = spawnSync('psql', ['--no-psqlrc', '--quiet', '--host', '127.0.0.1', '--port', PORT + 20, '--username', 'keyrack_admin', '--dbname', 'keyrack', '--set', 'ON_ERROR_STOP=1'].map(String), {
    input: text,
    encoding: 'utf8',
    env: { ...process.env, PGPASSWORD: readFileSync(join(RUN, 'secrets/database_admin'), 'utf8').trim() },
  });
  assert.equal(result.status, 0, result.stderr);
}

// As on a very slow day: PostgreSQL writes every statement of the daemon into its log.
async function centreOnASlowDay(t) {
  const folder = scratchFolder(t);
  sql('ALTER ROLE keyrack_central SET log_min_duration_statement = 0; ALTER ROLE keyrack_central SET log_statement = \'all\';');
  try {
    return await start(t, 'keyrack-central', harmless(folder, 'central', { log_level: 'debug' }));
  } finally {
    sql('ALTER ROLE keyrack_central RESET log_min_duration_statement; ALTER ROLE keyrack_central RESET log_statement;');
  }
}

function secretsOfInstallation() {
  const names = readdirSync(join(RUN, 'secrets')).filter((name) => !/\.(txt|yaml)$/.test(name));
  const texts = names.map((name) => [name, readFileSync(join(RUN, 'secrets', name), 'utf8').trim()]);
  return [...texts, ['password', password('crs-agent1')], ['client secret', clientSecret('replay')]];
}

test('names, addresses, comments, passwords and tokens stand in no log', async (t) => {
  const centre = await centreOnASlowDay(t);
  const base = `http://127.0.0.1:${FREE_PORT}`;
  const agent = await logIn(base, 'crs-agent1');
  const website = await authorise('replay', 'notifications');
  const clerk = await logIn(desk(HOTEL), 'nyc-desk1');
  const hotel = (await send(base, 'GET', `/v1/hotels/${HOTEL}`, { headers: agent })).body;
  const type = hotel.room_types.reduce((most, each) => (each.sell_limit > most.sell_limit ? each : most)).code;
  const arrival = addDays(hotel.business_date, 250);
  const rooms = [{ room_type: type, rate_plan: 'BAR', arrival, departure: addDays(arrival, 1), adults: 1 }];

  const secrets = Object.fromEntries(['given', 'surname', 'mail', 'telephone', 'comment', 'reason', 'wrong', 'walkin', 'member', 'key'].map((what) => [what, mark(what)]));
  const { given, surname, mail, telephone, comment, reason, wrong, walkin, member, key } = secrets;
  const guest = { given_name: given, surname, email: `${mail}@example.com`, telephone };
  const call = async (status, method, path, { headers = agent, at = base, ...rest } = {}) => {
    const answer = await send(at, method, path, { headers, ...rest });
    assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };

  // What goes well.
  const { confirmation_number: number, guest: known } = await call(201, 'POST', '/v1/reservations', { body: { hotel: HOTEL, guest, rooms, comments: comment } });
  await call(200, 'GET', `/v1/reservations?surname=${surname}&email=${mail}@example.com`);
  await call(200, 'GET', `/v1/guests?surname=${surname}`);
  if (known.guest_id) await call(200, 'GET', `/v1/guests/${known.guest_id}`);
  const notice = { channel: 'log', external_id: newKey(), status: 'new', hotel: HOTEL, currency: hotel.currency, guest, comments: comment };
  const own = rooms.map((room) => ({ ...room, rate_plan: undefined, night_prices: ['100.00'] }));
  const { confirmation_number: other } = await call(201, 'POST', '/v1/notifications/reservations', { headers: website, body: { ...notice, rooms: own } });
  const stay = await call(201, 'POST', '/v1/walk-ins', {
    at: desk(HOTEL), headers: clerk,
    body: { guest: { ...guest, surname: walkin }, room_type: type, rate_plan: 'BAR', departure: addDays(hotel.business_date, 1), adults: 1 },
  });
  await call(200, 'GET', `/v1/reservations?query=${walkin}`, { at: desk(HOTEL), headers: clerk });
  await call(200, 'POST', `/v1/stays/${stay.stay_id}/check-out`, { at: desk(HOTEL), headers: clerk, body: { settle: { method: 'cash' } } });
  for (const each of [number, other]) await call(200, 'POST', `/v1/reservations/${each}/cancel`, { body: { reason } });

  // What goes wrong.
  for (const at of [base, desk(HOTEL)]) {
    await call(401, 'POST', '/v1/sessions', { at, headers: {}, body: { user: 'crs-agent1', password: wrong } });
    await call(401, 'POST', '/v1/sessions', { at, headers: {}, body: { user: wrong, password: wrong } });
    await call(401, 'GET', '/v1/reservations', { at, headers: { cookie: `keyrack_session=${wrong}` } });
    await call(401, 'GET', '/v1/reservations', { at, headers: { Authorization: `Bearer ${wrong}` } });
  }
  const bad = (body, status = 400) => call(status, 'POST', '/v1/reservations', { body });
  await bad({ hotel: HOTEL, guest: { ...guest, [member]: 1 }, rooms });
  await bad({ hotel: HOTEL, guest: { ...guest, country: surname }, rooms });
  await bad({ hotel: HOTEL, guest, rooms: [{ ...rooms[0], arrival: surname }] });
  await bad({ hotel: HOTEL, guest, rooms: [{ ...rooms[0], room_type: 'NONE' }] }, 422);
  await bad(`{"hotel":"${HOTEL}","guest":{"surname":"${surname}"`);
  await call(404, 'GET', `/v1/reservations/${surname}`);
  await call(404, 'GET', `/v1/${surname}`);
  await call(400, 'GET', `/v1/reservations?arrival=${surname}`);
  await call(201, 'POST', '/v1/guests', { key, body: { given_name: given, surname } });
  await call(422, 'POST', '/v1/guests', { key, body: { given_name: given, surname: `${surname}2` } });
  const port = Number(new URL(base).port);
  await exchange(port, [`GET /v1/reservations/${surname} ${surname} HTTP/1.1\r\nHost: ${surname}\r\n${surname}\r\n\r\n`], { silenceMs: 2000 });
  await exchange(port, [`POST /v1/reservations HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n${surname}`], { silenceMs: 2000 });

  const ended = await centre.stop();
  assert.equal(ended.status, EXIT.ok);
  const logs = [['the centre of this test', ended.output], ...readdirSync(join(RUN, 'log')).map((name) => [name, readFileSync(join(RUN, 'log', name), 'utf8')])];
  assert.match(logs.find(([name]) => name === 'postgres.log')[1], /INSERT INTO reservation/, 'the slow day was none');
  const tokens = [agent, clerk].flatMap((each) => [each.cookie.split('=')[1], each['X-CSRF-Token']]);
  const all = [...Object.entries(secrets), ...secretsOfInstallation(), ...tokens.map((each) => ['session', each]), ['token', website.Authorization.slice(7)]];
  for (const [name, text] of logs) {
    for (const [what, secret] of all) {
      const at = text.indexOf(secret);
      assert.ok(at < 0, `${what} stands in ${name}: …${text.slice(Math.max(0, at - 300), at + 60)}`);
    }
  }
});

test('every line of a daemon is a JSON object with time, level, program and event', () => {
  for (const name of readdirSync(join(RUN, 'log')).filter((each) => /^(central|property-\w+)\.log$/.test(each))) {
    const lines = readFileSync(join(RUN, 'log', name), 'utf8').split('\n').slice(0, -1);
    assert.ok(lines.length > 0, name);
    for (const line of lines) {
      const { at, level, program, event } = JSON.parse(line);
      assert.match(at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      assert.match(level, /^(debug|info|warning|error)$/);
      assert.match(program, /^keyrack-(central|property)$/);
      assert.ok(event.length > 0);
    }
  }
});
