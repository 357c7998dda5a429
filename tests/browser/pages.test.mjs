// Every page of the front desk's registry, in both languages, on a desk's screen and on a tablet, those of the rooms on a phone, too: it
// opens without a complaint, nothing is cut off, and there is no barrier of the two grave kinds. The pictures are there to be looked at.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { accessible, desk, open, picture, signIn } from './consoles.mjs';
import { ROOT } from './modules.mjs';

const source = readFileSync(join(ROOT, 'property/console/src/pages.tsx'), 'utf8');
// Pages in the navigation: those that are called without a parameter.
const PAGES = [...source.matchAll(/\{ route: '([\w-]+)', group: '(\w+)'([^\n]*)/g)].map(([, route, group, rest]) => ({ route, group, hotkey: /hotkey: '([\w+]+)'/.exec(rest)?.[1] }));
const WINDOWS = 2; // of each language
const SIZES = { desk: { width: 1366, height: 768 }, tablet: { width: 1024, height: 768 } };
// Housekeepers have a phone with them.
const PHONE = { phone: { width: 390, height: 844 } };

assert.ok(PAGES.length >= 9, 'the registry is read');

test('no key belongs to two pages, and none to the browser', () => {
  const keys = PAGES.map(({ hotkey }) => hotkey).filter(Boolean);
  assert.deepEqual(keys.filter((key, place) => keys.indexOf(key) !== place), []);
  assert.deepEqual(keys.filter((key) => /^(F1|F5|F11|F12|Shift\+F5|Shift\+F10)$/.test(key)), []);
});

// What is wrong with these pages, one after another in one window.
async function look(t, language, pages) {
  const { page, close } = await open(t, desk('SHA'), { language, ...SIZES.desk });
  await signIn(page, 'sha-manager', language);
  const wrong = [];
  for (const { route, group } of pages) {
    await page.goto(`${desk('SHA')}#/${route}`); // the phone's page is a document of its own
    await page.waitForTimeout(700);
    await page.locator('.kr-loading').first().waitFor({ state: 'detached' });
    for (const [size, viewport] of Object.entries({ ...SIZES, ...(group === 'rooms' && PHONE) })) {
      await page.setViewportSize(viewport);
      await picture(page, `page-${route}-${language}-${size}`);
      const overhang = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (overhang > 0) wrong.push(`${route} on a ${size}: ${overhang} px are cut off`);
      await accessible(page).catch((error) => wrong.push(`${route} on a ${size}: ${error.actual?.join('; ') ?? error.message}`));
    }
    const text = await page.locator('main').innerText();
    const raw = text.match(/\b[a-z]+[A-Za-z]*\.[a-z]+[A-Za-z.]*\b(?![@/])/g)?.filter((word) => source.includes(`'${word}'`)) ?? [];
    if (raw.length > 0) wrong.push(`${route}: keys instead of words: ${raw.join(', ')}`);
  }
  assert.deepEqual(wrong, []);
  await close();
}

// Several windows at once: most of the time a page is waited for.
test('every page', { concurrency: true }, (t) =>
  Promise.all(
    ['en', 'zh'].flatMap((language) =>
      Array.from({ length: WINDOWS }, (_, window) =>
        t.test(`in ${language}, window ${window + 1} of ${WINDOWS}`, (t) => look(t, language, PAGES.filter((_page, place) => place % WINDOWS === window))),
      ),
    ),
  ));
