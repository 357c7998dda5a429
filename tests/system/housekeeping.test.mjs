// A day of housekeeping at a hotel by itself: the night makes rooms dirty, sheets are made and made again, rooms are
// begun, finished, inspected, and what attendants see is compared with what the desk believes.
import assert from 'node:assert/strict';
import test from 'node:test';
import { HotelNode, STORES } from '../support/hotel_node.mjs';

for (const store of STORES) {
  test(`a day of housekeeping, on ${store}`, async (t) => {
    const node = await HotelNode.make(t, { store, hotel: 'H1' });
    const manager = await node.logIn('h1-manager');
    const maid = await node.logIn('h1-housekeeping1');
    const get = (path) => manager.expect(200, 'GET', path);
    const post = (status, path, body, key) => maid.expect(status, 'POST', path, body, key === undefined ? {} : { key });
    const today = async () => (await node.status()).business_date;
    const room = async (number) => (await get('/v1/rooms')).items.find((each) => each.room === number);
    const rooms = new Set();
    const settle = async (surname, nights) => {
      const made = await node.walkIn(manager, surname, nights, { room_type: 'A' });
      const stay = made.stay ?? made;
      rooms.add(stay.room);
      return stay;
    };

    const stays = await settle('Stays', 6);
    const leaves = await settle('Leaves', 1);
    const declines = await settle('Declines', 6);
    const evening = await settle('Evening', 6);
    await manager.expect(200, 'POST', `/v1/housekeeping/stays/${declines.stay_id}/wishes`, { service_declined: true });
    await manager.expect(200, 'POST', `/v1/housekeeping/stays/${evening.stay_id}/wishes`, { turndown: true });
    const usual = { service_declined: false, linen_declined: false, turndown: false };
    for (const [stay, wishes] of [[stays, usual], [declines, { ...usual, service_declined: true }], [evening, { ...usual, turndown: true }]]) {
      assert.deepEqual(await get(`/v1/housekeeping/stays/${stay.stay_id}/wishes`), { stay_id: stay.stay_id, ...wishes });
    }
    await post(200, '/v1/housekeeping/attendants', { attendant: 'mei', name: 'Mei', staff: 'h1-housekeeping1', credits: 400 });
    await post(200, '/v1/housekeeping/attendants', { attendant: 'section-2', name: 'Section 2', credits: 400 });
    await post(200, '/v1/housekeeping/attendants', { attendant: 'ill', name: 'Ill', credits: 400, working: false });
    await manager.expect(201, 'POST', '/v1/night-audits', { business_date: await today() });

    // The night: guests who stay need service, but for those who want none.
    for (const { room: number } of [stays, leaves, evening]) assert.equal((await room(number)).housekeeping, 'dirty', number);
    assert.equal((await room(declines.room)).housekeeping, 'clean');
    const unused = (await get('/v1/rooms')).items.filter((each) => !rooms.has(each.room)).slice(0, 6);
    for (const each of unused) await post(200, `/v1/rooms/${each.room}/status`, { housekeeping: each === unused[0] ? 'pickup' : 'dirty' });

    const made = await post(200, '/v1/housekeeping/sheets', {});
    const tasksOf = (sheets, code) => sheets.sheets.find((each) => each.attendant === code).tasks;
    const all = (sheets) => [...sheets.sheets.flatMap((each) => each.tasks), ...sheets.unassigned];
    const taskOf = (sheets, number, service) => all(sheets).find((each) => each.room === number && each.service === service);
    assert.equal(taskOf(made, stays.room, 'stay_over').linen, false); // every third night
    assert.equal(taskOf(made, leaves.room, 'departure').linen, true);
    assert.equal(taskOf(made, declines.room, 'stay_over'), undefined);
    assert.equal(taskOf(made, evening.room, 'turndown').credits, 8);
    assert.equal(taskOf(made, unused[0].room, 'refresh').credits, 10);
    assert.equal(all(made).length, 3 + 1 + 6);
    assert.deepEqual(made.unassigned, []);
    assert.deepEqual(tasksOf(made, 'ill'), []);
    const loads = made.sheets.filter((each) => each.working).map((each) => each.credits);
    assert.ok(Math.abs(loads[0] - loads[1]) <= 30, `${loads}`);

    // What is begun or given by hand stays when somebody falls ill and the sheets are made anew.
    const begun = tasksOf(made, 'mei')[0];
    const given = tasksOf(made, 'section-2')[0];
    await post(200, `/v1/housekeeping/tasks/${begun.task_id}/progress`, { status: 'started' });
    await post(200, `/v1/housekeeping/tasks/${given.task_id}/give`, { attendant: 'mei' });
    await post(200, '/v1/housekeeping/attendants', { attendant: 'ill', name: 'Ill', credits: 400, working: true });
    const again = await post(200, '/v1/housekeeping/sheets', {});
    const meis = tasksOf(again, 'mei').map((each) => each.task_id);
    assert.ok(meis.includes(begun.task_id) && meis.includes(given.task_id));
    assert.equal(all(again).length, all(made).length);
    assert.ok(tasksOf(again, 'ill').length > 0);

    // Done once, whoever asks twice; a departure only after the guest has left.
    const departure = taskOf(again, leaves.room, 'departure');
    const target = `/v1/housekeeping/tasks/${departure.task_id}/progress`;
    assert.equal((await post(409, target, { status: 'done' })).code, 'guest_not_checked_out');
    await manager.expect(200, 'POST', `/v1/stays/${leaves.stay_id}/check-out`, { settle: { method: 'card' } });
    const first = await post(200, target, { status: 'done', minibar: '1 cola' }, 'offline-1');
    assert.deepEqual(await post(200, target, { status: 'done', minibar: '1 cola' }, 'offline-1'), first);
    assert.equal((await post(409, target, { status: 'done' })).code, 'task_finished_before');
    assert.equal((await room(leaves.room)).housekeeping, 'clean');
    const over = taskOf(again, stays.room, 'stay_over');
    await post(200, `/v1/housekeeping/tasks/${over.task_id}/progress`, { status: 'do_not_disturb', note: 'sign on the door' });
    await post(200, `/v1/housekeeping/tasks/${over.task_id}/progress`, { status: 'done' });
    assert.equal((await room(stays.room)).housekeeping, 'clean');

    // An inspection that finds something gives the room back to whoever cleaned it.
    const list = (await get('/v1/housekeeping/checklist')).items;
    const results = list.map(({ item }) => ({ item, passed: item !== 'bathroom', note: item === 'bathroom' ? 'hair in the drain' : '' }));
    assert.equal((await post(201, '/v1/housekeeping/inspections', { room: leaves.room, results, note: 'once more' })).passed, false);
    assert.equal((await room(leaves.room)).housekeeping, 'dirty');
    assert.equal(taskOf(await get('/v1/housekeeping/sheets'), leaves.room, 'departure').status, 'open');
    await post(200, target, { status: 'done' });
    assert.equal((await post(201, '/v1/housekeeping/inspections', { room: leaves.room, results: results.map((each) => ({ ...each, passed: true })) })).passed, true);
    assert.equal((await room(leaves.room)).housekeeping, 'inspected');
    const [newest, before] = (await get(`/v1/rooms/${leaves.room}/inspections`)).items;
    assert.equal(newest.passed, true);
    assert.deepEqual(before.failed.map((each) => [each.item, each.note]), [['bathroom', 'hair in the drain']]);

    // A room that was done and is dirty once more is on its sheet again.
    await post(200, `/v1/rooms/${leaves.room}/status`, { housekeeping: 'dirty' });
    assert.equal(taskOf(await post(200, '/v1/housekeeping/sheets', {}), leaves.room, 'departure').status, 'open');

    // A floor at once, and once; where every room is inspected, "clean" is not ready, on every list alike.
    const wing = unused.slice(2, 5).map((each) => each.room);
    const outcomes = async (key, housekeeping, numbers) => (await post(200, '/v1/room-statuses', { rooms: numbers, housekeeping }, key)).items.map((each) => each.outcome);
    await post(200, `/v1/rooms/${wing[0]}/status`, { housekeeping: 'clean' });
    assert.deepEqual(await outcomes('wing-1', 'clean', [...wing, 'none']), ['unchanged', 'changed', 'changed', 'room_unknown']);
    assert.deepEqual(await outcomes('wing-1', 'clean', [...wing, 'none']), ['unchanged', 'changed', 'changed', 'room_unknown']);
    const line = { room_type: (await room(wing[0])).room_type, rate_plan: 'BAR', arrival: await today(), departure: new Date(Date.parse(await today()) + 86_400_000).toISOString().slice(0, 10), adults: 1, children: 0, infants: 0 };
    const waits = await manager.expect(201, 'POST', '/v1/reservations', { guest: { given_name: 'Ana', surname: 'Waits' }, rooms: [line], override_reason: 'the line is cut' });
    const expected = `/v1/reservations/${waits.confirmation_number}/lines/1`;
    await manager.expect(200, 'POST', `${expected}/room`, { room: wing[0] });
    await manager.expect(200, 'POST', `${expected}/queue`, { priority: 1 });
    const readiness = async () => [(await room(wing[0])).ready, (await get('/v1/room-queue')).items[0].ready, (await get('/v1/arrivals/counts')).not_ready === 0];
    const alike = (value) => readiness().then((found) => assert.deepEqual(found, [value, value, value]));
    await alike(true);
    await post(200, '/v1/housekeeping/settings', { inspection_required: true });
    await alike(false);
    await manager.expect(201, 'POST', '/v1/reservations', { guest: { given_name: 'Ben', surname: 'Proposed' }, rooms: [line], override_reason: 'the line is cut' });
    assert.match((await get('/v1/room-assignments/proposal')).items.find((each) => /Proposed/.test(each.guest_name)).explanation.en, /to be inspected/);
    assert.deepEqual(await outcomes(undefined, 'inspected', wing), ['changed', 'changed', 'changed']);
    await alike(true);
    await post(200, '/v1/housekeeping/settings', { inspection_required: false });

    // What is seen: nobody where the desk has a guest, somebody where it has none, more than it knows.
    const seen = async (number, occupied, persons) => (await post(201, '/v1/housekeeping/sightings', { room: number, occupied, persons })).discrepancy;
    assert.equal(await seen(stays.room, false), 'skip');
    assert.equal(await seen(unused[1].room, true, 1), 'sleep');
    assert.equal(await seen(evening.room, true, 3), 'persons');
    assert.equal(await seen(declines.room, true, 2), 'none');
    const found = (await get('/v1/housekeeping/discrepancies')).items;
    assert.deepEqual(found.map((each) => each.discrepancy).sort(), ['persons', 'skip', 'sleep']);
    assert.equal(await seen(stays.room, true), 'none'); // looked again
    const sleep = found.find((each) => each.discrepancy === 'sleep');
    await post(200, `/v1/housekeeping/discrepancies/${sleep.sighting_id}/resolve`, { resolution: 'a colleague' });
    assert.deepEqual((await get('/v1/housekeeping/discrepancies')).items.map((each) => each.discrepancy), ['persons']);

    // The next day begins with clean eyes, and what a phone noted before the night and sends after it changes nothing;
    // linen is due on the third night.
    const yesterday = await today();
    await manager.expect(201, 'POST', '/v1/night-audits', { business_date: yesterday });
    const stale = { business_date: yesterday };
    const dirty = (await room(stays.room)).housekeeping;
    for (const [path, body] of [
      [`/v1/rooms/${stays.room}/status`, { housekeeping: 'inspected' }],
      ['/v1/housekeeping/inspections', { room: stays.room, results: results.map((each) => ({ ...each, passed: true })) }],
      ['/v1/housekeeping/sightings', { room: stays.room, occupied: false }],
    ]) assert.equal((await post(409, path, { ...body, ...stale })).code, 'day_over', path);
    assert.deepEqual([dirty, (await room(stays.room)).housekeeping], ['dirty', 'dirty']);
    await post(200, `/v1/rooms/${unused[2].room}/status`, { housekeeping: 'clean', business_date: await today() });
    assert.deepEqual((await get('/v1/housekeeping/discrepancies')).items, []);
    await manager.expect(201, 'POST', '/v1/night-audits', { business_date: await today() });
    assert.equal(taskOf(await post(200, '/v1/housekeeping/sheets', {}), stays.room, 'stay_over').linen, true);
  });
}
