// House accounts, direct bill, deposits, invoices and the trial balance on a node by itself; each answer is held
// against schemas/api/property.yaml, each request that succeeds too.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { HotelNode } from '../support/hotel_node.mjs';
import { addDays, logIn } from '../support/instance.mjs';
import { Api, testManners } from '../support/manners.mjs';
import { Description } from '../support/openapi.mjs';

const description = new Description('property', { tags: ['accounts'] });
const api = new Api(null, description, {
  staff: { 'zrh-desk1': ['frontdesk'], 'zrh-manager': ['manager', 'frontdesk'], 'zrh-housekeeping1': ['housekeeping'] },
  examples: { stay: '999999999', account: '1999999999', invoice: '999', mailing: '999', confirmation: '100000000009' },
});
const { people } = api;
const clerk = (...rest) => api.call(people['zrh-desk1'], ...rest);
const manager = (...rest) => api.call(people['zrh-manager'], ...rest);
const node = await HotelNode.make({ after }, { hotel: 'ZRH', settings: ['mail_host=127.0.0.1', 'mail_port=9', 'mail_security=open', 'mail_from=stay@hotel.example', 'mail_pause=1h'] });
api.base = node.address;
for (const user of Object.keys(api.staff)) people[user] = await logIn(node.address, user);
const host = await node.logIn('zrh-manager');
const types = (await host.get('/v1/rooms')).body.items.map((each) => each.room_type);
const count = (type) => types.filter((each) => each === type).length;
const room_type = types.reduce((most, each) => (count(each) > count(most) ? each : most));

testManners(api);

async function guest(surname) {
  const { stay_id: id } = await node.walkIn(host, surname, 3, { room_type });
  return { id, path: `/v1/stays/${id}` };
}

const charge = (path, amount_minor, more = {}) =>
  clerk('POST', `${path}/charges`, 201, { body: { department: 'food', description: 'Dinner', amount_minor, ...more } });

async function opened(kind, name, more = {}) {
  const { body } = await (more.credit_limit_minor ? manager : clerk)('POST', '/v1/accounts', 201, { body: { kind, name, ...more } });
  return { id: body.account_id, path: `/v1/accounts/${body.account_id}` };
}

async function balanced() {
  const { body } = await clerk('GET', '/v1/trial-balance', 200);
  assert.ok(body.balances, JSON.stringify(body, null, 1));
  return body;
}

test('invoices are numbered without gaps, never twice for one posting, and taken back by a credit note', async () => {
  const stay = await guest('Invoiced');
  await clerk('POST', `${stay.path}/invoices`, 409, { body: {}, code: 'nothing_to_invoice' });
  await charge(stay.path, 10810);
  await clerk('POST', `${stay.path}/payees`, 201, { body: { window: 1, name: '瑞士钟表公司', address: 'Bahnhofstrasse 1', tax_number: 'CHE-1' } });
  const { body: first } = await clerk('POST', `${stay.path}/invoices`, 201, { body: {} });
  assert.equal(first.number, 'ZRH-I-000001');
  assert.equal(first.total_minor, 10810);
  assert.equal(first.document.payee.name, '瑞士钟表公司');
  const { taxes, hotel } = first.document;
  assert.deepEqual(taxes.map((each) => [each.code, each.rate_millionths, each.base_minor, each.amount_minor]), [['VAT-FOOD', 81000, 10000, 810]]);
  assert.match(hotel.tax_number, /^CHE-/);
  await clerk('POST', `${stay.path}/invoices`, 409, { body: { window: 1 }, code: 'nothing_to_invoice' });
  const { body: credit } = await clerk('POST', `/v1/invoices/${first.invoice_id}/credit-notes`, 201, { body: { reason: 'wrong payee' } });
  assert.equal(credit.number, 'ZRH-C-000001');
  assert.equal(credit.total_minor, -10810);
  assert.equal(credit.document.credits, 'ZRH-I-000001');
  await clerk('POST', `/v1/invoices/${first.invoice_id}/credit-notes`, 409, { body: { reason: 'again' }, code: 'already_credited' });
  await clerk('POST', '/v1/invoices/999/credit-notes', 404, { body: { reason: 'x' }, code: 'invoice_not_found' });
  const { body: second } = await clerk('POST', `${stay.path}/invoices`, 201, { body: {} });
  assert.equal(second.number, 'ZRH-I-000002');
  assert.equal((await clerk('GET', `/v1/invoices/${first.invoice_id}`, 200)).body.credited, true);
  assert.deepEqual((await clerk('GET', `/v1/invoices/${first.invoice_id}`, 200)).body.document, first.document); // never changed
  await clerk('GET', '/v1/invoices/999', 404, { code: 'invoice_not_found' });
  const { body: list } = await clerk('GET', `/v1/invoices?account=${stay.id}&limit=2`, 200);
  assert.deepEqual(list.items.map((each) => each.number), ['ZRH-I-000001', 'ZRH-C-000001']);
  await clerk('GET', '/v1/invoices?limit=x', 400);
  await clerk('POST', `${stay.path}/invoices`, 412, { body: {}, headers: { 'If-Match': '"old"' }, code: 'changed_meanwhile' });
  await clerk('POST', '/v1/stays/999999999/invoices', 404, { body: {}, code: 'stay_not_found' });

  for (const language of ['zh', 'en']) {
    const paper = await fetch(`${node.address}/v1/invoices/${first.invoice_id}/pdf?language=${language}`, { headers: people['zrh-desk1'] });
    assert.equal(paper.headers.get('content-type'), 'application/pdf');
    assert.match(Buffer.from(await paper.arrayBuffer()).toString('latin1'), /^%PDF-/);
  }
  await clerk('GET', `/v1/invoices/${credit.invoice_id}/pdf`, 200);
  await clerk('GET', '/v1/invoices/999/pdf', 404, { code: 'invoice_not_found' });
});

test('direct bill: a company pays within its credit limit; its invoices grow old and are paid', async () => {
  const company = await opened('city', 'Muster AG', { address: 'Zug', credit_limit_minor: 20000, terms_days: 14 });
  const stay = await guest('Billed');
  const bill = (body, status, expected) => clerk('POST', `${stay.path}/direct-bills`, status, { body: { account_id: company.id, ...body }, ...expected });
  await bill({}, 409, { code: 'nothing_due' });
  await charge(stay.path, 15000);
  await bill({ account_id: 1999999999 }, 422, { code: 'account_not_open' });
  await bill({}, 412, { headers: { 'If-Match': '"old"' }, code: 'changed_meanwhile' });
  const { body: invoice } = await bill({}, 201);
  assert.equal(invoice.billed_to, company.id);
  assert.equal(invoice.document.payee.name, 'Muster AG');
  assert.equal((await clerk('GET', stay.path, 200)).body.balance_minor, 0);
  assert.equal((await clerk('GET', stay.path, 200)).body.other_revenue_minor, 15000);
  await charge(stay.path, 9000, { window: 2 });
  await bill({ window: 2 }, 409, { code: 'credit_limit_exceeded' });
  await bill({ window: 2, override: true }, 409, { code: 'credit_limit_exceeded' });
  await manager('POST', `${stay.path}/direct-bills`, 201, { body: { account_id: company.id, window: 2, override: true } });
  await balanced();
  await clerk('POST', '/v1/stays/999999999/direct-bills', 404, { body: { account_id: company.id }, code: 'stay_not_found' });
  await clerk('POST', `${stay.path}/check-out`, 200, { body: { settle: { method: 'card' } } });
  await bill({}, 409, { code: 'already_checked_out' });

  const { body: aging } = await clerk('GET', '/v1/aging', 200);
  const [line] = aging.items.filter((each) => each.account_id === company.id);
  assert.deepEqual([line.days_0_30_minor, line.balance_minor, line.not_invoiced_minor], [24000, 24000, 0]);
  const pay = (body, status, expected) => clerk('POST', `${company.path}/payments`, status, { body: { method: 'transfer', ...body }, ...expected });
  await pay({ amount_minor: 0 }, 422, { code: 'amount_zero' });
  await pay({ amount_minor: 100, invoices: [{ invoice_id: 999, amount_minor: 100 }] }, 422, { code: 'invoice_not_open' });
  const { body: after_ } = await pay({ amount_minor: 16000 }, 201); // the oldest first
  assert.deepEqual(after_.open_invoices.map((each) => each.open_minor), [8000]);
  const { body: paid } = await pay({ amount_minor: 8000, invoices: [{ invoice_id: after_.open_invoices[0].invoice_id, amount_minor: 7000 }] }, 201);
  assert.deepEqual([paid.balance_minor, paid.open_invoices[0].open_minor], [0, 1000]);
  const { body: statement } = await clerk('GET', `${company.path}/statement`, 200);
  assert.deepEqual(statement.lines.map((each) => each.amount_minor), [15000, 9000, -16000, -8000]);
  assert.equal(statement.closing_minor, 0);
  for (const language of ['zh', 'en']) {
    const paper = await fetch(`${node.address}/v1${company.path.slice(3)}/statement/pdf?language=${language}`, { headers: people['zrh-desk1'] });
    assert.equal(paper.headers.get('content-type'), 'application/pdf');
    assert.match(Buffer.from(await paper.arrayBuffer()).toString('latin1'), /^%PDF-/);
  }
  await clerk('GET', `${company.path}/statement/pdf`, 200);
  await clerk('GET', `${company.path}/statement/pdf?from=x`, 400);
  await clerk('GET', '/v1/accounts/1999999999/statement/pdf', 404, { code: 'account_not_found' });
  await clerk('GET', `${company.path}/statement?from=x`, 400);
  await clerk('GET', '/v1/accounts/1999999999/statement', 404, { code: 'account_not_found' });
  await balanced();
});

test('a remittance pays the invoices it names, in part too; what is left over is kept and applied later', async () => {
  const company = await opened('city', 'Überweisung AG', { credit_limit_minor: 100000 });
  const stay = await guest('Remitted');
  const billed = async (amount_minor) => {
    await charge(stay.path, amount_minor, { department: 'spa' });
    return (await clerk('POST', `${stay.path}/direct-bills`, 201, { body: { account_id: company.id } })).body;
  };
  const [first, second] = [await billed(4000), await billed(3000)];
  const open = ({ open_invoices: list }) => list.map((each) => [each.invoice_id, each.open_minor]);
  const pay = async (body) => (await clerk('POST', `${company.path}/payments`, 201, { body: { method: 'transfer', reference: 'RF18', ...body } })).body;
  const [a, b] = [first.due_minor, second.due_minor];
  const part = await pay({ amount_minor: 2500, invoices: [{ invoice_id: second.invoice_id, amount_minor: 1000 }] }); // the newer one, in part
  assert.deepEqual(open(part), [[first.invoice_id, a], [second.invoice_id, b - 1000]]);
  const [rest] = part.unapplied;
  assert.deepEqual([rest.amount_minor, rest.unapplied_minor], [2500, 1500]);
  assert.equal(part.postings.at(-1).reference, 'RF18');
  const none = await pay({ amount_minor: 700, invoices: [] });
  assert.deepEqual(none.unapplied.map((each) => each.unapplied_minor), [1500, 700]);
  assert.equal(none.balance_minor, a + b - 3200);

  const apply = (body, status, expected) => clerk('POST', `${company.path}/applications`, status, { body: { posting_number: rest.posting_number, ...body }, ...expected });
  await apply({ invoices: [{ invoice_id: first.invoice_id, amount_minor: 1501 }] }, 422, { code: 'invoice_not_open' });
  await apply({ posting_number: 1, invoices: [{ invoice_id: first.invoice_id, amount_minor: 1 }] }, 422, { code: 'nothing_unapplied' });
  await clerk('POST', '/v1/accounts/1999999999/applications', 404, { body: { posting_number: 1, invoices: [{ invoice_id: 1, amount_minor: 1 }] }, code: 'account_not_found' });
  const { body: applied } = await apply({ invoices: [{ invoice_id: second.invoice_id, amount_minor: 500 }, { invoice_id: first.invoice_id, amount_minor: 1000 }] }, 201);
  assert.deepEqual(open(applied), [[first.invoice_id, a - 1000], [second.invoice_id, b - 1500]]);
  assert.deepEqual(applied.unapplied.map((each) => each.unapplied_minor), [700]);
  await apply({ invoices: [{ invoice_id: first.invoice_id, amount_minor: 1 }] }, 422, { code: 'nothing_unapplied' });
  // Taken back, all it had paid is open again, what was applied later too.
  const { body: back } = await clerk('POST', `${company.path}/corrections`, 201, { body: { posting_number: rest.posting_number, reason: 'bounced' } });
  assert.deepEqual(open(back), [[first.invoice_id, a], [second.invoice_id, b]]);
  await balanced();
});

test('an invoice on direct bill is credited to the company, wholly or in part; the books and the statement agree', async () => {
  const company = await opened('city', 'Gutschrift AG', { credit_limit_minor: 100000 });
  const stay = await guest('Credited');
  const billed = async (amounts) => {
    for (const [department, amount_minor] of amounts) await charge(stay.path, amount_minor, { department });
    return (await clerk('POST', `${stay.path}/direct-bills`, 201, { body: { account_id: company.id } })).body;
  };
  const credit = (invoice, body, status, expected) => clerk('POST', `/v1/invoices/${invoice.invoice_id}/credit-notes`, status, { body: { reason: 'noise', ...body }, ...expected });
  const open = async () => (await clerk('GET', company.path, 200)).body.open_invoices.map((each) => each.open_minor);
  const invoice = await billed([['food', 9001], ['spa', 1000]]);
  await credit(invoice, { amount_minor: 10002 }, 422, { code: 'more_than_billed', pointer: '/amount_minor' });
  const { body: part } = await credit(invoice, { amount_minor: 3333 }, 201);
  assert.deepEqual([part.kind, part.total_minor, part.due_minor, part.billed_to], ['credit_note', -3333, -3333, company.id]);
  assert.deepEqual(part.document.lines.map((each) => [each.department, each.amount_minor]), [['food', -3000], ['spa', -333]]);
  const vat = (document) => document.taxes.find((each) => each.code === 'VAT-FOOD').amount_minor;
  assert.equal(vat(part.document), -Math.round((vat(invoice.document) * 3333) / 10001));
  assert.deepEqual(await open(), [6668]);
  await credit(invoice, {}, 409, { code: 'already_credited' });
  const { body: again } = await clerk('GET', `/v1/invoices/${invoice.invoice_id}`, 200);
  assert.deepEqual([again.credited, again.credited_minor, again.total_minor], [true, 3333, 10001]);
  await balanced();

  const second = await billed([['food', 5000]]); // paid before it is credited: the company has a credit
  await clerk('POST', `${company.path}/payments`, 201, { body: { method: 'transfer', amount_minor: 11668 } });
  const { body: whole } = await credit(second, {}, 201);
  assert.equal(whole.total_minor, -5000);
  assert.deepEqual([await open(), (await clerk('GET', company.path, 200)).body.balance_minor], [[], -5000]);
  const { body: statement } = await clerk('GET', `${company.path}/statement`, 200);
  assert.deepEqual(statement.lines.map((each) => [each.kind, each.amount_minor]), [['invoice', 10001], ['credit_note', -3333], ['invoice', 5000], ['credit_note', -5000], ['payment', -11668]]);
  assert.equal(statement.closing_minor, -5000);
  await balanced();

  await charge(stay.path, 700);
  const { body: paid } = await clerk('POST', `${stay.path}/invoices`, 201, { body: {} });
  await credit(paid, { amount_minor: 1 }, 422, { code: 'taken_back_whole' });
  await clerk('POST', `${stay.path}/paid-outs`, 201, { body: { amount_minor: 900, reason: 'taxi', window: 3 } });
  const { body: taxi } = await clerk('POST', `${stay.path}/direct-bills`, 201, { body: { account_id: company.id, window: 3 } });
  await credit(taxi, {}, 409, { code: 'nothing_to_credit' });
});

test('a credit limit is set and raised by a manager only', async () => {
  const body = { kind: 'city', name: 'Reisen AG', credit_limit_minor: 100 };
  const refused = { code: 'limit_by_manager', pointer: '/credit_limit_minor' };
  await clerk('POST', '/v1/accounts', 422, { body, ...refused });
  const company = await opened('city', 'Reisen AG', body);
  const change = (who, credit_limit_minor, status, expected) => who('POST', `${company.path}/details`, status, { body: { name: 'Reisen AG', address: 'Zug', credit_limit_minor }, ...expected });
  await change(clerk, 101, 422, refused);
  await change(clerk, 100, 200);
  await change(manager, 5000, 200);
  await change(clerk, 60, 200);
  assert.equal((await clerk('GET', company.path, 200)).body.credit_limit_minor, 60);
});

test('a posting master takes what guests of a group owe and is billed as one', async () => {
  const master = await opened('master', 'Conference');
  const company = await opened('city', 'Organiser', { credit_limit_minor: 1000000 });
  const stay = await guest('Delegate');
  await clerk('POST', `${stay.path}/routing`, 201, { body: { departments: 'food', window: 1, account_id: master.id } });
  await charge(stay.path, 6000);
  await charge(master.path, 40000, { department: 'other', description: 'Hall' });
  const { body } = await clerk('GET', master.path, 200);
  assert.deepEqual(body.windows[0].items.map((each) => [each.amount_minor, each.from?.account_id]), [[6000, stay.id], [40000, undefined]]);
  await charge(master.path, -4000, { department: 'other', description: 'projector broken' });
  for (const [bad, code] of [[{ department: 'casino' }, 'department_unknown'], [{ amount_minor: 0 }, 'amount_zero']]) {
    await clerk('POST', `${master.path}/charges`, 422, { body: { department: 'food', description: 'x', amount_minor: 1, ...bad }, code });
  }
  await clerk('POST', `${master.path}/invoices`, 422, { body: { account_id: 1999999999 }, code: 'account_not_open' });
  const { body: invoice } = await clerk('POST', `${master.path}/invoices`, 201, { body: { account_id: company.id } });
  assert.equal(invoice.due_minor, 42000);
  assert.equal((await clerk('GET', company.path, 200)).body.balance_minor, 42000);
  await clerk('POST', `${master.path}/invoices`, 409, { body: {}, code: 'nothing_to_invoice' });
  await clerk('POST', `${company.path}/details`, 409, { body: { name: 'Organiser', closed: true }, code: 'account_not_settled' });
  await clerk('POST', `${master.path}/details`, 200, { body: { name: 'Conference 2', closed: true } });
  for (const [what, sent] of [['charges', { department: 'food', description: 'x', amount_minor: 1 }], ['payments', { method: 'card', amount_minor: 1 }], ['applications', { posting_number: 1, invoices: [{ invoice_id: 1, amount_minor: 1 }] }], ['corrections', { posting_number: 1, reason: 'x' }]]) {
    await clerk('POST', `${master.path}/${what}`, 409, { body: sent, code: 'account_closed' });
    await clerk('POST', `/v1/accounts/1999999999/${what}`, 404, { body: sent, code: 'account_not_found' });
  }
  await clerk('POST', '/v1/accounts/1999999999/invoices', 404, { body: {}, code: 'account_not_found' });
  const changes = {
    details: { name: 'x' },
    charges: { department: 'food', description: 'Dinner', amount_minor: 1 },
    corrections: { posting_number: 1, reason: 'x' },
    transfers: { posting_numbers: [1], account_id: 1 },
    payments: { method: 'card', amount_minor: 1 },
    invoices: {},
    applications: { posting_number: 1, invoices: [{ invoice_id: 1, amount_minor: 1 }] },
  };
  for (const [what, body] of Object.entries(changes)) {
    await clerk('POST', `${company.path}/${what}`, 412, { body, headers: { 'If-Match': '"old"' }, code: 'changed_meanwhile' });
  }
  await clerk('POST', '/v1/accounts/1999999999/details', 404, { body: { name: 'x' }, code: 'account_not_found' });
  await clerk('GET', '/v1/accounts/1999999999', 404, { code: 'account_not_found' });
  await clerk('POST', '/v1/accounts', 422, { body: { kind: 'deposit', name: 'x' }, code: 'kind_unknown' });
  assert.deepEqual((await clerk('GET', '/v1/accounts?kind=master', 200)).body.items.map((each) => each.name), ['Conference 2']);
  await clerk('GET', '/v1/accounts', 400);
  await balanced();
});

// The centre would cancel it; this node has none, so its copy is made to say so.
function cancelled(number) {
  const sql = `UPDATE copied_line SET status = 'cancelled' WHERE confirmation_number = '${number}';
    UPDATE copied_reservation SET document = json_set(document, '$.lines[0].status', 'cancelled') WHERE confirmation_number = '${number}'`;
  const done = spawnSync('sqlite3', ['-cmd', '.timeout 5000', join(node.folder, 'hotel.sqlite'), sql], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
}

test('what was posted on the wrong account is moved or taken back; a payment taken back leaves its invoices open', async () => {
  const stay = await guest('Mistaken');
  const master = await opened('master', 'Wrong group');
  const company = await opened('city', 'Falsch AG', { credit_limit_minor: 50000 });
  const { body: charged } = await clerk('POST', `${master.path}/charges`, 201, { body: { department: 'beverage', description: 'Bar', amount_minor: 4200 } });
  const bar = charged.windows[0].items[0].posting_number;
  const move = (path, body, status, expected) => clerk('POST', `${path}/transfers`, status, { body: { posting_numbers: [bar], account_id: Number(stay.id), ...body }, ...expected });
  await move(company.path, {}, 409, { code: 'account_by_invoice' });
  await move(master.path, { account_id: company.id }, 422, { code: 'account_not_open' });
  await move(master.path, { posting_numbers: [999999] }, 404, { code: 'posting_not_found' });
  const { body: moved } = await move(master.path, {}, 201);
  assert.equal(moved.balance_minor, 0);
  assert.equal((await clerk('GET', stay.path, 200)).body.balance_minor, 4200);
  const back = (path, posting, status, expected) => clerk('POST', `${path}/corrections`, status, { body: { posting_number: posting, reason: 'wrong account' }, ...expected });
  await back(master.path, bar, 422, { code: 'moved_away' });
  await back(master.path, 999999, 404, { code: 'posting_not_found' });
  await back('/v1/accounts/1999999999', bar, 404, { code: 'account_not_found' });
  await balanced();

  await clerk('POST', `${stay.path}/direct-bills`, 201, { body: { account_id: company.id } });
  const { body: paid } = await clerk('POST', `${company.path}/payments`, 201, { body: { method: 'transfer', amount_minor: 4200 } });
  assert.deepEqual(paid.open_invoices, []);
  const payment = paid.postings.find((each) => each.department === 'payment' && each.amount_minor === -4200).posting_number;
  const { body: again } = await back(company.path, payment, 201);
  assert.deepEqual([again.balance_minor, again.open_invoices.map((each) => each.open_minor)], [4200, [4200]]);
  await back(company.path, payment, 422, { code: 'already_corrected' });
  await balanced();
});

test('a deposit waits in its own ledger, pays the folio at check-in, and is settled when the room is cancelled', async () => {
  const { business_date: today } = await node.status();
  const book = async (arrival) => {
    const rooms = [{ room_type, rate_plan: 'BAR', arrival, departure: addDays(arrival, 2), adults: 2, children: 0, infants: 0 }];
    const body = await host.expect(201, 'POST', '/v1/reservations', { guest: { given_name: 'Ana', surname: 'Ahead' }, rooms, override_reason: 'the line is cut' });
    return `/v1/reservations/${body.confirmation_number}`;
  };
  const arriving = await book(today);
  const { body: held } = await clerk('POST', `${arriving}/deposits`, 201, { body: { method: 'card', amount_minor: 12000 } });
  assert.equal(held.items[0].held_minor, 12000);
  assert.equal((await balanced()).ledgers.deposit.closing_minor, -12000);
  await clerk('POST', `${arriving}/deposits/refund`, 409, { body: { method: 'card' }, code: 'not_cancelled' });
  const { body: stay } = await clerk('POST', `${arriving}/check-in`, 201, { body: {} });
  assert.equal(stay.balance_minor, -12000);
  const ledgers = (await balanced()).ledgers;
  assert.deepEqual([ledgers.deposit.closing_minor, ledgers.deposit.transfers_minor], [0, 12000]);
  await clerk('POST', `${arriving}/deposits`, 409, { body: { method: 'card', amount_minor: 1 }, code: 'not_expected' });

  const later = await book(addDays(today, 1));
  await clerk('POST', `${later}/deposits`, 422, { body: { method: 'shells', amount_minor: 1 }, code: 'payment_method_unknown' });
  await clerk('POST', `${later}/deposits`, 201, { body: { method: 'card', amount_minor: 500000 } });
  cancelled(later.split('/').at(-1));
  await clerk('POST', `${later}/deposits/refund`, 422, { body: { method: 'shells' }, code: 'payment_method_unknown' });
  const { body: settled } = await clerk('POST', `${later}/deposits/refund`, 201, { body: { method: 'card' } });
  assert.equal(settled.items[0].held_minor, 0);
  await clerk('POST', `${later}/deposits/refund`, 409, { body: { method: 'card' }, code: 'no_deposit' });
  await clerk('GET', `${later}/deposits`, 200);
  await balanced();
  await clerk('GET', '/v1/reservations/100000000009/deposits', 404, { code: 'reservation_not_found' });
  await clerk('POST', '/v1/reservations/100000000009/deposits', 404, { body: { method: 'card', amount_minor: 1 }, code: 'reservation_not_found' });
  await clerk('POST', '/v1/reservations/100000000009/deposits/refund', 404, { body: { method: 'card' }, code: 'reservation_not_found' });
});

test('the trial balance of another day', async () => {
  await clerk('GET', '/v1/trial-balance?date=2001-01-01', 404, { code: 'day_not_closed' });
  await clerk('GET', '/v1/trial-balance?date=x', 400);
});

test('an invoice waits to be sent to a guest who left without the desk', async () => {
  const { business_date: today } = await node.status();
  const stay = await guest('Express');
  await host.expect(200, 'POST', `${stay.path}/departure`, { departure: today, waive_fee: true, reason: 'leaves today' });
  await host.expect(201, 'POST', `${stay.path}/charges`, { department: 'food', description: 'Breakfast', amount_minor: 2400 });
  await host.send('POST', `${stay.path}/express-check-out`, { body: { method: 'card', email: 'ada@example.com' } });
  await host.send('POST', '/v1/check-outs', { body: {} });
  const { body } = await clerk('GET', '/v1/invoice-mailings', 200);
  const [{ mailing_id: mailing, email, sent_at: sent }] = body.items;
  assert.deepEqual([email, sent], ['ada@example.com', null]);
  const again = `/v1/invoice-mailings/${mailing}/send-again`;
  await clerk('POST', again, 422, { code: 'email_invalid', pointer: '/email', body: { email: 'nobody' } });
  await clerk('POST', '/v1/invoice-mailings/999/send-again', 404, { code: 'mailing_not_found', body: {} });
  const { body: tried } = await clerk('POST', again, 200, { body: { email: 'eva@example.com' } });
  assert.deepEqual(tried.items.filter((each) => each.mailing_id === mailing).map((each) => [each.email, each.state, each.attempts]), [['eva@example.com', 'waiting', 0]]);
  const done = await clerk('POST', `/v1/invoice-mailings/${mailing}/sent`, 200);
  assert.equal(done.body.items.find((each) => each.mailing_id === mailing).sent_by, 'zrh-desk1');
  await clerk('POST', `/v1/invoice-mailings/${mailing}/sent`, 404, { code: 'mailing_not_found' });
});

test('a hotel without a mail server sends nothing by it', async (t) => {
  const without = await HotelNode.make(t, { hotel: 'ZRH' });
  api.base = without.address;
  t.after(() => (api.base = node.address));
  const person = await logIn(without.address, 'zrh-desk1');
  await api.call(person, 'POST', '/v1/invoice-mailings/1/send-again', 409, { code: 'mail_off', body: {} });
});

test('every success that is described was seen', () => {
  assert.deepEqual(description.unseen(), []);
});
