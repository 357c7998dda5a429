// Invoices by e-mail as the desk sees them: what was refused, why, an address put right, handed over; in both languages.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { accessible, open, picture, signIn } from './consoles.mjs';
import { HotelNode } from '../support/hotel_node.mjs';
import { ROOT } from '../support/instance.mjs';
import { MailServer } from '../support/mail.mjs';

test('what the mail server refuses is sent to the address put right, or handed over', async (t) => {
  const server = await new MailServer(t).start();
  const settings = [`console=${join(ROOT, 'build/web/property')}`, 'mail_host=127.0.0.1', `mail_port=${server.port}`, 'mail_security=open', 'mail_from=stay@hotel.example', 'mail_pause=1h'];
  const node = await HotelNode.make(t, { hotel: 'SHA', settings });
  const manager = await node.logIn('sha-manager');
  const { business_date: today } = await node.status();
  for (const [surname, email] of [['Right', 'ada@guest.example'], ['Slip', 'refuse@guest.example'], ['Later', 'grey@guest.example'], ['Paper', 'refuse@guest.example']]) {
    const stay = await node.walkIn(manager, surname, 1);
    await manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/departure`, { departure: today, waive_fee: true, reason: 'leaves today' });
    await manager.expect(201, 'POST', `/v1/stays/${stay.stay_id}/charges`, { department: 'food', description: 'Breakfast', amount_minor: 1500 });
    await manager.expect(200, 'POST', `/v1/stays/${stay.stay_id}/express-check-out`, { method: 'card', email });
  }
  await manager.expect(200, 'POST', '/v1/check-outs', {});

  const { page, close } = await open(t, `${node.address}/#/departures`);
  await signIn(page, 'sha-manager');
  await page.goto(`${node.address}/#/departures`);
  const line = (name) => page.locator('[data-mailing]', { hasText: name });
  await line('Right').getByText('Sent', { exact: true }).waitFor();
  await line('Slip').getByText('Not sent').waitFor();
  await line('Slip').getByText('The mail server refuses it').waitFor();
  await line('Slip').getByText('550 5.1.1').waitFor();
  await line('Later').getByText('On its way').waitFor();
  const colour = (name) => line(`${name},`).locator('.kr-status').evaluate((mark) => getComputedStyle(mark).backgroundColor);
  const colours = [await colour('Right'), await colour('Slip'), await colour('Later')];
  assert.equal(new Set([...colours, 'rgba(0, 0, 0, 0)']).size, 4, `each state has a colour: ${colours}`);
  await picture(page, 'desk-mail');
  await accessible(page);
  await line('Slip').getByRole('button', { name: /Send invoice/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('To this address').fill('slip@guest.example');
  await picture(page, 'desk-mail-again');
  await accessible(page);
  await dialog.getByRole('button', { name: 'Send', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await line('Paper').getByRole('button', { name: /handed over/ }).click();
  await line('Paper').getByText('Handed over').waitFor();
  await line('Slip').getByText('Sent', { exact: true }).waitFor();
  assert.deepEqual(server.taken().map(({ headers }) => headers['x-reader']).sort(), ['ada@guest.example', 'slip@guest.example']);
  await close();

  const chinese = await open(t, `${node.address}/#/departures`, { language: 'zh', width: 820, height: 1180 });
  await signIn(chinese.page, 'sha-manager', 'zh');
  await chinese.page.goto(`${node.address}/#/departures`);
  await chinese.page.locator('[data-mailing]', { hasText: 'Later' }).getByText('发送中').waitFor();
  await picture(chinese.page, 'desk-mail-zh');
  await accessible(chinese.page);
  await chinese.close();
});
