// The clients of one namespace, as a process of their own inside it: they hammer every selling path, change and cancel
// what they sold, take guests in and let them go, and write down every answer. The test steers it by messages:
// {id, act: 'ask', who, method, path, body}, {id, act: 'hammer', ...}, {id, act: 'finish'}; each is answered {id, result}.
//
// arguments: JSON {base: [addresses], hotels: [{code, roomType, today}], people: {who: user or client}, desk, seed, file}
import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { addDays, authorise, logIn, send } from '../support/instance.mjs';
import { sellingPaths } from './selling_paths.mjs';

const setup = JSON.parse(process.argv[2]);
const ANSWER_MS = 4000;
const PATIENCE_MS = 60_000;

// A small generator with a seed (mulberry32).
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

let stopping = false;
let giveUpAt = Infinity;
const headers = new Map();

async function headersOf(who) {
  if (!headers.has(who)) {
    const { user, client } = setup.people[who];
    headers.set(who, client ? await authorise(client, undefined, setup.base[0]) : await logIn(setup.base[0], user));
  }
  return headers.get(who);
}

const isFinal = ({ status, body }) =>
  status < 500 && status !== 401 && status !== 429 && body?.code !== 'request_in_progress';

// As a client does: the same request with the same key, wherever somebody answers, until an answer says something.
async function insist(random, who, method, path, body, key) {
  while (Date.now() < giveUpAt) {
    try {
      const base = setup.base[Math.floor(random() * setup.base.length)];
      const answer = await send(base, method, path, { body, key, headers: await headersOf(who), signal: AbortSignal.timeout(ANSWER_MS) });
      if (answer.status === 401) headers.delete(who);
      if (isFinal(answer)) return answer;
    } catch {
      // Nobody answered, or not in time.
    }
    await pause(30 + random() * 150);
  }
  return { status: 0, body: {} };
}

const note = (record) => appendFileSync(setup.file, `${JSON.stringify({ at: Date.now(), ...record })}\n`);
const known = []; // {number, surname, hotel, stay} that this process was told of
const pick = (random, list) => list[Math.floor(random() * list.length)];

async function sell(random, hotel, key) {
  const paths = sellingPaths.filter((path) => !!path.desk === !!setup.desk);
  const path = pick(random, paths);
  const arrival = addDays(hotel.today, path.tonight ? 0 : Math.floor(random() * 3));
  const stay = { room_type: hotel.roomType, arrival, departure: addDays(arrival, 1 + Math.floor(random() * 2)), surname: `Q${key}` };
  const shop = { hotel: hotel.code, ask: (who, method, to, body, with_key) => insist(random, who, method, to, body, with_key) };
  const { status, body } = await path.sell(shop, stay, key);
  const number = body?.confirmation_number;
  note({ key, operation: 'sell', path: path.name, hotel: hotel.code, surname: stay.surname, number, status, code: body?.code });
  if (number) known.push({ number, hotel, arrival, stay: body.stay_id ?? body.stay?.stay_id });
}

async function change(random, operation, one, path, body, key) {
  const who = setup.desk ? 'clerk' : 'agent';
  const answer = await insist(random, who, 'POST', path, body, key);
  note({ key, operation, number: one.number, status: answer.status, code: answer.body?.code });
  return answer;
}

async function step(random, key) {
  const draw = random();
  const one = pick(random, known);
  if (draw < 0.6 || !one) return sell(random, pick(random, setup.hotels), key);
  if (draw < 0.75) return change(random, 'cancel', one, `/v1/reservations/${one.number}/cancel`, { reason: 'test' }, key);
  if (draw < 0.85) {
    const rooms = [{ line: 1, departure: addDays(one.arrival, 1 + Math.floor(random() * 3)) }];
    return change(random, 'modify', one, `/v1/reservations/${one.number}/modify`, { rooms }, key);
  }
  if (!setup.desk) return sell(random, pick(random, setup.hotels), key);
  if (one.stay) return change(random, 'check_out', one, `/v1/stays/${one.stay}/check-out`, { settle: { method: 'card' } }, key);
  const answer = await change(random, 'check_in', one, `/v1/reservations/${one.number}/check-in`, { line: 1 }, key);
  if (answer.status === 201) one.stay = answer.body.stay_id;
}

async function loop(index) {
  const random = generator(setup.seed * 1000 + index);
  for (let turn = 0; !stopping; turn++) {
    await step(random, `${process.pid}-${index}-${turn}`);
    await pause(random() * 60);
  }
}

let loops = [];
const acts = {
  ask: async ({ who, method, path, body }) => {
    const answer = await send(setup.base[0], method, path, { body, headers: who ? await headersOf(who) : {}, signal: AbortSignal.timeout(ANSWER_MS) });
    if (answer.status === 401) headers.delete(who);
    return { status: answer.status, body: answer.body };
  },
  hotels: async ({ hotels }) => {
    setup.hotels = hotels;
  },
  hammer: async ({ clients }) => {
    loops = Array.from({ length: clients }, (_, index) => loop(index));
  },
  finish: async () => {
    stopping = true;
    giveUpAt = Date.now() + PATIENCE_MS;
    await Promise.all(loops);
  },
};

process.on('message', async ({ id, act, ...rest }) => {
  try {
    process.send({ id, result: await acts[act](rest) });
  } catch (error) {
    process.send({ id, error: String(error?.cause ?? error) });
  }
});
process.on('disconnect', () => process.exit(0));
process.send({ ready: true });
