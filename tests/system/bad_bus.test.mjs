// What a broken or malicious hotel may say to the centre over the bus, and what garbage on the feed does to a hotel:
// each is answered or dropped, both go on, and the copies still agree.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import test, { before } from 'node:test';
import { addDays, CENTRE, desk, logIn, newKey, RUN, send } from '../support/instance.mjs';
import { until } from '../support/until.mjs';
import { PORT, run } from './daemons.mjs';

const HOTEL = 'TYO';

// A connection to NATS that speaks its protocol itself, so that nothing in between keeps us from saying anything.
class Line {
  constructor(user, inbox) {
    this.inbox = `${inbox}.${Math.random().toString(36).slice(2)}`;
    this.replies = [];
    this.socket = connect(PORT + 21, '127.0.0.1');
    this.socket.on('error', () => {});
    let text = '';
    this.socket.setEncoding('utf8');
    this.socket.on('data', (data) => {
      text = this.take(text + data);
    });
    const pass = readFileSync(join(RUN, 'secrets', `nats_${user}`), 'utf8').trim();
    this.socket.write(`CONNECT ${JSON.stringify({ verbose: false, user, pass, protocol: 1 })}\r\nSUB ${this.inbox}.* 1\r\n`);
  }

  take(text) {
    for (;;) {
      const end = text.indexOf('\r\n');
      if (end < 0) return text;
      const line = text.slice(0, end);
      if (line === 'PING') this.socket.write('PONG\r\n');
      if (line.startsWith('MSG ')) {
        const size = Number(line.split(' ').at(-1));
        if (Buffer.byteLength(text.slice(end + 2)) < size + 2) return text;
        const payload = Buffer.from(text.slice(end + 2)).subarray(0, size).toString();
        this.replies.push([Number(line.split(' ')[1].split('.').at(-1)), JSON.parse(payload)]);
        text = Buffer.from(text.slice(end + 2)).subarray(size + 2).toString();
      } else {
        text = text.slice(end + 2);
      }
    }
  }

  publish(subject, payload, reply = '') {
    const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(payload);
    this.socket.write(`PUB ${subject} ${reply ? `${reply} ` : ''}${bytes.length}\r\n`);
    this.socket.write(bytes);
    this.socket.write('\r\n');
  }

  // Asks each payload and waits until the last answer can have come; number of the payload -> answer.
  async ask(subject, payloads) {
    this.replies = [];
    payloads.forEach((payload, at) => this.publish(subject, payload, `${this.inbox}.${at}`));
    this.publish(`keyrack.hotel.${HOTEL}.ping`, '{}', `${this.inbox}.9999`);
    await until('the centre answers a ping', () => this.replies.some(([at]) => at === 9999));
    await new Promise((resolve) => setTimeout(resolve, 300));
    return new Map(this.replies.filter(([at]) => at !== 9999));
  }

  close() {
    this.socket.destroy();
  }
}

const GARBAGE = [
  '', '{', 'null', '1', '"text"', '[]', '[[[]]]', '{}', '{"a":1,"a":2}', '['.repeat(200), Buffer.from([0xff, 0xfe, 0x00, 0x01]),
  '\u0000', '{"after":"x","limit":"y"}', '{"after":-9223372036854775808,"limit":-1}', '{"after":9223372036854775807,"limit":9223372036854775807}',
  '{"after":1e300}', '{"entries":{}}', '{"entries":[null]}', '{"entries":[1,"x",[]]}', '{"entries":[{"number":"1"}]}',
  '{"command":1}', '{"command":"drop","body":{}}', '{"command":"book"}', '{"command":"book","body":[],"idempotency_key":1,"staff":2}',
  '{"command":"book","body":{"hotel":"H1"},"idempotency_key":"k","staff":"s"}', `{"x":"${'x'.repeat(900_000)}"}`,
];
// Entries in good form that no hotel of ours would write.
const entry = (kind, body, number = 2 ** 40) => JSON.stringify({ entries: [{ number, kind, at: '2026-01-01T00:00:00Z', body }] });
const ENTRIES = [
  entry('nonsense', {}), entry('check_in', {}), entry('check_in', []), entry('check_in', { confirmation_number: 'x', line: -1, stay: {} }),
  entry('check_in', { confirmation_number: '100000000017', line: 99, stay: { stay_id: -1 } }), entry('stay_update', { stay_id: 'x' }),
  entry('walk_in', { reservation: {}, stay: {} }), entry('business_date', { business_date: '9999-12-31' }),
  entry('business_date', { business_date: 'x' }), entry('no_show', null), entry('check_out', { stay_id: 2 ** 60, currency: 'XXQ' }, 1),
  JSON.stringify({ entries: [{ number: -1, kind: 'check_in', at: 'yesterday', body: {} }] }),
];

async function healthy() {
  for (const base of [CENTRE, desk(HOTEL), desk('H1')]) assert.equal((await fetch(`${base}/readyz`)).status, 200);
}

// A guest comes and goes, so that the centre has entries of this hotel: one of those below says that it is the first.
before(async () => {
  const headers = await logIn(desk(HOTEL), `${HOTEL.toLowerCase()}-desk1`);
  const agent = await logIn(CENTRE, 'crs-agent1');
  const { room_types, business_date } = (await send(CENTRE, 'GET', `/v1/hotels/${HOTEL}`, { headers: agent })).body;
  const type = room_types.reduce((most, each) => (each.sell_limit > most.sell_limit ? each : most));
  const room = { room_type: type.code, rate_plan: 'BAR', departure: addDays(business_date, 1), adults: 1 };
  const { status, body } = await send(desk(HOTEL), 'POST', '/v1/walk-ins', { headers, key: newKey(), body: { guest: { surname: 'Plain' }, ...room } });
  assert.equal(status, 201, JSON.stringify(body));
  const left = await send(desk(HOTEL), 'POST', `/v1/stays/${body.stay_id}/check-out`, { headers, key: newKey(), body: { settle: { method: 'card' } } });
  assert.equal(left.status, 200, JSON.stringify(left.body));
  const atCentre = () => send(CENTRE, 'GET', `/v1/reservations/${body.confirmation_number}`, { headers: agent });
  await until('the centre knows that the guest has left', async () => (await atCentre()).body.lines?.[0].status === 'checked_out');
});

test('garbage from a hotel is answered or dropped by the centre', async () => {
  const line = new Line(HOTEL, `_INBOX.${HOTEL}`);
  try {
    for (const what of ['list', 'command', 'ping']) {
      const answers = await line.ask(`keyrack.hotel.${HOTEL}.${what}`, GARBAGE);
      for (const [at, answer] of answers) {
        if (what !== 'command') continue;
        assert.ok(answer.status >= 400 && answer.status < 500, `${String(GARBAGE[at]).slice(0, 80)}: ${JSON.stringify(answer)}`);
        assert.equal(typeof answer.body.code, 'string');
      }
      await healthy();
    }
    for (const [, answer] of await line.ask(`keyrack.hotel.${HOTEL}.outbox`, [...GARBAGE, ...ENTRIES])) {
      assert.ok(answer.applied_through === undefined || answer.applied_through < 2 ** 40, JSON.stringify(answer));
    }
    await healthy();
  } finally {
    line.close();
  }
});

test('a hotel books for no other hotel, whatever the body says', async () => {
  const line = new Line(HOTEL, `_INBOX.${HOTEL}`);
  try {
    const body = { hotel: 'ZRH', guest: { surname: 'Plain' }, rooms: [{ room_type: 'STD', rate_plan: 'BAR', arrival: '2027-01-01', departure: '2027-01-02', adults: 1 }] };
    const answers = await line.ask(`keyrack.hotel.${HOTEL}.command`, [JSON.stringify({ idempotency_key: `k${Date.now()}`, staff: 'x', command: 'book', body })]);
    for (const [, answer] of answers) assert.ok(answer.status >= 400 && answer.status < 500, JSON.stringify(answer));
    assert.equal(answers.size, 1);
  } finally {
    line.close();
  }
});

test('garbage on the feed: the hotel goes on and lists what it missed', async () => {
  const clerk = await logIn(desk(HOTEL), 'tyo-desk1');
  const agent = await logIn(CENTRE, 'crs-agent1');
  const line = new Line('centre', '_INBOX');
  try {
    const { feed_version: version } = (await send(desk(HOTEL), 'GET', '/v1/status', { headers: clerk })).body;
    const next = (changes) => JSON.stringify({ hotel: HOTEL, from: version + 1, to: version + 1, changes });
    for (const payload of [
      ...GARBAGE, next(1), next([1]), next([{}]), next([{ version: version + 1, kind: 'nonsense', key: 'x', row: {} }]),
      next([{ version: version + 1, kind: 'reservation', key: 'x', row: [] }]),
      next([{ version: version + 1, kind: 'cell', key: 'x', row: { room_type: 1, night: 'never', sold: 'many' } }]),
      JSON.stringify({ hotel: HOTEL, from: -5, to: 3, changes: [] }), JSON.stringify({ hotel: 'H1', from: 'x', to: {} }),
    ]) {
      line.publish(`keyrack.feed.${HOTEL}`, payload);
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await healthy();

    const hotel = (await send(CENTRE, 'GET', `/v1/hotels/${HOTEL}`, { headers: agent })).body;
    const arrival = new Date(Date.parse(hotel.business_date) + 200 * 86_400_000).toISOString().slice(0, 10);
    const departure = new Date(Date.parse(hotel.business_date) + 201 * 86_400_000).toISOString().slice(0, 10);
    const type = hotel.room_types.reduce((most, each) => (each.sell_limit > most.sell_limit ? each : most)).code;
    const made = await send(CENTRE, 'POST', '/v1/reservations', {
      headers: agent,
      body: { hotel: HOTEL, guest: { surname: 'Plain' }, rooms: [{ room_type: type, rate_plan: 'BAR', arrival, departure, adults: 1 }] },
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const path = `/v1/reservations/${made.body.confirmation_number}`;
    await until('the booking reaches the hotel', async () => (await send(desk(HOTEL), 'GET', path, { headers: clerk })).status === 200);
    await send(CENTRE, 'POST', `${path}/cancel`, { headers: agent, body: {} });
  } finally {
    line.close();
  }
});

test('all copies agree afterwards', async () => {
  const check = () => run('keyrack', 'check', '--run', RUN);
  await until('the copies agree', () => check().status === 0).catch(() => {});
  const { status, output } = check();
  assert.equal(status, 0, output);
});
