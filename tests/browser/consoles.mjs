// What the browser tests share: a started instance, Chromium, people who sign in, pictures, and the accessibility check.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, require } from './modules.mjs';

const RUN = process.env.KEYRACK_RUN;
const PORT = Number(process.env.KEYRACK_PORT);

assert.ok(RUN && PORT, 'run this through ops/test, which starts the instance');

export const CENTRE = `http://127.0.0.1:${PORT}/`;
// The hotels in the order of the chain.
export const HOTELS = ['H1', 'H2', 'SHA', 'ZRH', 'NYC', 'TYO'];
export const desk = (hotel) => `http://127.0.0.1:${PORT + 1 + HOTELS.indexOf(hotel)}/`;

const SCREENSHOTS = join(ROOT, 'build/screenshots');
const ARGUMENTS = [
  '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', // a camera, for whoever asks
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

export function password(user) {
  const line = readFileSync(join(RUN, 'secrets/staff.txt'), 'utf8').split('\n').find((each) => each.startsWith(`${user}\t`));
  assert.ok(line, `there is no ${user} among the staff of this installation`);
  return line.split('\t')[1];
}

// A page of its own for the test `t`; `camera`: a film before its camera. `close()` fails when the page complained; a test that fails before leaves a picture.
export async function open(t, address, { language = 'en', width = 1366, height = 820, camera } = {}) {
  const { chromium } = require('playwright-core');
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: camera === undefined ? ARGUMENTS : [...ARGUMENTS, `--use-file-for-fake-video-capture=${camera}`] });
  const context = await browser.newContext({ viewport: { width, height }, locale: language === 'zh' ? 'zh-CN' : 'en-GB' });
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  t.after(async () => {
    if (browser.isConnected()) await picture(page, `failed-${t.name.replace(/\W+/g, '-').slice(0, 60)}`);
    await browser.close();
  });
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // Refusals are part of the work, and the browser notes each of them.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) complaints.push(message.text());
  });
  await page.goto(address);
  return {
    page,
    close: async () => {
      await browser.close();
      assert.deepEqual(complaints, []);
    },
  };
}

const WORDS = {
  en: { user: 'User name', password: 'Password', submit: 'Sign in' },
  zh: { user: '用户名', password: '密码', submit: '登录' },
};

export async function signIn(page, user, language = 'en') {
  const words = WORDS[language];
  await page.getByLabel(words.user).fill(user);
  await page.getByLabel(words.password, { exact: true }).fill(password(user));
  await page.getByRole('button', { name: words.submit, exact: true }).click();
  await page.locator('.kr-shell').waitFor();
}

export async function picture(page, name) {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.waitForTimeout(250); // dialogues fade in
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}

// Whatever fades in stands: half faded in, no text has its contrast.
const settled = (page) =>
  page.waitForFunction(() => {
    const running = document.getAnimations().filter((each) => each.playState === 'running' && each.effect?.getComputedTiming().endTime !== Infinity);
    const faded = [...document.querySelectorAll('[role=dialog], [role=listbox], [role=menu]')].filter((each) => each.checkVisibility() && getComputedStyle(each.closest('[style*=opacity]') ?? each).opacity < 1);
    return running.length === 0 && faded.length === 0;
  });

// No page may have a barrier of the two grave kinds.
export async function accessible(page) {
  await settled(page);
  const source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(source);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }));
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`);
  assert.deepEqual(found, []);
}

// Requests as a program makes them, for what a test needs beforehand.
export async function api(address, user) {
  const opened = await fetch(`${address}v1/sessions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ user, password: password(user) }),
  });
  const session = await opened.json();
  assert.equal(opened.status, 201, JSON.stringify(session));
  const cookie = opened.headers.get('set-cookie').split(';')[0];
  let count = 0;
  return async (method, path, body, key, headers = {}) => {
    count += 1;
    const answer = await fetch(`${address}v1${path}`, {
      method,
      headers: {
        cookie,
        'X-CSRF-Token': session.csrf_token,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(method === 'POST' ? { 'Idempotency-Key': key ?? `test-${process.pid}-${Date.now()}-${count}` } : {}),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    const document = text === '' ? null : JSON.parse(text);
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return document;
  };
}

export const addDays = (night, days) => new Date(Date.parse(night) + days * 86_400_000).toISOString().slice(0, 10);

// A surname nobody else has in this installation, so that a test finds its own guests again.
export function surname(stem) {
  const letters = (Date.now() % 26 ** 5).toString(26).padStart(5, '0').replace(/./g, (digit) => 'abcdefghijklmnopqrstuvwxyz'[parseInt(digit, 26)]);
  return `${stem}${letters}`;
}

export { until } from '../support/until.mjs';
