// Housekeeping at the desk and on the phone: rooms, sheets, outages, discrepancies; and an attendant who goes on where the
// wireless does not reach, closes the page, opens it again, and loses nothing when the line is back.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { before } from 'node:test';
import { accessible, addDays, api, desk, open, password, picture, signIn, surname } from './consoles.mjs';
import { ROOT } from './modules.mjs';
import { until } from '../support/until.mjs';

const HOTEL = 'NYC';
const DESK = desk(HOTEL);
const MAID = 'nyc-housekeeping1';
const part = (what) => execFileSync(join(ROOT, 'ops/part'), [what, `property-${HOTEL}`], { stdio: 'ignore' });

let ask;

before(async () => {
  ask = await api(DESK, MAID);

});

const vacant = async () => (await ask('GET', '/rooms')).items.filter((room) => !room.occupied && room.outage_id === null);

// Rooms that need cleaning, all of them on the sheet of the attendant of the log-in.
async function sheetOf(count) {
  const { items } = await ask('GET', '/housekeeping/attendants');
  for (const each of items) await ask('POST', '/housekeeping/attendants', { ...each, staff: each.staff ?? undefined, working: false });
  await ask('POST', '/housekeeping/attendants', { attendant: 'ines', name: 'Inês', staff: MAID, credits: 400, working: true });
  const rooms = (await vacant()).slice(0, count).map((room) => room.room);
  for (const room of rooms) await ask('POST', `/rooms/${room}/status`, { housekeeping: 'dirty' });
  await ask('POST', '/housekeeping/sheets', {});
  return rooms;
}

test('the desk: rooms with filters, sheets, a room taken out and put back, what attendants saw', async (t) => {
  await sheetOf(6);
  const { page, close } = await open(t, DESK);
  await signIn(page, 'nyc-manager');
  await page.goto(`${DESK}#/rooms`);
  await page.getByRole('heading', { name: 'Rooms', exact: true }).waitFor();
  await page.getByText('To do · Inês').first().waitFor();
  await picture(page, 'rooms-board');
  await accessible(page);
  await page.getByText('To clean', { exact: true }).click();
  const [first, second] = await vacant();
  await page.getByRole('radiogroup', { name: 'Rooms shown' }).getByText('All', { exact: true }).click();
  for (const each of [first, second]) await page.getByRole('checkbox', { name: `Tick room ${each.room}`, exact: true }).click();
  await page.getByText('2 rooms are now:').waitFor();
  await picture(page, 'rooms-together');
  await accessible(page);
  await page.getByRole('group', { name: 'A status for all rooms that are ticked' }).getByRole('button', { name: 'Needs a light touch' }).click();
  await page.getByText(/rooms changed/).waitFor();
  for (const each of [first, second]) assert.equal((await ask('GET', '/rooms')).items.find((room) => room.room === each.room).housekeeping, 'pickup');

  await page.goto(`${DESK}#/outages`);
  await page.getByRole('button', { name: /Take a room out/ }).click();
  await page.getByRole('textbox', { name: 'Room', exact: true }).fill(first.room);
  await page.getByRole('option', { name: first.room, exact: true }).click();
  await page.getByLabel('Reason').fill('carpet');
  await picture(page, 'rooms-outage-dialog');
  await page.getByRole('button', { name: 'Take out', exact: true }).click();
  await page.getByRole('button', { name: 'Put back now' }).first().waitFor();
  await picture(page, 'rooms-outages');
  await accessible(page);
  assert.equal((await ask('GET', '/rooms')).items.find((room) => room.room === first.room).out_of_order_reason, 'carpet');
  await page.getByRole('row', { name: /carpet/ }).getByRole('button', { name: 'Put back now' }).click();
  await until('the room is back', async () => (await ask('GET', '/rooms')).items.find((room) => room.room === first.room).outage_id === null);

  await page.goto(`${DESK}#/task-sheets`);
  await page.getByRole('region', { name: 'Inês' }).waitFor();
  await picture(page, 'rooms-sheets');
  await accessible(page);

  const [, , third] = await vacant();
  await ask('POST', '/housekeeping/sightings', { room: third.room, occupied: true, persons: 2 });
  await page.goto(`${DESK}#/discrepancies`);
  await page.getByText('Sleep').first().waitFor();
  await picture(page, 'rooms-discrepancies');
  await accessible(page);
  await page.getByRole('row', { name: new RegExp(third.room) }).click();
  await page.getByLabel('What was found out?').fill('a colleague rested');
  await page.getByRole('button', { name: 'Resolved' }).click();
  await until('it is resolved', async () => !(await ask('GET', '/housekeeping/discrepancies')).items.some((each) => each.room === third.room));
  await close();
});

test('the phone: works without the wireless and without the node, opens again there, catches up in order and once', async (t) => {
  const rooms = await sheetOf(6);
  const { page } = await open(t, `${DESK}phone.html`, { width: 390, height: 844 });
  await page.getByLabel('User name').fill(MAID);
  await page.getByLabel('Password').fill(password(MAID));
  await picture(page, 'phone-sign-in');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Connected', { exact: true }).waitFor();
  await page.getByRole('button', { name: new RegExp(`^${rooms[0]}`) }).waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await picture(page, 'phone-rooms');
  await accessible(page);

  const openRoom = (room) => page.getByRole('button', { name: new RegExp(`^${room}`) }).click();
  const back = () => page.getByRole('button', { name: /Back to my rooms/ }).click();
  const facts = async (room) => {
    const sheets = await ask('GET', '/housekeeping/sheets');
    return sheets.sheets.flatMap((sheet) => sheet.tasks).find((task) => task.room === room);
  };

  // With the line.
  await openRoom(rooms[0]);
  await picture(page, 'phone-room');
  await accessible(page);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await until('it is started at the node', async () => (await facts(rooms[0])).status === 'started');

  // Without it: one room finished, another not to be disturbed, one inspected, one seen occupied.
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Finish', exact: true }).click();
  await page.getByText('No connection. You can go on').waitFor();
  await back();
  await openRoom(rooms[1]);
  await page.getByRole('button', { name: 'Do not disturb', exact: true }).click();
  await back();
  await openRoom(rooms[2]);
  await page.getByRole('button', { name: 'Somebody is here' }).click();
  await page.getByRole('button', { name: '2', exact: true }).click();
  await page.getByText('waits for the connection').waitFor();
  await picture(page, 'phone-offline');
  await back();
  assert.equal((await facts(rooms[0])).status, 'started');

  // The page is closed and opened again where nothing answers: neither the wireless nor the node.
  part('stop');
  try {
    await page.context().setOffline(false);
    await page.reload();
    await page.getByText('3 not sent').waitFor();
    await page.getByRole('button', { name: new RegExp(`^${rooms[0]}.*Done`) }).waitFor();
    await openRoom(rooms[3]);
    await page.getByRole('button', { name: 'Finish', exact: true }).click();
    await back();
    await page.getByTestId('line').click();
    await page.getByText('waits for the connection').nth(3).waitFor();
    await picture(page, 'phone-not-sent');
    await accessible(page);
  } finally {
    part('start');
  }
  await page.getByRole('heading', { name: 'Everything has been sent' }).waitFor(); // the line says so too, for a moment
  assert.equal((await facts(rooms[0])).status, 'done');
  assert.equal((await facts(rooms[1])).status, 'do_not_disturb');
  assert.equal((await facts(rooms[3])).status, 'done');
  const seen = (await ask('GET', '/housekeeping/discrepancies')).items.filter((each) => each.room === rooms[2]);
  assert.deepEqual(seen.map((each) => [each.discrepancy, each.seen_persons]), [['sleep', 2]]);

  // What somebody else has finished meanwhile is said plainly, and does not hold up the rest.
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'My rooms' }).click();
  await openRoom(rooms[4]);
  await page.getByRole('button', { name: 'Finish', exact: true }).click();
  await back();
  await openRoom(rooms[5]);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await ask('POST', `/housekeeping/tasks/${(await facts(rooms[4])).task_id}/progress`, { status: 'done' });
  await page.context().setOffline(false);
  await until('the rest arrives', async () => (await facts(rooms[5])).status === 'started');
  await page.getByTestId('line').click();
  await page.getByText(/Not accepted: /).waitFor();
  await picture(page, 'phone-refused');
  await page.getByRole('button', { name: 'Remove from this list' }).click();
  await page.getByRole('heading', { name: 'Everything has been sent' }).waitFor();
});

test('the phone in Chinese: an inspection gives the room back', async (t) => {
  const [room] = await sheetOf(2);
  const task = (await ask('GET', '/housekeeping/sheets')).sheets.flatMap((sheet) => sheet.tasks).find((each) => each.room === room);
  await ask('POST', `/housekeeping/tasks/${task.task_id}/progress`, { status: 'done' });
  const { page, close } = await open(t, `${DESK}phone.html`, { language: 'zh', width: 390, height: 844 });
  await page.getByLabel('用户名').fill(MAID);
  await page.getByLabel('密码').fill(password(MAID));
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('button', { name: '查找客房' }).click();
  await page.getByLabel('房号').fill(room);
  await page.getByRole('button', { name: `${room} 房` }).click();
  await page.getByText('查房', { exact: true }).click();
  await page.getByLabel('浴室洁净干燥').uncheck();
  await page.getByLabel('有什么问题？').fill('排水口有头发');
  await picture(page, 'phone-inspection-zh');
  await accessible(page);
  await page.getByRole('button', { name: '有问题：退回重做' }).click();
  await until('it is dirty again', async () => (await ask('GET', '/rooms')).items.find((each) => each.room === room).housekeeping === 'dirty');
  await close();
});

test('how rooms are kept, what a guest wants, and a fault that the guest tells of', async (t) => {
  const manager = await api(DESK, 'nyc-manager');
  const { page, close } = await open(t, `${DESK}#/housekeeping-settings`, { width: 1024, height: 768, language: 'zh' });
  await signIn(page, 'nyc-manager', 'zh');
  const usual = await manager('GET', '/housekeeping/settings');
  const points = (await manager('GET', '/housekeeping/checklist')).items;
  await page.getByLabel('每几晚更换布草').fill('4');
  await page.locator('.kr-credits input').first().fill('35');
  await picture(page, 'rooms-settings-zh');
  await accessible(page);
  await page.getByRole('button', { name: '保存' }).first().click();
  await page.getByText('已保存。').first().waitFor();
  const kept = await manager('GET', '/housekeeping/settings');
  const departure = ({ credits }) => credits.find((each) => each.room_type === '*' && each.service === 'departure').credits;
  assert.deepEqual([kept.linen_nights, departure(kept), kept.credits.length], [4, 35, usual.credits.length]);
  await page.getByRole('button', { name: '添加项目' }).click();
  const last = points.length + 1;
  await page.getByLabel(`第${last}项（英文）`).fill('Balcony swept');
  await page.getByLabel(`第${last}项（中文）`).fill('阳台已清扫');
  await page.getByRole('button', { name: `第${last}项上移` }).click();
  await page.getByRole('button', { name: '保存' }).last().click();
  await page.getByText('已保存。').nth(1).waitFor();
  const list = (await manager('GET', '/housekeeping/checklist')).items;
  assert.deepEqual(list.map((each) => each.english), [...points.slice(0, -1).map((each) => each.english), 'Balcony swept', points.at(-1).english]);
  await manager('POST', '/housekeeping/checklist', { items: points });
  await manager('POST', '/housekeeping/settings', usual);
  await close();

  const { business_date: today } = await manager('GET', '/status');
  const room = (await vacant()).at(-1);
  const guest = { given_name: 'Ana', surname: surname('Fault') };
  const made = await manager('POST', '/walk-ins', { guest, room_type: room.room_type, rate_plan: 'BAR', departure: addDays(today, 2), adults: 1, children: 0, infants: 0, override_reason: 'stands here' });
  const stay = made.stay ?? made;
  const front = await open(t, `${DESK}#/stay/${stay.stay_id}`, { width: 1024, height: 768 });
  await signIn(front.page, 'nyc-desk1');
  await front.page.getByLabel('Keeps towels and linen').check();
  await until('the wish to be kept', async () => (await manager('GET', `/housekeeping/stays/${stay.stay_id}/wishes`)).linen_declined);
  await front.page.getByLabel('Keeps towels and linen').scrollIntoViewIfNeeded();
  await picture(front.page, 'stay-wishes');
  await accessible(front.page);
  await front.page.getByRole('button', { name: 'Report a fault' }).click(); // a tick has the focus: letters are its own
  const dialog = front.page.getByRole('dialog');
  await dialog.getByText(guest.surname).waitFor();
  await dialog.getByLabel('What is wrong').fill('No hot water');
  await picture(front.page, 'stay-fault');
  await accessible(front.page);
  await dialog.getByRole('button', { name: 'Report', exact: true }).click();
  await front.page.waitForURL(/work-order\/\d+/);
  const [order] = (await manager('GET', `/work-orders?room=${stay.room}&open=1`)).items.slice(-1);
  assert.deepEqual([order.symptom, order.room, order.stay_id], ['No hot water', stay.room, stay.stay_id]);
  await front.close();
});

test('the minibar: a price list, taps on the phone without the wireless, one charge, and what is to be filled up', async (t) => {
  const manager = await api(DESK, 'nyc-manager');
  await manager('POST', '/minibar/prices', { items: [] }, undefined, { 'If-Match': '*' });
  const { page, close } = await open(t, `${DESK}#/housekeeping-settings`);
  await signIn(page, MAID);
  const panel = page.locator('section', { has: page.getByRole('heading', { name: 'Minibar: what it offers' }) });
  for (const [number, english, chinese, price] of [[1, 'Still water', '矿泉水', '4.50'], [2, 'Chocolate', '巧克力', '7.00']]) {
    await panel.getByRole('button', { name: 'Add an item' }).click();
    await panel.getByLabel(`Item ${number} in English`).fill(english);
    await panel.getByLabel(`${english} in Chinese`).fill(chinese);
    await panel.getByLabel('Price').nth(number - 1).fill(price);
  }
  await panel.getByRole('button', { name: 'Save' }).click();
  await panel.getByText('Kept.').waitFor();
  await panel.scrollIntoViewIfNeeded();
  await picture(page, 'minibar-list');
  await accessible(page);
  await page.setViewportSize({ width: 820, height: 1180 });
  await panel.scrollIntoViewIfNeeded();
  await picture(page, 'minibar-list-tablet');
  await close();

  const { business_date: today } = await manager('GET', '/status');
  const room = (await vacant()).at(-2);
  const made = await manager('POST', '/walk-ins', { guest: { given_name: 'Ana', surname: surname('Bar') }, room: room.room, room_type: room.room_type, rate_plan: 'BAR', departure: addDays(today, 2), adults: 1, children: 0, infants: 0, override_reason: 'stands here' });
  const stay = made.stay ?? made;
  const charged = async () => (await manager('GET', `/stays/${stay.stay_id}/folio`)).postings.filter((each) => each.department === 'minibar');
  const phone = await open(t, `${DESK}phone.html`, { width: 390, height: 844 });
  await phone.page.getByLabel('User name').fill(MAID);
  await phone.page.getByLabel('Password').fill(password(MAID));
  await phone.page.getByRole('button', { name: 'Sign in' }).click();
  await phone.page.getByText('Connected', { exact: true }).waitFor();
  await phone.page.getByRole('button', { name: 'Find a room' }).click();
  await phone.page.getByLabel('Number of the room').fill(stay.room);
  await phone.page.getByRole('button', { name: `Room ${stay.room}` }).click();
  await phone.page.getByText('Taken from the minibar').click();
  await phone.page.getByText('Charged to the guest in the room').waitFor();
  await phone.page.context().setOffline(true);
  for (const item of ['Still water', 'Still water', 'Chocolate', 'Chocolate']) await phone.page.getByRole('button', { name: `One ${item} more` }).click();
  await phone.page.getByRole('button', { name: 'One Chocolate less' }).click();
  await picture(phone.page, 'phone-minibar');
  await accessible(phone.page);
  await phone.page.getByRole('button', { name: /Charge .*16\.00/ }).click();
  await phone.page.getByText('Minibar: waits for the connection').waitFor();
  assert.deepEqual(await charged(), []);
  await phone.page.context().setOffline(false);
  await until('the minibar is charged', async () => (await charged()).length === 2);
  assert.deepEqual((await charged()).map((each) => [each.description, each.amount_minor, each.staff]), [['Still water × 2', 900, MAID], ['Chocolate', 700, MAID]]);
  await phone.page.getByText('To fill up: ').waitFor();
  await picture(phone.page, 'phone-minibar-refill');

  const house = await open(t, `${DESK}#/minibar`);
  await signIn(house.page, MAID);
  await house.page.getByText(stay.guest_name).first().waitFor();
  await picture(house.page, 'minibar');
  await accessible(house.page);
  await house.page.setViewportSize({ width: 820, height: 1180 });
  await picture(house.page, 'minibar-tablet');
  await house.page.getByRole('button', { name: `Room ${stay.room} is filled up` }).click();
  await house.page.getByText('Every minibar is full').waitFor();
  await house.close();
  await phone.page.getByText('To fill up: ').waitFor({ state: 'detached' });

  // Where nobody lives there is nobody to charge, in plain words.
  const left = new Set((await manager('GET', '/minibar')).left.map((each) => each.room));
  const empty = (await vacant()).find((each) => !left.has(each.room)).room;
  await phone.page.getByRole('button', { name: 'Find a room' }).click();
  await phone.page.getByLabel('Number of the room').fill(empty);
  await phone.page.getByRole('button', { name: `Room ${empty}` }).click();
  await phone.page.getByText('Taken from the minibar').click();
  await phone.page.getByText('Nobody lives here or left lately').waitFor();
  await picture(phone.page, 'phone-minibar-nobody');
  await accessible(phone.page);
  await manager('POST', '/minibar/prices', { items: [] }, undefined, { 'If-Match': '*' });
});

// Signs in on the phone of a page that is open, and starts to scan.
async function startScanning(page) {
  await page.getByLabel('User name').fill(MAID);
  await page.getByLabel('Password').fill(password(MAID));
  await page.getByRole('button', { name: /Sign in/ }).click();
  await page.getByRole('button', { name: 'Find a room' }).click();
  await page.getByRole('button', { name: 'Scan', exact: true }).click();
}

// A camera before which a label of this room hangs that the hotel has printed: motion JPEG is one picture after another.
function cameraBefore(labels) {
  const folder = mkdtempSync(join(tmpdir(), 'keyrack-camera-'));
  writeFileSync(join(folder, 'labels.pdf'), labels);
  execFileSync('pdftoppm', ['-jpeg', '-r', '150', '-f', '1', '-l', '1', '-x', '60', '-y', '110', '-W', '640', '-H', '480', '-singlefile', join(folder, 'labels.pdf'), join(folder, 'picture')]);
  const picture_ = readFileSync(join(folder, 'picture.jpg'));
  const camera = join(folder, 'camera.mjpeg');
  writeFileSync(camera, Buffer.concat(Array(30).fill(picture_)));
  return { camera, remove: () => rmSync(folder, { recursive: true }) };
}

test('labels of rooms are printed, and a phone without a reader of its own reads them with its camera', async (t) => {
  const [, room] = await vacant();
  const front = await open(t, `${DESK}#/rooms`);
  await signIn(front.page, 'nyc-desk1');
  await front.page.getByRole('link', { name: 'Print labels for the doors' }).waitFor();
  await front.page.getByRole('checkbox', { name: `Tick room ${room.room}`, exact: true }).click();
  const link = front.page.getByRole('link', { name: 'Print 1 label' });
  await picture(front.page, 'rooms-labels');
  const answer = await front.page.request.get(new URL(await link.getAttribute('href'), DESK).href);
  assert.equal(answer.headers()['content-type'], 'application/pdf');
  const files = await front.page.evaluate(() => performance.getEntriesByType('resource').map((each) => each.name));
  assert.deepEqual(files.filter((each) => /\/(qr|readCode)-/.test(each)), [], 'the reader of codes is the phone\'s alone');
  const { camera, remove } = cameraBefore(await answer.body());
  t.after(remove);
  await front.close();

  const { page, close } = await open(t, `${DESK}phone.html`, { width: 390, height: 844, camera });
  assert.equal(await page.evaluate(() => typeof globalThis.BarcodeDetector), 'undefined');
  await page.evaluate(() => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wish) => {
      const stream = await ask(wish);
      globalThis.camera = stream.getVideoTracks()[0];
      return stream;
    };
  });
  await startScanning(page);
  await page.getByRole('heading', { name: new RegExp(`^${room.room}`) }).waitFor();
  assert.equal(await page.evaluate(() => globalThis.camera.readyState), 'ended');
  await close();
});

// Phones have a reader of codes; Chromium on this system has none, so theirs is stood in for. It finds a code only in pictures
// that really come from the camera.
test('a scanned code opens its room, and the camera goes off', async (t) => {
  const [room] = await vacant();
  const { page, close } = await open(t, `${DESK}phone.html`, { width: 390, height: 844 });
  await page.addInitScript((code) => {
    globalThis.BarcodeDetector = class {
      async detect(video) {
        if (video.videoWidth === 0 || video.currentTime === 0) return [];
        globalThis.camera = video.srcObject.getVideoTracks()[0];
        return globalThis.held ? [{ rawValue: code }] : [];
      }
    };
  }, `${DESK}phone.html#room=${room.room}`);
  await page.reload();
  await startScanning(page);
  await page.waitForFunction(() => globalThis.camera?.readyState === 'live');
  await picture(page, 'phone-camera');
  await accessible(page);
  await page.evaluate(() => { globalThis.held = true; });
  await page.getByRole('heading', { name: new RegExp(`^${room.room}`) }).waitFor();
  assert.equal(await page.evaluate(() => globalThis.camera.readyState), 'ended');
  await close();
});
