// The desk without a mouse: no key has two meanings on a page, a dialogue begins in its first field, and whoever goes to a page goes on
// there.
import assert from 'node:assert/strict';
import test, { before } from 'node:test';
import { addDays, api, desk, open, signIn, surname } from './consoles.mjs';

const HOTEL = 'SHA';
let stay;
let reservation;

before(async () => {
  const hotel = await api(desk(HOTEL), 'sha-desk1');
  const { business_date: today } = await hotel('GET', '/status');
  const room = { room_type: 'SUP', rate_plan: 'BAR', departure: addDays(today, 2), adults: 1 };
  stay = await hotel('POST', '/walk-ins', { guest: { given_name: 'Kay', surname: surname('Keys') }, ...room });
  reservation = await hotel('POST', '/reservations', { guest: { given_name: 'Kay', surname: surname('Comes') }, rooms: [{ ...room, arrival: today }] });
});

const focused = (page) =>
  page.evaluate(() => {
    const { activeElement: element } = document;
    return element?.closest('[aria-label="Close"]') ? 'the cross' : element?.tagName;
  });

// Every key of the help with what it does, for the page that is shown.
async function keysOfPage(page) {
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await help.waitFor();
  const keys = await help.locator('kbd').allInnerTexts();
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });
  return keys;
}

async function leaveDialog(page) {
  // An open list takes the first Escape.
  for (let tries = 0; tries < 3 && (await page.getByRole('dialog').count()) > 0; tries += 1) {
    await page.keyboard.press('Escape');
    await page.waitForTimeout(300);
  }
}

async function beginsInField(page, keys, fields = ['INPUT', 'TEXTAREA']) {
  for (const key of keys) {
    await page.keyboard.press(key);
    await page.getByRole('dialog').waitFor();
    const there = await focused(page);
    assert.ok(fields.includes(there), `the dialogue of ${key} begins in ${there}`);
    await leaveDialog(page);
  }
}

test('a stay and a reservation: each key once, each dialogue begins in its first field', async (t) => {
  const { page, close } = await open(t, desk(HOTEL));
  await signIn(page, 'sha-manager');
  await page.goto(`${desk(HOTEL)}#/stay/${stay.stay_id}`);
  await page.getByRole('heading', { name: 'Change this stay' }).waitFor();
  const ofStay = await keysOfPage(page);
  assert.deepEqual(ofStay.filter((key, place) => ofStay.indexOf(key) !== place), []);
  assert.ok(ofStay.length > 25, 'the help is read');
  await beginsInField(page, ['s', 'l', 'e', 'z', 'h']);
  await beginsInField(page, ['k', 'q'], ['BUTTON']); // no tax of Shanghai has exemptions, and no encoder stands there

  await page.goto(`${desk(HOTEL)}#/reservation/${reservation.confirmation_number}`);
  await page.getByRole('button', { name: 'Check in' }).waitFor();
  const ofReservation = await keysOfPage(page);
  assert.deepEqual(ofReservation.filter((key, place) => ofReservation.indexOf(key) !== place), []);
  await beginsInField(page, ['a', 'w', 't', 'e', 'x']);
  await beginsInField(page, ['n'], ['BUTTON']);
  await close();
});

test('a dialogue has the focus at once, keeps it where the clerk goes, and gives it back', async (t) => {
  const { page, close } = await open(t, desk(HOTEL));
  await signIn(page, 'sha-desk1');
  await page.goto(`${desk(HOTEL)}#/stay/${stay.stay_id}`);
  const charge = page.getByRole('button', { name: 'Add charge' });
  await charge.focus();
  // Timers run late on a busy machine: here not before the clerk has gone on to another field.
  await page.evaluate(() => {
    const later = globalThis.setTimeout;
    const held = [];
    globalThis.setTimeout = (run, ms = 0) => (ms === 0 ? held.push(run) : later(run, ms));
    globalThis.letTimersRun = () => {
      globalThis.setTimeout = later;
      for (const run of held) run();
      return held.length;
    };
  });
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  const amount = dialog.getByLabel('Amount');
  await amount.waitFor();
  const isFocused = (field) => field.evaluate((element) => element === document.activeElement);
  assert.ok(await isFocused(amount), 'the next key goes into the dialogue');
  const text = dialog.getByLabel('Text on the folio');
  await text.focus();
  assert.ok((await page.evaluate(() => globalThis.letTimersRun())) > 0);
  assert.ok(await isFocused(text), 'the focus is where the clerk went');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement?.textContent?.startsWith('Add charge'));
  await close();
});

test('what is done for a guest who comes is three keys from the list', async (t) => {
  const { page, close } = await open(t, desk(HOTEL));
  await signIn(page, 'sha-desk1');
  for (const [key, title] of [['a', 'Before the guest has a key'], ['n', /did not come/]]) {
    await page.keyboard.press('F2');
    const filter = page.getByRole('searchbox', { name: 'Filter Arrivals' });
    await filter.fill(reservation.confirmation_number);
    await page.waitForFunction(() => document.querySelectorAll('.kr-list tbody tr').length === 1);
    for (const press of ['Control+k', key, 'Enter']) await page.keyboard.press(press);
    await page.getByRole('dialog', { name: title }).waitFor();
    await leaveDialog(page);
  }
  await close();
});

test('the focus follows to the page that is gone to', async (t) => {
  const { page, close } = await open(t, desk(HOTEL));
  await signIn(page, 'sha-desk1');
  const inPage = () => page.evaluate(() => document.activeElement?.closest('#main') !== null);
  const filter = page.getByRole('searchbox', { name: 'Filter Arrivals' });
  await filter.waitFor();
  // The page is shown already: its key brings the focus back to the list.
  await page.getByRole('button', { name: 'Menu of the pages' }).focus();
  assert.equal(await inPage(), false);
  await page.keyboard.press('F2');
  assert.equal(await filter.evaluate((element) => element === document.activeElement), true);
  // From a link at the side.
  await page.getByRole('link', { name: 'Cashier' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Cashier' }).waitFor();
  await page.waitForFunction(() => document.activeElement?.closest('#main') !== null);
  // From a list into what was opened.
  await page.keyboard.press('F3');
  await page.locator('.kr-list tbody tr').first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Change this stay' }).waitFor();
  await page.waitForFunction(() => document.activeElement?.closest('#main') !== null);
  await close();
});
