// Drawers and foreign money: the routes of the cashier on a node by itself; each answer is held against
// schemas/api/property.yaml, each request that succeeds too.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test, { after } from 'node:test';
import { HotelNode } from '../support/hotel_node.mjs';
import { logIn } from '../support/instance.mjs';
import { Api, testManners } from '../support/manners.mjs';
import { Description } from '../support/openapi.mjs';

const description = new Description('property', { tags: ['cashier'] });
const api = new Api(null, description, {
  staff: { 'zrh-desk1': ['frontdesk'], 'zrh-manager': ['manager', 'frontdesk'], 'zrh-housekeeping1': ['housekeeping'] },
  examples: { stay: '999999999' },
});
const { people } = api;
const clerk = (...rest) => api.call(people['zrh-desk1'], ...rest);
const manager = (...rest) => api.call(people['zrh-manager'], ...rest);
const node = await HotelNode.make({ after }, { hotel: 'ZRH' });
api.base = node.address;
for (const user of Object.keys(api.staff)) people[user] = await logIn(node.address, user);
const host = await node.logIn('zrh-manager');

testManners(api);

test('rates of exchange are set by a manager', async () => {
  await manager('POST', '/v1/cashier/rates', 201, { body: { currency: 'EUR', rate_millionths: 940000 } });
  const { body } = await manager('POST', '/v1/cashier/rates', 201, { body: { currency: 'JPY', rate_millionths: 6100 } });
  assert.deepEqual(body.items.map((each) => each.currency), ['EUR', 'JPY']);
  await manager('POST', '/v1/cashier/rates', 422, { body: { currency: 'CHF', rate_millionths: 1000000 }, code: 'own_currency' });
  await clerk('GET', '/v1/cashier/rates', 200);
  await manager('POST', '/v1/cashier/rates', 412, { body: { currency: 'EUR', rate_millionths: 950000 }, headers: { 'If-Match': '"old"' }, code: 'changed_meanwhile' });
});

test('a drawer: float, cash of three kinds, a drop, a blind count and its variance', async () => {
  await clerk('POST', '/v1/cashier/shift/close', 409, { body: { counts: [{ currency: 'CHF', amount_minor: 0 }] }, code: 'no_shift_open' });
  await clerk('POST', '/v1/cashier/shift/drops', 409, { body: { amount_minor: 1, note: 'safe' }, code: 'no_shift_open' });
  await clerk('GET', '/v1/cashier/shift', 404, { code: 'no_shift_open' });
  await clerk('POST', '/v1/cashier/shift', 201, { body: { float_minor: 20000 } });
  await clerk('POST', '/v1/cashier/shift', 409, { body: { float_minor: 1 }, code: 'shift_open' });
  const { stay_id: stay } = await node.walkIn(host, 'Cash');
  const pay = (body, status = 201, expected = {}) => clerk('POST', `/v1/stays/${stay}/payments`, status, { body: { method: 'cash', ...body }, ...expected });
  await pay({ amount_minor: 5000 });
  await pay({ amount_minor: 5000, tendered: { currency: 'EUR', amount_minor: 6000 } }); // 56.40 francs: 6.40 back
  await pay({ amount_minor: 5000, tendered: { currency: 'JPY', amount_minor: 10000 } }); // 61.00 francs: 11.00 back
  await pay({ amount_minor: 5000, tendered: { currency: 'EUR', amount_minor: 5000 } }, 422, { code: 'tendered_too_little' });
  await pay({ amount_minor: 5000, tendered: { currency: 'USD', amount_minor: 9000 } }, 422, { code: 'rate_unknown' });
  await pay({ method: 'card', amount_minor: 5000, tendered: { currency: 'EUR', amount_minor: 9000 } }, 422, { code: 'tendered_not_cash' });
  await clerk('POST', `/v1/stays/${stay}/paid-outs`, 201, { body: { amount_minor: 1500, reason: 'taxi' } });
  await clerk('POST', '/v1/cashier/shift/drops', 201, { body: { amount_minor: 10000, note: 'safe' } });
  const { body: folio } = await clerk('GET', `/v1/stays/${stay}/folio`, 200);
  const wrong = folio.postings.find((each) => each.code === 'cash').posting_number;
  await clerk('POST', `/v1/stays/${stay}/corrections`, 201, { body: { posting_number: wrong, reason: 'card after all' } });
  const { body: open } = await clerk('GET', '/v1/cashier/shift', 200);
  assert.deepEqual(open.counts, []); // nobody is told what should be in it
  const counts = [{ currency: 'CHF', amount_minor: 6700 }, { currency: 'EUR', amount_minor: 6000 }];
  await clerk('POST', '/v1/cashier/shift/close', 422, { body: { counts: [...counts, counts[0]] }, code: 'counted_twice' });
  const { body: closed } = await clerk('POST', '/v1/cashier/shift/close', 200, { body: { counts } });
  // 200.00 float - 6.40 - 11.00 change - 15.00 paid out - 100.00 dropped
  assert.deepEqual(closed.counts, [
    { currency: 'CHF', expected_minor: 6760, counted_minor: 6700, variance_minor: -60 },
    { currency: 'EUR', expected_minor: 6000, counted_minor: 6000, variance_minor: 0 },
    { currency: 'JPY', expected_minor: 10000, counted_minor: 0, variance_minor: -10000 },
  ]);
  assert.equal(closed.status, 'closed');
});

test('cash without an open drawer opens one; a manager sees all of them', async () => {
  const { stay_id: stay } = await node.walkIn(host, 'Hurry');
  await clerk('POST', `/v1/stays/${stay}/payments`, 201, { body: { method: 'cash', amount_minor: 700 } });
  const { body } = await clerk('GET', '/v1/cashier/shift', 200);
  assert.equal(body.movements.at(-1).account_id, stay);
  const { body: all } = await manager('GET', '/v1/cashier/shifts', 200);
  assert.deepEqual(all.items.map((each) => each.status), ['closed', 'open']);
  assert.equal(all.items[0].counts.length, 3);
  assert.deepEqual(all.items.map((each) => [each.currencies, each.closed_by]), [[['CHF', 'EUR', 'JPY'], 'zrh-desk1'], [['CHF'], null]]);
  await manager('GET', '/v1/cashier/shifts?date=soon', 400);
});

test('a manager counts the drawer of a cashier who went home', async () => {
  const { body: all } = await manager('GET', '/v1/cashier/shifts', 200);
  const [closed, open] = all.items;
  const counts = [{ currency: 'CHF', amount_minor: 650 }];
  const target = `/v1/cashier/shifts/${open.shift_id}/close`;
  await clerk('POST', target, 403, { body: { counts }, code: 'not_permitted' });
  await manager('POST', '/v1/cashier/shifts/99/close', 404, { body: { counts }, code: 'shift_not_found' });
  await manager('POST', `/v1/cashier/shifts/${closed.shift_id}/close`, 409, { body: { counts }, code: 'shift_closed' });
  await manager('POST', target, 422, { body: { counts: [counts[0], counts[0]] }, code: 'counted_twice' });
  const { body: counted } = await manager('POST', target, 200, { body: { counts } });
  assert.deepEqual([counted.staff, counted.closed_by, counted.counts[0].variance_minor], ['zrh-desk1', 'zrh-manager', -50]);
  await clerk('GET', '/v1/cashier/shift', 404, { code: 'no_shift_open' });
});

test('what coins cannot pay of a bill that is settled in cash is rounded, in the books and on the invoice', async () => {
  const { stay_id: stay } = await node.walkIn(host, 'Coins', 2, { room_type: 'STD' });
  const path = `/v1/stays/${stay}`;
  const charge = (amount_minor, more = {}) => clerk('POST', `${path}/charges`, 201, { body: { department: 'other', description: 'Stamps', amount_minor, ...more } });
  const pay = (amount_minor, status = 201, more = {}) => clerk('POST', `${path}/payments`, status, { body: { method: 'cash', amount_minor }, ...more });
  const settled = async () => (await clerk('GET', `${path}/folio`, 200)).body.postings.filter((each) => ['payment', 'rounding'].includes(each.department));
  const { body: owing } = await charge(1002);
  await pay(1001, 422, { code: 'not_in_coins', pointer: '/amount_minor' });
  assert.equal((await pay(owing.balance_minor)).body.balance_minor, 0);
  const [cash, rounding] = await settled();
  assert.deepEqual([cash.amount_minor, rounding.amount_minor, rounding.usali], [-1000, -2, 'administrative_and_general']);
  await clerk('POST', `${path}/corrections`, 422, { body: { posting_number: rounding.posting_number, reason: 'x' }, code: 'rounding_with_payment' });
  await clerk('POST', `${path}/corrections`, 201, { body: { posting_number: cash.posting_number, reason: 'card' } });
  assert.equal((await clerk('GET', path, 200)).body.balance_minor, 1002); // both went
  await clerk('POST', `${path}/payments`, 201, { body: { method: 'cash', amount_minor: 1002, tendered: { currency: 'EUR', amount_minor: 2001 } } });
  const { movements } = (await clerk('GET', '/v1/cashier/shift', 200)).body;
  assert.equal(movements.at(-1).amount_minor, -880); // 18.81 less 10.00 in coins
  const { body: invoice } = await clerk('POST', `${path}/invoices`, 201, { body: {} });
  assert.deepEqual([invoice.total_minor, invoice.due_minor], [1002, 0]);
  assert.ok(invoice.document.lines.some((each) => each.department === 'rounding' && each.amount_minor === -2));
  await charge(1003);
  await charge(4, { window: 2 });
  await clerk('POST', `${path}/check-out`, 200, { body: { settle: { method: 'cash' } } });
  const { body: left } = await clerk('GET', path, 200);
  assert.equal(left.balance_minor, 0);
  const last = (await settled()).filter((each) => each.posting_number > invoice.invoice_id).slice(-4);
  const rounded = last.filter((each) => each.department === 'rounding').reduce((sum, each) => sum + each.amount_minor, 0);
  assert.ok(last.filter((each) => each.code === 'cash').every((each) => each.amount_minor % 5 === 0), JSON.stringify(last));
  const { body: day } = await clerk('GET', '/v1/trial-balance', 200);
  assert.ok(day.balances);
  const line = day.lines.find((each) => each.department === 'rounding');
  assert.equal(line.amount_minor, rounded - 2, JSON.stringify(day.lines)); // voided ones are nothing
});

test('a receipt says what was due, given and given back, as often as it is asked for', async () => {
  const { stay_id: stay } = await node.walkIn(host, 'Receipt', 2, { room_type: 'STD' });
  await clerk('POST', `/v1/stays/${stay}/payments`, 201, { body: { method: 'cash', amount_minor: 5000, tendered: { currency: 'EUR', amount_minor: 6000 } } });
  const { body: folio } = await clerk('GET', `/v1/stays/${stay}/folio`, 200);
  const { posting_number: number } = folio.postings.find((each) => each.code === 'cash');
  const path = `/v1/accounts/${stay}/payments/${number}/receipt`;
  const { body } = await clerk('GET', path, 200);
  assert.deepEqual([body.paid_minor, body.tendered.amount_minor, body.tendered.change_minor], [5000, 6000, 640]);
  for (const [language, words] of [['en', ['Receipt ZRH-R-', 'Receipt, Ana', 'Handed over 60.00 EUR', '1 EUR = 0.94 CHF', '56.40', 'Change given', '6.40', 'zrh-desk1']], ['zh', ['收据 ZRH-R-', '实收 60.00 EUR', '找零']]]) {
    const paper = await fetch(`${node.address}${path}/pdf?language=${language}`, { headers: people['zrh-desk1'] });
    assert.equal(paper.headers.get('content-type'), 'application/pdf');
    assert.match(paper.headers.get('content-disposition'), new RegExp(`^inline; filename="${body.number}.pdf"$`));
    const text = spawnSync('pdftotext', ['-layout', '-', '-'], { input: Buffer.from(await paper.arrayBuffer()), encoding: 'utf8' });
    for (const word of words) assert.ok(text.stdout.includes(word), `${word} in ${text.stdout}`);
  }
  await clerk('GET', `${path}/pdf`, 200);
  await clerk('GET', `/v1/accounts/${stay}/payments/1/receipt`, 404, { code: 'payment_not_found' });
  await clerk('GET', `/v1/accounts/${stay}/payments/1/receipt/pdf`, 404, { code: 'payment_not_found' });
});

test('a manager keeps the list of means of payment', async () => {
  const entry = { code: 'unionpay', kind: 'card', scheme: 'unionpay', name: { en: 'UnionPay', zh: '银联' }, wants_reference: true };
  await clerk('POST', '/v1/cashier/means', 403, { body: entry, code: 'not_permitted' });
  const { body } = await manager('POST', '/v1/cashier/means', 201, { body: entry, headers: { 'If-None-Match': '*' } });
  await manager('POST', '/v1/cashier/means', 412, { body: entry, headers: { 'If-None-Match': '*' }, code: 'means_exists' });
  await manager('POST', '/v1/cashier/means', 428, { body: entry, code: 'condition_missing' });
  const seen = async () => ({ 'If-Match': (await clerk('GET', '/v1/cashier/means', 200)).headers.get('etag') });
  const missed = await manager('POST', '/v1/cashier/means', 412, { body: entry, headers: { 'If-Match': '"old"' }, code: 'changed_meanwhile' });
  assert.deepEqual(missed.body.current, body, 'who missed a change is shown the list as it is');
  assert.deepEqual(body.items.at(-1), { ...entry, wants_last_four: false, currency: null, from_date: null, until_date: null, in_use: true });
  await manager('POST', '/v1/cashier/means', 201, { body: { ...entry, until_date: '2000-01-01' }, headers: await seen() });
  assert.equal((await clerk('GET', '/v1/cashier/means', 200)).body.items.at(-1).in_use, false);
  const refuse = (changes, code) => manager('POST', '/v1/cashier/means', 422, { body: { ...entry, code: 'new', ...changes }, code });
  await refuse({ code: 'New' }, 'means_code_wrong');
  await refuse({ scheme: 'shells' }, 'means_scheme_wrong');
  await refuse({ kind: 'cash', scheme: undefined, currency: 'CHF' }, 'means_currency_wrong');
  await refuse({ kind: 'voucher', scheme: undefined, wants_last_four: true }, 'last_four_not_card');
  await refuse({ from_date: '2030-01-02', until_date: '2030-01-01' }, 'dates_turned');
  await manager('POST', '/v1/cashier/means', 422, { body: { ...entry, scheme: 'visa' }, headers: await seen(), code: 'means_fixed' });
});

test('every success that is described was seen', () => {
  assert.deepEqual(description.unseen(), []);
});
