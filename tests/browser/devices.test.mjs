// The page of the devices: links that come and go, what was refused in plain words, pause and telling anew; in both
// languages.
import assert from 'node:assert/strict';
import test from 'node:test';
import { accessible, desk, HOTELS, open, picture, signIn } from './consoles.mjs';
import { Device, PBX_WISHES, POS_WISHES } from '../support/fias_device.mjs';

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
