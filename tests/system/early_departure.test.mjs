// A guest leaves early and the next one stands at the desk already: the room is sold at once, on both stores. While the
// line is there although the centre has not been told by the outbox yet - the question brings it along -, and while it is
// cut, in the hotel's own right; and no room twice, whoever tells what first.
import assert from 'node:assert/strict';
import test from 'node:test';
import { addDays } from '../support/instance.mjs';
import { atCentre, House } from './house.mjs';

for (const [code, store] of [
  ['TYO', 'PostgreSQL'],
  ['SHA', 'SQLite'],
])
  test(`${store}: the room of a guest who leaves early is sold to the next one`, async (t) => {
    const house = await House.open(t, code);
    const later = addDays(house.tonight, 1);

    await t.test('while the outbox has not reached the centre', () =>
      house.withOneRoom(async (limit) => {
        const first = await house.mustWalkIn(2, 'centre');
        await house.mustRefuse('sold_out');
        house.line.misdirected = 'outbox';
        await house.leave(first);
        const second = await house.mustWalkIn(1, 'centre');
        await house.mustRefuse('sold_out');
        await house.leave(second);
        const third = await house.mustWalkIn(1, 'centre');
        house.line.misdirected = undefined;
        await house.current();
        assert.equal((await house.cell()).sold, limit);
        await house.leave(third);
      }),
    );

    await t.test('while the line is cut', () =>
      house.withOneRoom(async (limit) => {
        const first = await house.mustWalkIn(2, 'centre');
        await house.current();
        const tomorrow = await house.cell(later);
        const before = (await house.right(later)) + tomorrow.sold;
        await house.cut();
        await house.mustRefuse('rights_exhausted');
        await house.leave(first);
        assert.equal(await house.right(), 1);
        const second = await house.mustWalkIn(1, 'right');
        await house.mustRefuse('rights_exhausted');
        await house.leave(second);
        assert.equal(await house.right(), 1);
        await house.stay(second);
        assert.equal(await house.right(), 0);
        await house.mustRefuse('rights_exhausted');
        assert.equal((await house.cell()).sold, limit, 'the centre sells nothing of it meanwhile');
        await house.mend();
        await house.current();
        const now = await house.cell();
        assert.deepEqual([now.sold, now.granted, now.oversell_authorised], [limit, 0, 0]);
        const then = await house.cell(later);
        assert.equal(then.sold, tomorrow.sold - 1);
        assert.ok(then.granted + then.sold >= before, 'tomorrow is the hotel’s, too');
        await house.leave(second);
      }),
    );

    const checks = (await atCentre('notifier', 'GET', '/v1/checks')).body;
    assert.deepEqual([checks.cells_over_limit, checks.cells_counted_wrong], [0, 0]);
    const listed = (await atCentre('agent', 'GET', `/v1/exceptions?hotel=${code}`)).body.items ?? [];
    assert.deepEqual(listed.filter((each) => each.first_night === house.tonight), []);
  });
