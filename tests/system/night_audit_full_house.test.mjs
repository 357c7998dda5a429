// The night audit of a full house of a thousand rooms, on either kind of store: the desk works on meanwhile, request by
// request, between its pieces. How long it takes, and how long the requests wait, is printed; ops/bench desk measures it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { STORES } from '../support/hotel_node.mjs';
import { PROGRAMS } from '../support/instance.mjs';
import { fullHouse } from './full_house.mjs';

// Programs with sanitizers are several times slower.
const ROOMS = PROGRAMS.endsWith('release') ? 1000 : 200;
const CLERKS = 4;
const KINDS = 3;

// What a desk does while the audit runs, until it is told to stop: milliseconds of each request. What is answered after
// the audit was does not count.
async function work(manager, stays, state) {
  const times = [];
  for (let turn = 0; !state.done; turn += 1) {
    const stay = stays[(turn * 7) % stays.length].stay_id;
    const charge = { department: 'minibar', description: 'Water', amount_minor: 300 };
    const requests = [
      () => manager.expect(200, 'GET', `/v1/stays/${stay}`),
      () => manager.expect(201, 'POST', `/v1/stays/${stay}/charges`, charge),
      () => manager.expect(200, 'GET', '/v1/in-house?limit=20'),
    ];
    const began = performance.now();
    await requests[turn % KINDS]();
    if (!state.done) times.push(performance.now() - began);
  }
  return times;
}

const cpuSeconds = (pid) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ').slice(13, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;

for (const store of STORES) {
  test(`a full house of ${ROOMS} rooms, on ${store}`, async (t) => {
    const { node, manager, stays } = await fullHouse(t, store, ROOMS);
    const dry = performance.now();
    const before = await manager.expect(200, 'GET', '/v1/night-audits/current');
    const dryMs = performance.now() - dry;
    assert.equal(before.blocker_count, 0);
    assert.equal(before.total, stays.length);

    const quiet = performance.now();
    const quietCpu = cpuSeconds(node.child.pid);
    await manager.expect(201, 'POST', '/v1/night-audits', { business_date: before.business_date });
    const quietMs = performance.now() - quiet;
    const quietCpuMs = (cpuSeconds(node.child.pid) - quietCpu) * 1000;

    const state = { done: false };
    const clerks = Array.from({ length: CLERKS }, () => work(manager, stays, state));
    const second = { business_date: (await node.status()).business_date };
    const cpu = cpuSeconds(node.child.pid);
    const began = performance.now();
    const audit = await manager.expect(201, 'POST', '/v1/night-audits', second);
    const busyMs = performance.now() - began;
    state.done = true;
    const served = await Promise.all(clerks);
    const times = served.flat().sort((a, b) => a - b);
    const p99 = times[Math.floor(times.length * 0.99)];
    t.diagnostic(
      `audit ${quietMs.toFixed(0)} ms alone (${quietCpuMs.toFixed(0)} ms of processor), ${busyMs.toFixed(0)} ms beside ${times.length} requests of the desk (p50 ${times[times.length >> 1].toFixed(1)}, ` +
        `p99 ${p99.toFixed(1)}, most ${times.at(-1).toFixed(1)} ms); dry run ${dryMs.toFixed(1)} ms; ${(cpuSeconds(node.child.pid) - cpu).toFixed(2)} s of processor`,
    );
    assert.equal(audit.report.ledger_balances, true);
    // Every clerk gets looks, charges and lists through before the audit has ended, again and again.
    for (const each of served) assert.ok(each.length >= 2 * KINDS, `a clerk was served ${each.length} times while the audit ran`);

    const { body: pack } = await manager.get('/v1/downtime-pack');
    t.diagnostic(`downtime pack: ${pack.build_ms} ms, ${pack.bytes} bytes`);
  });
}
