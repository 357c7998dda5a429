// A fault from the desk to the accepted repair, by keyboard and on a technician's phone, in both languages.
import assert from 'node:assert/strict';
import test from 'node:test';
import { accessible, addDays, api, desk, open, picture, signIn, surname, until } from './consoles.mjs';

const HOTEL = 'ZRH';
const DESK = desk(HOTEL);

// A hotel with two technicians, an air conditioner in warranty, parts, a plan, and a known fault.
async function house() {
  const ask = await api(DESK, 'zrh-manager');
  const today = (await ask('GET', '/status')).business_date;
  const room = (await ask('GET', '/rooms')).items.filter((each) => !each.occupied && !each.out_of_order_reason).at(-1).room;
  const people = (await ask('GET', '/technicians?limit=1000')).items;
  const hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from_minute: 0, until_minute: 1440 }));
  for (const [staff, name, skills] of [['zrh-maintenance1', 'Luca Meier', ['hvac', 'plumbing']], ['zrh-maintenance2', 'Sara Brunner', ['electrical', 'lighting']]]) {
    const person = people.find((each) => each.staff === staff) ?? (await ask('POST', '/technicians', { staff, name, hourly_minor: 6000 }));
    await ask('POST', `/technicians/${person.technician}/calendar`, { skills: skills.map((category) => ({ category, level: 3 })), hours, absences: [] });
  }
  const tag = surname('AC');
  const { vendor } = await ask('POST', '/vendors', { name: surname('Kuehl'), telephone: '+41 44 555 01 00' });
  const asset = await ask('POST', '/assets', { tag, category: 'hvac', name: 'Fan coil unit', room, maker: 'Daikin', model: 'FXSQ', warranty_until: addDays(today, 90), warranty_vendor: vendor, replacement_minor: 180000 });
  const part = await ask('POST', '/parts', { code: surname('F'), name_en: 'Air filter', name_zh: '空气滤网', category: 'hvac', unit: 'pc', minimum: 2, cost_minor: 1850 });
  await ask('POST', `/parts/${part.part}/movements`, { kind: 'receipt', quantity: 6 });
  await ask('POST', '/articles', { category: 'hvac', symptom_en: 'Air conditioning drips water', symptom_zh: '空调漏水', cause_en: 'Drain blocked', cause_zh: '排水管堵塞', remedy_en: 'Flush the drain and empty the tray', remedy_zh: '冲洗排水管，清空接水盘' });
  return { ask, room, asset, part, today };
}

test('the desk reports by keyboard, and is told what is known', async (t) => {
  const { ask, room, asset } = await house();
  const { page, close } = await open(t, DESK);
  await signIn(page, 'zrh-desk1');
  await page.keyboard.press('Shift+F8');
  await page.getByRole('heading', { name: 'Maintenance', exact: true }).waitFor();
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Room or area').fill(room);
  const symptom = `Air conditioning drips ${surname('x')}`;
  await dialog.getByLabel('What is wrong').fill(symptom);
  await dialog.getByText('Air conditioning drips water').first().click();
  await dialog.getByText('Flush the drain and empty the tray').first().waitFor();
  await dialog.getByLabel('What it is about').click();
  await page.getByRole('option', { name: new RegExp(asset.tag) }).click();
  await picture(page, 'maintenance-report-dialog');
  await accessible(page);
  await dialog.getByRole('button', { name: 'Report', exact: true }).click();
  await page.getByText('In warranty: call').waitFor();
  await picture(page, 'maintenance-work-order');
  await accessible(page);
  const [order] = (await ask('GET', `/work-orders?room=${room}&limit=1`)).items;
  assert.deepEqual([order.symptom, order.category, order.asset, order.reported_by], [symptom, 'hvac', asset.asset, 'zrh-desk1']);
  await close();
});

test('a technician on a phone accepts, starts, uses a part and repairs; the desk checks and the room comes back', async (t) => {
  const { ask, room, part } = await house();
  const symptom = `Blower ${surname('y')}`;
  const { work_order: number } = await ask('POST', '/work-orders', { room, symptom, category: 'hvac', priority: 'urgent', take_room_out: true });
  const phone = await open(t, DESK, { width: 390, height: 844 });
  const { page } = phone;
  await signIn(page, 'zrh-maintenance1');
  await page.getByRole('heading', { name: 'Maintenance', exact: true }).waitFor(); // and no guest's page
  await page.getByText('All', { exact: true }).click();
  await page.getByText(symptom).waitFor();
  await picture(page, 'maintenance-phone-board');
  await accessible(page);
  await page.getByText(symptom).click();
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.getByRole('button', { name: 'Assign' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('best at it').first().waitFor();
  await picture(page, 'maintenance-phone-assign');
  await dialog.getByRole('button', { name: 'Assign to Luca Meier' }).click();
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByRole('button', { name: 'Use a part' }).click();
  await dialog.getByLabel('Part').click();
  await page.getByRole('option', { name: new RegExp(part.code) }).click();
  await dialog.getByRole('button', { name: 'Use a part' }).click();
  await page.getByText('1 × Air filter').waitFor();
  await page.getByRole('button', { name: 'Repaired' }).click();
  await dialog.getByLabel('Cause').fill('Filter full of dust');
  await dialog.getByLabel('What was done').fill('Filter changed');
  await dialog.getByRole('button', { name: 'Repaired' }).click();
  await dialog.waitFor({ state: 'detached' });
  await picture(page, 'maintenance-phone-order');
  await accessible(page);
  assert.equal(await page.getByRole('button', { name: 'Check', exact: true }).count(), 0, 'nobody checks an own repair');
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390, 'nothing sticks out of a phone');
  await phone.close();

  const front = await open(t, `${DESK}#/work-order/${number}`, { language: 'zh' });
  await signIn(front.page, 'zrh-desk1', 'zh');
  await front.page.getByRole('button', { name: /^验收/ }).waitFor();
  await front.page.keyboard.press('k');
  const check = front.page.getByRole('dialog');
  for (const point of await check.getByRole('checkbox').all()) await point.check();
  await picture(front.page, 'maintenance-check-zh');
  await accessible(front.page);
  await check.getByRole('button', { name: '验收合格' }).click();
  await check.waitFor({ state: 'detached' });
  await front.page.getByRole('button', { name: /^关闭/ }).waitFor();
  await front.page.keyboard.press('c');
  await until('the order to be closed', async () => (await ask('GET', `/work-orders/${number}`)).state === 'closed');
  const back = (await ask('GET', '/rooms')).items.find((each) => each.room === room);
  assert.deepEqual([back.out_of_order_reason ?? null, back.housekeeping], [null, 'dirty']);
  await picture(front.page, 'maintenance-closed-zh');
  await front.close();
});

test('the manager plans: board by arrow keys, calendar, assets, parts, plans, known faults, report', async (t) => {
  const { ask, room } = await house();
  for (const [symptom, category, priority] of [['Lamp flickers', 'lighting', 'low'], ['Door does not lock', 'lock', 'emergency'], ['Tap drips', 'plumbing', 'normal'], ['Tap drips again', 'plumbing', 'normal'], ['Tap leaks badly', 'plumbing', 'urgent']]) {
    await ask('POST', '/work-orders', { room, symptom, category, priority });
  }
  const { page, close } = await open(t, `${DESK}#/work-orders`);
  await signIn(page, 'zrh-manager');
  await page.getByText('Tap leaks badly').first().waitFor();
  await page.locator('.kr-work-card').first().focus();
  await page.keyboard.press('ArrowDown');
  const second = await page.locator('.kr-work-column').first().locator('.kr-work-card').nth(1).getAttribute('href');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), second);
  await picture(page, 'maintenance-board');
  await accessible(page);
  for (const [route, heading, name] of [
    ['technicians', 'Technicians', 'technicians'],
    ['assets', 'Assets', 'assets'],
    ['parts', 'Spare parts', 'parts'],
    ['knowledge', 'Known faults', 'knowledge'],
    ['maintenance-report', 'Maintenance report', 'report'],
    ['work-history', 'All work orders', 'history'],
    ['plans', 'Preventive plans', 'plans'],
  ]) {
    await page.goto(`${DESK}#/${route}`);
    await page.getByRole('heading', { name: heading, exact: true }).waitFor();
    await page.locator('.kr-loading').waitFor({ state: 'detached' });
    await picture(page, `maintenance-${name}`);
    await accessible(page);
  }
  await page.getByRole('button', { name: 'New plan' }).click();
  const dialog = page.getByRole('dialog');
  const name = `Clean filters ${surname('p')}`;
  await dialog.getByLabel('What is done').fill(name);
  await dialog.getByLabel('Rooms').fill(room);
  await page.getByRole('option', { name: room, exact: true }).click();
  await page.keyboard.press('Escape').catch(() => undefined);
  if ((await dialog.count()) === 0) assert.fail('Escape in a list closed the dialogue');
  await picture(page, 'maintenance-plan-dialog');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText(name).first().waitFor();
  await until('the order of the plan', async () => (await ask('GET', `/work-orders?room=${room}&open=1&limit=200`)).items.some((order) => order.symptom === name && order.origin === 'plan'));
  await close();
});

test('plans to begin with are taken over with their checklists, and the rooms of a plan are changed', async (t) => {
  const { ask } = await house();
  const { page, close } = await open(t, `${DESK}#/plans`);
  await signIn(page, 'zrh-manager');
  await page.getByRole('heading', { name: 'Preventive plans', exact: true }).waitFor();
  await page.getByRole('button', { name: /Plans to begin with/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Fire doors: check').waitFor();
  await picture(page, 'plans-starter');
  await accessible(page);
  const name = 'Automatic and revolving doors: safety check';
  const has = (await ask('GET', '/plans?limit=500')).items.some((plan) => plan.name === name);
  if (!has) {
    await dialog.getByLabel(new RegExp(`^${name}`)).check();
    await dialog.getByRole('button', { name: 'Take over 1' }).click();
    await dialog.waitFor({ state: 'detached' });
  } else await page.keyboard.press('Escape');
  const plan = (await ask('GET', '/plans?limit=500')).items.find((each) => each.name === name);
  assert.deepEqual([plan.every_count, plan.every_unit, plan.category], [6, 'month', 'building']);
  assert.match(plan.instructions, /^□ Sensors stop the leaf before it touches/);
  const targets = async () => (await ask('GET', `/plans/${plan.plan}`)).targets;
  const before = await targets();

  await page.getByRole('button', { name: `Rooms and places: ${name}` }).click();
  await dialog.getByText('Add rooms, assets or areas').waitFor();
  await dialog.getByLabel('Or an area').fill('Back door');
  await dialog.getByRole('button', { name: 'Add to the list' }).click();
  await dialog.getByLabel('Many rooms at once').click();
  await page.getByRole('option', { name: /^Floor 1$|^Floor 2$/ }).first().click();
  await dialog.getByLabel('Spread over days').fill('10');
  await picture(page, 'plan-places');
  await page.setViewportSize({ width: 820, height: 1180 });
  await picture(page, 'plan-places-tablet');
  await accessible(page);
  await dialog.getByRole('button', { name: 'Add to the list' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  const after = await targets();
  assert.ok(after.length > before.length + 1 && after.some((each) => each.area === 'Back door') && after.some((each) => each.room !== null), JSON.stringify(after.slice(0, 5)));
  for (const each of before) assert.ok(after.some((other) => other.area === each.area && other.next_due === each.next_due), 'what stays keeps its day');
  await page.getByRole('button', { name: `Rooms and places: ${name}` }).click();
  await dialog.getByRole('button', { name: 'Remove all' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.deepEqual(await targets(), []);
  await close();
});

test('the manager keeps vendors, contracts, assets, parts, known faults, plans, absences and settings', async (t) => {
  const { ask, asset, part, today } = await house();
  const { page, close } = await open(t, `${DESK}#/vendors`, { width: 1024, height: 768 });
  await signIn(page, 'zrh-manager');
  const dialog = page.getByRole('dialog');
  const save = async () => {
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  };
  const seen = async (name) => {
    await picture(page, `maintenance-${name}`);
    await accessible(page);
  };
  const visit = async (route, heading) => {
    await page.goto(`${DESK}#/${route}`);
    await page.getByRole('heading', { name: heading, exact: true }).waitFor();
    await page.locator('.kr-loading').first().waitFor({ state: 'detached' });
  };

  const vendor = surname('Lift');
  await page.getByRole('button', { name: 'New vendor' }).click();
  await dialog.getByLabel('Name').fill(vendor);
  await dialog.getByLabel('Telephone').fill('+41 44 555 01 23');
  await save();
  await page.getByRole('button', { name: 'New contract' }).click();
  await dialog.getByLabel('What is covered').fill(`Full service ${vendor}`);
  await dialog.getByLabel('Vendor').click();
  await page.getByRole('option', { name: vendor }).click();
  await seen('contract-dialog');
  await save();
  await page.getByText(`Full service ${vendor}`).waitFor();
  await seen('vendors');

  await visit('assets', 'Assets');
  await page.getByText(asset.tag).first().click();
  await dialog.getByRole('button', { name: 'Change', exact: true }).click();
  await dialog.getByLabel('Service contract').click();
  await page.getByRole('option', { name: new RegExp(vendor) }).click();
  await dialog.getByLabel('Note').fill('Behind the panel');
  await seen('asset-change');
  await save();
  const changed = await ask('GET', `/assets/${asset.asset}`);
  assert.deepEqual([changed.note, changed.maker, changed.warranty_vendor, changed.service_contract !== null], ['Behind the panel', 'Daikin', asset.warranty_vendor, true]);

  await visit('parts', 'Spare parts');
  await page.getByText(part.code).first().click();
  await dialog.getByRole('button', { name: 'Change the details' }).click();
  await dialog.getByLabel('Where it is kept').fill('Cellar, shelf 4');
  await save();
  const kept = await ask('GET', `/parts/${part.part}`);
  assert.deepEqual([kept.place, kept.stock, kept.minimum], ['Cellar, shelf 4', 6, 2]);

  const symptom = `Air is warm ${surname('q')}`;
  const article = await ask('POST', '/articles', { category: 'hvac', symptom_en: symptom, symptom_zh: '', cause_en: '', cause_zh: '', remedy_en: 'Clean the filter', remedy_zh: '' });
  await visit('knowledge', 'Known faults');
  await page.getByRole('button', { name: `Change ${symptom}` }).click();
  await dialog.getByLabel('Symptom (Chinese)').fill('空调不冷');
  await seen('article-change');
  await save();
  const written = await ask('GET', `/articles/${article.article}`);
  assert.deepEqual([written.symptom_zh, written.remedy_en], ['空调不冷', 'Clean the filter']);

  const plan = await ask('POST', '/plans', { name: surname('Descale'), category: 'plumbing', every_count: 1, every_unit: 'month', estimated_minutes: 20 });
  await visit('plans', 'Preventive plans');
  await page.getByRole('button', { name: `Change ${plan.name}` }).click();
  await dialog.getByLabel('Every').fill('2');
  await dialog.getByLabel('Days it may be late').fill('5');
  await seen('plan-change');
  await save();
  const planned = await ask('GET', `/plans/${plan.plan}`);
  assert.deepEqual([planned.every_count, planned.slack_days, planned.estimated_minutes], [2, 5, 20]);

  await visit('technicians', 'Technicians');
  await page.getByRole('row', { name: /Sara Brunner/ }).getByRole('button', { name: 'Change' }).click();
  await dialog.getByLabel('Why, as everybody may read it').fill('Training');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await seen('technician-absence');
  await save();
  await page.getByRole('cell', { name: /Training/ }).first().waitFor();
  const sara = (await ask('GET', '/technicians?limit=1000')).items.find((each) => each.name === 'Sara Brunner');
  assert.deepEqual((await ask('GET', `/technicians/${sara.technician}`)).absences.map((each) => [each.from_day, each.until_day, each.reason]), [[today, today, 'Training']]);

  await visit('maintenance-settings', 'Maintenance settings');
  const before = await ask('GET', '/maintenance/settings');
  await page.getByLabel('within days').fill(String(before.repeat_days + 1));
  await seen('settings');
  await page.getByRole('button', { name: 'Save', exact: true }).first().click();
  await page.getByText('Kept.').waitFor();
  const after = await ask('GET', '/maintenance/settings');
  assert.deepEqual({ ...after, revision: 0 }, { ...before, revision: 0, repeat_days: before.repeat_days + 1 });
  await ask('POST', '/maintenance/settings', Object.fromEntries(Object.entries(before).filter(([name]) => name !== 'revision')));
  await close();
});
