// keyrack device: the simulated devices against a hotel's node, by script; and a storm of charges over a bad line and a
// node that is killed, held against the ledger.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { HotelNode } from '../support/hotel_node.mjs';
import { PROGRAMS, ROOT } from '../support/instance.mjs';
import { until } from '../support/until.mjs';

const DEVICES = `devices=${join(ROOT, 'schemas/devices/demo.yaml')}`;

async function house(t) {
  const node = await HotelNode.make(t, { hotel: 'SHA', settings: [DEVICES] });
  const manager = await node.logIn('sha-manager');
  const port = Number(node.log.match(/"device_port":(\d+)/)[1]);
  return { node, manager, port };
}

const device = (port, kind, script, ...more) =>
  spawnSync(join(PROGRAMS, 'keyrack'), ['device', kind, '--port', String(port), '--script', '-', '--patience', '30000', ...more], {
    input: `${script.join('\n')}\n`,
    encoding: 'utf8',
    timeout: 180_000,
  });

test('scripts of a point of sale, a telephone exchange, a minibar and an encoder', async (t) => {
  const { node, manager, port } = await house(t);
  const stay = await node.walkIn(manager, 'Script');
  const { room } = stay;
  const pos = device(port, 'pos', [
    `charge ${room} 1450 C7`,
    'expect AS=OK',
    'cut',
    'again # the same record: posted once',
    'expect AS=OK',
    `bill ${room} 60 1000 200`,
    'expect AS=OK',
    `charge ${room} 300 C9 2`,
    'expect AS=OK',
    `ask ${room}`,
    `expect RN=${room} GN=Script`,
    'charge nowhere 100',
    'expect AS=NG',
    'end',
  ]);
  assert.equal(pos.status, 0, pos.stderr + pos.stdout);
  const pbx = device(port, 'pbx', ['hear DS', `hear GI RN=${room}`, 'hear DE', `call ${room} 0041225550100 7`, 'expect AS=OK', `maid ${room} 2`, `hear RE RN=${room} RS=2`, `dnd ${room} on`, `hear RE RN=${room} DN=Y`]);
  assert.equal(pbx.status, 0, pbx.stderr + pbx.stdout);
  const bar = device(port, 'minibar', [`take ${room} 2 2`, 'expect AS=OK', `take ${room} 77`, 'expect AS=UR']);
  assert.equal(bar.status, 0, bar.stderr + bar.stdout);
  const { postings } = (await manager.get(`/v1/stays/${stay.stay_id}/folio`)).body;
  assert.deepEqual(
    postings.filter((each) => each.department !== 'tax').map((each) => [each.staff, each.amount_minor]),
    [['POS1', 1450], ['POS1', 1050], ['POS1', 210], ['POS1', 300], ['PBX1', 175], ['BAR1', 1300]],
  );

  const encoder = spawn(join(PROGRAMS, 'keyrack'), ['device', 'lock', '--port', String(port), '--script', '-']);
  const ended = new Promise((resolve) => encoder.once('exit', resolve));
  const guest = await node.walkIn(manager, 'Cards', 3);
  encoder.stdin.write(['encode OK', `expect RN=${guest.room} KO=010`, 'prolong OK', 'lockout OK', `expect RN=${guest.room} G#=${guest.stay_id}`, ''].join('\n'));
  const askForKey = () => manager.post(`/v1/stays/${guest.stay_id}/keys`, { interface: 'LOCK1', coder: '1', doors: ['2'] });
  await until('the encoder is there', async () => (await askForKey()).status === 202);
  const earlier = new Date(Date.parse(guest.departure) - 86_400_000).toISOString().slice(0, 10);
  await manager.expect(200, 'POST', `/v1/stays/${guest.stay_id}/departure`, { departure: earlier });
  await manager.expect(200, 'POST', `/v1/stays/${guest.stay_id}/check-out`, { settle: { method: 'card' } });
  encoder.stdin.end();
  assert.equal(await ended, 0);

  const wrong = device(port, 'pos', [`charge ${room} 1`, 'expect AS=NG']);
  assert.equal(wrong.status, 1, 'what is expected and does not come is a difference');
  assert.match(wrong.stderr, /line 2: AS is 'OK', not 'NG'/);
  assert.equal(device(port, 'pos', ['dance']).status, 3);
  assert.equal(device(1, 'pos', []).status, 4);
  assert.equal(spawnSync(join(PROGRAMS, 'keyrack'), ['device', 'toaster']).status, 2);
});

test('a storm over a bad line and a node that is killed: every charge is on the ledger once', async (t) => {
  const { node, manager, port } = await house(t);
  const one = await node.walkIn(manager, 'One');
  const two = await node.walkIn(manager, 'Two');
  const storm = spawn(join(PROGRAMS, 'keyrack'), ['device', 'pos', '--port', String(port), '--script', '-', '--quiet', '--attempts', '2000', '--patience', '3000', '--seed', '7']);
  let printed = '';
  storm.stdout.on('data', (data) => (printed += data));
  storm.stderr.on('data', (data) => (printed += data));
  const ended = new Promise((resolve) => storm.once('exit', resolve));
  storm.stdin.end(`storm 600 ${one.room} ${two.room} 9999\n`);
  for (let kill = 0; kill < 3; kill++) {
    await pause(300);
    await node.stop('SIGKILL');
    await node.start(DEVICES, `device_port=${port}`);
  }
  assert.equal(await ended, 0, printed);
  let accepted = 0;
  for (const stay of [one, two]) {
    const [, count, total] = printed.match(new RegExp(`room ${stay.room}: (\\d+) accepted, (\\d+) minor units, 0 refused`));
    const { postings, balance_minor: balance } = (await manager.get(`/v1/stays/${stay.stay_id}/folio`)).body;
    const mine = postings.filter((each) => each.staff === 'POS1');
    assert.equal(mine.length, Number(count));
    assert.equal(mine.reduce((sum, each) => sum + each.amount_minor, 0), Number(total));
    assert.equal(balance, Number(total));
    accepted += Number(count);
  }
  const [, none, refused] = printed.match(/room 9999: (\d+) accepted, 0 minor units, (\d+) refused/);
  assert.equal(none, '0');
  assert.equal(accepted + Number(refused), 600);
  assert.ok(Number(printed.match(/(\d+) lines cut/)[1]) > 20, printed);
});
