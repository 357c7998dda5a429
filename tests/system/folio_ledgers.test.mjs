// A house account, a company, a deposit and guests over two business days, on both kinds of store: what was offered is
// what stands on the folio, every day's trial balance balances, and a node that is killed has lost nothing.
import assert from 'node:assert/strict';
import test from 'node:test';
import { HotelNode, STORES } from '../support/hotel_node.mjs';

const post = (clerk, path, body) => clerk.expect(201, 'POST', path, body);

async function trialBalance(clerk, date) {
  const day = await clerk.expect(200, 'GET', `/v1/trial-balance${date === undefined ? '' : `?date=${date}`}`);
  assert.ok(day.balances, JSON.stringify(day, null, 1));
  return day;
}

async function audit(node, clerk) {
  const { business_date } = await node.status();
  await post(clerk, '/v1/night-audits', { business_date });
  return business_date;
}

// The minibar is found an hour later: open over the night, then sent to the company; the books agree each day.
async function lateCharges(node, clerk, path, company) {
  const before = await trialBalance(clerk);
  const { balance_minor } = await post(clerk, `${path}/late-charges`, { department: 'minibar', description: 'Whisky', amount_minor: 3000 });
  assert.equal((await trialBalance(clerk)).ledgers.guest.closing_minor, before.ledgers.guest.closing_minor + balance_minor);
  const { warnings } = await clerk.expect(200, 'GET', '/v1/night-audits/current');
  assert.ok(warnings.some((each) => each.code === 'unbalanced_folio' && each.amount_minor === balance_minor), JSON.stringify(warnings));
  await trialBalance(clerk, await audit(node, clerk));
  await post(clerk, `${path}/direct-bills`, { account_id: company.account_id });
  const after = await trialBalance(clerk);
  assert.equal(after.ledgers.city.closing_minor, before.ledgers.city.closing_minor + balance_minor);
  assert.deepEqual((await clerk.expect(200, 'GET', '/v1/departed')).items, []);
}

// Left early and charged for it, came back, the charge was taken off: the night is charged when it is slept.
async function reconsidered(node, manager, clerk) {
  const { stay_id: id } = await node.walkIn(manager, 'Wavering', 2);
  const path = `/v1/stays/${id}`;
  await clerk.expect(200, 'POST', `${path}/check-out`, { settle: { method: 'card' } });
  await clerk.expect(200, 'POST', `${path}/reinstate`, { reason: 'stays after all' });
  const nights = async () => (await clerk.expect(200, 'GET', `${path}/folio`)).postings.filter((each) => each.code === 'ROOM');
  const [penalty] = await nights();
  await post(clerk, `${path}/corrections`, { posting_number: penalty.posting_number, reason: 'stays' });
  assert.equal((await clerk.expect(200, 'GET', `${path}/advance-folio`)).nights.length, 2);
  const date = await audit(node, clerk);
  assert.equal((await nights()).filter((each) => each.night === date && each.entry === 'posting').length, 2);
  assert.equal((await clerk.expect(200, 'GET', path)).nights_charged, 1);
}

for (const store of STORES) {
  test(`folios, ledgers and invoices over two days, on ${store}`, async (t) => {
    const node = await HotelNode.make(t, { store, hotel: 'NYC' });
    const manager = await node.logIn('nyc-manager');
    const clerk = await node.logIn('nyc-desk1');
    const company = await post(manager, '/v1/accounts', { kind: 'city', name: 'Acme Inc.', credit_limit_minor: 10_000_000 });
    const stay = await node.walkIn(manager, 'Ledger', 2);
    const path = `/v1/stays/${stay.stay_id}`;
    await post(clerk, `${path}/routing`, { departments: 'room', window: 2 });
    await post(clerk, `${path}/fixed-charges`, { department: 'food', description: 'Breakfast', amount_minor: 2500, included: true });

    await post(clerk, `${path}/fixed-charges`, { department: 'parking', description: 'Garage', amount_minor: 4000 });
    const offered = await clerk.expect(200, 'GET', `${path}/advance-folio`); // by the engine that made the offer
    const first = await audit(node, clerk);
    await trialBalance(clerk, first);
    await post(clerk, `${path}/charges`, { department: 'food', description: 'Dinner', amount_minor: 10_000 });
    await node.stop('SIGKILL');
    await node.start();
    const again = await node.logIn('nyc-desk1');
    const second = await audit(node, again);
    const closed = await trialBalance(again, second);
    assert.equal((await trialBalance(again)).ledgers.guest.opening_minor, closed.ledgers.guest.closing_minor);

    // Two nights with three taxes each went to window 2; the package moved revenue, not a cent of the price.
    const folio = await again.expect(200, 'GET', `${path}/folio`);
    const [own, routed] = folio.windows;
    assert.equal(own.balance_minor, 10_888 + 2 * 4355); // dinner, garage, and 8.875 % sales tax on each
    assert.ok(routed.items.every(({ department }) => ['room', 'tax'].includes(department)), JSON.stringify(routed.items));
    const nights = folio.postings.filter((each) => each.code === 'ROOM');
    assert.equal(nights.length, 2);
    const taxes = routed.items.filter((each) => each.department === 'tax').reduce((sum, each) => sum + each.amount_minor, 0);
    assert.equal(routed.balance_minor, nights.reduce((sum, each) => sum + each.amount_minor, 0) + taxes);
    const food = folio.postings.filter((each) => each.department === 'food').reduce((sum, each) => sum + each.amount_minor, 0);
    assert.equal(food, 10_000 + 2 * 2500);
    assert.equal(offered.nights.length, 2);
    assert.equal(folio.balance_minor, offered.to_come_minor + 10_888);

    const invoice = await post(again, `${path}/direct-bills`, { window: 2, account_id: company.account_id });
    assert.equal(invoice.due_minor, routed.balance_minor);
    await again.expect(409, 'POST', `${path}/check-out`, {});
    const left = await again.expect(200, 'POST', `${path}/check-out`, { settle: { method: 'cash' } });
    assert.equal(left.balance_minor, 0);
    const { movements } = await again.expect(200, 'GET', '/v1/cashier/shift');
    assert.deepEqual(movements.map((each) => each.amount_minor), [0, own.balance_minor]);
    const day = await trialBalance(again);
    assert.equal(day.ledgers.city.closing_minor, routed.balance_minor);
    assert.equal(day.ledgers.guest.closing_minor, 0);
    await again.expect(200, 'POST', '/v1/cashier/shift/close', { counts: [{ currency: 'USD', amount_minor: own.balance_minor }] });
    await lateCharges(node, again, path, company);
    await reconsidered(node, manager, again);
    const checks = await again.expect(200, 'GET', '/v1/checks');
    assert.equal(checks.folios_unbalanced + checks.folios_misadded, 0);
  });
}
