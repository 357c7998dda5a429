// What a manager sees of a day: the dry run of the night audit with what stands in its way, the reports of any day in
// both languages, and the downtime pack.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { accessible, api, desk, open, picture, signIn, surname } from './consoles.mjs';
import { scratchFolder } from '../support/scratch.mjs';

const HOTEL = 'ZRH';

// A guest in the house who is to leave today: day use.
async function dayGuest(name) {
  const manager = await api(desk(HOTEL), 'zrh-manager');
  const { business_date: today } = await manager('GET', '/status');
  const [room] = (await manager('GET', '/rooms')).items;
  const guest = { surname: name, given_name: 'Ida' };
  const wish = { guest, room_type: room.room_type, rate_plan: 'BAR', departure: today, adults: 1, children: 0, infants: 0 };
  const stay = await manager('POST', '/walk-ins', { ...wish, override_reason: 'stands here' });
  return { manager, stay, today };
}

test('dry run: what stands in the way leads to where it is put right', async (t) => {
  const name = surname('Daytime');
  const { manager, stay } = await dayGuest(name);
  const { page, close } = await open(t, desk(HOTEL));
  await signIn(page, 'zrh-manager');
  await page.keyboard.press('F9');
  const blockers = page.locator('.kr-hints-blocker');
  await blockers.getByText('Was to leave by today and is still in the house').waitFor();
  await blockers.getByText('Check the guest out, or extend the stay.').waitFor();
  const force = page.getByRole('button', { name: /all the same$/ });
  assert.equal(await force.isDisabled(), true, 'not without a reason');
  await picture(page, 'desk-night-audit-blocked');
  await accessible(page);
  await page.getByRole('button', { name: '中文' }).click();
  await blockers.getByText('应于今日前离店').waitFor();
  await picture(page, 'desk-night-audit-blocked-chinese');
  await page.getByRole('button', { name: 'English' }).click();
  await blockers.getByRole('link', { name: new RegExp(name) }).click();
  await page.getByRole('heading', { name: new RegExp(name) }).waitFor();
  await manager('POST', `/stays/${stay.stay_id}/check-out`, { settle: { method: 'card' } });
  await close();
});

test('reports: the list, the day, the files, both languages', async (t) => {
  const { page, close } = await open(t, desk(HOTEL));
  await signIn(page, 'zrh-desk1');
  await page.keyboard.press('Shift+F9');
  await page.getByRole('heading', { name: /^Manager’s report/ }).waitFor();
  await page.getByRole('cell', { name: 'Occupancy', exact: true }).waitFor();
  await picture(page, 'desk-report-manager');
  await accessible(page);
  await page.getByRole('combobox', { name: 'Reports' }).selectOption('trial_balance');
  await page.getByRole('heading', { name: /^Trial balance/ }).waitFor();
  await page.locator('.kr-report').waitFor();
  await picture(page, 'desk-report-trial-balance');
  const link = page.getByRole('link', { name: 'Spreadsheet (CSV)' });
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  assert.match(download.suggestedFilename(), /^ZRH-\d{4}-\d\d-\d\d-trial_balance\.csv$/);
  await page.getByRole('button', { name: '中文' }).click();
  await page.getByRole('heading', { name: /^试算平衡/ }).waitFor();
  await page.getByRole('cell', { name: '期初余额' }).first().waitFor();
  await picture(page, 'desk-report-chinese');
  await close();
});

test('downtime pack: fresh, one click, and the file itself is understood without the system', async (t) => {
  const { page, close } = await open(t, desk(HOTEL));
  await signIn(page, 'zrh-desk1');
  const alarm = page.getByRole('alert').filter({ hasText: 'The downtime pack' });
  assert.equal(await alarm.count(), 0, 'a fresh pack is no alarm');
  await page.keyboard.press('Shift+F4');
  await page.getByText('The pack is fresh.').waitFor();
  await picture(page, 'desk-downtime');
  await accessible(page);
  // A node whose pack has not been made for long says so; the header of every page does, too.
  await page.route('**/v1/downtime-pack', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), late: true } });
  });
  await page.goto(`${desk(HOTEL)}#/arrivals`);
  await page.reload();
  await alarm.waitFor();
  await picture(page, 'desk-downtime-late');
  await accessible(page);
  await alarm.getByRole('link').click();
  await page.getByText('The pack is older than two minutes.').waitFor();
  await page.unroute('**/v1/downtime-pack');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download the file' }).click()]);
  assert.equal(download.suggestedFilename(), 'downtime-ZRH.html');
  const file = join(scratchFolder(t), 'pack.html');
  await download.saveAs(file);
  await page.goto(`file://${file}`);
  await page.getByRole('heading', { name: 'What to do when the computer is down' }).waitFor();
  await page.getByText(/minute old|min old/).waitFor();
  await accessible(page);
  await picture(page, 'downtime-pack');
  await page.getByRole('button', { name: '中文' }).click();
  await page.getByRole('heading', { name: '系统停用时怎么办' }).waitFor();
  assert.equal(await page.getByRole('heading', { name: 'All rooms' }).isVisible(), false);
  await picture(page, 'downtime-pack-chinese');
  await close();
});
