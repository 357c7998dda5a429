// The reservation centre's page of hotels: lines, what each is granted and by which rule, and what people must look at.
import assert from 'node:assert/strict';
import test from 'node:test';
import { accessible, CENTRE, open, picture, signIn } from './consoles.mjs';

test('revenue sees what a hotel is granted and gives it a rule of its own', async (t) => {
  const { page, close } = await open(t, CENTRE, { height: 1200 });
  await signIn(page, 'revenue1');
  await page.keyboard.press('F4');
  await page.getByRole('button', { name: 'Keyrack Lodge Zürich' }).click();
  const panel = page.getByRole('region', { name: 'Rooms granted to Keyrack Lodge Zürich' });
  await panel.getByText('% of the limit').first().waitFor();
  await accessible(page);
  await picture(page, 'hotels');

  const rule = async (own) => {
    await panel.getByRole('button', { name: 'Change the rule' }).click();
    const dialog = page.getByRole('dialog');
    if ((await dialog.getByRole('switch').isChecked()) !== own) await dialog.getByText('A rule of its own').click();
    if (own) {
      await dialog.getByText('A number of rooms').click();
      await dialog.getByLabel('Nights ahead', { exact: true }).fill('3');
      await accessible(page);
    }
    await dialog.getByRole('button', { name: 'Set this rule' }).click();
    await dialog.waitFor({ state: 'detached' });
  };
  await rule(true);
  await panel.getByText('1 room, 3 nights ahead').first().waitFor();
  await rule(false);
  await panel.getByText('% of the limit').first().waitFor();
  assert.equal(await panel.getByText('1 room, 3 nights ahead').count(), 0);
  await close();
});

test('the page speaks Chinese', async (t) => {
  const { page, close } = await open(t, CENTRE, { language: 'zh' });
  await signIn(page, 'crs-manager', 'zh');
  await page.keyboard.press('F4');
  await page.getByRole('heading', { name: '酒店与配额' }).waitFor();
  await page.getByText('待处理').waitFor();
  await accessible(page);
  await close();
});

test('an agent books and has no such page', async (t) => {
  const { page, close } = await open(t, CENTRE);
  await signIn(page, 'crs-agent1');
  assert.equal(await page.getByText('Hotels', { exact: true }).count(), 0);
  await close();
});
