// A day without a night that was booked ahead has its price from the quote to the report, and is charged once: at the
// centre and the desks of both kinds of store, and by a hotel on its own.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { HotelNode, STORES } from '../support/hotel_node.mjs';
import { addDays, authorise, CENTRE, desk, logIn, newKey, send } from '../support/instance.mjs';
import { until } from '../support/until.mjs';

const roomCharges = (postings) => postings.filter((each) => each.department === 'room' && each.entry === 'posting');

describe('booked at the centre', () => {
  for (const hotel of ['ZRH', 'TYO']) {
    test(hotel, async () => {
      const agent = await logIn(CENTRE, 'crs-agent1');
      const clerk = await logIn(desk(hotel), `${hotel.toLowerCase()}-desk1`);
      const centre = async (expected, method, path, body, headers = agent) => {
        const answer = await send(CENTRE, method, path, { body, headers });
        assert.equal(answer.status, expected, JSON.stringify(answer.body));
        return answer.body;
      };
      const house = async (expected, method, path, body) => {
        const answer = await send(desk(hotel), method, path, { body, headers: clerk });
        assert.equal(answer.status, expected, JSON.stringify(answer.body));
        return answer.body;
      };
      const { business_date: today } = await house(200, 'GET', '/v1/status');
      const free = (await house(200, 'GET', `/v1/availability?arrival=${today}&departure=${today}&adults=1`)).items;
      const offer = free.find((each) => each.rate_plan === 'BAR' && each.available > 0);
      const room = { room_type: offer.room_type, rate_plan: 'BAR', arrival: today, departure: today, adults: 1 };
      const quote = await centre(200, 'POST', '/v1/quotes', { hotel, rooms: [room] });
      const night = await centre(200, 'POST', '/v1/quotes', { hotel, rooms: [{ ...room, departure: addDays(today, 1) }] });
      assert.ok(quote.total_minor > 0);
      assert.deepEqual([quote.total_minor, quote.total_with_tax_minor], [night.total_minor, night.total_with_tax_minor], 'a day costs what its night does');
      assert.deepEqual([offer.night_prices_minor, offer.total_with_tax_minor], [quote.rooms[0].night_prices_minor, quote.total_with_tax_minor], 'at the desk as at the centre');

      const guest = { given_name: 'Ana', surname: `Day${newKey().slice(0, 6)}` };
      const booked = await centre(201, 'POST', '/v1/reservations', { hotel, guest, rooms: [room], expected_total_minor: quote.total_minor });
      assert.deepEqual([booked.lines[0].night_prices_minor, booked.lines[0].total_minor], [[quote.total_minor], quote.total_minor]);
      const number = booked.confirmation_number;
      const modified = await centre(200, 'POST', `/v1/reservations/${number}/modify`, { comments: 'late morning' }, { ...agent, 'If-Match': `"${booked.revision}"` });
      assert.equal(modified.lines[0].total_minor, quote.total_minor);
      await until('the desk has it', async () => (await send(desk(hotel), 'GET', `/v1/reservations/${number}`, { headers: clerk })).status === 200);
      const stay = await house(201, 'POST', `/v1/reservations/${number}/check-in`, {});
      const folio = () => house(200, 'GET', `/v1/stays/${stay.stay_id}/folio`);
      const open = await folio();
      assert.deepEqual(roomCharges(open.postings).map((each) => [each.amount_minor, each.description]), [[quote.total_minor, 'Day use']]);
      assert.equal(open.balance_minor, quote.total_with_tax_minor, 'the folio is what was offered');
      const card = await house(200, 'GET', `/v1/stays/${stay.stay_id}/registration-card`);
      assert.equal(card.content.total_minor, quote.total_with_tax_minor);
      await house(200, 'POST', `/v1/stays/${stay.stay_id}/check-out`, { settle: { method: 'card' } });
      const left = await folio();
      assert.deepEqual([left.balance_minor, roomCharges(left.postings).length], [0, 1], 'charged once');
      await until('the centre knows', async () => (await centre(200, 'GET', `/v1/reservations/${number}`)).lines[0].status === 'checked_out');

      // What nobody comes for follows the policy like a night; what a channel sold for nothing stays so.
      const spare = await centre(201, 'POST', '/v1/reservations', { hotel, guest, rooms: [room] });
      const cancelled = await centre(200, 'POST', `/v1/reservations/${spare.confirmation_number}/cancel`, { reason: 'no' }, { ...agent, 'If-Match': `"${spare.revision}"` });
      assert.ok(cancelled.lines[0].penalty_minor > 0 && cancelled.lines[0].penalty_minor <= quote.total_with_tax_minor, JSON.stringify(cancelled.lines[0]));
      const channel = await authorise('replay', 'notifications');
      const sent = { hotel, channel: 'ota', external_id: newKey(), status: 'new', guest, rooms: [{ ...room, rate_plan: undefined, night_prices_minor: [] }] };
      const told = await centre(201, 'POST', '/v1/notifications/reservations', sent, channel);
      assert.deepEqual([told.lines[0].night_prices_minor, told.lines[0].total_minor], [[], 0]);
      const own = await centre(201, 'POST', '/v1/notifications/reservations', { ...sent, external_id: newKey(), rooms: [{ ...sent.rooms[0], night_prices_minor: [4200] }] }, channel);
      assert.equal(own.lines[0].total_minor, 4200);
    });
  }
});

for (const store of STORES) {
  test(`booked by a hotel on its own, ${store}`, async (t) => {
    const node = await HotelNode.make(t, { hotel: 'ZRH', store });
    const manager = await node.logIn('zrh-manager');
    const { business_date: today } = await node.status();
    const room = { room_type: 'STD', rate_plan: 'BAR', arrival: today, departure: today, adults: 2, children: 0, infants: 0 };
    const sold = { guest: { given_name: 'Ana', surname: 'Day' }, override_reason: 'the line is cut' };
    const booked = await manager.expect(201, 'POST', '/v1/reservations', { ...sold, rooms: [room] });
    const [price] = booked.lines[0].night_prices_minor;
    assert.ok(price > 0 && booked.lines[0].total_minor === price);
    // Tomorrow's is on the books: none of the rooms of the night, but the day's revenue.
    const ahead = addDays(today, 1);
    const onBooks = async () => (await manager.expect(200, 'GET', `/v1/reports/${today}/pickup`)).rows.find(([night]) => night === ahead);
    const [, rooms, , , days, revenue] = await onBooks();
    const next = await manager.expect(201, 'POST', '/v1/reservations', { ...sold, rooms: [{ ...room, arrival: ahead, departure: ahead }] });
    const then = await onBooks();
    assert.deepEqual([then[1], then[4], then[5]], [rooms, days + 1, revenue + next.lines[0].total_minor]);

    const stay = await manager.expect(201, 'POST', `/v1/reservations/${booked.confirmation_number}/check-in`, {});
    const walkIn = await node.walkIn(manager, 'Walk', 0, { room_type: 'STD' });
    for (const { stay_id: each } of [stay, walkIn]) {
      const { postings } = await manager.expect(200, 'GET', `/v1/stays/${each}/folio`);
      assert.deepEqual(roomCharges(postings).map(({ amount_minor: amount }) => amount), [price], 'whoever stands there pays the same');
      await manager.expect(200, 'POST', `/v1/stays/${each}/check-out`, { settle: { method: 'card' } });
    }
    await manager.expect(201, 'POST', '/v1/night-audits', { business_date: today, override_reason: 'a test' });
    const later = await node.logIn('zrh-manager');
    const { rows } = await later.expect(200, 'GET', `/v1/reports/${today}/manager`);
    const figures = new Map(rows.map(([name, day]) => [name.trim(), Object.values(day)[0]]));
    assert.deepEqual([figures.get('Day use'), figures.get('Rooms occupied'), figures.get('Room revenue')], [2, 0, 2 * price], JSON.stringify(rows));
    const kept = (await later.expect(200, 'GET', `/v1/reports/${today}/pickup`)).rows.find(([night]) => night === ahead);
    assert.deepEqual(kept, then, 'as it was when the day ended');
  });
}
