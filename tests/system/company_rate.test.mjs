// Rates that a membership or a company's code opens, at the desk: seen and sold when the guest names it, by the hotel
// alone and by the centre.
import assert from 'node:assert/strict';
import test from 'node:test';
import { HotelNode, STORES } from '../support/hotel_node.mjs';
import { addDays, desk, logIn, newKey, send } from '../support/instance.mjs';

const plansOf = (items) => [...new Set(items.map((each) => each.rate_plan))].sort();

for (const store of STORES)
  test(`a hotel by itself, ${store}`, async (t) => {
    const node = await HotelNode.make(t, { hotel: 'ZRH', store });
    const [manager, clerk] = [await node.logIn('zrh-manager'), await node.logIn('zrh-desk1')];
    const { business_date: today } = await node.status();
    const offers = async (query) => (await clerk.expect(200, 'GET', `/v1/availability?adults=1${query}`)).items;
    const open = await offers('');
    assert.ok(open.every((each) => each.access === null));
    const named = await offers('&access=CORP10');
    const opened = named.filter((each) => each.access !== null);
    assert.deepEqual([plansOf(opened), [...new Set(opened.map((each) => each.access))]], [['CORPORATE'], ['CORP10']]);
    assert.deepEqual(named.filter((each) => each.access === null), open, 'beside what everybody sees');
    assert.deepEqual(plansOf((await offers('&access=GOV,CORP10')).filter((each) => each.access !== null)).length, 2);
    assert.deepEqual(await offers('&access=NOBODY'), open);
    for (const wrong of ['CORP10,STAFF', 'A,,B', Array(10).fill('X').join()])
      assert.equal((await clerk.expect(400, 'GET', `/v1/availability?access=${wrong}`)).code, 'invalid_query', wrong);

    const [offer] = opened;
    const wish = { guest: { surname: 'Partner' }, room_type: offer.room_type, rate_plan: 'CORPORATE', departure: addDays(today, 1), adults: 1, override_reason: 'the line is cut' };
    const refused = await manager.expect(409, 'POST', '/v1/walk-ins', wish);
    assert.deepEqual([refused.code, refused.why], ['rate_not_offered', 'access']);
    const staff = await clerk.expect(403, 'POST', '/v1/walk-ins', { ...wish, access: ['CORP10', 'STAFF'] });
    assert.deepEqual([staff.code, staff.errors[0].pointer], ['not_permitted', '/access']);
    const many = await clerk.expect(400, 'POST', '/v1/walk-ins', { ...wish, access: Array(10).fill('X') });
    assert.equal(many.errors[0].pointer, '/access');
    const stay = await manager.expect(201, 'POST', '/v1/walk-ins', { ...wish, access: ['CORP10'] });
    assert.equal((await manager.expect(200, 'GET', `/v1/stays/${stay.stay_id}`)).rate_plan, 'CORPORATE');
    const room = { room_type: offer.room_type, rate_plan: 'CORPORATE', arrival: today, departure: addDays(today, 1), adults: 1 };
    const booked = await manager.expect(201, 'POST', '/v1/reservations', { guest: wish.guest, rooms: [room], access: ['CORP10'], override_reason: 'the line is cut' });
    assert.deepEqual(booked.lines[0].night_prices_minor, offer.night_prices_minor);
  });

test('the centre sells to who has named the code, a clerk of the desk no rate of the house', async () => {
  const base = desk('TYO');
  const headers = await logIn(base, 'tyo-desk1');
  const ask = (method, path, body) => send(base, method, path, { headers, body, key: newKey() });
  const { business_date: today } = (await ask('GET', '/v1/status')).body;
  const arrival = addDays(today, 40);
  const { items } = (await ask('GET', `/v1/availability?adults=1&access=CORP10&arrival=${arrival}&departure=${addDays(arrival, 2)}`)).body;
  const offer = items.find((each) => each.access === 'CORP10');
  assert.ok(offer, JSON.stringify(items));
  const room = { room_type: offer.room_type, rate_plan: offer.rate_plan, arrival, departure: addDays(arrival, 2), adults: 1 };
  const book = (more) => ask('POST', '/v1/reservations', { guest: { surname: 'Partner' }, rooms: [room], ...more });
  const refused = await book({});
  assert.deepEqual([refused.status, refused.body.code], [409, 'rate_not_offered'], JSON.stringify(refused.body));
  const staff = await book({ access: ['STAFF'] });
  assert.deepEqual([staff.status, staff.body.code], [403, 'not_permitted'], JSON.stringify(staff.body));
  const sold = await book({ access: ['CORP10'] });
  assert.equal(sold.status, 201, JSON.stringify(sold.body));
  assert.deepEqual(sold.body.lines[0].night_prices_minor, offer.night_prices_minor);
});
