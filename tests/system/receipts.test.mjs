// Cash from the hand to the paper, on both kinds of store: money handed over once pays the bills that are open, a deposit
// or a company's account; the receipt says what was due, given and given back, and the drawer agrees with it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { HotelNode, STORES } from '../support/hotel_node.mjs';

const receiptOf = async (clerk, account, number) => clerk.expect(200, 'GET', `/v1/accounts/${account}/payments/${number}/receipt`);
const cashOf = (postings) => postings.filter((each) => each.code === 'cash' && each.entry === 'posting');

for (const store of STORES) {
  test(`receipts, ${store}`, async (t) => {
    const node = await HotelNode.make(t, { hotel: 'ZRH', store });
    const manager = await node.logIn('zrh-manager');
    const clerk = await node.logIn('zrh-desk1');
    const refuse = async (path, body, code, pointer) => {
      const problem = await clerk.expect(422, 'POST', path, body);
      assert.equal(problem.code, code, JSON.stringify(problem));
      assert.ok(JSON.stringify(problem).includes(`"${pointer}"`), JSON.stringify(problem));
    };
    const moved = async (after) => {
      const { movements } = await clerk.expect(200, 'GET', '/v1/cashier/shift');
      return movements.filter((each) => each.posting_number > after).map((each) => [each.kind, each.currency, each.amount_minor]);
    };
    await manager.expect(201, 'POST', '/v1/cashier/rates', { currency: 'EUR', rate_millionths: 940000 });
    await clerk.expect(201, 'POST', '/v1/cashier/shift', { float_minor: 50000 });
    const { shift_id: shift } = await clerk.expect(200, 'GET', '/v1/cashier/shift');

    // One bill in notes of another country, which coins cannot pay to the cent.
    const { stay_id: stay } = await node.walkIn(manager, 'Receipt', 0);
    const path = `/v1/stays/${stay}`;
    const before = (await clerk.expect(200, 'GET', path)).balance_minor;
    if (before !== 0) await clerk.expect(201, 'POST', `${path}/payments`, { method: 'card', amount_minor: before });
    await refuse(`${path}/charges`, { department: 'other', description: ' \u3000 ', amount_minor: 5002 }, 'description_missing', '/description');
    await clerk.expect(201, 'POST', `${path}/charges`, { department: 'other', description: 'Stamps', amount_minor: 5002 });
    const owing = (await clerk.expect(200, 'GET', path)).balance_minor;
    assert.equal(owing, 5002);
    await clerk.expect(201, 'POST', `${path}/payments`, { method: 'cash', amount_minor: owing, tendered: { currency: 'EUR', amount_minor: 6000 } });
    const folio = await clerk.expect(200, 'GET', `${path}/folio`);
    const [paid] = cashOf(folio.postings);
    const receipt = await receiptOf(clerk, stay, paid.posting_number);
    assert.equal(receipt.number, `ZRH-R-${String(paid.posting_number).padStart(6, '0')}`);
    assert.deepEqual([receipt.due_minor, receipt.rounding_minor, receipt.paid_minor, receipt.staff, receipt.shift_id], [5002, -2, 5000, 'zrh-desk1', shift]);
    assert.deepEqual(receipt.tendered, { currency: 'EUR', amount_minor: 6000, rate_millionths: 940000, value_minor: 5640, change_minor: 640 });
    assert.deepEqual(receipt.bills, [{ posting_number: paid.posting_number, window: 1, due_minor: 5002, rounding_minor: -2, paid_minor: 5000, taken_back: false }]);
    assert.deepEqual([receipt.payer.name, receipt.means.kind, receipt.means.name_zh], ['Receipt, Ana', 'cash', '现金']);
    assert.equal((await clerk.expect(404, 'GET', `/v1/accounts/${stay}/payments/${paid.posting_number + 1}/receipt`)).code, 'payment_not_found', 'the rounding is no payment');
    assert.equal((await clerk.expect(404, 'GET', `/v1/accounts/${stay + 1}/payments/${paid.posting_number}/receipt`)).code, 'payment_not_found', 'nor is it of another account');

    // Two bills and money handed over once; each rounded to coins by itself.
    await clerk.expect(201, 'POST', `${path}/charges`, { department: 'other', description: 'Cards', amount_minor: 2003 });
    await clerk.expect(201, 'POST', `${path}/charges`, { department: 'other', description: 'Pens', amount_minor: 1003, window: 2 });
    const preview = await clerk.expect(200, 'GET', `${path}/check-out-preview`);
    assert.deepEqual([preview.due_minor, preview.cash_due_minor], [3006, 3010]);
    const settle = (currency, amount_minor) => ({ settle: { method: 'cash', tendered: { currency, amount_minor } } });
    await refuse(`${path}/check-out`, settle('CHF', 3005), 'tendered_too_little', '/settle/tendered/amount_minor');
    await clerk.expect(200, 'POST', `${path}/check-out`, settle('EUR', 5000)); // 47.00 francs: 16.90 back
    const left = await clerk.expect(200, 'GET', `${path}/folio`);
    assert.equal(left.balance_minor, 0);
    const [, first, second] = cashOf(left.postings);
    assert.deepEqual([first.window, first.amount_minor, second.window, second.amount_minor], [1, -2005, 2, -1005]);
    const both = await receiptOf(clerk, stay, second.posting_number);
    assert.deepEqual(both, await receiptOf(clerk, stay, first.posting_number), 'one receipt, whichever bill it is asked of');
    assert.deepEqual([both.due_minor, both.paid_minor, both.tendered.value_minor, both.tendered.change_minor], [3006, 3010, 4700, 1690]);
    assert.deepEqual(both.bills.map((each) => [each.window, each.due_minor, each.paid_minor]), [[1, 2003, 2005], [2, 1003, 1005]]);
    const cash = await moved(paid.posting_number);
    assert.deepEqual(cash, [['payment', 'EUR', 5000], ['change', 'CHF', -2695], ['payment', 'CHF', 1005]]);
    assert.equal(cash.filter(([, currency]) => currency === 'CHF').reduce((sum, [, , amount]) => sum + amount, 0), -both.tendered.change_minor, 'what left the drawer is the change of the receipt');
    await clerk.expect(201, 'POST', `${path}/late-charges`, { department: 'minibar', description: 'Water', amount_minor: 400 });
    await clerk.expect(201, 'POST', `${path}/corrections`, { posting_number: second.posting_number, reason: 'card after all' });
    assert.deepEqual((await moved(second.posting_number)).at(-1), ['payment', 'CHF', -1005], 'one bill alone can be taken back');
    assert.deepEqual((await receiptOf(clerk, stay, first.posting_number)).bills.map((each) => each.taken_back), [false, true]);

    // Where change makes no sense it is refused, and why is said.
    const { stay_id: mixed } = await node.walkIn(manager, 'Mixed', 0);
    const owed = (await clerk.expect(200, 'GET', `/v1/stays/${mixed}`)).balance_minor;
    await clerk.expect(201, 'POST', `/v1/stays/${mixed}/payments`, { method: 'card', amount_minor: owed + 1000 });
    await clerk.expect(201, 'POST', `/v1/stays/${mixed}/charges`, { department: 'other', description: 'Pens', amount_minor: 3000, window: 2 });
    await refuse(`/v1/stays/${mixed}/check-out`, settle('CHF', 5000), 'tendered_mixed_bills', '/settle/tendered');
    await clerk.expect(201, 'POST', `/v1/stays/${mixed}/payments`, { method: 'card', amount_minor: -1000 });
    await clerk.expect(201, 'POST', `/v1/stays/${mixed}/payments`, { method: 'card', amount_minor: 3000, window: 2 });
    await refuse(`/v1/stays/${mixed}/check-out`, settle('CHF', 5000), 'tendered_nothing_due', '/settle/tendered');
    await refuse(`/v1/stays/${mixed}/express-check-out`, { method: 'cash' }, 'cash_at_the_desk', '/method');
    await clerk.expect(200, 'POST', `/v1/stays/${mixed}/check-out`, {});

    // A company at the desk, and a deposit.
    const company = await manager.expect(201, 'POST', '/v1/accounts', { kind: 'city', name: 'Reisen AG', credit_limit_minor: 100000 });
    const account = `/v1/accounts/${company.account_id}`;
    await refuse(`${account}/payments`, { method: 'transfer', amount_minor: 4000, tendered: { currency: 'CHF', amount_minor: 5000 } }, 'tendered_not_cash', '/tendered');
    const remitted = await clerk.expect(201, 'POST', `${account}/payments`, { method: 'cash', amount_minor: 4000, tendered: { currency: 'CHF', amount_minor: 5000 } });
    const remittance = await receiptOf(clerk, company.account_id, cashOf(remitted.postings)[0].posting_number);
    assert.deepEqual([remittance.payer.name, remittance.room, remittance.paid_minor, remittance.tendered.change_minor], ['Reisen AG', null, 4000, 1000]);

    const { business_date: today } = await node.status();
    const [room] = (await manager.get('/v1/rooms')).body.items;
    const tomorrow = new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10);
    const rooms = [{ room_type: room.room_type, rate_plan: 'BAR', arrival: today, departure: tomorrow, adults: 1, children: 0, infants: 0 }];
    const booked = await manager.expect(201, 'POST', '/v1/reservations', { guest: { given_name: 'Ana', surname: 'Ahead' }, rooms, override_reason: 'the line is cut' });
    const deposits = `/v1/reservations/${booked.confirmation_number}/deposits`;
    await refuse(deposits, { method: 'cash', amount_minor: 5000, tendered: { currency: 'JPY', amount_minor: 9000 } }, 'rate_unknown', '/tendered/currency');
    const { items } = await clerk.expect(201, 'POST', deposits, { method: 'cash', amount_minor: 5000, tendered: { currency: 'EUR', amount_minor: 10000 } });
    const held = await clerk.expect(200, 'GET', `/v1/accounts/${items[0].account_id}`);
    const deposit = await receiptOf(clerk, items[0].account_id, cashOf(held.postings)[0].posting_number);
    assert.deepEqual([deposit.payer.name, deposit.confirmation_number, deposit.tendered.value_minor, deposit.tendered.change_minor], ['Ahead, Ana', booked.confirmation_number, 9400, 4400]);
    assert.equal((await clerk.expect(400, 'POST', `${deposits}/refund`, { method: 'cash', tendered: { currency: 'CHF', amount_minor: 1 } })).code, 'unknown_field', 'money that is given back is not handed over');

    const day = await clerk.expect(200, 'GET', '/v1/trial-balance');
    assert.ok(day.balances, JSON.stringify(day));
  });
}
