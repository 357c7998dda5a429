// The page of the devices: links that come and go, what was refused in plain words, pause and telling anew; in both
// languages.
import assert from 'node:assert/strict';
import test from 'node:test';
import { accessible, addDays, api, desk, HOTELS, open, picture, signIn, surname } from './consoles.mjs';
import { Device, LOCK_WISHES, PBX_WISHES, POS_WISHES } from '../support/fias_device.mjs';

const HOTEL = 'NYC';
const devicePort = Number(process.env.KEYRACK_PORT) + 41 + HOTELS.indexOf(HOTEL);
const row = (page, name) => page.locator(`[data-device=${name}]`);

test('a till comes, is refused something, is paused and comes again; the telephone is told everything anew', async (t) => {
  const { page, close } = await open(t, `${desk(HOTEL)}#/devices`);
  await signIn(page, 'nyc-desk1');
  await row(page, 'POS1').locator('[data-state=disconnected]').waitFor();
  const pos = await new Device(devicePort, { wishes: POS_WISHES }).link();
  await row(page, 'POS1').locator('[data-state=alive]').waitFor();
  assert.equal((await pos.ask('PS|RN9999|PTC|TA1250|P#1|', 'PA')).AS, 'NG');
  await page.getByText('No guest could be found for it').first().waitFor();
  await page.getByText('Room 9999').first().waitFor();
  await picture(page, 'desk-devices');
  await accessible(page);

  await row(page, 'POS1').getByRole('button', { name: 'Pause' }).click();
  await pos.gone;
  await row(page, 'POS1').locator('[data-state=paused]').waitFor();
  await row(page, 'POS1').getByRole('button', { name: 'Let it come again' }).click();
  await row(page, 'POS1').locator('[data-state=disconnected]').waitFor();

  const pbx = await new Device(devicePort, { family: 'PB', wishes: PBX_WISHES }).link();
  await pbx.expect('DE');
  pbx.received.length = 0;
  await row(page, 'PBX1').getByRole('button', { name: 'Tell it everything' }).click();
  await pbx.expect('DS');
  await pbx.expect('DE');
  await pbx.cut();
  await close();
});

test('设备页 on a tablet, in Chinese', async (t) => {
  const { page, close } = await open(t, `${desk(HOTEL)}#/devices`, { language: 'zh', width: 1024, height: 768 });
  await signIn(page, 'nyc-housekeeping1', 'zh');
  await row(page, 'POS1').getByText('收银点').waitFor();
  assert.equal(await page.getByRole('button', { name: '暂停' }).count(), 0, 'housekeeping only looks');
  await picture(page, 'desk-devices-zh');
  await accessible(page);
  await close();
});

async function walkIn(hotel, guest) {
  const { business_date: today } = await hotel('GET', '/status');
  const [room] = (await hotel('GET', '/rooms')).items.filter((each) => !each.occupied && each.out_of_order_reason === null);
  const wish = { guest, room_type: room.room_type, rate_plan: 'BAR', departure: addDays(today, 2), adults: 1, children: 0, infants: 0 };
  return { today, stay: await hotel('POST', '/walk-ins', wish) };
}

test('a key is made at the encoder beside this computer, a found card is read, and a refused charge comes onto a bill', async (t) => {
  const hotel = await api(desk(HOTEL), 'nyc-desk1');
  const guest = { given_name: 'Ada', surname: surname('Keycard') };
  const { stay } = await walkIn(hotel, guest);
  const lock = await new Device(devicePort, { family: 'DL', wishes: LOCK_WISHES }).link();
  const { page, close } = await open(t, `${desk(HOTEL)}#/stay/${stay.stay_id}`);
  await signIn(page, 'nyc-manager');
  await page.goto(`${desk(HOTEL)}#/stay/${stay.stay_id}`);
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Make a key' }).click();
  await dialog.getByLabel('Encoder').selectOption({ label: 'Desk, right' });
  await dialog.getByText('Opens once').click();
  await dialog.getByLabel('Garage').check();
  await picture(page, 'desk-key');
  await accessible(page);
  await dialog.getByRole('button', { name: 'Make', exact: true }).click();
  const wanted = await lock.expect('KR');
  assert.deepEqual([wanted.KC, wanted.KT, wanted.KO], ['2', 'O', '100']);
  lock.send(`KA|ASOK|KC2|WS${wanted.WS}|`);
  await page.getByText('One key (Opens once) · made').waitFor();

  await page.goto(`${desk(HOTEL)}#/devices`);
  assert.equal(await page.getByLabel('Encoder').inputValue(), 'LOCK1/2', 'this computer remembers its encoder');
  await page.getByRole('button', { name: 'Read a card' }).click();
  const laid = await lock.expect('KZ');
  lock.send(`KA|ASOK|KC2|WS${laid.WS}|RN${stay.room}|G#${stay.stay_id}|`);
  await page.getByRole('link', { name: new RegExp(`${stay.room}.*${guest.surname}`) }).waitFor();
  await picture(page, 'desk-card-read');
  await accessible(page);
  await lock.cut();

  const pos = await new Device(devicePort, { wishes: POS_WISHES }).link();
  const moment = `${Date.now()}`.slice(-8);
  assert.equal((await pos.ask(`PS|RN9999|PTC|TA1875|SO2|P#${moment}|TI190000|`, 'PA')).AS, 'NG');
  await pos.cut();
  await page.goto(`${desk(HOTEL)}#/suspense`);
  const line = page.locator('[data-suspense]', { hasText: '18.75' }).last();
  await line.getByText('No guest could be found for it').waitFor();
  await line.getByText('Bar', { exact: true }).waitFor();
  await picture(page, 'desk-suspense');
  await accessible(page);
  await line.getByRole('button', { name: 'Post to' }).click();
  await dialog.getByLabel('Whose bill').fill(guest.surname);
  await page.getByRole('option', { name: new RegExp(guest.surname) }).click();
  await picture(page, 'desk-suspense-post');
  await accessible(page);
  const number = await line.getAttribute('data-suspense');
  await dialog.getByRole('button', { name: 'Post', exact: true }).click();
  await page.locator(`[data-suspense="${number}"]`).waitFor({ state: 'detached' });
  assert.equal((await hotel('GET', `/stays/${stay.stay_id}/folio`)).balance_minor, 1875);

  // A guest who has left: two clicks, and it is a late charge on their bill.
  await hotel('POST', `/stays/${stay.stay_id}/check-out`, { settle: { method: 'card' } });
  const late = await new Device(devicePort, { wishes: POS_WISHES }).link();
  assert.equal((await late.ask(`PS|RN${stay.room}|G#${stay.stay_id}|PTC|TA2150|SO2|P#${Number(moment) + 1}|TI200000|`, 'PA')).AS, 'IA');
  await late.cut();
  const gone = page.locator('[data-suspense]', { hasText: '21.50' }).last();
  await gone.getByText('has left, or the number is wrong').waitFor();
  await gone.getByRole('button', { name: `Post to ${guest.surname}` }).click();
  await dialog.getByText('the bill is open until it is paid').waitFor();
  await picture(page, 'desk-suspense-departed');
  await accessible(page);
  await dialog.getByRole('button', { name: 'Post', exact: true }).click();
  await gone.waitFor({ state: 'detached' });
  assert.equal((await hotel('GET', `/stays/${stay.stay_id}/folio`)).balance_minor, 2150);
  await close();
});

test('a wake-up call that no telephone makes rings at the desk until somebody has made it', async (t) => {
  const hotel = await api(desk(HOTEL), 'nyc-desk1');
  const { stay, today } = await walkIn(hotel, { given_name: 'Ada', surname: surname('Sleeper') });
  const note = await hotel('POST', '/notes', { kind: 'wake_up', stay_id: stay.stay_id, due_on: today, due_at: '00:00' });
  const { page, close } = await open(t, `${desk(HOTEL)}#/arrivals`);
  await signIn(page, 'nyc-desk1');
  const alarm = page.getByRole('alert', { name: /must be woken now/ });
  await alarm.locator(`[data-wake-up="${note.note_id}"]`).getByText('00:00').waitFor();
  await picture(page, 'desk-wake-up');
  await accessible(page);
  await alarm.locator(`[data-wake-up="${note.note_id}"]`).getByRole('button', { name: 'Woken' }).click();
  await page.locator(`[data-wake-up="${note.note_id}"]`).waitFor({ state: 'detached' });
  await close();
});
