// An attendant's phone while nothing happens: it asks one small question. And what is tapped twice is done once, whatever stands under
// the finger by then.
import assert from 'node:assert/strict';
import test from 'node:test';
import { until } from '../support/until.mjs';
import { api, desk, open, password, picture } from './consoles.mjs';

const HOTEL = 'TYO';
const DESK = desk(HOTEL);
const MAID = 'tyo-housekeeping1';
const WATCHED = ['/v1/housekeeping/sheets', '/v1/rooms', '/v1/housekeeping/checklist', '/v1/minibar'];

async function phone(t) {
  const { page } = await open(t, `${DESK}phone.html`, { width: 390, height: 844 });
  await page.getByLabel('User name').fill(MAID);
  await page.getByLabel('Password').fill(password(MAID));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Connected', { exact: true }).waitFor();
  return page;
}

// Rooms to clean, on the sheet of whoever holds the phone.
async function roomsToClean(ask, count) {
  const { items } = await ask('GET', '/housekeeping/attendants');
  for (const each of items) await ask('POST', '/housekeeping/attendants', { ...each, staff: each.staff ?? undefined, working: false });
  await ask('POST', '/housekeeping/attendants', { attendant: 'thrift', name: 'Yui', staff: MAID, credits: 400, working: true });
  const rooms = (await ask('GET', '/rooms')).items.filter((room) => !room.occupied && room.outage_id === null).slice(0, count).map(({ room }) => room);
  for (const room of rooms) await ask('POST', `/rooms/${room}/status`, { housekeeping: 'dirty' });
  await ask('POST', '/housekeeping/sheets', {});
  return rooms;
}

test('while nothing is written at the hotel a phone asks one small question; what is as it was comes without its body', async (t) => {
  const ask = await api(DESK, MAID);
  const page = await phone(t);
  await until('what it reads first', async () => (await page.evaluate(() => localStorage.getItem('keyrack-phone-known')))?.includes('"rooms":[{'));
  const answers = [];
  page.on('response', async (response) => {
    const { pathname } = new URL(response.url());
    if (!pathname.startsWith('/v1/')) return;
    const answer = { pathname, status: response.status(), bytes: 0, number: null };
    answers.push(answer);
    const body = answer.status === 304 ? '' : await response.text().catch(() => '');
    Object.assign(answer, { bytes: body.length, number: pathname === '/v1/changes' ? JSON.parse(body).number : null });
  });
  const questions = () => answers.filter(({ pathname, number }) => pathname === '/v1/changes' && number !== null);
  const quiet = () => questions().some(({ number }, place, all) => place >= 2 && all[place - 1].number === number && all[place - 2].number === number);
  await until('the hotel is quiet for a while', quiet, 120_000);
  // Between two questions with the same answer nothing else was asked.
  const [, second, third] = (() => {
    const all = questions();
    const end = all.findIndex(({ number }, place) => place >= 2 && all[place - 1].number === number && all[place - 2].number === number);
    return all.slice(end - 2, end + 1);
  })();
  const between = answers.slice(answers.indexOf(second), answers.indexOf(third) + 1);
  assert.deepEqual(between.map(({ pathname }) => pathname), ['/v1/changes', '/v1/changes']);
  assert.ok(between.every(({ bytes }) => bytes < 60), JSON.stringify(between));
  // Whatever else the hotel wrote meanwhile, the rooms are as they were.
  for (const { pathname, status, bytes } of answers.filter((each) => WATCHED.includes(each.pathname))) assert.deepEqual([status, bytes], [304, 0], pathname);

  // A room is cleaned: the rooms come once, what else is watched does not.
  answers.length = 0;
  const { room } = (await ask('GET', '/rooms')).items.findLast((each) => !each.occupied && each.outage_id === null && each.housekeeping !== 'pickup');
  await ask('POST', `/rooms/${room}/status`, { housekeeping: 'pickup' });
  await until('the phone knows it', () => page.evaluate((wanted) => JSON.parse(localStorage.getItem('keyrack-phone-known')).rooms.some((each) => each.room === wanted && each.housekeeping === 'pickup'), room));
  assert.deepEqual(answers.filter(({ pathname, bytes }) => pathname === '/v1/rooms' && bytes > 0).length, 1);
  assert.deepEqual(answers.filter(({ pathname, status }) => pathname === '/v1/housekeeping/checklist' && status !== 304), []);
});

// Two taps of one finger, without the moment in which anything could be answered.
const tapTwice = (page, name) =>
  page.getByRole('button', { name, exact: true }).first().evaluate((button) => {
    const { left, top, width, height } = button.getBoundingClientRect();
    const tap = () => document.elementFromPoint(left + width / 2, top + height / 2).closest('button')?.click();
    tap();
    tap();
  });

test('two taps are one: a started room is not finished, a report is made once, and the same is not said twice', async (t) => {
  const ask = await api(DESK, MAID);
  const [room] = await roomsToClean(ask, 1);
  const page = await phone(t);
  const sent = [];
  page.on('request', (request) => request.method() === 'POST' && sent.push([new URL(request.url()).pathname.replace(/\d+/g, 'N'), request.postDataJSON()]));
  const task = async () => (await ask('GET', '/housekeeping/sheets')).sheets.flatMap(({ tasks }) => tasks).find((each) => each.room === room);
  await page.getByRole('button', { name: new RegExp(`^${room}`) }).click();
  await tapTwice(page, 'Start');
  await until('it is started', async () => (await task()).status === 'started');
  assert.deepEqual(sent.map(([, body]) => body.status), ['started']);
  await picture(page, 'phone-started');

  sent.length = 0;
  await page.context().setOffline(true);
  await tapTwice(page, 'Nobody is here');
  await page.getByText('waits for the connection').waitFor();
  await page.getByRole('button', { name: 'Nobody is here' }).click(); // said already, and still waits
  await page.getByText('Report a fault').click();
  await page.getByLabel('What does not work?').fill('The lamp flickers');
  await page.getByRole('button', { name: 'Report', exact: true }).first().evaluate((button) => { button.click(); button.click(); });
  await page.getByText(/2 not sent/).waitFor();
  await page.context().setOffline(false);
  await page.getByText('Connected', { exact: true }).waitFor();
  assert.deepEqual(sent.map(([path]) => path).sort(), ['/v1/housekeeping/sightings', '/v1/work-orders']);
  assert.equal((await task()).status, 'started');
});
