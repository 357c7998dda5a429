// A command of the user is sent with one key until its outcome is known, and never twice for one press.
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import test from 'node:test';
import { load } from './modules.mjs';

const client = await load('ops/web/shared/api/idempotency.ts', 'ops/web/shared/api/problem.ts', 'ops/web/shared/api/client.ts');
const { intentFor, newIdempotencyKey, runRepeatedly, Problem } = client;

globalThis.crypto ??= webcrypto; // Node 18 has it, but not as a global
globalThis.window = { setTimeout, clearTimeout, location: { origin: 'http://desk.test' } };

const answer = (status, body, headers = {}) => new Response(body === null ? null : JSON.stringify(body), { status, headers });

// Answers the given way, one after another, and keeps what was asked.
function serve(...answers) {
  const calls = [];
  globalThis.fetch = async (path, options) => {
    calls.push({ path, ...options });
    const next = answers[Math.min(calls.length, answers.length) - 1];
    if (next instanceof Error) throw next;
    return next.clone();
  };
  return calls;
}

const unknown = () => new Problem(0, { code: 'no_answer' });

test('the same wish keeps its key, another wish gets another', () => {
  const first = intentFor(null, { room: '101' });
  assert.equal(intentFor(first, { room: '101' }).key, first.key);
  assert.notEqual(intentFor(first, { room: '102' }).key, first.key);
  assert.match(newIdempotencyKey(), /^[0-9a-f]{32}$/);
});

test('a lost answer is asked for again with the same key', async () => {
  const keys = [];
  const result = await runRepeatedly(
    async (key) => {
      keys.push(key);
      if (keys.length < 3) throw keys.length === 1 ? unknown() : new Problem(503, {});
      return 'done';
    },
    'k1',
    1,
  );
  assert.equal(result, 'done');
  assert.deepEqual(keys, ['k1', 'k1', 'k1']);
});

test('a refusal is final: it is not repeated', async () => {
  let calls = 0;
  const refused = runRepeatedly(
    async () => {
      calls += 1;
      throw new Problem(409, { code: 'sold_out' });
    },
    'k1',
    1,
  );
  await assert.rejects(refused, { code: 'sold_out' });
  assert.equal(calls, 1);
});

test('a command still running on the server is waited for, not sent anew', () => {
  assert.equal(new Problem(409, { code: 'request_in_progress' }).outcomeUnknown, true);
  assert.equal(new Problem(409, { code: 'room_occupied' }).outcomeUnknown, false);
});

test('it gives up after a while and says so', async () => {
  let calls = 0;
  const lost = runRepeatedly(
    async () => {
      calls += 1;
      throw unknown();
    },
    'k1',
    1,
  );
  await assert.rejects(lost, { code: 'no_answer' });
  assert.equal(calls, 4);
});

test('writes carry token, key and precondition; reads carry none of them', async () => {
  client.clientSetCsrfToken('token-1');
  const calls = serve(answer(201, { a: 1 }, { ETag: '"7"' }));
  const written = await client.request('POST', '/v1/reservations', { x: 1 }, { idempotencyKey: 'k9', ifMatch: '"3"' });
  assert.equal(written.etag, '"7"');
  assert.equal(calls[0].headers.get('X-CSRF-Token'), 'token-1');
  assert.equal(calls[0].headers.get('Idempotency-Key'), 'k9');
  assert.equal(calls[0].headers.get('If-Match'), '"3"');
  await client.get('/v1/status');
  assert.equal(calls[1].headers.get('X-CSRF-Token'), null);
  assert.equal(calls[1].headers.get('Idempotency-Key'), null);
});

test('problem documents keep their code; an answer that is no JSON is a problem too', async () => {
  serve(answer(409, { code: 'sold_out', detail: 'none left', errors: [{ pointer: '/rooms/0' }] }));
  await assert.rejects(client.get('/v1/x'), { status: 409, code: 'sold_out', detail: 'none left', pointer: '/rooms/0' });
  globalThis.fetch = async () => new Response('<html>bad gateway', { status: 502 });
  await assert.rejects(client.get('/v1/x'), { status: 502, code: 'http_502', outcomeUnknown: true });
});

test('no answer shows as unreachable, and the next answer clears it', async () => {
  serve(new TypeError('failed to fetch'));
  await assert.rejects(client.get('/v1/x'), { code: 'no_answer', status: 0 });
  assert.equal(client.clientReachable(), false);
  serve(answer(200, {}));
  await client.get('/v1/x');
  assert.equal(client.clientReachable(), true);
  assert.equal(client.clientInFlight(), 0);
});

test('a paged list is read to its end', async () => {
  const calls = serve(
    answer(200, { items: [1, 2] }, { Link: '</v1/arrivals?limit=2&cursor=b>; rel="next"' }),
    answer(200, { items: [3] }),
  );
  assert.deepEqual(await client.getAll('/v1/arrivals'), [1, 2, 3]);
  assert.deepEqual(calls.map((call) => call.path), ['/v1/arrivals', '/v1/arrivals?limit=2&cursor=b']);
});

test('a session that ended is told once to whoever shows the sign-in page, but not by a refused sign-in', async () => {
  let lost = 0;
  client.clientOnSessionLost(() => {
    lost += 1;
  });
  serve(answer(401, { code: 'not_logged_in' }));
  await assert.rejects(client.get('/v1/status'));
  await assert.rejects(client.request('POST', '/v1/sessions', {}));
  assert.equal(lost, 1);
});
