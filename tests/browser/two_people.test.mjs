// Two people and one record, each with a page of their own: what only one of them changed comes together by itself, what both
// changed differently is shown as it was, is now and is wished, and chosen. And hands that press twice, and a node that is
// restarted while somebody types.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { accessible, addDays, api, desk, open, picture, signIn, surname, until } from './consoles.mjs';
import { load, ROOT } from './modules.mjs';

const HOTEL = 'NYC';
const DESK = desk(HOTEL);
const CLERK = 'nyc-desk1';
const MANAGER = 'nyc-manager';
const { merged, sameValue } = await load('ops/web/shared/format/merge.ts');

// Somebody at the desk, on a page of the record.
async function at(t, user, place, language = 'en') {
  const opened = await open(t, `${DESK}#/${place}`, { language });
  await signIn(opened.page, user, language);
  await opened.page.goto(`${DESK}#/${place}`);
  return { ...opened, dialog: opened.page.getByRole('dialog') };
}

const gone = (dialog) => dialog.waitFor({ state: 'detached' });
const row = (dialog, name) => dialog.getByRole('row').filter({ has: dialog.page().getByRole('rowheader', { name, exact: true }) });

test('lists are compared by what is in them', () => {
  assert.ok(sameValue(['a'], ['a']) && !sameValue(['a'], ['b']) && sameValue(null, null) && !sameValue('1', 1));
  assert.deepEqual(merged({ a: [1], b: [1] }, { a: [2], b: [1] }, { a: [1], b: [3] }, {}), { a: [2], b: [3] });
});

test('a note: what both changed is chosen, what one changed is kept', async (t) => {
  const hotel = await api(DESK, CLERK);
  const { business_date: today } = await hotel('GET', '/status');
  const text = `Pillows ${surname('x')}`;
  const note = await hotel('POST', '/notes', { kind: 'trace', department: 'housekeeping', due_on: today, text });
  const [one, other] = [await at(t, CLERK, 'notes'), await at(t, MANAGER, 'notes')];
  for (const { page } of [one, other]) await page.locator(`[data-note="${note.note_id}"]`).getByRole('button', { name: 'Change' }).click();
  await one.dialog.getByLabel('What is to be done').fill(`${text}, feather free`);
  await picture(one.page, 'two-note-form');
  await accessible(one.page);
  await other.dialog.getByLabel('Department').selectOption('concierge');
  await other.dialog.getByLabel('What is to be done').fill(`${text}, two of them`);
  await other.dialog.getByRole('button', { name: 'Save' }).click();
  await gone(other.dialog);
  await one.dialog.getByRole('button', { name: 'Save' }).click();
  await one.dialog.getByText('A colleague changed this').waitFor();
  await picture(one.page, 'two-note-merge');
  await accessible(one.page);
  const save = one.dialog.getByRole('button', { name: 'Save it like this' });
  assert.ok(await save.isDisabled(), 'not before it is chosen');
  assert.match(await row(one.dialog, 'Department').innerText(), /Housekeeping\s+Concierge\s+Housekeeping/);
  await one.dialog.getByRole('radio', { name: `${text}, feather free` }).check();
  await save.click();
  await gone(one.dialog);
  await one.page.getByText(`${text}, feather free`).waitFor();
  const kept = await hotel('GET', `/notes/${note.note_id}`);
  assert.deepEqual([kept.text, kept.department, kept.changed_by], [`${text}, feather free`, 'concierge', CLERK]);
  await one.close();
  await other.close();
});

test('an outage: different fields come together by themselves, the same one is chosen', async (t) => {
  const hotel = await api(DESK, MANAGER);
  const { business_date: today } = await hotel('GET', '/status');
  const room = (await hotel('GET', '/rooms')).items.filter((each) => !each.occupied && each.outage_id === null).at(-1).room;
  const [from, last] = [addDays(today, 40), addDays(today, 42)];
  const reason = `Paint ${surname('x')}`;
  const outage = await hotel('POST', '/outages', { room, kind: 'out_of_service', from, until: last, reason });
  const [one, other] = [await at(t, MANAGER, 'outages'), await at(t, 'nyc-housekeeping1', 'outages')];
  const openForm = ({ page }) => page.locator('.kr-list tbody tr, .kr-table-open tbody tr').filter({ hasText: reason }).click();
  for (const each of [one, other]) await openForm(each);
  await other.dialog.getByLabel('Reason').fill(`${reason} and carpet`);
  await other.dialog.getByRole('button', { name: 'Change' }).click();
  await gone(other.dialog);
  await one.dialog.getByLabel('Back on').fill('+44');
  await one.page.keyboard.press('Tab');
  await one.dialog.getByRole('button', { name: 'Change' }).click();
  await gone(one.dialog);
  const both = await hotel('GET', `/outages/${outage.outage_id}`);
  assert.deepEqual([both.reason, both.until], [`${reason} and carpet`, addDays(today, 44)], 'nobody had to choose');

  for (const each of [one, other]) await openForm(each);
  await other.dialog.getByLabel('Reason').fill(`${reason}, carpet, lamps`);
  await other.dialog.getByRole('button', { name: 'Change' }).click();
  await gone(other.dialog);
  await one.dialog.getByLabel('Reason').fill(`${reason}: later`);
  await one.dialog.getByRole('button', { name: 'Change' }).click();
  await one.dialog.getByText('A colleague changed this').waitFor();
  await picture(one.page, 'two-outage-merge');
  await one.dialog.getByRole('radio', { name: `${reason}, carpet, lamps` }).check();
  await one.dialog.getByRole('button', { name: 'Save it like this' }).click();
  await gone(one.dialog);
  assert.equal((await hotel('GET', `/outages/${outage.outage_id}`)).reason, `${reason}, carpet, lamps`);
  await one.close();
  await other.close();
});

test('an account, in Chinese: a posting of a colleague is no clash, another address is', async (t) => {
  const hotel = await api(DESK, MANAGER);
  const account = await hotel('POST', '/accounts', { kind: 'city', name: `Reisen ${surname('x')}`, address: 'Zug', credit_limit_minor: 500000 });
  const [one, other] = [await at(t, MANAGER, `account/${account.account_id}`, 'zh'), await at(t, CLERK, `account/${account.account_id}`)];
  const form = async ({ page }) => page.keyboard.press('e');
  await one.page.getByRole('heading', { name: account.name }).waitFor();
  await form(one);
  await one.dialog.getByLabel('地址').fill('苏黎世火车站大街 1 号');
  await hotel('POST', `/accounts/${account.account_id}/charges`, { department: 'food', description: 'Dinner', amount_minor: 4200 });
  await one.dialog.getByRole('button', { name: '保存' }).click();
  await gone(one.dialog);
  const now = () => hotel('GET', `/accounts/${account.account_id}`);
  assert.equal((await now()).address, '苏黎世火车站大街 1 号');
  assert.ok((await now()).balance_minor >= 4200, 'and the dinner is there, with its taxes');

  await other.page.getByRole('heading', { name: account.name }).waitFor();
  await form(one);
  await form(other);
  await other.dialog.getByLabel('Address').fill('Bahnhofstrasse 2');
  await other.dialog.getByRole('button', { name: 'Save' }).click();
  await gone(other.dialog);
  await one.dialog.getByLabel('地址').fill('苏黎世湖滨路 7 号');
  await one.dialog.getByRole('button', { name: '保存' }).click();
  await one.dialog.getByText('您处理期间，同事也修改了这条记录').waitFor();
  await picture(one.page, 'two-account-merge-zh');
  await accessible(one.page);
  await one.dialog.getByRole('radio', { name: '苏黎世湖滨路 7 号' }).check();
  await one.dialog.getByRole('button', { name: '就这样保存' }).click();
  await gone(one.dialog);
  assert.equal((await now()).address, '苏黎世湖滨路 7 号');
  await one.close();
  await other.close();
});

async function guestInHouse(hotel, name) {
  const { business_date: today } = await hotel('GET', '/status');
  const { room_type } = (await hotel('GET', '/rooms')).items.find((room) => !room.occupied && room.outage_id === null);
  const stay = { guest: { given_name: 'Ada', surname: surname(name) }, rate_plan: 'BAR', room_type, departure: addDays(today, 2), adults: 1, children: 0, infants: 0 };
  return hotel('POST', '/walk-ins', stay);
}

test('a stay: rights and ticks come together by themselves; another departure is chosen', async (t) => {
  const hotel = await api(DESK, CLERK);
  const stay = await guestInHouse(hotel, 'Both');
  const [one, other] = [await at(t, CLERK, `stay/${stay.stay_id}`), await at(t, MANAGER, `stay/${stay.stay_id}`)];
  for (const { page } of [one, other]) await page.getByRole('button', { name: 'Change rights' }).click();
  await other.dialog.getByLabel('Lock the minibar').check();
  await other.dialog.getByRole('button', { name: 'Save and tell the devices' }).click();
  await gone(other.dialog);
  await one.dialog.getByText('Barred', { exact: true }).click();
  await one.dialog.getByRole('button', { name: 'Save and tell the devices' }).click();
  await gone(one.dialog);
  const rights = await hotel('GET', `/stays/${stay.stay_id}/device-rights`);
  assert.deepEqual([rights.telephone_class, rights.minibar_locked], [0, true]);

  const wishes = () => hotel('GET', `/housekeeping/stays/${stay.stay_id}/wishes`);
  const ticks = (page) => page.locator('.kr-wishes').getByRole('checkbox');
  await ticks(other.page).nth(0).check();
  await until('the first tick', async () => (await wishes()).service_declined);
  await ticks(one.page).nth(2).check();
  await until('both ticks', async () => {
    const { service_declined, turndown } = await wishes();
    return service_declined && turndown;
  });
  await until('the colleague’s tick on this page', async () => ticks(one.page).nth(0).isChecked());

  for (const { page, dialog } of [one, other]) {
    await page.keyboard.press('d');
    await dialog.getByText(/When does/).waitFor();
  }
  const { business_date: today } = await hotel('GET', '/status');
  await other.dialog.getByLabel('Leaves on').fill(addDays(today, 4));
  await other.page.keyboard.press('Tab');
  await other.dialog.getByRole('button', { name: /^Leaves / }).click();
  await gone(other.dialog);
  await one.dialog.getByRole('button', { name: /^Leaves / }).click();
  await one.dialog.getByText('A colleague changed this').waitFor();
  await picture(one.page, 'two-stay-merge');
  await accessible(one.page);
  await one.dialog.getByRole('radio').nth(1).check();
  await one.dialog.getByRole('button', { name: 'Save it like this' }).click();
  await gone(one.dialog);
  const after = await hotel('GET', `/stays/${stay.stay_id}`);
  assert.equal(after.booked_departure ?? after.departure, addDays(today, 3));
  await one.close();
  await other.close();
});

test('a double click is one click: one key, one record, and not the next row', async (t) => {
  const hotel = await api(DESK, CLERK);
  const mark = surname('Twice');
  const { page, dialog, close } = await at(t, CLERK, 'notes');
  await page.getByRole('tab', { name: 'Log' }).click();
  const keys = [];
  page.on('request', (request) => request.method() === 'POST' && keys.push(request.headers()['idempotency-key']));
  for (const word of ['first', 'second']) {
    await page.keyboard.press('n');
    await dialog.getByLabel('What the next shift should know').fill(`${mark} ${word}`);
    await dialog.getByRole('button', { name: 'Save' }).dblclick();
    await gone(dialog);
    await page.getByText(`${mark} ${word}`).waitFor();
  }
  const open_ = async () => (await hotel('GET', '/notes?kind=log&limit=1000')).items.filter((note) => note.text.startsWith(mark)).map(({ text }) => text);
  assert.deepEqual([new Set(keys).size, (await open_()).length], [2, 2]);
  // The first row goes with the first press; the second press lands where the second row has come to stand.
  await page.locator('.kr-notes li').filter({ hasText: `${mark} first` }).getByRole('button', { name: 'Done' }).dblclick({ delay: 20 });
  await page.getByText(`${mark} first`).first().waitFor();
  await until('the first is done', async () => (await open_()).length < 2);
  await page.waitForTimeout(500);
  assert.deepEqual(await open_(), [`${mark} second`]);
  await close();
});

test('the node is restarted while somebody types: it goes on with what was typed', async (t) => {
  const hotel = await api(DESK, CLERK);
  const { business_date: today } = await hotel('GET', '/status');
  const text = `Flowers ${surname('x')}`;
  const note = await hotel('POST', '/notes', { kind: 'trace', department: 'concierge', due_on: today, text });
  const { page, dialog } = await at(t, CLERK, 'notes');
  await page.locator(`[data-note="${note.note_id}"]`).getByRole('button', { name: 'Change' }).click();
  await dialog.getByLabel('What is to be done').fill(`${text}, white`);
  const part = (command) => execFileSync(join(ROOT, 'ops/part'), [command, `property-${HOTEL}`], { stdio: 'ignore' });
  const keys = [];
  page.on('request', (request) => request.method() === 'POST' && keys.push(request.headers()['idempotency-key']));
  part('kill');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.locator('[data-problem]').waitFor();
  await picture(page, 'two-node-away');
  part('start');
  await dialog.getByRole('button', { name: 'Save' }).and(page.locator(':not([data-loading])')).waitFor();
  assert.equal(await dialog.getByLabel('What is to be done').inputValue(), `${text}, white`);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await gone(dialog);
  assert.equal(new Set(keys).size, 1, 'one key until there was an answer');
  await page.getByText(`${text}, white`).waitFor();
});
