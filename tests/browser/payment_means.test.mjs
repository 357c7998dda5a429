// What a hotel takes: a manager adds a card to the list, a clerk takes it with its slip, and a whole card number is refused
// in plain words; a guest leaves in cash and gets change, also for notes of another country; the slips are counted blind.
import assert from 'node:assert/strict';
import test from 'node:test';
import { accessible, addDays, api, desk, open, picture, signIn, surname, until } from './consoles.mjs';

const DESK = desk('NYC');

async function guest(hotel, name) {
  const { business_date: today } = await hotel('GET', '/status');
  const offers = (await hotel('GET', `/availability?arrival=${today}&departure=${addDays(today, 2)}&adults=1`)).items;
  const { room_type, rate_plan } = offers.flatMap((each) => each.offers ?? [each])[0];
  return hotel('POST', '/walk-ins', { guest: { given_name: 'Ada', surname: name }, room_type, rate_plan, departure: addDays(today, 2), adults: 1, children: 0, infants: 0 });
}

// A few means stand side by side, more in a list.
async function inCash(page, dialog) {
  const list = dialog.getByRole('textbox', { name: 'Method' });
  const aside = dialog.getByText('Cash', { exact: true });
  await list.or(aside).first().waitFor();
  if ((await list.count()) === 0) return aside.click();
  await list.click();
  return page.getByRole('option', { name: 'Cash', exact: true }).click();
}

test('a card of the hotel’s list is taken with its slip, and never with its number', async (t) => {
  const hotel = await api(DESK, 'nyc-manager');
  const stay = await guest(hotel, surname('Visa'));
  await hotel('POST', `/stays/${stay.stay_id}/charges`, { department: 'food', description: 'Dinner', amount_minor: 8200 });
  const { page, close } = await open(t, `${DESK}#/means`);
  await signIn(page, 'nyc-manager');
  const dialog = page.getByRole('dialog');
  await page.getByRole('heading', { name: 'Means of payment' }).waitFor();
  await page.keyboard.press('n');
  await dialog.getByLabel('Card scheme').click();
  await page.getByRole('option', { name: 'Visa' }).click();
  await dialog.getByLabel('Name in English').fill('Visa');
  await dialog.getByLabel('Name in Chinese').fill('维萨');
  assert.equal(await dialog.getByLabel('Code').inputValue(), 'visa');
  await picture(page, 'means-add');
  await accessible(page);
  await dialog.getByRole('button', { name: 'Add a means of payment' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('row', { name: /Visa.*Slip number, Last four digits.*always/ }).waitFor();
  await picture(page, 'means');
  await accessible(page);

  await page.goto(`${DESK}#/stay/${stay.stay_id}`);
  await page.getByRole('button', { name: 'Take payment' }).waitFor();
  await page.keyboard.press('p');
  await dialog.getByText('Balance:').waitFor();
  await dialog.getByRole('textbox', { name: 'Method' }).click();
  await page.getByRole('option', { name: 'Visa' }).click();
  const submit = dialog.getByRole('button', { name: /^Take / });
  assert.ok(await submit.isDisabled(), 'the slip is asked for');
  await dialog.getByLabel('Slip number').fill('4111 1111 1111 1111');
  await dialog.getByLabel('Last four digits').fill('4111111111111111');
  await dialog.getByText('Four digits, never the whole number').waitFor();
  await dialog.getByLabel('Last four digits').fill('1111');
  await submit.click();
  await dialog.getByText('A card number is never kept').first().waitFor();
  await picture(page, 'payment-card-number');
  await accessible(page);
  await dialog.getByLabel('Slip number').fill('0042');
  await submit.click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('Visa ·1111, slip 0042').waitFor();
  await picture(page, 'folio-means');
  await close();
});

test('a guest leaves in cash: what is handed over, the change, and notes of another country', async (t) => {
  const hotel = await api(DESK, 'nyc-manager');
  await hotel('POST', '/cashier/rates', { currency: 'EUR', rate_millionths: 1_080_000 });
  const clerk = await api(DESK, 'nyc-desk1');
  // What earlier tests left in the drawer is no matter.
  await clerk('POST', '/cashier/shift/close', { counts: [{ currency: 'USD', amount_minor: 0 }] }).catch((error) => assert.match(error.message, /no_shift_open/));
  const stay = await guest(hotel, surname('Notes'));
  await hotel('POST', `/stays/${stay.stay_id}/charges`, { department: 'spa', description: 'Massage', amount_minor: 6000 });
  const { page, close } = await open(t, `${DESK}#/stay/${stay.stay_id}`);
  await signIn(page, 'nyc-desk1');
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Take payment' }).waitFor();
  await page.keyboard.press('o');
  await dialog.getByTestId('due').waitFor();
  await inCash(page, dialog);
  const due = Number((await dialog.getByTestId('due').textContent()).replace(/[^\d]/g, ''));
  const leave = dialog.getByRole('button', { name: /and check out$/ });
  await dialog.getByLabel('Handed over').fill('1');
  await dialog.getByText(/are missing$/).waitFor();
  assert.ok(await leave.isDisabled());
  await dialog.getByRole('textbox', { name: 'in', exact: true }).click();
  await page.getByRole('option', { name: 'EUR' }).click();
  await dialog.getByText(/at today’s rate/).waitFor();
  const notes = Math.ceil(due / 1.08 / 10000) * 10000;
  await dialog.getByLabel('Handed over').fill(String(notes / 100));
  await dialog.getByTestId('change').waitFor();
  await picture(page, 'check-out-cash');
  await accessible(page);
  const shown = Number((await dialog.getByTestId('change').textContent()).replace(/[^\d]/g, ''));
  await leave.click();
  await page.locator('[data-status=checked_out]').waitFor();
  await page.goto(`${DESK}#/cashier`);
  await page.getByText('Change').first().waitFor();
  const drawer = await clerk('GET', '/cashier/shift');
  const moved = drawer.movements.filter((each) => each.account_id === stay.stay_id);
  assert.deepEqual(moved.map((each) => [each.kind, each.currency, each.amount_minor]), [['payment', 'EUR', notes], ['change', 'USD', -shown]]);
  assert.equal(shown, Math.round(notes * 1.08) - due);

  const card = await guest(hotel, surname('Slip'));
  await clerk('POST', `/stays/${card.stay_id}/payments`, { method: 'card', amount_minor: 2500 });
  await page.reload();
  await page.getByText('Change').first().waitFor();
  await page.keyboard.press('o');
  await dialog.getByLabel('Counted in USD').fill('0');
  await dialog.getByLabel('Counted in EUR').fill(String(notes / 100));
  await dialog.getByLabel('Card: slips added up').fill('24');
  await picture(page, 'cashier-count-means');
  await accessible(page);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await until('the difference', async () => /−1\.00/.test(await page.getByRole('region', { name: 'Counted and closed' }).textContent()));
  await picture(page, 'cashier-closed-means');
  await accessible(page);
  await close();
});

test('money handed over once pays both bills, and the receipt is printed from the folio', async (t) => {
  const hotel = await api(DESK, 'nyc-manager');
  const stay = await guest(hotel, surname('Bills'));
  await hotel('POST', `/stays/${stay.stay_id}/charges`, { department: 'spa', description: 'Massage', amount_minor: 6000 });
  await hotel('POST', `/stays/${stay.stay_id}/charges`, { department: 'food', description: 'Dinner', amount_minor: 4000, window: 2 });
  await hotel('POST', `/stays/${stay.stay_id}/payments`, { method: 'cash', amount_minor: 1000, tendered: { currency: 'USD', amount_minor: 2000 } });
  const { page, close } = await open(t, `${DESK}#/stay/${stay.stay_id}`);
  await signIn(page, 'nyc-desk1');
  const dialog = page.getByRole('dialog');
  const receipts = page.getByRole('link', { name: /^Receipt: / });
  await receipts.first().waitFor();
  await picture(page, 'folio-receipt');
  await accessible(page);
  const href = await receipts.first().getAttribute('href');
  const paper = await page.request.get(new URL(href, DESK).href);
  assert.deepEqual([paper.status(), paper.headers()['content-type']], [200, 'application/pdf']);
  await page.keyboard.press('o');
  await dialog.getByTestId('due').waitFor();
  await inCash(page, dialog);
  const due = Number((await dialog.getByTestId('due').textContent()).replace(/[^\d]/g, ''));
  await dialog.getByLabel('Handed over').fill(String(due / 100 + 50));
  assert.match(await dialog.getByTestId('change').textContent(), /50\.00/);
  await picture(page, 'check-out-two-bills');
  await accessible(page);
  await dialog.getByRole('button', { name: /and check out$/ }).click();
  await page.locator('[data-status=checked_out]').waitFor();
  const folio = await hotel('GET', `/stays/${stay.stay_id}/folio`);
  const last = folio.postings.filter((each) => each.code === 'cash').at(-1);
  const receipt = await hotel('GET', `/accounts/${stay.stay_id}/payments/${last.posting_number}/receipt`);
  assert.deepEqual([receipt.bills.map((each) => each.window), receipt.paid_minor, receipt.tendered.change_minor], [[1, 2], due, 5000]);
  await close();
});

test('a company pays half of the room for its group, and its remittance pays the invoices it names', async (t) => {
  const hotel = await api(DESK, 'nyc-manager');
  const name = surname('Half');
  const stay = await guest(hotel, name);
  const master = await hotel('POST', '/accounts', { kind: 'master', name: `${name} Inc` });
  const company = await hotel('POST', '/accounts', { kind: 'city', name: `${name} Direct`, credit_limit_minor: 1_000_000 });
  const { page, close } = await open(t, `${DESK}#/stay/${stay.stay_id}`);
  await signIn(page, 'nyc-manager');
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Take payment' }).waitFor();
  await page.keyboard.press('y');
  await dialog.getByText('Nothing is agreed: the guest pays everything.').waitFor();
  await dialog.getByRole('textbox', { name: 'To', exact: true }).click();
  await page.getByRole('option', { name: new RegExp(`${name} Inc`) }).click();
  await dialog.getByLabel('How much of it').fill('50');
  await dialog.getByLabel('For everybody in the house of this booking or travel party').check();
  await picture(page, 'routing-split');
  await accessible(page);
  await dialog.getByRole('button', { name: 'Agree' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.keyboard.press('y');
  await dialog.getByText(new RegExp(`50 % Room: ${name} Inc, window`)).waitFor();
  await dialog.getByRole('button', { name: /^Change: 50 %/ }).click();
  await dialog.getByLabel('How much of it').fill('75');
  await picture(page, 'routing-edit');
  await accessible(page);
  await dialog.getByRole('button', { name: 'Change the agreement' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.deepEqual((await hotel('GET', `/stays/${stay.stay_id}/agreements`)).routing.map((each) => [each.account_id, each.share_basis_points]), [[master.account_id, 7500]]);

  for (const amount_minor of [4000, 3000]) {
    await hotel('POST', `/stays/${stay.stay_id}/charges`, { department: 'spa', description: 'Massage', amount_minor });
    await hotel('POST', `/stays/${stay.stay_id}/direct-bills`, { account_id: company.account_id });
  }
  const [older, newer] = (await hotel('GET', `/accounts/${company.account_id}`)).open_invoices;
  await page.goto(`${DESK}#/account/${company.account_id}`);
  await page.getByText(newer.number).first().waitFor();
  await page.keyboard.press('p');
  await dialog.getByLabel('Amount').fill('20');
  await dialog.getByRole('checkbox', { name: new RegExp(older.number) }).uncheck();
  await dialog.getByRole('checkbox', { name: new RegExp(newer.number) }).check();
  await dialog.getByLabel(`Pays of ${newer.number}`).fill('15');
  assert.match(await dialog.getByTestId('rest').textContent(), /5\.00/);
  await picture(page, 'remittance');
  await accessible(page);
  await dialog.getByRole('button', { name: 'Take payment' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('5.00 not used yet').waitFor();
  await page.getByRole('button', { name: 'Apply' }).click();
  await dialog.getByText(/are left over\.$/).waitFor();
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await dialog.waitFor({ state: 'detached' });
  const after = await hotel('GET', `/accounts/${company.account_id}`);
  assert.deepEqual(after.open_invoices.map((each) => each.open_minor), [older.open_minor - 500, newer.open_minor - 1500]);
  assert.deepEqual(after.unapplied, []);
  await picture(page, 'account-remitted');
  await accessible(page);
  await close();
});
