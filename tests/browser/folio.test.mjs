// Money at the front desk: bills in windows, moved by figures and by dragging; adjusted, voided, invoiced; a deposit; a
// drawer that is counted blind; a company that pays by invoice. By keyboard, in both languages.
import assert from 'node:assert/strict';
import test from 'node:test';
import { accessible, addDays, api, desk, open, picture, signIn, surname, until } from './consoles.mjs';

const HOTEL = 'ZRH';
const DESK = desk(HOTEL);

async function guest(hotel, name) {
  const { business_date: today } = await hotel('GET', '/status');
  const offers = (await hotel('GET', `/availability?arrival=${today}&departure=${addDays(today, 2)}&adults=1`)).items;
  const { room_type, rate_plan } = offers.flatMap((each) => each.offers ?? [each])[0];
  return hotel('POST', '/walk-ins', { guest: { given_name: 'Ada', surname: name }, room_type, rate_plan, departure: addDays(today, 2), adults: 1, children: 0, infants: 0 });
}

const windowBalance = async (page, window) => Number((await page.getByTestId(`window-${window}`).textContent()).replace(/[^\d-]/g, ''));

test('a bill is split into windows, adjusted, voided, invoiced and sent to a company', async (t) => {
  const hotel = await api(DESK, 'zrh-manager');
  const name = surname('Splitter');
  const stay = await guest(hotel, name);
  const company = await hotel('POST', '/accounts', { kind: 'city', name: `${name} AG`, address: 'Zug', credit_limit_minor: 1_000_000 });
  for (const [description, amount_minor] of [['Dinner', 8200], ['Wine, a magnum of the best year that the cellar of the house still holds for you', 3000], ['Lunch', 2400]]) {
    await hotel('POST', `/stays/${stay.stay_id}/charges`, { department: 'food', description, amount_minor });
  }
  const { page, close } = await open(t, `${DESK}#/stay/${stay.stay_id}`);
  await signIn(page, 'zrh-manager');
  const dialog = page.getByRole('dialog');
  await page.getByLabel('Dinner').check();
  await page.getByLabel('Wine').check();
  const frames = await page.locator('.kr-window .kr-table-frame').evaluateAll((all) => all.map((each) => each.scrollWidth - each.clientWidth));
  assert.deepEqual(frames, [0], 'the money is in sight beside a long text');
  await picture(page, 'folio-marked');
  await accessible(page);
  await page.keyboard.press('2');
  await until('two lines in window 2', async () => (await page.getByTestId('window-2').count()) === 1 && (await windowBalance(page, 2)) === 11200);
  await page.locator('tr', { hasText: 'Lunch' }).dragTo(page.getByRole('region', { name: 'Window 2' }));
  await until('three lines in window 2', async () => (await windowBalance(page, 2)) === 13600);

  await page.getByLabel('Wine').check();
  await page.keyboard.press('a');
  await dialog.getByLabel('Take off').fill('10');
  await dialog.getByLabel('Reason').fill('corked');
  await picture(page, 'folio-adjust');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await until('the adjustment', async () => (await windowBalance(page, 2)) === 12600);
  await page.getByLabel('Lunch').check();
  await page.keyboard.press('v');
  await dialog.getByLabel('Reason').fill('not eaten');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await until('the void', async () => (await page.getByText('Lunch', { exact: true }).count()) === 0);
  await page.getByLabel('Dinner').check();
  await page.keyboard.press('x');
  await dialog.getByLabel('Amount').fill('20');
  await picture(page, 'folio-transfer');
  await accessible(page);
  await page.keyboard.press('Escape');

  await page.keyboard.press('y');
  await dialog.getByText('Charges posted from now on').waitFor();
  await picture(page, 'folio-routing');
  await accessible(page);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });

  await page.keyboard.press('n');
  await dialog.getByLabel('Each night').fill('25');
  await picture(page, 'folio-nightly');
  await accessible(page);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.keyboard.press('k');
  await dialog.getByLabel('Document and its number').fill('Residence permit C 1177');
  await picture(page, 'folio-exemption');
  await accessible(page);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.keyboard.press('h');
  await dialog.getByLabel('May owe at most').fill('500');
  await picture(page, 'folio-limit');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.keyboard.press('j');
  const expected = await hotel('GET', `/stays/${stay.stay_id}/advance-folio`);
  await until('the bill to come', async () => Number((await dialog.getByTestId('expected').textContent()).replace(/[^\d-]/g, '')) === expected.expected_minor);
  await picture(page, 'folio-advance');
  await accessible(page);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  const agreed = await hotel('GET', `/stays/${stay.stay_id}/agreements`);
  assert.deepEqual([agreed.fixed_charges[0].amount_minor, agreed.tax_exemptions[0].proof], [2500, 'Residence permit C 1177']);
  assert.equal((await hotel('GET', `/stays/${stay.stay_id}/device-rights`)).limit_minor, 50_000);

  await page.keyboard.press('b');
  await dialog.getByLabel('Window').click();
  await page.getByRole('option', { name: /^Window 2/ }).click();
  await dialog.getByLabel('Who pays').click();
  await page.getByRole('option', { name: company.name }).click();
  await picture(page, 'folio-bill');
  await accessible(page);
  const paper = page.waitForEvent('popup');
  await dialog.getByRole('button', { name: 'Issue invoice' }).click();
  await (await paper).close();
  await page.getByRole('region', { name: 'Invoices' }).waitFor();
  await picture(page, 'folio-invoiced');
  await accessible(page);
  assert.ok((await hotel('GET', `/accounts/${company.account_id}`)).open_invoices.length === 1);

  await page.goto(`${DESK}#/accounts`);
  await page.getByRole('link', { name: company.name }).first().waitFor();
  await picture(page, 'accounts');
  await accessible(page);
  await page.getByRole('link', { name: company.name }).first().click();
  await page.getByRole('heading', { name: 'Statement' }).waitFor();
  const statement = page.waitForEvent('popup');
  await page.keyboard.press('s');
  await (await statement).close();
  await page.getByRole('button', { name: 'Take back' }).click();
  await dialog.getByLabel('Amount').fill('20');
  await dialog.getByLabel('Reason').fill('noise at night');
  await picture(page, 'account-credit');
  await accessible(page);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('20.00 credited').waitFor();
  await picture(page, 'account-credited');
  await page.keyboard.press('p');
  await dialog.getByLabel('Amount').waitFor();
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('All invoices are paid.').waitFor();
  await picture(page, 'account');
  await accessible(page);
  await page.keyboard.press('e');
  await dialog.getByLabel('Credit limit').fill('25000');
  await picture(page, 'account-details');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  assert.equal((await hotel('GET', `/accounts/${company.account_id}`)).credit_limit_minor, 2_500_000);
  await close();
});

test('what is found after a guest has left is charged late and settled later, by keys', async (t) => {
  const hotel = await api(DESK, 'zrh-manager');
  const name = surname('Minibar');
  const stay = await guest(hotel, name);
  await hotel('POST', `/stays/${stay.stay_id}/check-out`, { settle: { method: 'card' } });
  const { page, close } = await open(t, `${DESK}#/stay/${stay.stay_id}`);
  await signIn(page, 'zrh-desk1');
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Late charge' }).waitFor();
  await page.keyboard.press('c');
  await dialog.getByLabel('Amount').fill('9.02');
  await picture(page, 'late-charge');
  await accessible(page);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.goto(`${DESK}#/departed`);
  await page.getByText(name).first().waitFor();
  await picture(page, 'departed');
  await page.getByText(name).first().click();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Take payment' }).waitFor();
  await page.keyboard.press('p');
  await dialog.getByLabel('Amount').waitFor();
  await dialog.getByText('Cash', { exact: true }).click();
  await dialog.getByText('In cash: CHF 9.00, rounded to CHF 0.05').waitFor(); // there are no smaller coins
  await picture(page, 'late-payment');
  await dialog.getByLabel('Amount').press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('Cash rounding').first().waitFor();
  await picture(page, 'late-settled');
  assert.equal((await hotel('GET', `/stays/${stay.stay_id}`)).balance_minor, 0);

  await page.goto(`${DESK}#/accounts`);
  await page.getByRole('button', { name: 'Open account' }).click();
  assert.ok(await dialog.getByLabel('Credit limit').isDisabled()); // a manager's to set
  await picture(page, 'account-open-clerk');
  await close();
});

test('a drawer is opened, takes cash and foreign money, and is counted without being told', async (t) => {
  const hotel = await api(DESK, 'zrh-manager');
  await hotel('POST', '/cashier/rates', { currency: 'EUR', rate_millionths: 940_000 });
  const { page, close } = await open(t, `${DESK}#/cashier`, { language: 'zh' });
  await signIn(page, 'zrh-manager', 'zh');
  await page.getByRole('heading', { name: '收银' }).waitFor();
  const dialog = page.getByRole('dialog');
  await page.keyboard.press('o');
  if (await page.getByText('清点钱箱内').isVisible().catch(() => false)) { // the drawer of an earlier test
    for (const field of await dialog.getByRole('textbox').all()) await field.fill('0');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.press('o');
  }
  await dialog.getByLabel('钱箱备用金').fill('200');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  const stay = await guest(hotel, surname('Payer'));
  await hotel('POST', `/stays/${stay.stay_id}/payments`, { method: 'cash', amount_minor: 5000, tendered: { currency: 'EUR', amount_minor: 6000 } });
  await page.reload();
  await page.getByText('找零').waitFor();
  await picture(page, 'cashier-zh');
  await accessible(page);
  await page.keyboard.press('o');
  await dialog.getByLabel('CHF').fill('193.60');
  await dialog.getByLabel('EUR').fill('50');
  await picture(page, 'cashier-count-zh');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  const result = page.getByRole('region', { name: '清点结果' });
  assert.match(await result.textContent(), /\p{Pd}10\.00|−10\.00/u);
  await picture(page, 'cashier-closed-zh');
  await accessible(page);
  await page.goto(`${DESK}#/stay/${stay.stay_id}`);
  for (const [key, words] of [['n', '每晚固定费用'], ['k', '证件及编号'], ['j', '离店时账单']]) {
    await page.getByRole('button', { name: '预估账单' }).waitFor();
    await page.keyboard.press(key);
    await dialog.getByText(words).first().waitFor();
    await picture(page, `folio-${key}-zh`);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  }
  await close();
});

test('a deposit is taken for a reservation, on the page of the reservation', async (t) => {
  const hotel = await api(DESK, 'zrh-manager');
  const { business_date: today } = await hotel('GET', '/status');
  const offers = (await hotel('GET', `/availability?arrival=${addDays(today, 3)}&departure=${addDays(today, 4)}&adults=1`)).items;
  const { room_type, rate_plan } = offers.flatMap((each) => each.offers ?? [each])[0];
  const rooms = [{ room_type, rate_plan, arrival: addDays(today, 3), departure: addDays(today, 4), adults: 1, children: 0, infants: 0 }];
  const { confirmation_number: number } = await hotel('POST', '/reservations', { guest: { given_name: 'Ada', surname: surname('Ahead') }, rooms });
  const { page, close } = await open(t, `${DESK}#/reservation/${number}`);
  await signIn(page, 'zrh-desk1');
  await page.getByRole('button', { name: 'Take deposit' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Amount').fill('120');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  const panel = page.getByRole('region', { name: 'Deposit' });
  await until('the deposit', async () => /120\.00/.test(await panel.textContent()));
  await picture(page, 'reservation-deposit');
  await accessible(page);
  await close();
});
