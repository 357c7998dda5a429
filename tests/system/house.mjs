// One hotel of the instance behind a line of its own, sold from to its last room: a clerk at its desk, the centre's
// cells and limits of its largest type, the hotel's rights.
import assert from 'node:assert/strict';
import { addDays, authorise, CENTRE, desk, logIn, newKey, send } from '../support/instance.mjs';
import { scratchFolder } from '../support/scratch.mjs';
import { until } from '../support/until.mjs';
import { BusLine } from './bus_line.mjs';

const people = {};

async function comeToWork() {
  people.agent ??= await logIn(CENTRE, 'crs-agent1');
  people.revenue ??= await logIn(CENTRE, 'revenue1');
  people.notifier ??= await authorise('replay');
}

export const atCentre = (who, method, path, body) => send(CENTRE, method, path, { body, key: newKey(), headers: people[who] });

export class House {
  static async open(t, code) {
    await comeToWork();
    const house = new House();
    house.code = code;
    house.clerk = await logIn(desk(code), `${code.toLowerCase()}-desk1`);
    const hotel = (await atCentre('agent', 'GET', `/v1/hotels/${code}`)).body;
    house.type = hotel.room_types.reduce((most, each) => (each.sell_limit > most.sell_limit ? each : most));
    house.tonight = hotel.business_date;
    house.line = await BusLine.lay(t, scratchFolder(t), code);
    t.after(() => house.line.end());
    return house;
  }

  at(method, path, body) {
    return send(desk(this.code), method, path, { body, key: newKey(), headers: this.clerk });
  }

  async cell(night = this.tonight, type = this.type.code) {
    const { body } = await atCentre('agent', 'GET', `/v1/hotels/${this.code}/cells?from=${night}&to=${addDays(night, 1)}`);
    return body.items.find((each) => each.room_type === type);
  }

  async limit(sell_limit, type = this.type.code) {
    const limits = [{ room_type: type, from: this.tonight, until: this.tonight, sell_limit }];
    const answer = await atCentre('revenue', 'PUT', `/v1/hotels/${this.code}/limits`, { limits });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
  }

  // Where the line is not cut the centre decides, once a line that was just being looked for is found.
  async walkIn(nights, type = this.type.code) {
    if (!this.isCut) await this.line.untilConnected(true);
    const room = { room_type: type, rate_plan: 'BAR', departure: addDays(this.tonight, nights), adults: 1 };
    return this.at('POST', '/v1/walk-ins', { guest: { surname: 'Early' }, ...room });
  }

  async mustWalkIn(nights, sold_by) {
    const { status, body } = await this.walkIn(nights);
    assert.equal(status, 201, JSON.stringify(body));
    assert.equal(body.sold_by, sold_by, `${JSON.stringify(body)}\n${this.line.daemon.said().slice(-4000)}`);
    return body;
  }

  async mustRefuse(code, type) {
    const { status, body } = await this.walkIn(1, type);
    assert.deepEqual([status, body.code], [409, code], JSON.stringify(body));
  }

  async leave({ stay_id }) {
    const { status, body } = await this.at('POST', `/v1/stays/${stay_id}/check-out`, { settle: { method: 'card' } });
    assert.equal(status, 200, JSON.stringify(body));
  }

  async upgrade({ stay_id }, room_type) {
    const { status, body } = await this.at('POST', `/v1/stays/${stay_id}/upgrade`, { room_type, change_minor: 0, reason: 'a wedding' });
    assert.equal(status, 200, JSON.stringify(body));
  }

  async stay({ stay_id }) {
    const { status, body } = await this.at('POST', `/v1/stays/${stay_id}/reinstate`, { reason: 'the flight was cancelled' });
    assert.equal(status, 200, JSON.stringify(body));
  }

  async right(night = this.tonight, type = this.type.code) {
    const { body } = await this.at('GET', '/v1/allotments');
    return body.items.find((each) => each.room_type === type && each.night === night)?.right ?? 0;
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

  // Whatever was granted and called back is settled at the hotel, and it has heard all that the centre knows.
  current() {
    const isCurrent = async () => {
      const now = (await this.at('GET', '/v1/status')).body;
      const { body } = await this.at('GET', '/v1/allotments');
      const centre = (await atCentre('agent', 'GET', `/v1/hotels/${this.code}`)).body;
      return now.outbox_pending === 0 && now.feed_version === centre.feed_version && !body.items.some((each) => each.used !== 0);
    };
    return until('the hotel and the centre agree on the rights', isCurrent);
  }

  // One room is left tonight; afterwards all is as before.
  async withOneRoom(run) {
    const before = await this.cell();
    await this.limit(before.sold + 1);
    try {
      await run(before.sold + 1);
      await until('the centre knows that all have left', async () => (await this.cell()).sold === before.sold);
    } finally {
      if (this.isCut) await this.mend();
      await this.limit(before.sell_limit);
    }
  }
}
