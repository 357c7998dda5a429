// Minibars at a hotel by itself: the price list, what attendants find taken charged to whoever was in the room, once, also
// when it is sent late and again; whom nobody can be charged for; and what is to be filled up.
import assert from 'node:assert/strict';
import test from 'node:test';
import { HotelNode, STORES } from '../support/hotel_node.mjs';

const LIST = [
  { item: 'water', english: 'Still water', chinese: '矿泉水', price_minor: 300, department: 'minibar' },
  { item: 'beer', english: 'Beer', chinese: '啤酒', price_minor: 550, department: 'beverage' },
];

for (const store of STORES) {
  test(`minibars, on ${store}`, async (t) => {
    const node = await HotelNode.make(t, { store, hotel: 'H1' });
    const manager = await node.logIn('h1-manager');
    const clerk = await node.logIn('h1-desk1');
    const maid = await node.logIn('h1-housekeeping1');
    const get = (path) => manager.expect(200, 'GET', path);
    const settle = async (surname, more = {}) => {
      const made = await node.walkIn(manager, surname, 4, { room_type: 'A', ...more });
      return made.stay ?? made;
    };
    const take = (status, room, items, more = {}, key) => maid.expect(status, 'POST', `/v1/rooms/${room}/minibar`, { items, ...more }, key === undefined ? {} : { key });
    const bar = async (stay) => (await get(`/v1/stays/${stay.stay_id}/folio`)).postings.filter((each) => ['minibar', 'beverage'].includes(each.department));
    const leave = (stay) => manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/check-out`, { settle: { method: 'card' } });

    // The list, with the taxes of each department; a price counts from the next charge on.
    await clerk.expect(403, 'POST', '/v1/minibar/prices', { items: LIST });
    assert.deepEqual((await get('/v1/minibar')).items, []);
    const { items, currency } = await maid.expect(200, 'POST', '/v1/minibar/prices', { items: LIST });
    assert.deepEqual([currency, items.map(({ item, included_tax_minor }) => [item, included_tax_minor])], ['EUR', [['water', 56], ['beer', 63]]]);

    // Taken once, sent twice: on the bill once, with its tax, under the name of who found it.
    const guest = await settle('Thirsty');
    const answer = await take(201, guest.room, [{ item: 'water', quantity: 2 }, { item: 'beer', quantity: 1 }], { stay_id: guest.stay_id }, 'bar-1');
    assert.deepEqual(answer, { room: guest.room, stay_id: guest.stay_id, late: false, total_minor: 1150 });
    assert.deepEqual(await take(201, guest.room, [{ item: 'water', quantity: 2 }, { item: 'beer', quantity: 1 }], { stay_id: guest.stay_id }, 'bar-1'), answer);
    assert.deepEqual((await bar(guest)).map((each) => [each.department, each.description, each.amount_minor, each.included_tax_minor, each.staff]), [
      ['minibar', 'Still water × 2', 600, 112, 'h1-housekeeping1'],
      ['beverage', 'Beer', 550, 63, 'h1-housekeeping1'],
    ]);

    // Half of a list is never charged.
    assert.equal((await take(409, guest.room, [{ item: 'water', quantity: 1 }, { item: 'gold', quantity: 1 }])).code, 'minibar_item_unknown');
    assert.equal((await bar(guest)).length, 2);

    // Who has moved pays what was taken in the room left, and nobody pays for a room that was never theirs.
    const free = (await get('/v1/rooms')).items.find((each) => !each.occupied && each.room_type === 'A').room;
    assert.equal((await take(409, free, [{ item: 'water', quantity: 1 }], { stay_id: guest.stay_id })).code, 'minibar_other_guest');
    assert.equal((await take(409, free, [{ item: 'water', quantity: 1 }])).code, 'minibar_nobody');
    assert.equal((await take(404, 'none', [{ item: 'water', quantity: 1 }])).code, 'room_unknown');
    assert.equal((await take(409, guest.room, [{ item: 'water', quantity: 1 }], { stay_id: 999_999 })).code, 'minibar_other_guest');

    // Found while the guest was there, sent when another lives in the room: the first one's, late.
    await leave(guest);
    const next = await settle('Next', { room: guest.room });
    assert.equal(next.room, guest.room);
    const late = await take(201, guest.room, [{ item: 'beer', quantity: 1 }], { stay_id: guest.stay_id });
    assert.deepEqual([late.stay_id, late.late], [guest.stay_id, true]);
    assert.deepEqual([(await bar(guest)).length, (await bar(next)).length], [3, 0]);
    const owes = (await get('/v1/departed?filter=owes')).items.filter((each) => each.stay_id === guest.stay_id);
    assert.deepEqual(owes.map((each) => each.balance_minor), [550]);
    assert.ok((await get(`/v1/stays/${guest.stay_id}/changes`)).items.some((each) => each.kind === 'late_charge' && each.reason === 'Beer'));

    // Without a name it is the guest in the room; after departure the last one who had it.
    assert.equal((await take(201, next.room, [{ item: 'water', quantity: 1 }])).stay_id, next.stay_id);
    await leave(next);
    assert.deepEqual((await get('/v1/minibar')).left.filter((each) => each.room === next.room).map((each) => each.stay_id), [next.stay_id]);
    assert.deepEqual(await take(201, next.room, [{ item: 'water', quantity: 1 }]), { room: next.room, stay_id: next.stay_id, late: true, total_minor: 300 });

    // A guest who charges nothing to the room is not charged by a minibar either.
    const careful = await settle('Careful');
    await manager.expect(200, 'POST', `/v1/stays/${careful.stay_id}/device-rights`, { no_post: true });
    assert.deepEqual((await get('/v1/minibar')).no_post, [careful.stay_id]);
    assert.equal((await take(409, careful.room, [{ item: 'water', quantity: 1 }])).code, 'minibar_no_post');
    assert.deepEqual(await bar(careful), []);

    // A move: what was found before it in the room left.
    const mover = await settle('Mover');
    const target = (await get('/v1/rooms')).items.find((each) => !each.occupied && each.room_type === 'A' && each.ready && each.room !== mover.room).room;
    await manager.expect(201, 'POST', '/v1/night-audits', { business_date: (await node.status()).business_date });
    await manager.expect(200, 'POST', `/v1/stays/${mover.stay_id}/move`, { room: target, reason: 'noise' });
    assert.equal((await take(201, mover.room, [{ item: 'water', quantity: 1 }], { stay_id: mover.stay_id })).late, false);

    // What is to be filled up, until somebody has; what was taken stays in the day's list.
    const uses = (await get('/v1/minibar/uses')).items;
    assert.equal(uses.length, 6);
    assert.ok(uses.every((each) => each.refilled_at === null && each.noted_by === 'h1-housekeeping1'));
    await maid.expect(200, 'POST', `/v1/rooms/${guest.room}/minibar/refill`, {});
    assert.deepEqual((await get('/v1/minibar')).refills, [{ room: mover.room, item: 'water', quantity: 1 }]);
    const yesterday = new Date(Date.parse((await node.status()).business_date) - 86_400_000).toISOString().slice(0, 10);
    const before = (await get(`/v1/minibar/uses?date=${yesterday}`)).items;
    assert.deepEqual([before.length, before.every((each) => each.refilled_by === 'h1-housekeeping1')], [5, true]);
    await maid.expect(404, 'POST', '/v1/rooms/none/minibar/refill', {});

    // Too long ago is nobody's; an item off the list is charged no more, and its past stays.
    for (let night = 0; night < 2; night += 1) await manager.expect(201, 'POST', '/v1/night-audits', { business_date: (await node.status()).business_date });
    assert.equal((await take(409, next.room, [{ item: 'water', quantity: 1 }])).code, 'minibar_nobody');
    await maid.expect(200, 'POST', '/v1/minibar/prices', { items: [{ ...LIST[1], price_minor: 600 }] }, { headers: { 'If-Match': (await maid.get('/v1/minibar/prices')).headers.get('etag') } });
    assert.equal((await take(409, mover.room, [{ item: 'water', quantity: 1 }], { stay_id: mover.stay_id })).code, 'minibar_other_guest');
    assert.equal((await take(409, target, [{ item: 'water', quantity: 1 }])).code, 'minibar_item_unknown');
    assert.equal((await take(201, target, [{ item: 'beer', quantity: 1 }])).total_minor, 600);
    assert.equal((await get(`/v1/minibar/uses?date=${yesterday}`)).items.length, 5);
  });
}
