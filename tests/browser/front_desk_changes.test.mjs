// The evening at the desk in the browser: filters of the lists, rooms proposed with their reasons, a guest who waits, changes
// of a stay, and the registration card signed on a tablet, in both languages.
import assert from 'node:assert/strict';
import test, { before } from 'node:test';
import { accessible, addDays, api, desk, open, picture, signIn, surname } from './consoles.mjs';

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

test('a guest waits for a room, in Chinese', async (t) => {
  const { page, close } = await open(t, `${desk(HOTEL)}#/queue`, { language: 'zh' });
  await signIn(page, 'sha-desk1', 'zh');
  await page.goto(`${desk(HOTEL)}#/queue`);
  await page.getByRole('heading', { name: '等候房间' }).waitFor();
  await picture(page, 'queue-zh');
  await accessible(page);
  await close();
});
