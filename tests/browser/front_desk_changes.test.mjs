// The evening at the desk in the browser: filters of the lists, rooms proposed with their reasons, a guest who waits, changes
// of a stay, and the registration card signed on a tablet, in both languages.
import assert from 'node:assert/strict';
import test, { before } from 'node:test';
import { accessible, addDays, api, CENTRE, desk, open, picture, signIn, surname, until } from './consoles.mjs';

const HOTEL = 'SHA';

// Somebody in the house, and somebody to change rooms with.
before(async () => {
  const hotel = await api(desk(HOTEL), 'sha-desk1');
  const { business_date: today } = await hotel('GET', '/status');
  for (const name of ['Stayer', 'Neighbour']) {
    const guest = { given_name: 'Ada', surname: surname(name) };
    const room = { room_type: 'SUP', rate_plan: 'BAR', departure: addDays(today, 3), adults: 1, children: 0, infants: 0 };
    await hotel('POST', '/walk-ins', { guest, ...room });
  }
});

test('rooms are proposed and taken, and the lists say who has none', async (t) => {
  const { page, close } = await open(t, `${desk(HOTEL)}#/room-assignment`);
  await signIn(page, 'sha-desk1');
  await page.goto(`${desk(HOTEL)}#/room-assignment`);
  await page.getByRole('heading', { name: 'Room assignment' }).waitFor();
  await page.locator('.kr-assignment, .kr-empty').first().waitFor();
  await picture(page, 'room-assignment');
  await accessible(page);
  const rows = page.locator('.kr-assignment tbody tr');
  const count = await rows.count();
  if (count > 0) {
    assert.match(await rows.first().locator('td').last().innerText(), /^\d+: /);
    await page.keyboard.press('a');
    await page.locator('.kr-note').first().waitFor();
    await page.getByText('Everybody has a room').waitFor();
  }
  await page.goto(`${desk(HOTEL)}#/arrivals`);
  const chip = page.getByRole('button', { name: /No room yet/ });
  await chip.waitFor();
  await page.waitForFunction(() => /No room yet \d/.test(document.querySelector('.kr-chips')?.textContent ?? ''));
  await picture(page, 'arrivals-filters');
  await accessible(page);
  await close();
});

test('a stay is changed and the card is signed on a tablet', async (t) => {
  const { page, close } = await open(t, `${desk(HOTEL)}#/in-house`, { width: 1024, height: 768 });
  await signIn(page, 'sha-desk1');
  await page.goto(`${desk(HOTEL)}#/in-house`);
  await page.locator('.kr-list tbody tr').first().click();
  await page.getByRole('heading', { name: 'Change this stay' }).waitFor();
  await picture(page, 'stay-changes');
  await accessible(page);
  for (const [key, title] of [['d', /When does/], ['l', /Late check-out for/], ['s', /Who shares/], ['w', /Swap the room/], ['u', /Upgrade/]]) {
    await page.keyboard.press(key);
    await page.getByRole('dialog', { name: title }).waitFor();
    await picture(page, `stay-change-${key}`);
    // An open list takes the first Escape.
    for (let i = 0; i < 3 && (await page.getByRole('dialog').count()) > 0; i += 1) {
      await page.keyboard.press('Escape');
      await page.waitForTimeout(300);
    }
    assert.equal(await page.getByRole('dialog').count(), 0);
  }
  await page.getByRole('button', { name: 'Change rights' }).click();
  const rights = page.getByRole('dialog', { name: /^Devices of room/ });
  await rights.getByText('Barred', { exact: true }).click();
  await rights.getByLabel('Lock the minibar').check();
  await picture(page, 'stay-rights');
  await accessible(page);
  await rights.getByRole('button', { name: 'Save and tell the devices' }).click();
  await rights.waitFor({ state: 'detached' });
  await page.getByText('Barred', { exact: true }).waitFor();
  await page.getByText('Locked', { exact: true }).waitFor();
  await page.keyboard.press('r');
  const pad = page.locator('canvas.kr-pad');
  await pad.waitFor();
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  await page.mouse.move(box.x + 60, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + 240, box.y + 160, { steps: 8 });
  await page.mouse.move(box.x + 400, box.y + 50, { steps: 8 });
  await page.mouse.up();
  await picture(page, 'registration-card');
  await accessible(page);
  await page.getByRole('button', { name: 'I agree and sign' }).click();
  await page.getByText(/^Signed /).waitFor();
  await picture(page, 'registration-card-signed');
  await close();
});

test('whoever gives a better room away hears that its type is sold out', async (t) => {
  const hotel = await api(desk(HOTEL), 'sha-desk1');
  const revenue = await api(CENTRE, 'revenue1');
  const { business_date: today } = await hotel('GET', '/status');
  const guest = { given_name: 'Ada', surname: surname('Upgraded') };
  const stay = await hotel('POST', '/walk-ins', { guest, room_type: 'SUP', rate_plan: 'BAR', departure: addDays(today, 2), adults: 1 });
  const cell = async () => (await revenue('GET', `/hotels/${HOTEL}/cells?from=${today}&to=${addDays(today, 1)}`)).items.find((each) => each.room_type === 'ACC');
  const { sell_limit: limit, sold } = await cell();
  const sell = (sell_limit) => revenue('PUT', `/hotels/${HOTEL}/limits`, { limits: [{ room_type: 'ACC', from: today, until: today, sell_limit }] });
  await sell(sold);
  t.after(() => sell(limit));
  await until('the limit is known at the hotel', async () => {
    const { items } = await hotel('GET', `/availability?arrival=${today}&departure=${addDays(today, 2)}&adults=1`);
    return !items.some((each) => each.room_type === 'ACC' && each.available > 0);
  });
  const { page, close } = await open(t, `${desk(HOTEL)}#/stay/${stay.stay_id}`);
  await signIn(page, 'sha-desk1');
  await page.goto(`${desk(HOTEL)}#/stay/${stay.stay_id}`);
  await page.getByRole('heading', { name: 'Change this stay' }).waitFor();
  await page.keyboard.press('u');
  const dialog = page.getByRole('dialog', { name: /Upgrade/ });
  await dialog.getByRole('textbox', { name: 'Room type' }).click();
  await page.getByRole('option', { name: /^ACC/ }).click();
  await dialog.getByText(/^Nothing of .* is left to sell before/).waitFor();
  await picture(page, 'upgrade-sold-out');
  await accessible(page);
  await dialog.getByRole('textbox', { name: 'Room type' }).click();
  await page.getByRole('option', { name: /^DLX/ }).click();
  await dialog.getByText(/^Nothing of /).waitFor({ state: 'detached' });
  await close();
});

// Somebody who comes in some days and has a room, with another room that is free as well.
async function booked(hotel) {
  const { business_date: today } = await hotel('GET', '/status');
  const [arrival, departure] = [addDays(today, 5), addDays(today, 7)];
  const guest = { given_name: 'Ida', surname: surname('Sideways') };
  const { rooms } = await hotel('GET', `/chart?from=${today}&nights=14&rooms=40`);
  const [{ room_type: type }] = rooms;
  const free = rooms.slice(0, 14).filter((room) => room.room_type === type && !room.bars.some((bar) => bar.until > arrival && bar.from < addDays(departure, 2)));
  assert.ok(free.length >= 2, 'two free rooms at the top of the chart');
  const { confirmation_number: number } = await hotel('POST', '/reservations', { guest, rooms: [{ room_type: type, rate_plan: 'BAR', arrival, departure, adults: 1 }] });
  await hotel('POST', `/reservations/${number}/lines/1/room`, { room: free[0].room });
  return { number, name: `Ida ${guest.surname}`, surname: guest.surname, arrival, departure, room: free[0].room, other: free[1].room };
}

test('what is asked of a room, and with whom a guest travels', async (t) => {
  const guest = await booked(await api(desk(HOTEL), 'sha-desk1'));
  const { page, close } = await open(t, `${desk(HOTEL)}#/reservation/${guest.number}`);
  await signIn(page, 'sha-desk1');
  await page.goto(`${desk(HOTEL)}#/reservation/${guest.number}`);
  await page.getByText('No wishes for the room').waitFor();
  await page.getByRole('button', { name: 'Wishes of room 1' }).click();
  const wishes = page.getByRole('dialog', { name: 'Wishes for room 1' });
  await wishes.getByRole('textbox', { name: 'Would like' }).click();
  await page.getByRole('option', { name: 'high floor' }).click();
  await picture(page, 'room-wishes');
  await wishes.getByRole('heading', { name: 'Wishes for room 1' }).click(); // the list closes
  await wishes.getByRole('button', { name: 'Save' }).click();
  await wishes.waitFor({ state: 'detached' });
  await page.locator('main').getByText('high floor').waitFor();
  await page.getByRole('button', { name: 'Travels with' }).click();
  const party = page.getByRole('dialog', { name: 'With whom the guests travel' });
  await party.getByLabel('They travel as').fill('Choir');
  await picture(page, 'travel-party');
  await accessible(page);
  await party.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Choir · Next to each other').waitFor();
  await picture(page, 'reservation-wishes');
  await accessible(page);
  await close();
});

test('a stay is dragged to other dates and back, and to another room with a finger', async (t) => {
  const hotel = await api(desk(HOTEL), 'sha-desk1');
  const guest = await booked(hotel);
  const lineNow = async () => {
    const { rooms } = await hotel('GET', `/chart?from=${guest.arrival}&nights=14&rooms=40`);
    const { room, bars } = rooms.find((each) => each.bars.some((bar_) => bar_.confirmation_number === guest.number));
    const { arrival, departure, from: begins, until } = bars.find((bar_) => bar_.confirmation_number === guest.number);
    assert.deepEqual([begins, until], [arrival, departure], 'one room for all nights');
    return { arrival, departure, room };
  };
  const { page, close } = await open(t, `${desk(HOTEL)}#/chart`);
  await signIn(page, 'sha-desk1');
  await page.goto(`${desk(HOTEL)}#/chart`);
  const bar = page.locator('.kc-row .kc-bar', { hasText: guest.surname }).first();
  await bar.waitFor();
  const grip = async () => {
    const box = await bar.boundingBox();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2, column: (box.width + 2) / 2 };
  };
  const at = await grip();
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(at.x - 7 * at.column, at.y, { steps: 10 });
  await page.locator('.kc-ghost[data-verdict=past]').waitFor();
  await page.mouse.move(at.x + at.column, at.y, { steps: 10 });
  await page.locator('.kc-ghost[data-verdict=dates]').waitFor();
  await picture(page, 'chart-drag-dates');
  await page.mouse.up();
  const dialog = page.getByRole('dialog');
  await dialog.getByTestId('new-total').waitFor();
  await picture(page, 'chart-dates');
  await dialog.locator('button[type=submit]').click();
  await page.getByText(/in the same room/).waitFor();
  let line = await lineNow();
  assert.deepEqual([line.arrival, line.departure, line.room], [addDays(guest.arrival, 1), addDays(guest.departure, 1), guest.room]);
  await page.keyboard.press('Control+z');
  await page.getByText('Undone').waitFor();
  line = await lineNow();
  assert.deepEqual([line.arrival, line.departure, line.room], [guest.arrival, guest.departure, guest.room]);

  const session = await page.context().newCDPSession(page);
  const touch = (type, x, y) => session.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });
  await page.waitForTimeout(500);
  const from = await grip();
  const row = page.locator('.kc-row', { has: page.locator('.kc-room b', { hasText: new RegExp(`^${guest.other}$`) }) });
  const target = await row.boundingBox();
  await touch('touchStart', from.x, from.y);
  await page.locator('.kc-ghost').waitFor(); // it rests
  for (let i = 1; i <= 6; i += 1) await touch('touchMove', from.x, from.y + ((target.y + target.height / 2 - from.y) * i) / 6);
  await page.locator('.kc-ghost[data-verdict=free]').waitFor();
  await touch('touchEnd');
  await page.getByText(`now has room ${guest.other}`).waitFor();
  assert.equal((await lineNow()).room, guest.other);
  await close();
});

test('a guest waits for a room, in Chinese', async (t) => {
  const { page, close } = await open(t, `${desk(HOTEL)}#/queue`, { language: 'zh' });
  await signIn(page, 'sha-desk1', 'zh');
  await page.goto(`${desk(HOTEL)}#/queue`);
  await page.getByRole('heading', { name: '等候房间' }).waitFor();
  await picture(page, 'queue-zh');
  await accessible(page);
  await close();
});
