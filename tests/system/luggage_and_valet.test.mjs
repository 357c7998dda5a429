// Bags and cars that the house keeps: taken in under a ticket that is out once, printed for the bag and for the guest, found by
// everybody who looks for them, handed out, and the ticket is free again - also when the guest has left meanwhile.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { HotelNode, STORES } from '../support/hotel_node.mjs';

for (const store of STORES) {
  test(`luggage and valet, on ${store}`, async (t) => {
    const node = await HotelNode.make(t, { store, hotel: 'H1' });
    const manager = await node.logIn('h1-manager');
    const clerk = await node.logIn('h1-desk1');
    const maid = await node.logIn('h1-housekeeping1');
    const made = await node.walkIn(manager, 'Traveller', 2, { room_type: 'A' });
    const stay = made.stay ?? made;
    const open = async (kind) => (await clerk.expect(200, 'GET', `/v1/notes?kind=${kind}`)).items;
    const keep = (status, body, key) => clerk.expect(status, 'POST', '/v1/notes', body, key === undefined ? {} : { key });
    const close = (status, note, outcome) => clerk.expect(status, 'POST', `/v1/notes/${note}/close`, { outcome });
    const paper = async (who, note) => {
      const answer = await fetch(`${node.address}/v1/notes/${note}/tag.pdf`, { headers: who.headers });
      assert.equal(answer.headers.get('content-type'), 'application/pdf');
      const file = join(node.folder, 'tag.pdf');
      writeFileSync(file, Buffer.from(await answer.arrayBuffer()));
      return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
    };
    const count = (text, part) => text.split(part).length - 1;

    // Taken in, once, although it was sent twice; what is kept where, of whom, in whose name.
    const bag = { kind: 'luggage', stay_id: stay.stay_id, text: '2 black suitcases', place: 'Store room', tag: 'L-0815' };
    assert.equal((await keep(422, { ...bag, tag: undefined })).code, 'tag_missing');
    const kept = await keep(201, bag, 'bag-1');
    assert.deepEqual(await keep(201, bag, 'bag-1'), kept);
    assert.deepEqual([kept.room, kept.tag, kept.place, kept.written_by, kept.closed_at], [stay.room, 'L-0815', 'Store room', 'h1-desk1', null]);
    assert.equal((await open('luggage')).length, 1);

    // The ticket on paper: number, guest and place twice, one part for the bag and one for the guest.
    const printed = await paper(clerk, kept.note_id);
    for (const part of ['Traveller', 'Store room', '2 black suitcases']) assert.equal(count(printed, part), 2, `${part}: ${printed}`);
    assert.ok(count(printed, 'L-0815') >= 2, printed);
    assert.ok((await paper(maid, kept.note_id)).includes('L-0815'));
    await clerk.expect(404, 'GET', '/v1/notes/999999/tag.pdf');
    const log = await keep(201, { kind: 'log', text: 'quiet evening' });
    await clerk.expect(404, 'GET', `/v1/notes/${log.note_id}/tag.pdf`);

    // The number is out until the bag is; a car may have the same, for it hangs elsewhere.
    assert.equal((await keep(409, { ...bag, text: 'a hat' })).code, 'tag_in_use');
    const car = await keep(201, { kind: 'valet', stay_id: stay.stay_id, text: 'blue Fiat', place: 'Garage, level 2', tag: 'L-0815' });
    assert.equal((await keep(422, { kind: 'valet', tag: 'X1', text: 'no place' })).code, 'place_missing');
    assert.equal(count(await paper(clerk, car.note_id), 'Garage, level 2'), 2);

    // Who has left comes back for the bag; the night in between loses nothing.
    await manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/check-out`, { settle: { method: 'card' } });
    await manager.expect(201, 'POST', '/v1/night-audits', { business_date: (await node.status()).business_date });
    assert.deepEqual((await open('luggage')).map((each) => [each.tag, each.stay_id]), [['L-0815', stay.stay_id]]);
    assert.deepEqual((await open('valet')).map((each) => each.place), ['Garage, level 2']);
    const out = await close(200, kept.note_id, 'Handed out');
    assert.deepEqual([out.outcome, out.closed_by, out.closed_at !== null], ['Handed out', 'h1-desk1', true]);
    assert.equal((await close(409, kept.note_id, 'Handed out')).code, 'note_closed');
    assert.deepEqual(await open('luggage'), []);
    assert.equal((await open('valet')).length, 1);
    assert.equal((await keep(201, { kind: 'luggage', text: 'a hat', place: 'Bell desk', tag: 'L-0815' })).stay_id, null);
    await close(200, car.note_id, 'Car brought');
    assert.deepEqual(await open('valet'), []);
  });
}
