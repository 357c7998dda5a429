// Documents of guests at the desk: a passport is scanned at check-in, the rest is typed, the card and the list of the day have
// it; housekeeping has no way to it. On a desk's screen, on a tablet and in Chinese.
import assert from 'node:assert/strict';
import test, { before } from 'node:test';
import { accessible, addDays, api, desk, open, picture, signIn, surname } from './consoles.mjs';

const HOTEL = 'SHA';
const DESK = desk(HOTEL);
const ZONE = ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'];
let clerk;
let today;

before(async () => {
  clerk = await api(DESK, 'sha-desk1');
  today = (await clerk('GET', '/status')).business_date;
});

const vacant = async () => (await clerk('GET', '/rooms')).items.find((room) => !room.occupied && room.outage_id === null && room.ready);

async function booked(stem) {
  const { room_type } = await vacant();
  const guest = { given_name: 'Anna', surname: surname(stem) };
  const line = { room_type, rate_plan: 'BAR', arrival: today, departure: addDays(today, 2), adults: 1, children: 0, infants: 0 };
  const made = await clerk('POST', '/reservations', { guest, rooms: [line] });
  return { ...guest, number: made.confirmation_number };
}

test('a passport is scanned at check-in, and stands on the card and on the list of the day', async (t) => {
  const guest = await booked('Scan');
  const { page, close } = await open(t, `${DESK}#/reservation/${guest.number}`);
  await signIn(page, 'sha-desk1');
  await page.getByRole('button', { name: /Check in/ }).first().click();
  const dialog = page.getByRole('dialog');
  const zone = dialog.getByLabel('Scan the document');
  await zone.waitFor();
  await picture(page, 'identity-check-in');
  await accessible(page);

  // As a scanner types it: line, Enter, line. A misread line is said so.
  await zone.fill(`${ZONE[0]}\n${ZONE[1].replace('L898', 'L899')}`);
  await dialog.getByText('Something was misread').first().waitFor();
  await zone.fill('');
  await zone.pressSequentially(ZONE[0]);
  await page.keyboard.press('Enter');
  await zone.pressSequentially(ZONE[1]);
  await page.waitForFunction(() => [...document.querySelectorAll('input')].some((each) => each.value === 'L898902C3'));
  assert.deepEqual([await dialog.getByLabel('Surname').inputValue(), await dialog.getByLabel('Nationality *').inputValue(), await zone.inputValue()], ['ERIKSSON', 'UTO', '']);
  await dialog.getByText('still missing: Home address').waitFor();
  await dialog.getByLabel('Home address *').fill('Storgatan 1, Umeå');
  await dialog.getByText('still missing').waitFor({ state: 'detached' });
  await picture(page, 'identity-typed');
  await page.setViewportSize({ width: 820, height: 1180 });
  await picture(page, 'identity-tablet');
  await accessible(page);
  await page.setViewportSize({ width: 1366, height: 820 });
  const room = await vacant();
  if ((await dialog.getByRole('button', { name: /^Check in/ }).last().isDisabled())) {
    await dialog.getByText(room.room, { exact: true }).first().click();
  }
  await dialog.getByRole('button', { name: /^Check in/ }).last().click();
  await page.waitForURL(/#\/stay\/\d+/);
  const known = await clerk('GET', `/reservations/${guest.number}/lines/1/identities`);
  assert.deepEqual(known.persons.map((each) => [each.surname, each.document_number, each.birth_date, each.address]), [['ERIKSSON', 'L898902C3', '1974-08-12', 'Storgatan 1, Umeå']]);

  await page.getByRole('button', { name: 'Documents and address' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Another person' }).click();
  await page.getByRole('dialog').getByLabel('Surname').nth(1).fill('Companion');
  await page.getByRole('dialog').getByRole('button', { name: 'Keep' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal((await clerk('GET', `/reservations/${guest.number}/lines/1/identities`)).persons.length, 2);

  await page.goto(`${DESK}#/registrations`);
  await page.getByText('Companion').first().waitFor();
  await picture(page, 'registrations');
  await accessible(page);
  await page.setViewportSize({ width: 500, height: 800 }); // a list wider than the window is scrolled by keys, too
  await accessible(page);
  await page.setViewportSize({ width: 1366, height: 820 });
  const csv = await page.request.get(new URL(await page.getByRole('link', { name: 'CSV' }).getAttribute('href'), DESK).href);
  assert.match(await csv.text(), /ERIKSSON,ANNA MARIA,UTO,1974-08-12,Passport,L898902C3/);
  await close();

  const chinese = await open(t, `${DESK}#/registrations`, { language: 'zh', width: 820, height: 1180 });
  await signIn(chinese.page, 'sha-desk1', 'zh');
  await chinese.page.getByRole('heading', { name: '住客登记表' }).waitFor();
  await chinese.page.getByText('Companion').first().waitFor();
  await picture(chinese.page, 'registrations-zh-tablet');
  await accessible(chinese.page);
  await chinese.close();
});

test('housekeeping sees no way to documents', async (t) => {
  const { page } = await open(t, `${DESK}#/in-house`);
  await signIn(page, 'sha-housekeeping1');
  await page.locator('.kr-side').getByText('Rooms', { exact: true }).first().waitFor();
  assert.equal(await page.getByText('Registration list').count(), 0);
});
