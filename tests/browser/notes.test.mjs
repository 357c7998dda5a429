// Notes: a trace and a wake-up call from the page, a message and an alert from the stay, and the alert that pops up at
// check-out; in both languages.
import assert from 'node:assert/strict';
import test from 'node:test';
import { accessible, addDays, api, CENTRE, desk, HOTELS, open, picture, signIn, surname, until } from './consoles.mjs';
import { Device, LOCK_WISHES } from '../support/fias_device.mjs';

const HOTEL = 'TYO';

async function guestExpected() {
  const name = surname('Noted');
  const centre = await api(CENTRE, 'crs-agent1');
  const hotel = await api(desk(HOTEL), 'tyo-desk1');
  const today = (await hotel('GET', '/status')).business_date;
  const { items } = await centre('GET', `/availability?hotel=${HOTEL}&arrival=${today}&departure=${addDays(today, 2)}&adults=1`);
  const [offer] = items[0].offers;
  const { confirmation_number: number } = await centre('POST', '/reservations', {
    hotel: HOTEL,
    guest: { surname: name, given_name: 'Ada', country: 'JP', language: 'en' },
    rooms: [{ room_type: offer.room_type, rate_plan: offer.rate_plan, arrival: today, departure: addDays(today, 2), adults: 1, children: 0, infants: 0 }],
  });
  await until('the booking reaches the hotel', async () => (await hotel('GET', `/reservations?query=${name}`)).items.length === 1);
  return { hotel, number };
}

async function guestInHouse() {
  const { hotel, number } = await guestExpected();
  return { hotel, stay: await hotel('POST', `/reservations/${number}/check-in`, { line: 1 }) };
}

test('a trace and a wake-up call are written and closed; a message and an alert of a stay, which pops up at check-out', async (t) => {
  const { hotel, stay } = await guestInHouse();
  const trace = `Extra pillows for ${stay.guest_name}`;
  const { page, close } = await open(t, `${desk(HOTEL)}#/notes`);
  await signIn(page, 'tyo-desk1');
  const dialog = page.getByRole('dialog');
  await page.getByRole('heading', { name: 'Notes' }).waitFor();
  await page.keyboard.press('n');
  await dialog.getByLabel('Room, if it is about a guest').fill(stay.room);
  await dialog.getByLabel('Department').selectOption('housekeeping');
  await dialog.getByLabel('What is to be done').fill(trace);
  await picture(page, 'desk-note');
  await accessible(page);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText(trace).waitFor();
  await page.getByRole('tab', { name: 'Wake-up calls' }).click();
  await page.keyboard.press('n');
  await dialog.getByLabel('Room').fill(stay.room);
  await dialog.getByLabel('Time').fill('06:30');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText(/06:30/).first().waitFor();
  await page.getByRole('tab', { name: 'Traces' }).click();
  await page.getByText(trace).waitFor();
  await picture(page, 'desk-notes');
  await accessible(page);
  await page.locator('.kr-notes li', { hasText: trace }).getByRole('button', { name: 'Done' }).click();
  await page.locator('[data-closed]', { hasText: trace }).waitFor();

  await page.goto(`${desk(HOTEL)}#/stay/${stay.stay_id}`);
  await page.getByRole('button', { name: 'Write an alert' }).click();
  await dialog.getByLabel('What to tell or do').fill('Give back the deposited passport');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Take a message' }).click();
  await dialog.getByLabel('Message for the guest').fill('Mr. Sato called');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('Mr. Sato called').waitFor();
  await picture(page, 'desk-stay-notes');
  await accessible(page);
  assert.equal((await hotel('GET', `/stays/${stay.stay_id}/device-rights`)).message_light, true, 'the light of the telephone is on');
  // Keys: nobody there at first, then the encoder makes two.
  await page.getByRole('button', { name: 'Make a key' }).click();
  await dialog.getByRole('button', { name: 'Make', exact: true }).click();
  await dialog.getByText('The key encoder does not answer').waitFor();
  const lock = await new Device(Number(process.env.KEYRACK_PORT) + 41 + HOTELS.indexOf(HOTEL), { family: 'DL', wishes: LOCK_WISHES }).link();
  await dialog.getByRole('spinbutton').fill('2');
  await dialog.getByRole('button', { name: 'Make', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  const wanted = await lock.expect('KR');
  assert.deepEqual([wanted.RN, wanted['K#'], wanted.KT], [stay.room, '2', 'N']);
  lock.send(`KA|ASOK|KC1|WS${wanted.WS}|`);
  await page.getByText('2 keys · made').waitFor();
  await picture(page, 'desk-stay-keys');
  await accessible(page);
  await lock.cut();
  await page.keyboard.press('o');
  await dialog.getByText('Give back the deposited passport').waitFor();
  await dialog.getByText('Mr. Sato called').waitFor();
  await picture(page, 'desk-check-out-alert');
  await close();
});

test('a message and an alert for a guest who is still expected: marked on the list, shown at check-in, then with the stay', async (t) => {
  const { hotel, number } = await guestExpected();
  const message = `Your suitcase came by courier (${number})`;
  const { page, close } = await open(t, `${desk(HOTEL)}#/reservation/${number}`);
  await signIn(page, 'tyo-desk1');
  const dialog = page.getByRole('dialog');
  const write = async (button, label, text) => {
    await page.getByRole('button', { name: button }).click();
    await dialog.getByLabel(label).fill(text);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText(text).waitFor();
  };
  await write('Take a message', 'Message for the guest', message);
  await write('Write an alert', 'What to tell or do', 'Copy the visa');
  await picture(page, 'desk-reservation-notes');
  await accessible(page);
  // The same from the page of all notes, by the confirmation number.
  await page.goto(`${desk(HOTEL)}#/notes`);
  await page.getByRole('tab', { name: 'Traces' }).waitFor();
  await page.keyboard.press('n');
  await dialog.getByLabel('Room, if it is about a guest').fill(number);
  await dialog.getByLabel('What is to be done').fill(`Baby cot for ${number}`);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.locator('.kr-notes li', { hasText: `Baby cot for ${number}` }).getByRole('link').waitFor();
  const listed = (await hotel('GET', '/arrivals?filter=noted')).items.find((each) => each.confirmation_number === number);
  assert.equal(listed?.noted, true, 'the list of arrivals marks it');

  await page.goto(`${desk(HOTEL)}#/reservation/${number}`);
  await page.getByRole('button', { name: 'Check in' }).click();
  await dialog.getByText('Copy the visa').waitFor();
  await dialog.getByText(message).waitFor();
  await picture(page, 'desk-check-in-alert');
  await dialog.getByRole('button', { name: /^Check in/ }).click();
  await page.waitForURL(/#\/stay\//);
  await page.getByText(message).waitFor();
  await close();
});

test('记录页 on a tablet, in Chinese', async (t) => {
  const { page, close } = await open(t, `${desk(HOTEL)}#/notes`, { language: 'zh', width: 1024, height: 768 });
  await signIn(page, 'tyo-desk1', 'zh');
  await page.getByRole('tab', { name: '拾获' }).click();
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('拾获了什么').fill('雨伞');
  await dialog.getByLabel('地点').fill('大堂');
  await dialog.getByRole('button', { name: '保存' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('雨伞').first().waitFor();
  await picture(page, 'desk-notes-zh');
  await accessible(page);
  await close();
});
