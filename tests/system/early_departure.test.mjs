// A guest leaves early and the next one stands at the desk already: the room is sold at once, on both stores. While the
// line is there although the centre has not been told by the outbox yet - the question brings it along -, and while it is
// cut, in the hotel's own right; and no room twice, whoever tells what first.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { addDays, authorise, CENTRE, desk, logIn, newKey, send } from '../support/instance.mjs';
import { BusLine } from './bus_line.mjs';
import { until } from './daemons.mjs';

const PATIENCE_MS = 30_000;
const folder = mkdtempSync(join(tmpdir(), 'keyrack-early-'));
const people = {};

before(async () => {
  people.agent = await logIn(CENTRE, 'crs-agent1');
  people.revenue = await logIn(CENTRE, 'revenue1');
  people.notifier = await authorise('replay');
});

after(() => rmSync(folder, { recursive: true, force: true }));

const atCentre = (who, method, path, body) => send(CENTRE, method, path, { body, key: newKey(), headers: people[who] });

class House {
  static async open(t, code) {
    const house = new House();
    house.code = code;
    house.clerk = await logIn(desk(code), `${code.toLowerCase()}-desk1`);
    const hotel = (await atCentre('agent', 'GET', `/v1/hotels/${code}`)).body;
    house.type = hotel.room_types.reduce((most, each) => (each.sell_limit > most.sell_limit ? each : most));
    house.tonight = hotel.business_date;
    house.line = await BusLine.lay(t, folder, code);
    t.after(() => house.line.end());
    return house;
  }

  at(method, path, body) {
    return send(desk(this.code), method, path, { body, key: newKey(), headers: this.clerk });
  }

  async cell(night = this.tonight) {
    const { body } = await atCentre('agent', 'GET', `/v1/hotels/${this.code}/cells?from=${night}&to=${addDays(night, 1)}`);
    return body.items.find((each) => each.room_type === this.type.code);
  }

  async limit(sell_limit) {
    const limits = [{ room_type: this.type.code, from: this.tonight, until: this.tonight, sell_limit }];
    const answer = await atCentre('revenue', 'PUT', `/v1/hotels/${this.code}/limits`, { limits });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
  }

  walkIn(nights) {
    const room = { room_type: this.type.code, rate_plan: 'BAR', departure: addDays(this.tonight, nights), adults: 1 };
    return this.at('POST', '/v1/walk-ins', { guest: { surname: 'Early' }, ...room });
  }

  async mustWalkIn(nights, sold_by) {
    const { status, body } = await this.walkIn(nights);
    assert.equal(status, 201, JSON.stringify(body));
    assert.equal(body.sold_by, sold_by);
    return body;
  }

  async mustRefuse(code) {
    const { status, body } = await this.walkIn(1);
    assert.deepEqual([status, body.code], [409, code], JSON.stringify(body));
  }

  async leave({ stay_id }) {
    const { status, body } = await this.at('POST', `/v1/stays/${stay_id}/check-out`, { settle: { method: 'card' } });
    assert.equal(status, 200, JSON.stringify(body));
  }

  async stay({ stay_id }) {
    const { status, body } = await this.at('POST', `/v1/stays/${stay_id}/reinstate`, { reason: 'the flight was cancelled' });
    assert.equal(status, 200, JSON.stringify(body));
  }

  async right(night = this.tonight) {
    const { body } = await this.at('GET', '/v1/allotments');
    return body.items.find((each) => each.room_type === this.type.code && each.night === night)?.right ?? 0;
  }

  async cut() {
    this.isCut = true;
    await this.line.cut();
  }

  async mend() {
    this.isCut = false;
    await this.line.mend();
    await this.line.untilConnected(true);
  }

  // Whatever was granted and called back is settled at the hotel.
  current() {
    const isCurrent = async () => {
      const now = (await this.at('GET', '/v1/status')).body;
      const { body } = await this.at('GET', '/v1/allotments');
      return now.outbox_pending === 0 && !body.items.some((each) => each.room_type === this.type.code && each.used !== 0);
    };
    return until(isCurrent, 'the hotel and the centre agree on the rights', PATIENCE_MS);
  }

  // One room is left tonight; afterwards all is as before.
  async withOneRoom(run) {
    const before = await this.cell();
    await this.limit(before.sold + 1);
    try {
      await run(before.sold + 1);
      await until(async () => (await this.cell()).sold === before.sold, 'the centre knows that all have left', PATIENCE_MS);
    } finally {
      if (this.isCut) await this.mend();
      await this.limit(before.sell_limit);
    }
  }
}

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
