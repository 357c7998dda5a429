// An attendant's phone while nothing happens: it asks one small question and reads nothing that it knows. And what is tapped twice is done once, whatever stands under
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

test('while nothing happens to its rooms a phone reads no body: one small question, and what is as it was is not sent again', async (t) => {
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
  await until('it asked four times', () => questions().length >= 4);
  const rounds = questions();
  for (const [place, question] of rounds.slice(1).entries()) {
    const between = answers.slice(answers.indexOf(rounds[place]) + 1, answers.indexOf(question));
    // Nothing was written: nothing was asked. The hotel writes for itself, too, as when it has compared its copies: rooms stay as they are.
    if (place > 0 && rounds[place].number === rounds[place - 1].number) assert.deepEqual(between, [], 'nothing was written, and it asked');
    for (const { pathname, status, bytes } of between.filter((each) => WATCHED.includes(each.pathname))) assert.deepEqual([status, bytes], [304, 0], pathname);
    const bytes = between.reduce((sum, each) => sum + each.bytes, question.bytes);
    assert.ok(bytes < 1000, `${bytes} bytes in a round: ${JSON.stringify(between)}`);
  }

  // A room is cleaned: the rooms come once, what else is watched does not.
  answers.length = 0;
  const { room } = (await ask('GET', '/rooms')).items.findLast((each) => !each.occupied && each.outage_id === null && each.housekeeping !== 'pickup');
  await ask('POST', `/rooms/${room}/status`, { housekeeping: 'pickup' });
  await until('the phone knows it', () => page.evaluate((wanted) => JSON.parse(localStorage.getItem('keyrack-phone-known')).rooms.some((each) => each.room === wanted && each.housekeeping === 'pickup'), room));
  assert.deepEqual(answers.filter(({ pathname, status }) => pathname === '/v1/rooms' && status === 200).length, 1);
  assert.deepEqual(answers.filter(({ pathname, status }) => pathname === '/v1/housekeeping/checklist' && status !== 304), []);
});

// Two taps of one finger, before anything could be answered, on whatever stands there by then.
const tapTwice = (page, name) =>
  page.getByRole('button', { name, exact: true }).first().evaluate(async (button) => {
    const { left, top, width, height } = button.getBoundingClientRect();
    const tap = () => document.elementFromPoint(left + width / 2, top + height / 2).closest('button')?.click();
    tap();
    await new Promise((resolve) => setTimeout(resolve, 0));
    tap();
  });

test('two taps are one: a started room is not finished, a report is made once, and the same is not said twice', async (t) => {
  const ask = await api(DESK, MAID);
  const [room] = await roomsToClean(ask, 1);
  const page = await phone(t);
  const sent = [];
  page.on('request', (request) => request.method() === 'POST' && sent.push([new URL(request.url()).pathname, request.postDataJSON()]));
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
  await tapTwice(page, 'Report');
  await page.getByText(/2 not sent/).waitFor();
  await page.context().setOffline(false);
  await page.getByText('Connected', { exact: true }).waitFor();
  assert.deepEqual(sent.map(([path]) => path).sort(), ['/v1/housekeeping/sightings', '/v1/work-orders']);
  assert.equal((await task()).status, 'started');
});
