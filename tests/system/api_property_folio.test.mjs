// The routes of a hotel's folios: windows, transfers, adjustments, and what is agreed about who pays. On a node by
// itself; each answer is held against schemas/api/property.yaml, each request that succeeds too.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { HotelNode } from '../support/hotel_node.mjs';
import { logIn } from '../support/instance.mjs';
import { Api, testManners } from '../support/manners.mjs';
import { Description } from '../support/openapi.mjs';

const description = new Description('property', { tags: ['folio'] });
const api = new Api(null, description, {
  staff: {
    'zrh-desk1': ['frontdesk'],
    'zrh-manager': ['manager', 'frontdesk'],
    'zrh-housekeeping1': ['housekeeping'],
  },
  examples: { stay: '999999999' },
});
const { people } = api;
const clerk = (...rest) => api.call(people['zrh-desk1'], ...rest);
const node = await HotelNode.make({ after }, { hotel: 'ZRH' });
api.base = node.address;
for (const user of Object.keys(api.staff)) people[user] = await logIn(node.address, user);
const manager = await node.logIn('zrh-manager');
const types = (await manager.get('/v1/rooms')).body.items.map((each) => each.room_type);
const count = (type) => types.filter((each) => each === type).length;
const room_type = types.reduce((most, each) => (count(each) > count(most) ? each : most));

testManners(api);

const NONE = '/v1/stays/999999999';

async function guest(surname) {
  const { stay_id: id } = await node.walkIn(manager, surname, 3, { room_type });
  return { id, path: `/v1/stays/${id}` };
}

async function charged(stay, description_, amount_minor = 5000, more = {}) {
  await clerk('POST', `${stay.path}/charges`, 201, { body: { department: 'food', description: description_, amount_minor, ...more } });
  const { body } = await clerk('GET', `${stay.path}/folio`, 200);
  return body.postings.findLast((each) => each.description === description_).posting_number;
}

const windows = async (stay) => Object.fromEntries((await clerk('GET', `${stay.path}/folio`, 200)).body.windows.map((each) => [each.window, each]));

test('a charge is adjusted, not removed', async () => {
  const stay = await guest('Adjusted');
  const posting_number = await charged(stay, 'Dinner');
  const body = { posting_number, amount_minor: -1000, reason: 'cold soup' };
  const { body: left } = await clerk('POST', `${stay.path}/adjustments`, 201, { body });
  assert.equal(left.other_revenue_minor, 4000);
  await clerk('POST', `${stay.path}/adjustments`, 422, { body: { ...body, amount_minor: -4001 }, code: 'adjusted_too_far', pointer: '/amount_minor' });
  await clerk('POST', `${stay.path}/adjustments`, 422, { body: { ...body, amount_minor: 0 }, code: 'amount_zero' });
  await clerk('POST', `${stay.path}/adjustments`, 404, { body: { ...body, posting_number: 99999 }, code: 'posting_not_found' });
  const { body: folio } = await clerk('GET', `${stay.path}/folio`, 200);
  assert.equal(folio.postings.filter((each) => each.department === 'food').length, 2);
});

test('of a charge that was moved in part, what is still here is adjusted', async () => {
  const [stay, other] = [await guest('Sharing'), await guest('Shared')];
  const posting_number = await charged(stay, 'Wine', 5000);
  const adjust = (amount_minor, status, expected) => clerk('POST', `${stay.path}/adjustments`, status, { body: { posting_number, amount_minor, reason: 'corked' }, ...expected });
  await clerk('POST', `${stay.path}/transfers`, 201, { body: { posting_numbers: [posting_number], window: 1, account_id: other.id, amount_minor: 3000 } });
  await adjust(-2001, 422, { code: 'adjusted_too_far', pointer: '/amount_minor' });
  await clerk('POST', `${stay.path}/transfers`, 201, { body: { posting_numbers: [posting_number], window: 2, amount_minor: 1500 } });
  await adjust(-1600, 422, { code: 'adjusted_too_far' });
  await adjust(-1200, 201); // where most of it is
  await adjust(-400, 201);
  const split = await windows(stay);
  assert.deepEqual([split[1].balance_minor, split[2].balance_minor], [100, 300]);
  await clerk('POST', `${stay.path}/transfers`, 201, { body: { posting_numbers: [posting_number], window: 1, account_id: other.id } });
  await adjust(-1, 422, { code: 'moved_away' });
});

test('a posting of today that nobody has paid vanishes from the bill; one that was paid is corrected on it', async () => {
  const stay = await guest('Voided');
  const first = await charged(stay, 'Wrong table');
  await clerk('POST', `${stay.path}/corrections`, 201, { body: { posting_number: first, reason: 'slip' } });
  assert.deepEqual((await windows(stay))[1].items, []);
  const second = await charged(stay, 'Paid at once');
  await clerk('POST', `${stay.path}/payments`, 201, { body: { method: 'card', amount_minor: 5000 } });
  await clerk('POST', `${stay.path}/corrections`, 201, { body: { posting_number: second, reason: 'returned' } });
  const { items, balance_minor } = (await windows(stay))[1];
  assert.deepEqual(items.map((each) => each.entry), ['posting', 'posting', 'correction']);
  assert.equal(balance_minor, -5000);
});

test('allowances and paid-outs', async () => {
  const stay = await guest('Allowed');
  const allowance = { department: 'food', amount_minor: 700, reason: 'noise' };
  assert.equal((await clerk('POST', `${stay.path}/allowances`, 201, { body: allowance })).body.other_revenue_minor, -700);
  await clerk('POST', `${stay.path}/allowances`, 422, { body: { ...allowance, department: 'payment' }, code: 'department_unknown' });
  await clerk('POST', `${stay.path}/allowances`, 400, { body: { ...allowance, amount_minor: 0 }, code: 'out_of_range' });
  const taxi = { amount_minor: 2300, reason: 'taxi to the station' };
  const { body } = await clerk('POST', `${stay.path}/paid-outs`, 201, { body: taxi });
  assert.equal(body.balance_minor, 1600);
  assert.equal(body.other_revenue_minor, -700);
});

test('moving to another window, another guest, and splitting; the day stays', async () => {
  const stay = await guest('Payer');
  const other = await guest('Friend');
  const posting_number = await charged(stay, 'Banquet', 10001);
  const move = (body, status, expected) => clerk('POST', `${stay.path}/transfers`, status, { body: { posting_numbers: [posting_number], ...body }, ...expected });
  await move({ window: 2, amount_minor: 3334 }, 201);
  await move({ window: 3, from_window: 1, percent: 50 }, 201);
  const split = await windows(stay);
  assert.deepEqual([1, 2, 3].map((each) => split[each].balance_minor), [3333, 3334, 3334]);
  await move({ window: 1, account_id: other.id, from_window: 2 }, 201);
  const friend = await windows(other);
  assert.equal(friend[1].balance_minor, 3334);
  assert.equal(friend[1].items[0].from.account_id, stay.id);
  assert.equal(friend[1].items[0].service_date, split[1].items[0].service_date);
  assert.equal((await manager.expect(200, 'GET', stay.path)).other_revenue_minor, 10001); // revenue stays where it was caused
  await move({ window: 1, amount_minor: 99999 }, 422, { code: 'more_than_there' });
  await move({ window: 1, amount_minor: 1, percent: 5 }, 422, { code: 'amount_or_percent' });
  await move({ window: 1, account_id: 12345 }, 422, { code: 'account_not_open' });
  await move({ window: 9 }, 400, { code: 'out_of_range' });
  await move({ posting_numbers: [99999], window: 2 }, 404, { code: 'posting_not_found' });
  await clerk('POST', `${stay.path}/corrections`, 422, { body: { posting_number, reason: 'x' }, code: 'moved_away' });
});

test('a company pays a part of each charge, another what is next; an agreement is changed, taken away and made for a group', async () => {
  const stay = await guest('Split');
  const master = await manager.expect(201, 'POST', '/v1/accounts', { kind: 'master', name: 'Half AG' });
  const route = async (body, status = 201, expected = {}) => (await clerk('POST', `${stay.path}/routing`, status, { body: { departments: 'spa', window: 1, ...body }, ...expected })).body;
  await route({ account_id: master.account_id, share_basis_points: 5000 });
  const { routing: agreed } = await route({ window: 2, share_basis_points: 2500 });
  assert.deepEqual(agreed.map((each) => each.share_basis_points), [5000, 2500]);
  const balances = async () => {
    const { windows } = (await clerk('GET', `${stay.path}/folio`, 200)).body;
    const { balance_minor } = await manager.expect(200, 'GET', `/v1/accounts/${master.account_id}`);
    return [balance_minor, ...windows.map((each) => each.balance_minor)];
  };
  const massage = (amount_minor) => clerk('POST', `${stay.path}/charges`, 201, { body: { department: 'spa', description: 'Massage', amount_minor } });
  await massage(10001);
  const [half, own, quarter] = await balances();
  const { body: { postings } } = await clerk('GET', `${stay.path}/folio`, 200);
  const total = postings.filter((each) => each.department !== 'transfer').reduce((sum, each) => sum + each.amount_minor, 0);
  assert.equal(half + own + quarter, total, 'nothing is lost between them');
  assert.ok(Math.abs(half - total / 2) <= 1 && Math.abs(quarter - total / 4) <= 1, JSON.stringify([half, own, quarter]));
  assert.equal((await clerk('GET', stay.path, 200)).body.other_revenue_minor, 10001, 'the revenue is the stay’s');

  // The company now pays all but keeps its place; then not from tomorrow, then not at all.
  const [first] = agreed;
  const { routing: changed } = await route({ account_id: master.account_id, replaces: first.routing_id });
  assert.deepEqual(changed.map((each) => [each.account_id, each.share_basis_points]), [[master.account_id, 10000], [null, 2500]]);
  await massage(5000);
  const [all] = await balances();
  assert.ok(all >= half + 5000);
  await route({ account_id: master.account_id, replaces: first.routing_id }, 404, { code: 'agreement_not_found' });
  const { business_date: today } = await node.status();
  const later = new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10);
  const { routing: withFuture } = await route({ departments: 'food', window: 3, from_date: later, until_date: later });
  const future = withFuture.at(-1);
  const { body: without } = await clerk('POST', `${stay.path}/routing/end`, 201, { body: { routing_id: future.routing_id } });
  assert.ok(without.routing.every((each) => each.routing_id !== future.routing_id), 'one that has not begun is taken away');

  await route({ departments: 'food', whole_group: true }, 422, { code: 'group_needs_payer', pointer: '/account_id' });
  const other = await guest('Companion');
  const party = async ({ path }) => {
    const { confirmation_number: number } = await manager.expect(200, 'GET', path);
    await manager.expect(200, 'POST', `/v1/reservations/${number}/party`, { party: 'HALF', closeness: 'connecting' });
  };
  await party(stay);
  await party(other);
  await route({ departments: 'food', account_id: master.account_id, share_basis_points: 10000, whole_group: true });
  const { body: companions } = await clerk('GET', `${other.path}/agreements`, 200);
  assert.deepEqual(companions.routing.map((each) => [each.departments, each.account_id]), [['food', master.account_id]]);
});

test('routing: another window or guest pays; it ends', async () => {
  const stay = await guest('Routed');
  const company = await guest('Company');
  const route = (body, status, expected) => clerk('POST', `${stay.path}/routing`, status, { body, ...expected });
  await route({ departments: 'food', window: 2 }, 201);
  const { body } = await route({ departments: 'spa,minibar', window: 1, account_id: company.id }, 201);
  assert.deepEqual(body.routing.map((each) => each.account_name), [null, (await clerk('GET', company.path, 200)).body.guest_name]);
  await charged(stay, 'Lunch', 4000);
  await charged(stay, 'Massage', 9000, { department: 'spa' });
  await charged(stay, 'Own', 100, { window: 1 });
  const split = await windows(stay);
  assert.deepEqual([split[1].balance_minor, split[2].balance_minor], [100, 4000]);
  assert.equal((await windows(company))[1].balance_minor, 9000);
  await clerk('POST', `${stay.path}/routing/end`, 201, { body: { routing_id: body.routing[0].routing_id } });
  await clerk('POST', `${stay.path}/routing/end`, 404, { body: { routing_id: body.routing[0].routing_id }, code: 'agreement_not_found' });
  await charged(stay, 'Supper', 500);
  assert.equal((await windows(stay))[1].balance_minor, 600);
  await clerk('POST', `${company.path}/check-out`, 200, { body: { settle: { method: 'card' } } });
  await charged(stay, 'Late massage', 8000, { department: 'spa' }); // whoever has left pays no more
  assert.equal((await windows(stay))[1].balance_minor, 8600);
  await route({ departments: 'casino', window: 2 }, 422, { code: 'department_unknown', pointer: '/departments' });
  await route({ departments: 'all', window: 2, account_id: 12345 }, 422, { code: 'account_not_open' });
  await route({ departments: 'all', window: 2, from_date: '2030-01-02', until_date: '2030-01-01' }, 422, { code: 'until_before_from' });
  await clerk('GET', `${NONE}/agreements`, 404, { code: 'stay_not_found' });
  await clerk('GET', `${NONE}/advance-folio`, 404, { code: 'stay_not_found' });
  const { body: advance } = await clerk('GET', `${stay.path}/advance-folio`, 200);
  assert.equal(advance.nights.length, 3);
  assert.equal(advance.expected_minor, advance.balance_minor + advance.to_come_minor);
  assert.equal((await clerk('GET', `${stay.path}/agreements`, 200)).body.routing.length, 1);
});

test('exemptions, charges of each night, and who pays a window', async () => {
  const stay = await guest('Agreed');
  const { taxes } = await node.status();
  assert.ok(taxes.length > 0);
  await clerk('POST', `${stay.path}/tax-exemptions`, 422, { body: { reason: 'nothing', proof: 'none' }, code: 'exemption_unknown' });
  const { body: exempt } = await clerk('POST', `${stay.path}/tax-exemptions`, 201, { body: { reason: 'residents', proof: 'card 17' } });
  assert.equal(exempt.tax_exemptions[0].proof, 'card 17');
  const parking = { department: 'parking', description: 'Garage', amount_minor: 2500 };
  const { body } = await clerk('POST', `${stay.path}/fixed-charges`, 201, { body: parking });
  await clerk('POST', `${stay.path}/fixed-charges`, 201, { body: { ...parking, department: 'food', description: 'Breakfast', included: true } });
  await clerk('POST', `${stay.path}/fixed-charges`, 422, { body: { ...parking, department: 'room' }, code: 'department_not_by_hand' });
  await clerk('POST', `${stay.path}/fixed-charges/end`, 201, { body: { charge_id: body.fixed_charges[0].charge_id } });
  await clerk('POST', `${stay.path}/fixed-charges/end`, 404, { body: { charge_id: 999 }, code: 'agreement_not_found' });
  await clerk('POST', `${stay.path}/payees`, 201, { body: { window: 2, name: 'Muster AG', address: 'Bahnhofstrasse 1' } });
  assert.equal((await windows(stay))[2].payee.name, 'Muster AG');
});

test('what is found after the check-out is charged late, and settled or taken off', async () => {
  const [stay, other] = [await guest('Thirsty'), await guest('Host')];
  const late = (amount_minor, status, expected) => clerk('POST', `${stay.path}/late-charges`, status, { body: { department: 'minibar', description: 'Whisky', amount_minor }, ...expected });
  const departed = async (filter) => (await manager.get(`/v1/departed?filter=${filter}`)).body.items.map((each) => each.stay_id);
  await late(900, 409, { code: 'not_checked_out' });
  await clerk('POST', `${stay.path}/check-out`, 200, { body: { settle: { method: 'card' } } });
  await late(0, 422, { code: 'amount_zero' });
  const { body: owing } = await late(900, 201);
  assert.deepEqual([owing.status, owing.balance_minor], ['checked_out', 900]);
  assert.ok((await departed('owes')).includes(stay.id));
  const { service_date, posting_number } = (await windows(stay))[1].items.at(-1);
  assert.equal(service_date, owing.checked_out_on);
  await clerk('POST', `${stay.path}/charges`, 409, { body: { department: 'food', description: 'x', amount_minor: 1 }, code: 'already_checked_out' });
  await clerk('POST', `${stay.path}/adjustments`, 201, { body: { posting_number, amount_minor: -100, reason: 'half empty' } });
  await clerk('POST', `${stay.path}/transfers`, 201, { body: { posting_numbers: [posting_number], window: 1, account_id: other.id, amount_minor: 300 } });
  const { body: paid } = await clerk('POST', `${stay.path}/payments`, 201, { body: { method: 'card', amount_minor: 500 } });
  assert.equal(paid.balance_minor, 0);
  await clerk('POST', `${stay.path}/payments`, 409, { body: { method: 'card', amount_minor: 1 }, code: 'already_checked_out' });
  await late(-250, 201); // given back
  assert.deepEqual([await departed('owes'), await departed('credit')], [[], [stay.id]]);
  assert.equal((await clerk('POST', `${stay.path}/payments`, 201, { body: { method: 'card', amount_minor: -250 } })).body.balance_minor, 0);
  assert.deepEqual(await departed('credit'), []);
});

test('a stay that is not there, has left, or was changed by somebody else', async () => {
  const stay = await guest('Leaving');
  const bodies = {
    adjustments: { posting_number: 1, amount_minor: 1, reason: 'x' },
    allowances: { department: 'food', amount_minor: 1, reason: 'x' },
    'paid-outs': { amount_minor: 1, reason: 'x' },
    transfers: { posting_numbers: [1], window: 2 },
    routing: { departments: 'all', window: 2 },
    'routing/end': { routing_id: 1 },
    'tax-exemptions': { reason: 'residents', proof: 'x' },
    'fixed-charges': { department: 'parking', description: 'Garage', amount_minor: 1 },
    'fixed-charges/end': { charge_id: 1 },
    payees: { window: 1, name: 'x' },
    'late-charges': { department: 'minibar', description: 'Water', amount_minor: 1 },
  };
  for (const [what, body] of Object.entries(bodies)) {
    await clerk('POST', `${NONE}/${what}`, 404, { body, code: 'stay_not_found' });
    await clerk('POST', `${stay.path}/${what}`, 412, { body, headers: { 'If-Match': '"old"' }, code: 'changed_meanwhile' });
  }
  await api.call(people['zrh-desk1'], 'POST', `${stay.path}/check-out`, 200, { body: { settle: { method: 'card' } } });
  delete bodies['late-charges'];
  for (const [what, body] of Object.entries(bodies)) await clerk('POST', `${stay.path}/${what}`, 409, { body, code: 'already_checked_out' });
});

test('every success that is described was seen', () => {
  assert.deepEqual(description.unseen(), []);
});
