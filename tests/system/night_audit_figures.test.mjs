// What the reports of a closed day say, computed again from the postings themselves: figures, trial balance, revenue,
// lists; the same in the table for a spreadsheet and on paper; and the same days later.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { describe } from 'node:test';
import { HotelNode, STORES } from '../support/hotel_node.mjs';

const ROOMS = 210; // of H1
const NASTY = '=HYPERLINK("http://x";"y"), Ana';

const average = (sum, count) => (count === 0 ? 0 : Math.sign(sum) * Math.round(Math.abs(sum) / count));

// Rows of a table as RFC 4180 has them.
function readTable(bytes) {
  assert.deepEqual([...new Uint8Array(bytes).slice(0, 3)], [0xef, 0xbb, 0xbf], 'a byte order mark');
  const rows = [[]];
  let cell = '';
  let quoted = false;
  const body = Buffer.from(bytes).toString('utf8').slice(1);
  for (let i = 0; i < body.length; i += 1) {
    if (quoted && body[i] === '"' && body[i + 1] === '"') cell += body[(i += 1)];
    else if (body[i] === '"') quoted = !quoted;
    else if (!quoted && body[i] === ',') rows.at(-1).push(cell), (cell = '');
    else if (!quoted && body.startsWith('\r\n', i)) rows.at(-1).push(cell), (cell = ''), rows.push([]), (i += 1);
    else cell += body[i];
  }
  assert.equal(rows.pop().length, 0, 'the last row ends');
  return rows;
}

function paperText(node, bytes) {
  const path = join(node.folder, 'report.pdf');
  writeFileSync(path, Buffer.from(bytes));
  const done = spawnSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return done.stdout;
}

function testsOn(store) {
  test('figures, ledger, lists and papers of a closed day', async (t) => {
    const node = await HotelNode.make(t, { store });
    const manager = await node.logIn('h1-manager');
    const { business_date: date } = await node.status();
    const report = (code, day = date) => manager.expect(200, 'GET', `/v1/reports/${day}/${code}`);
    const close = (day) => manager.expect(201, 'POST', '/v1/night-audits', { business_date: day, override_reason: 'a test' });

    const plans = ['BAR', 'BAR', 'BREAKFAST', 'BAR', 'HALFBOARD'];
    const stays = [];
    for (const [index, plan] of plans.entries()) {
      const guest = { given_name: 'Ana', surname: index === 0 ? NASTY : `Guest${index}` };
      stays.push(await node.walkIn(manager, '', 1 + index, { guest, room_type: index < 3 ? 'A' : 'D', rate_plan: plan, adults: 1 + (index % 2) }));
    }
    const post = (stay, path, body) => manager.expect(201, 'POST', `/v1/stays/${stay.stay_id}/${path}`, body);
    await post(stays[0], 'charges', { department: 'food', description: 'Dinner', amount_minor: 4207 });
    await post(stays[1], 'charges', { department: 'spa', description: '@massage', amount_minor: 9900 });
    await post(stays[1], 'payments', { method: 'card', amount_minor: 5000 });
    await manager.expect(200, 'POST', `/v1/stays/${stays[4].stay_id}/check-out`, { settle: { method: 'card' } });
    const open = await report('manager');
    assert.equal(open.kept, false);
    const shown = new Map(open.rows.map(([name, day]) => [name.trim(), Object.values(day)[0]]));
    assert.deepEqual([shown.get('Rooms occupied'), shown.get('Rooms sold'), shown.get('Occupancy')], [4, 4, Math.round(40_000 / ROOMS)], 'who is in the house is counted before the audit charges the night');
    await close(date);

    const postings = [];
    for (const stay of stays) {
      const folio = await manager.expect(200, 'GET', `/v1/stays/${stay.stay_id}/folio`);
      postings.push(...folio.postings.map((posting) => ({ ...posting, stay })));
    }
    const sum = (wanted) => postings.filter(wanted).reduce((total, { amount_minor: amount }) => total + amount, 0);
    const occupied = stays.slice(0, 4);
    const roomRevenue = sum(({ department }) => department === 'room');
    const other = sum(({ department }) => !['room', 'tax', 'payment', 'transfer'].includes(department));

    const figures = Object.fromEntries((await report('manager')).rows.map(([name, day, month]) => [name, { day: Object.values(day)[0], month: Object.values(month)[0] }]));
    const expected = {
      Rooms: ROOMS,
      'Rooms occupied': occupied.length,
      'Rooms sold': occupied.length,
      Occupancy: Math.round((occupied.length * 10_000) / ROOMS),
      'Room revenue': roomRevenue,
      'Average daily rate': average(roomRevenue, occupied.length),
      'Revenue per available room': average(roomRevenue, ROOMS),
      'Other revenue': other,
      Arrivals: stays.length,
      Departures: 1,
      Adults: occupied.reduce((total, stay) => total + stay.adults, 0),
      'Stay-overs': 0,
    };
    for (const [name, value] of Object.entries(expected)) assert.deepEqual(figures[name], { day: value, month: value }, name);

    const trial = (await report('trial_balance')).rows.filter(([ledger]) => ledger === 'Guest ledger');
    const line = (name) => trial.filter(([, text]) => text === name).map(([, , , , amount]) => amount);
    const balance = sum(() => true);
    assert.deepEqual(line('Opening balance'), [0]);
    assert.deepEqual(line('Closing balance'), [balance]);
    assert.deepEqual(line('Difference'), [0]);
    assert.equal(trial.reduce((total, [, text, , , amount]) => total + (/balance|Difference/.test(text) ? 0 : amount), 0), balance);

    const revenue = (await report('revenue')).rows;
    assert.equal(revenue.reduce((total, row) => total + row[3], 0), roomRevenue + other);
    const taxes = (await report('taxes')).rows;
    const amounts = (kind) => taxes.filter((row) => row[2] === kind).reduce((total, row) => total + row[6], 0);
    assert.equal(amounts('Within prices'), postings.reduce((total, each) => total + each.included_tax_minor, 0));
    assert.equal(amounts('Added'), sum(({ department }) => department === 'tax'));
    assert.ok(taxes.filter((row) => row[3] !== '').every((row) => Math.abs(row[5] * Number.parseFloat(row[3]) - row[6] * 100) <= 100 * row[4]), 'rate times base is the tax, within prices and added to them');
    assert.ok(taxes.every((row) => (row[3] === '') === (row[5] === null)), 'only a percentage has a base');
    const inHouse = await report('in_house');
    assert.equal(inHouse.rows.length, occupied.length);
    assert.equal(inHouse.totals.at(-1), sum(({ stay }) => occupied.includes(stay)));
    const segments = (await report('segments')).rows.filter(([dimension]) => dimension === 'Rate plan');
    assert.equal(segments.reduce((total, row) => total + row[2], 0), occupied.length);
    assert.equal(segments.reduce((total, row) => total + row[5], 0), roomRevenue);
    assert.equal((await report('departures')).rows.length, 1);
    assert.equal((await report('cashier')).totals.at(-1), -sum(({ department }) => department === 'payment'));

    const file = async (format) => (await fetch(`${node.address}/v1/reports/${date}/in_house?format=${format}`, { headers: manager.headers })).arrayBuffer();
    const table = readTable(await file('csv'));
    assert.equal(table.length, 1 + occupied.length);
    const nasty = table.find((row) => row[1].includes('HYPERLINK'));
    assert.ok(nasty[1].startsWith("'="), 'a spreadsheet does not run what a guest typed');
    assert.equal(nasty.length, inHouse.columns.length);
    const cents = (text) => Math.round(Number(text) * 100);
    assert.equal(table.slice(1).reduce((total, row) => total + cents(row.at(-1)), 0), inHouse.totals.at(-1));

    for (const [language, words] of [['en', 'Guests in house'], ['zh', '在店客人']]) {
      const paper = paperText(node, await file(`pdf&language=${language}`));
      assert.ok(paper.includes(words), words);
      for (const stay of occupied) assert.ok(paper.includes(stay.confirmation_number), stay.confirmation_number);
    }

    const kept = {};
    for (const code of ['manager', 'trial_balance', 'in_house', 'segments', 'pickup']) kept[code] = (await report(code)).rows;
    await post(stays[2], 'charges', { department: 'food', description: 'Lunch', amount_minor: 100 });
    const next = (await node.status()).business_date;
    await close(next);
    for (const [code, rows] of Object.entries(kept)) assert.deepEqual((await report(code)).rows, rows, `${code} of a day that is over`);
    const second = Object.fromEntries((await report('manager', next)).rows.map(([name, day, month]) => [name, { day: Object.values(day)[0], month: Object.values(month)[0] }]));
    assert.equal(second['Rooms occupied'].month, expected['Rooms occupied'] + second['Rooms occupied'].day);
    assert.equal(second['Room revenue'].month, roomRevenue + second['Room revenue'].day);
    assert.equal(second['Stay-overs'].day, second['Rooms occupied'].day);
    const pickup = (await report('pickup', next)).rows;
    assert.equal(pickup[0][3], 0, 'nobody booked, nobody cancelled');
  });
}

for (const store of STORES) describe(`on ${store}`, () => testsOn(store));
