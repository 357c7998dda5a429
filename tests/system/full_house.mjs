// A hotel of a thousand rooms, all of them taken: the practice hotel H1 with more rooms of its first type.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HotelNode } from '../support/hotel_node.mjs';
import { ROOT } from '../support/instance.mjs';
import { scratchFolder } from '../support/scratch.mjs';

const OTHER_ROOMS = 135; // of H1, beside those of type A
const CLERKS = 8;

// The path of a chain whose H1 has so many rooms.
function largeChain(t, rooms) {
  const folder = scratchFolder(t);
  cpSync(join(ROOT, 'schemas/chain'), folder, { recursive: true });
  const path = join(folder, 'demo/h1.yaml');
  const own = rooms - OTHER_ROOMS;
  const text = readFileSync(path, 'utf8')
    .replace('    rooms: 75\n    sell_limit: 151', `    rooms: ${own}\n    sell_limit: ${own}`)
    .replace('{type: A, floor: 1, numbers: ["103-142"]}', `{type: A, floor: 20, numbers: ["2001-${2000 + own}"]}`)
    .replace('  - {type: A, floor: 2, numbers: ["201-235"]}\n', '');
  writeFileSync(path, text);
  return join(folder, 'demo.yaml');
}

const SOLD = { A: 2, B: 2, C: 2, D: 2, E: 2, F: 2, G: 2, H: 2 };

// A node whose rooms are all taken for two to five nights, each guest with a charge; with a manager who has logged in.
export async function fullHouse(t, store, rooms) {
  const node = await HotelNode.make(t, { store, chain: largeChain(t, rooms) });
  const manager = await node.logIn('h1-manager');
  const all = (await manager.get('/v1/rooms')).body.items.filter(({ room_type: type }) => SOLD[type]);
  const stays = [];
  const clerk = async () => {
    for (let room = all.pop(); room; room = all.pop()) {
      const guest = await node.walkIn(manager, `Guest${all.length}`, 2 + (all.length % 4), { room_type: room.room_type });
      const charge = { department: 'food', description: 'Dinner', amount_minor: 1000 + all.length };
      await manager.expect(201, 'POST', `/v1/stays/${guest.stay_id}/charges`, charge);
      stays.push(guest);
    }
  };
  await Promise.all(Array.from({ length: CLERKS }, clerk));
  assert.ok(stays.length > rooms * 0.9);
  return { node, manager, stays };
}
