// The running instance as its users see it: addresses, people, programs, and requests over HTTP.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = process.env.KEYRACK_ROOT ?? join(dirname(fileURLToPath(import.meta.url)), '../..');
export const PROGRAMS = process.env.KEYRACK_PROGRAMS ?? join(ROOT, 'build/release');
export const RUN = process.env.KEYRACK_RUN;
const PORT = Number(process.env.KEYRACK_PORT);

// The hotels in the order of the chain, which is the order of their ports.
export const HOTELS = ['H1', 'H2', 'SHA', 'ZRH', 'NYC', 'TYO'];
export const CENTRE = `http://127.0.0.1:${PORT}`;
export const desk = (hotel) => `http://127.0.0.1:${PORT + 1 + HOTELS.indexOf(hotel)}`;

const secret = (name, run = RUN) => {
  assert.ok(run && PORT, 'run this through ops/test, which starts the instance');
  return readFileSync(join(run, 'secrets', name), 'utf8');
};

export function password(user, run = RUN) {
  const line = secret('staff.txt', run).split('\n').find((each) => each.startsWith(`${user}\t`));
  assert.ok(line, `there is no ${user} among the staff of this installation`);
  return line.split('\t')[1];
}

export function clientSecret(client) {
  const [, found] = secret('clients.yaml').match(new RegExp(`- id: ${client}\\n +secret: (\\S+)`)) ?? [];
  assert.ok(found, `there is no client ${client} in this installation`);
  return found;
}

export const newKey = () => randomUUID();

// A test that waited for a program to end has not heard that the other side closed idle connections meanwhile; `fetch` would
// send on one of them, and fail. The first turn of the loop ends what was read before, the second has read that.
export async function hearClosing() {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}

// One request: {status, headers, body}. Objects are sent as JSON, texts as they are. A POST gets an idempotency key
// unless `headers` says otherwise.
export async function send(base, method, path, { body, headers = {}, key, signal } = {}) {
  const all = { ...headers };
  const names = Object.keys(all).map((name) => name.toLowerCase());
  if (body !== undefined && !names.includes('content-type')) all['Content-Type'] = 'application/json';
  if (method === 'POST' && !names.includes('idempotency-key')) all['Idempotency-Key'] = key ?? newKey();
  if (all['Idempotency-Key'] === null) delete all['Idempotency-Key'];
  await hearClosing();
  const answer = await fetch(base + path, {
    method,
    signal,
    headers: all,
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  const isJson = /json/.test(answer.headers.get('content-type') ?? '');
  return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
}

// The head of a request whose body never comes, for refusals that do not wait for it.
export function sendHead(base, method, path, headers = {}) {
  return new Promise((resolve, reject) => {
    const sent = request(base + path, { method, headers: { 'Content-Type': 'application/json', 'Idempotency-Key': newKey(), ...headers } });
    sent.on('error', reject);
    sent.on('response', (answer) => {
      let text = '';
      answer.on('data', (data) => (text += data));
      answer.on('end', () => {
        sent.destroy();
        resolve({ status: answer.statusCode, headers: new Headers(answer.headers), body: JSON.parse(text) });
      });
    });
    sent.flushHeaders();
  });
}

// Headers of a member of staff who has logged in.
export async function logIn(base, user, run = RUN) {
  const opened = await send(base, 'POST', '/v1/sessions', {
    body: { user, password: password(user, run) },
    headers: { 'Idempotency-Key': null },
  });
  assert.equal(opened.status, 201, JSON.stringify(opened.body));
  return { cookie: opened.headers.get('set-cookie').split(';')[0], 'X-CSRF-Token': opened.body.csrf_token };
}

// Headers of a program with an access token.
export async function authorise(client, scope, base = CENTRE) {
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope ? { scope } : {}) });
  const basic = Buffer.from(`${client}:${clientSecret(client)}`).toString('base64');
  const given = await send(base, 'POST', '/v1/oauth/token', {
    body: form.toString(),
    headers: { Authorization: `Basic ${basic}`, 'Content-Type': 'application/x-www-form-urlencoded', 'Idempotency-Key': null },
  });
  assert.equal(given.status, 200, JSON.stringify(given.body));
  return { Authorization: `Bearer ${given.body.access_token}` };
}

export const addDays = (night, days) => new Date(Date.parse(night) + days * 86_400_000).toISOString().slice(0, 10);
