// A guest is given a better room than was sold: from then on the better one counts as sold at the centre and the one that
// was booked is free, on both stores; at once while the line is there, in the hotel's own right while it is cut.
import assert from 'node:assert/strict';
import test from 'node:test';
import { addDays } from '../support/instance.mjs';
import { until } from '../support/until.mjs';
import { atCentre, House } from './house.mjs';


// Rooms sold of both types for tonight and tomorrow, at the centre.
async function sold(house, better) {
  const nights = [house.tonight, addDays(house.tonight, 1)];
  const cells = nights.flatMap((night) => [house.cell(night), house.cell(night, better)]);
  return (await Promise.all(cells)).map((cell) => cell.sold);
}

function untilSold(house, better, wanted) {
  const isSold = async () => JSON.stringify(await sold(house, better)) === JSON.stringify(wanted);
  return until(`the centre counts ${wanted}`, isSold);
}

// A type with rooms besides the largest, of which the hotel has a right tonight.
async function betterType(house) {
  const { body } = await house.at('GET', '/v1/allotments');
  const right = body.items.find((each) => each.night === house.tonight && each.right > 0 && each.room_type !== house.type.code);
  assert.ok(right, 'the hotel has a right to another type');
  return right.room_type;
}

for (const [code, store] of [
  ['TYO', 'PostgreSQL'],
  ['SHA', 'SQLite'],
])
  test(`${store}: the room lived in is counted`, async (t) => {
    const house = await House.open(t, code);
    await house.current();
    const better = await betterType(house);
    const before = await sold(house, better);
    const upgraded = [before[0], before[1] + 1, before[2], before[3] + 1];

    await t.test('up, down, and left', async () => {
      const guest = await house.mustWalkIn(2, 'centre');
      await untilSold(house, better, [before[0] + 1, before[1], before[2] + 1, before[3]]);
      await house.upgrade(guest, better);
      await untilSold(house, better, upgraded);
      await house.upgrade(guest, house.type.code);
      await untilSold(house, better, [before[0] + 1, before[1], before[2] + 1, before[3]]);
      await house.upgrade(guest, better);
      await house.leave(guest);
      await untilSold(house, better, before);
    });

    await t.test('the room that was booked is sold to the next guest, the other one is not', () =>
      house.withOneRoom(async () => {
        const limit = (await house.cell(house.tonight, better)).sell_limit;
        const first = await house.mustWalkIn(2, 'centre');
        await house.mustRefuse('sold_out');
        await house.limit(before[1] + 1, better);
        await house.upgrade(first, better);
        const second = await house.mustWalkIn(1, 'centre');
        await house.mustRefuse('sold_out', better);
        await house.limit(limit, better);
        await house.leave(first);
        await house.leave(second);
      }),
    );

    await t.test('while the line is cut', async () => {
      const guest = await house.mustWalkIn(2, 'centre');
      await until('the hotel is granted what was given back', async () => (await house.right(house.tonight, better)) > 0);
      await house.current();
      const rights = () => Promise.all([house.right(), house.right(house.tonight, better)]);
      const [own, other] = await rights();
      await house.cut();
      await house.upgrade(guest, better);
      assert.deepEqual(await rights(), [own + 1, other - 1]);
      assert.deepEqual(await sold(house, better), [before[0] + 1, before[1], before[2] + 1, before[3]], 'nobody has told the centre');
      await house.mend();
      await house.current();
      await untilSold(house, better, upgraded);
      await house.leave(guest);
      await untilSold(house, better, before);
    });

    const checks = (await atCentre('notifier', 'GET', '/v1/checks')).body;
    assert.deepEqual([checks.cells_over_limit, checks.cells_counted_wrong], [0, 0]);
    const listed = (await atCentre('agent', 'GET', `/v1/exceptions?hotel=${code}`)).body.items ?? [];
    assert.deepEqual(listed.filter((each) => each.first_night === house.tonight), []);
  });
