// What comes over the wire and is no proper request: each gets the right 4xx, costs nothing that stays, and the daemons
// go on serving. Both daemons stand on the same server; each is asked.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import test from 'node:test';
import { CENTRE, desk, logIn, send } from '../support/instance.mjs';
import { exchange, statusOf } from '../support/wire.mjs';
import { scratchFolder } from '../support/scratch.mjs';
import { EXIT, FREE_PORT, readyStore, start } from './daemons.mjs';

const DAEMONS = [
  { name: 'keyrack-central', part: 'central', base: CENTRE, user: 'crs-agent1' },
  { name: 'keyrack-property', part: 'property-ZRH', base: desk('ZRH'), user: 'zrh-desk1' },
];
const END = 'Host: h\r\nConnection: close\r\n\r\n';
const JSON_HEAD = 'Host: h\r\nContent-Type: application/json\r\n';
const healthy = async ({ base }) => assert.equal((await fetch(`${base}/healthz`)).status, 200);
const bytes = (text) => Buffer.from(text, 'latin1');

// Requests that are answered at once and end there; anything sent behind them is not taken for a request.
const REFUSED = {
  'no version': ['GET /healthz\r\n\r\n', 400],
  'another version': [`GET /healthz HTTP/9.9\r\n${END}`, 505],
  'HTTP/2 without having asked': ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505],
  'no host': ['GET /healthz HTTP/1.1\r\n\r\n', 400],
  'two hosts': ['GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400],
  'a blank before the colon': ['GET /healthz HTTP/1.1\r\nHost : h\r\n\r\n', 400],
  'a method that nobody knows': [`BREW /healthz HTTP/1.1\r\n${END}`, 405],
  'a method in small letters': [`get /healthz HTTP/1.1\r\n${END}`, 405],
  TRACE: [`TRACE /v1/sessions HTTP/1.1\r\n${END}`, 405],
  CONNECT: [`CONNECT h:443 HTTP/1.1\r\n${END}`, 400],
  'the address of another server': [`GET http://h.example/healthz HTTP/1.1\r\n${END}`, 400],
  'a length that is none': [`POST /v1/sessions HTTP/1.1\r\n${JSON_HEAD}Content-Length: two\r\n\r\n{}`, 400],
  'a negative length': [`POST /v1/sessions HTTP/1.1\r\n${JSON_HEAD}Content-Length: -2\r\n\r\n{}`, 400],
  'a length beyond all numbers': [`POST /v1/sessions HTTP/1.1\r\n${JSON_HEAD}Content-Length: 99999999999999999999999\r\n\r\n{}`, 413],
  'a length over the limit': [`POST /v1/sessions HTTP/1.1\r\n${JSON_HEAD}Content-Length: 2000000\r\n\r\n`, 413],
  'the same, asking first': [`POST /v1/sessions HTTP/1.1\r\n${JSON_HEAD}Expect: 100-continue\r\nContent-Length: 2000000\r\n\r\n`, 413],
  'two lengths': [`POST /v1/sessions HTTP/1.1\r\n${JSON_HEAD}Content-Length: 2\r\nContent-Length: 60\r\n\r\n{}`, 400],
  'length and chunks': [`POST /v1/sessions HTTP/1.1\r\n${JSON_HEAD}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
  'another transfer coding': [`POST /v1/sessions HTTP/1.1\r\n${JSON_HEAD}Transfer-Encoding: gzip\r\n\r\n{}`, 400],
  'a chunk of no size': [`POST /v1/sessions HTTP/1.1\r\n${JSON_HEAD}Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n`, 400],
  'a chunk beyond all numbers': [`POST /v1/sessions HTTP/1.1\r\n${JSON_HEAD}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n`, 413],
  'a header of 20 kB': [`GET /healthz HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n${END}`, 431],
  '2000 headers': [`GET /healthz HTTP/1.1\r\n${'X: y\r\n'.repeat(2000)}${END}`, 431],
  '2000 cookies': [`GET /healthz HTTP/1.1\r\nCookie: ${Array.from({ length: 2000 }, (_, at) => `a${at}=b`).join('; ')}\r\n${END}`, 431],
  'cookies that leave no room for an answer': [`GET /healthz HTTP/1.1\r\nCookie: ${'a=b; '.repeat(2000)}\r\n${END}`, null],
  'a path of 20 kB': [`GET /${'x'.repeat(20_000)} HTTP/1.1\r\n${END}`, 431],
  'a path of 500 segments': [`GET ${'/a'.repeat(500)} HTTP/1.1\r\n${END}`, 400],
  '500 parameters': [`GET /v1/sessions/current?${'a=1&'.repeat(500)} HTTP/1.1\r\n${END}`, 400],
  'a path that does not decode': [`GET /%zz HTTP/1.1\r\n${END}`, 400],
  'a path that is no UTF-8': [`GET /v1/reservations/\xff\xfe HTTP/1.1\r\n${END}`, 400],
  'a path with an overlong dot': [`GET /%c0%ae%c0%ae/etc/passwd HTTP/1.1\r\n${END}`, 400],
  'a path with a NUL': [`GET /index.html%00.txt HTTP/1.1\r\n${END}`, 400],
  'a path with a line break': [`GET /v1/reservations/%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\n${END}`, 400],
  'a query with a NUL': [`GET /v1/reservations?query=%00 HTTP/1.1\r\n${END}`, 400],
  'a query with half a sequence': [`GET /v1/reservations?query=%e2%82 HTTP/1.1\r\n${END}`, 400],
};

for (const daemon of DAEMONS) {
  const port = Number(new URL(daemon.base).port);

  for (const [what, [request, status]] of Object.entries(REFUSED)) {
    test(`${daemon.name}: ${what}: ${status}`, async () => {
      const behind = /two|length and chunks|coding/.test(what) ? `GET /readyz HTTP/1.1\r\n${END}` : '';
      const { text, closed } = await exchange(port, [bytes(request + behind)], { silenceMs: 5000 });
      assert.equal(statusOf(text), status, text);
      assert.ok(closed, 'the connection stays open');
      assert.doesNotMatch(text, /Set-Cookie|root:|"ready"/);
      await healthy(daemon);
    });
  }

  for (const path of ['/../../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/..%2f..%2fetc%2fpasswd', '//etc/passwd', '/assets/..\\..\\x', '/./././etc/passwd', '/v1/../secrets/staff.txt']) {
    test(`${daemon.name}: nothing outside of the console at ${path}`, async () => {
      const { text } = await exchange(port, [`GET ${path} HTTP/1.1\r\n${END}`], { silenceMs: 5000 });
      assert.doesNotMatch(text, /root:|desk1/);
      assert.ok([200, 404].includes(statusOf(text)), text);
      if (statusOf(text) === 200) assert.match(text, /<!doctype html>/);
    });
  }

  test(`${daemon.name}: a body over the limit, announced, streamed and in chunks: 413`, async () => {
    const head = `POST /v1/sessions HTTP/1.1\r\n${JSON_HEAD}`;
    const body = `{"user":"${'x'.repeat(9000)}"}`;
    const announced = await exchange(port, [`${head}Connection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`]);
    assert.equal(statusOf(announced.text), 413);
    const chunks = [...body].reduce((parts, _, at) => (at % 1000 ? parts : [...parts, body.slice(at, at + 1000)]), []);
    const chunked = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('');
    const streamed = await exchange(port, [`${head}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n${chunked}0\r\n\r\n`]);
    assert.equal(statusOf(streamed.text), 413);
    assert.match(streamed.text, /"code":"body_too_long"/);
    // Without an end: the connection is.
    const endless = Array(200).fill(`1000\r\n${'x'.repeat(4096)}\r\n`);
    assert.ok((await exchange(port, [`${head}Transfer-Encoding: chunked\r\n\r\n`, ...endless], { silenceMs: 5000 })).closed);
    await healthy(daemon);
  });

  test(`${daemon.name}: half-sent and dripping requests end after 15 s with 408, and others are served meanwhile`, async () => {
    const login = `POST /v1/sessions HTTP/1.1\r\n${JSON_HEAD}Content-Length: 40\r\n\r\n{"user":`;
    const halves = ['G', 'GET /healthz HT', 'GET /healthz HTTP/1.1\r\nHost: h\r\n', login, '\x16\x03\x01\x02', '\0\0\0\0'];
    const began = Date.now();
    const ends = Promise.all([
      ...halves.map((half) => exchange(port, [bytes(half)])),
      exchange(port, ['GET /healthz HTTP/1.1\r\n', ...Array.from({ length: 60 }, (_, at) => [400, `X-${at}: y\r\n`]).flat()]),
    ]);
    let over = false;
    ends.then(() => {
      over = true;
    });
    for (let asked = 0; asked < 20; asked += 1) {
      await healthy(daemon);
      assert.equal(over, false, 'others are served while the halves are waited for');
    }
    for (const { text, closed } of await ends) {
      assert.ok(closed, 'the connection stays open');
      assert.ok([408, 400, null].includes(statusOf(text)), text);
    }
    console.log(`# ${daemon.name}: all of them ended after ${Date.now() - began} ms`);
  });

  test(`${daemon.name}: several requests in one packet are answered in order`, async () => {
    const one = 'GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n';
    const { text } = await exchange(port, [`${one}GET /v1/nowhere HTTP/1.1\r\nHost: h\r\n\r\nGET /healthz HTTP/1.1\r\n${END}`]);
    assert.deepEqual([...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => match[1]), ['200', '404', '200']);
  });

  // A daemon of its own: with the sanitizer's usual quarantine nothing that is freed would be seen to be.
  test(`${daemon.name}: thousands of bad requests and connections leave no memory and no descriptors behind`, async (t) => {
    const config = readyStore(scratchFolder(t), daemon.part);
    const environment = { ASAN_OPTIONS: `${process.env.ASAN_OPTIONS ?? ''}:quarantine_size_mb=1:thread_local_quarantine_size_kb=16` };
    const running = await start(t, daemon.name, config, { environment });
    const base = `http://127.0.0.1:${FREE_PORT}`;
    const descriptors = () => readdirSync(`/proc/${running.child.pid}/fd`).length;
    const residentKib = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${running.child.pid}/status`, 'utf8'))[1]);
    const person = await logIn(base, daemon.user);

    const wire = () => Object.values(REFUSED).map(([request]) => exchange(FREE_PORT, [bytes(request)], { silenceMs: 5000 }));
    const gone = () => Array.from({ length: 20 }, () => new Promise((resolve) => {
      const socket = connect(FREE_PORT, '127.0.0.1', () => socket.write(`POST /v1/sessions HTTP/1.1\r\n${JSON_HEAD}`, () => resolve(socket.resetAndDestroy())));
      socket.on('error', resolve);
    }));
    const bodies = ['{', '[]', '{"a":1,"a":2}', '['.repeat(100), '"\\ud800"', '{"user":1e999}', '\xff', `{"user":"${'x'.repeat(3000)}"}`];
    const round = async () => {
      const refused = bodies.map((body) => send(base, 'POST', '/v1/sessions', { body }));
      const values = ['x', '%27', '-1'].map((value) => send(base, 'GET', `/v1/reservations/${value}`, { headers: person }));
      for (const { status, body } of await Promise.all([...refused, ...values])) assert.equal(Math.trunc(status / 100), 4, JSON.stringify(body));
      await Promise.all([...wire(), ...gone()]);
    };
    for (let count = 0; count < 8; count++) await round(); // caches fill up
    const before = { descriptors: descriptors(), residentKib: residentKib() };
    for (let count = 0; count < 40; count++) await round();
    assert.equal((await fetch(`${base}/healthz`)).status, 200);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.ok(descriptors() <= before.descriptors + 4, `${before.descriptors} descriptors, then ${descriptors()}`);
    assert.ok(residentKib() < before.residentKib + 12_000, `${before.residentKib} KiB, then ${residentKib()} KiB`);
    const { status, output } = await running.stop();
    assert.equal(status, EXIT.ok, output.slice(-2000));
  });
}
