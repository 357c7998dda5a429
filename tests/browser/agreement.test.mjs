// What people see of the comparison of copies: one line in the status area, and the rows that differed with what was done.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { CENTRE, accessible, desk, open, picture, signIn } from './consoles.mjs';

const STORE = join(process.env.KEYRACK_RUN, 'data/property-SHA.sqlite');
const FOUND_MS = 120_000;

// Behind the back of the hotel's node.
function spoil() {
  const cell = "(SELECT room_type || ' ' || night FROM copied_cell WHERE night >= (SELECT business_date FROM hotel_state) ORDER BY night, room_type LIMIT 1)";
  const done = spawnSync('sqlite3', ['-cmd', '.timeout 5000', STORE, `UPDATE copied_cell SET sold = sold + 5 WHERE room_type || ' ' || night = ${cell}`], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
}

test('the desk sees that hotel and centre agree, and a row that was put right', async (t) => {
  const { page, close } = await open(t, desk('SHA'));
  await signIn(page, 'sha-desk1');
  const line = page.getByTestId('agreement');
  await page.getByText(/Hotel and centre agree, checked \d+ s ago/).first().waitFor({ timeout: FOUND_MS });
  spoil();
  await line.getByRole('link').click();
  const row = page.getByRole('table', { name: 'Rows that differed' }).getByRole('row', { name: /Rooms to sell.*sold: hotel \d+, centre \d+/s });
  await row.first().waitFor({ timeout: FOUND_MS });
  assert.match(await row.first().textContent(), /Replaced by the centre’s row/);
  await page.locator('[data-agreement=good]').waitFor({ timeout: FOUND_MS });
  await accessible(page);
  await row.first().scrollIntoViewIfNeeded();
  await picture(page, 'desk-agreement');
  await close();
});

test('in Chinese too, and the reservation centre sees it by hotel', async (t) => {
  const chinese = await open(t, desk('SHA'), { language: 'zh' });
  await signIn(chinese.page, 'sha-desk1', 'zh');
  await chinese.page.getByText(/酒店与中心数据一致，\d+ 秒前核对/).first().waitFor({ timeout: FOUND_MS });
  await chinese.close();

  const { page, close } = await open(t, `${CENTRE}#/hotels`);
  await signIn(page, 'crs-agent1');
  await page.getByRole('button', { name: /Shanghai|SHA/ }).first().click();
  await page.getByText(/Hotel and centre agree, checked \d+ s ago/).waitFor({ timeout: FOUND_MS });
  await page.getByRole('table', { name: 'Rows that differed' }).waitFor({ timeout: FOUND_MS });
  await accessible(page);
  await page.getByRole('table', { name: 'Rows that differed' }).scrollIntoViewIfNeeded();
  await picture(page, 'centre-agreement');
  await close();
});
