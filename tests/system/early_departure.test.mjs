// Leaving early, on both kinds of store: what the desk is told beforehand is what the check-out asks for, whoever pays the
// nights given up and whatever taxes the guest is free from.
import assert from 'node:assert/strict';
import test from 'node:test';
import { HotelNode, STORES } from '../support/hotel_node.mjs';

for (const store of STORES) {
  test(`nights given up that a company pays in part, free from taxes, ${store}`, async (t) => {
    const node = await HotelNode.make(t, { hotel: 'NYC', store });
    const manager = await node.logIn('nyc-manager');
    const stay = await node.walkIn(manager, 'Early', 3);
    const path = `/v1/stays/${stay.stay_id}`;
    const preview = () => manager.expect(200, 'GET', `${path}/check-out-preview`);

    const alone = await preview();
    const rate = alone.early_departure_minor;
    assert.ok(rate > 0 && alone.early_departure_tax_minor > 0);
    assert.deepEqual([alone.paid_by_others_minor, alone.due_minor], [0, rate + alone.early_departure_tax_minor]);
    await manager.expect(201, 'POST', `${path}/tax-exemptions`, { reason: 'government', proof: 'order 7' });
    const free = await preview();
    assert.deepEqual([free.early_departure_tax_minor, free.due_minor], [0, rate]);

    const company = await manager.expect(201, 'POST', '/v1/accounts', { kind: 'master', name: 'Company' });
    await manager.expect(201, 'POST', `${path}/routing`, { departments: 'room', account_id: company.account_id, window: 1, share_basis_points: 6667 });
    await manager.expect(201, 'POST', `${path}/routing`, { departments: 'room', window: 2, share_basis_points: 2000 });
    const shared = await preview();
    const others = Math.round((rate * 6667) / 10000);
    assert.deepEqual([shared.balance_minor, shared.early_departure_minor, shared.paid_by_others_minor, shared.due_minor, shared.cash_due_minor], [0, rate, others, rate - others, rate - others]);

    const open = await manager.expect(409, 'POST', `${path}/check-out`, {});
    assert.deepEqual([open.code, open.balance_minor], ['balance_open', shared.due_minor]);
    await manager.expect(200, 'POST', `${path}/check-out`, { settle: { method: 'card' } });
    const { postings, balance_minor: left } = await manager.expect(200, 'GET', `${path}/folio`);
    const paid = postings.filter((each) => each.department === 'payment').map((each) => -each.amount_minor);
    assert.equal(paid.reduce((sum, each) => sum + each, 0), shared.due_minor);
    assert.deepEqual([left, paid.length, postings.filter((each) => each.department === 'tax').length], [0, 2, 0]);
    assert.equal((await manager.expect(200, 'GET', `/v1/accounts/${company.account_id}`)).balance_minor, others);
  });
}
