// The downtime pack of a hotel's node on either kind of store: fresh within a minute of any change, whole at every
// moment, in two folders, with everything somebody needs who has nothing else, and without what must not be in it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test, { describe } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { HotelNode, STORES } from '../support/hotel_node.mjs';
import { until } from '../support/until.mjs';

async function elapsed(what, check) {
  const began = Date.now();
  await until(what, check);
  return Date.now() - began;
}

// A pack is made anew after ten seconds at the soonest, its paper after thirty: the stores wait for it together.
describe('the downtime pack', { concurrency: true }, () => {
  for (const store of STORES) {
    test(`fresh, whole, in both folders, on ${store}`, async (t) => {
      const node = new HotelNode({ store });
      t.after(() => node.remove());
      const folder = join(node.folder, 'pack');
      const stick = join(node.folder, 'stick');
      node.migrate();
      await node.start(`downtime_folder=${folder}`, `downtime_second_folder=${stick}`);
      const manager = await node.logIn('h1-manager');
      const path = join(folder, 'downtime-H1.html');
      const read = () => (existsSync(path) ? readFileSync(path, 'utf8') : '');

      await elapsed('the first pack', read);
      const { body: state } = await manager.get('/v1/downtime-pack');
      assert.deepEqual(state.files.map((file) => file.path), [path, join(stick, 'downtime-H1.html')]);
      assert.equal(state.files[0].error, null);
      assert.match(state.files[1].error, /No such file/, 'a stick that is not there is told, and is not made');
      assert.equal(existsSync(stick), false);
      assert.equal(statSync(path).mode & 0o077, 0, 'guests are in it');

      mkdirSync(stick);
      const card = '4111 1111 1111 1111';
      const guest = await node.walkIn(manager, `Ferreira <b> ${card}`, 2);
      const tomorrow = new Date(Date.parse((await node.status()).business_date) + 86_400_000).toISOString().slice(0, 10);
      const note = (body) => manager.expect(201, 'POST', '/v1/notes', { stay_id: guest.stay_id, ...body });
      await note({ kind: 'wake_up', due_on: tomorrow, due_at: '06:35' });
      await note({ kind: 'message', text: 'The tailor called' });
      const charge = { department: 'food', description: 'Dinner', amount_minor: 4207 };
      await manager.expect(201, 'POST', `/v1/stays/${guest.stay_id}/charges`, charge);
      const fresh = await elapsed('the guest with the charge', () => read().includes('42.07'));
      t.diagnostic(`a change is in the pack after ${fresh} ms`);
      const pack = read();
      assert.ok(pack.endsWith('</html>\n'), 'whole');
      assert.ok(pack.includes('Ferreira &lt;b&gt; ••••'), 'what was typed is shown, not run');
      assert.ok(!pack.includes('4111'), 'no card number');
      assert.doesNotMatch(pack, /src=|https?:/, 'nothing is loaded from anywhere');
      assert.ok(pack.includes(guest.confirmation_number) && pack.includes(`<td>${guest.room}</td>`));
      for (const words of ['Registration cards', '空白登记卡', 'Charge slips', '空白收据', '房态与报修', '散客房价', '06:35', 'The tailor called', 'Fire alarm', '系统停用时怎么办']) assert.ok(pack.includes(words), words);
      const rooms = (await manager.get('/v1/rooms')).body.items;
      const [, all] = pack.match(/<h2 id="rooms">.*?<tbody>(.*?)<\/tbody>/s);
      assert.equal(all.split('<tr>').length - 1, rooms.length, 'every room');
      const [, ready] = pack.match(/<h2 id="ready">.*?<tbody>(.*?)<\/tbody>/s);
      assert.equal(ready.split('<tr>').length - 1, rooms.length - 1, 'but the one that was taken');
      const onStick = join(stick, 'downtime-H1.html');
      await elapsed('the same on the stick, which is written last', () => existsSync(onStick) && readFileSync(onStick, 'utf8') === read());

      const [, prices] = pack.match(/<h2 id="prices">.*?<tbody>(.*?)<\/tbody>/s);
      const { items: offers } = await manager.expect(200, 'GET', `/v1/availability?adults=2`);
      const offer = offers.find((each) => each.rate_plan === 'BAR' && each.available > 0) ?? offers[0];
      if (offer !== undefined) assert.ok(prices.includes((offer.total_with_tax_minor / 100).toFixed(2)), 'what a walk-in pays tonight');

      const paper = join(stick, 'downtime-H1.pdf');
      const onPaper = await elapsed('the pack on paper', async () => existsSync(paper) && (await manager.get('/v1/downtime-pack')).body.paper_at > guest.checked_in_at);
      t.diagnostic(`and on paper after ${onPaper} ms more`);
      assert.equal(readFileSync(paper).subarray(0, 5).toString(), '%PDF-');
      // What the instructions speak of is on the paper, and every room that can be given is there to be struck out.
      const print = () => execFileSync('pdftotext', ['-layout', paper, '-'], { encoding: 'utf8' });
      for (const heading of ['Expected guests', 'Rooms that are ready', 'Guests who leave today', 'All rooms', 'Guests by name', 'Walk-in prices']) {
        assert.ok(print().split('\n').some((line) => line.trim().startsWith(heading)), heading);
      }
      const missing = () => {
        const printed = print();
        const listed = new Set(printed.slice(printed.indexOf('Rooms, to strike out'), printed.indexOf('Guests who leave today')).match(/\S+/g));
        return rooms.map(({ room }) => room).filter((room) => !listed.has(room)).join();
      };
      await elapsed('all ready rooms on paper but the one that was taken', () => missing() === guest.room);
      // What the pack does not tell, such as a log-in, does not have the sheets laid out again.
      await elapsed('the charge on paper', () => print().includes('42.07'));
      const { body: laidOut } = await manager.get('/v1/downtime-pack');
      let now = laidOut;
      while (Date.parse(now.made_at) - Date.parse(laidOut.paper_at) < 45_000) {
        await node.logIn('h1-manager');
        await pause(3000);
        now = (await manager.get('/v1/downtime-pack')).body;
      }
      assert.equal(now.paper_at, laidOut.paper_at);
      const times = readdirSync(folder);
      assert.ok(times.length <= 2 + 3, `${times}`);
      assert.equal((await manager.get('/v1/downtime-pack')).body.late, false);
    });
  }

  test('a folder that cannot be written does not hold up the desk, and is told', async (t) => {
    const node = new HotelNode({});
    t.after(() => node.remove());
    const folder = join(node.folder, 'pack');
    node.migrate();
    await node.start(`downtime_folder=/proc/keyrack`);
    const clerk = await node.logIn('h1-desk1');
    await elapsed('the problem', async () => (await clerk.get('/v1/downtime-pack')).body.files[0].error);
    assert.equal((await clerk.get('/v1/downtime-pack/html')).status, 200, 'the pack is there all the same');
    assert.equal(existsSync(folder), false);
  });
});
