// Rooms the house uses itself and rooms it gives away, on both kinds of store: who may give them, that they cost nothing,
// and that they stand in the figures of the day as what they are.
import assert from 'node:assert/strict';
import test from 'node:test';
import { HotelNode, STORES } from '../support/hotel_node.mjs';
import { addDays } from '../support/instance.mjs';

for (const store of STORES) {
  test(`house use and complimentary rooms, ${store}`, async (t) => {
    const node = await HotelNode.make(t, { hotel: 'ZRH', store });
    const manager = await node.logIn('zrh-manager');
    const clerk = await node.logIn('zrh-desk1');
    const { business_date: today } = await node.status();
    const plans = async (who, query = '') => [...new Set((await who.expect(200, 'GET', `/v1/availability?adults=1${query}`)).items.map((each) => each.rate_plan))].sort();
    assert.ok(!(await plans(manager)).some((each) => ['HOUSE', 'COMP'].includes(each)), 'nobody gives a room away unasked');
    assert.deepEqual(await plans(manager, '&access=STAFF'), ['COMP', 'HOUSE']);
    assert.equal((await clerk.expect(403, 'GET', '/v1/availability?access=STAFF')).code, 'not_permitted');
    assert.equal((await manager.expect(400, 'GET', '/v1/availability?access=CORP10,STAFF')).code, 'invalid_query');

    const wish = { guest: { given_name: 'Ana', surname: 'Inhouse' }, room_type: 'STD', rate_plan: 'HOUSE', departure: addDays(today, 2), adults: 1, override_reason: 'the line is cut' };
    const refused = await clerk.expect(409, 'POST', '/v1/walk-ins', { ...wish, override_reason: undefined });
    assert.deepEqual([refused.code, refused.why], ['rate_not_offered', 'access']);
    const house = await manager.expect(201, 'POST', '/v1/walk-ins', wish);
    const comp = await manager.expect(201, 'POST', '/v1/walk-ins', { ...wish, rate_plan: 'COMP', adults: 2, children: 1 });
    const paid = await manager.expect(201, 'POST', '/v1/walk-ins', { ...wish, rate_plan: 'BAR', adults: 2 });
    assert.equal((await manager.expect(200, 'GET', `/v1/stays/${house.stay_id}/check-out-preview`)).early_departure_minor, 0);
    await manager.expect(200, 'POST', `/v1/stays/${house.stay_id}/departure`, { departure: addDays(today, 3), override_reason: 'the line is cut' });

    // At six in the evening nothing is posted yet; what tonight will bring stands beside what is.
    const nights = (await manager.expect(200, 'GET', `/v1/stays/${paid.stay_id}/check-out-preview`)).early_departure_nights;
    const report = async (who) => {
      const { rows } = await who.expect(200, 'GET', `/v1/reports/${today}/manager`);
      return new Map(rows.map(([name, day]) => [name.trim(), Object.values(day)[0]]));
    };
    const open = await report(manager);
    const tonight = ['Room revenue', 'Average daily rate', 'Room revenue of tonight, not posted yet', 'Room revenue with tonight', 'Average daily rate with tonight'];
    const { price_minor: rate } = nights[0];
    assert.deepEqual(tonight.map((name) => open.get(name)), [0, 0, rate, rate, rate]);
    assert.equal(open.get('Revenue per available room with tonight'), Math.round(rate / open.get('Rooms available')));

    await manager.expect(201, 'POST', '/v1/night-audits', { business_date: today, override_reason: 'a test' });
    const manages = await node.logIn('zrh-manager');
    const folio = async ({ stay_id: stay }) => (await manages.expect(200, 'GET', `/v1/stays/${stay}/folio`)).postings.filter((each) => each.code === 'ROOM').map((each) => each.amount_minor);
    assert.deepEqual([await folio(house), await folio(comp)], [[0], [0]]);
    const [price] = await folio(paid);
    const taxed = async ({ stay_id: stay }) => (await manages.expect(200, 'GET', `/v1/stays/${stay}/folio`)).postings.filter((each) => each.code === 'CITY').map((each) => each.amount_minor);
    assert.deepEqual([await taxed(house), await taxed(comp), await taxed(paid)], [[], [], [700]], 'no tax on nights the house gives');
    const figures = await report(manages);
    assert.ok(!figures.has('Room revenue with tonight'), 'a day that is over has posted all of it');
    const counted = ['Rooms occupied', 'of these complimentary', 'of these house use', 'Rooms sold', 'Average daily rate'];
    assert.deepEqual(counted.map((name) => figures.get(name)), [3, 1, 1, 1, price], JSON.stringify([...figures]));
  });
}
