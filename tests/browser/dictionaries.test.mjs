// Both languages say everything, with the same values in it, and nothing is asked for that they do not say.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { readDescription, refusalCodes } from '../support/openapi.mjs';
import { ROOT, load } from './modules.mjs';

const { commonEnglish } = await load('ops/web/shared/i18n/common.en.ts');
const { commonChinese } = await load('ops/web/shared/i18n/common.zh.ts');

const consoles = {};
for (const floor of ['central', 'property']) {
  const { english } = await load(`${floor}/console/src/text/en.ts`);
  const { chinese } = await load(`${floor}/console/src/text/zh.ts`);
  consoles[floor] = { english, chinese, folder: `${floor}/console/src` };
}

const isSingular = (key) => key.endsWith('.one');
const names = (text) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))].sort();

// What is wrong between two dictionaries, in words.
function differences(english, chinese) {
  const wrong = [];
  for (const [key, text] of Object.entries(english)) {
    if (text.trim() === '') wrong.push(`${key}: empty in English`);
    if (isSingular(key)) {
      if (!(key.slice(0, -4) in english)) wrong.push(`${key}: no plural beside it`);
      continue;
    }
    const other = chinese[key];
    if (other === undefined || other.trim() === '') wrong.push(`${key}: missing in Chinese`);
    else if (names(other).join() !== names(text).join()) wrong.push(`${key}: other values in Chinese`);
  }
  for (const key of Object.keys(chinese)) if (!(key in english)) wrong.push(`${key}: missing in English`);
  return wrong;
}

function sources(folder) {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((item) => {
    const path = `${folder}/${item.name}`;
    if (item.isDirectory()) return item.name === 'node_modules' ? [] : sources(path);
    return /\.tsx?$/.test(item.name) && !/\/(text|i18n)\/(common\.)?(en|zh)(\.ts|\/.*)$/.test(path) ? [path] : [];
  });
}

// Keys asked for: fixed ones, and patterns where a part is put in.
function asked(folder) {
  const keys = new Set();
  const patterns = [];
  for (const path of sources(folder)) {
    const text = readFileSync(join(ROOT, path), 'utf8');
    for (const [, key] of text.matchAll(/\b(?:t|translate)\('([^']+)'/g)) keys.add(key);
    // The registry of pages names the keys of its texts.
    if (path.endsWith('/pages.tsx')) for (const [, key] of text.matchAll(/\b(?:label|hint): '([^']+)'/g)) keys.add(key);
    for (const [, template] of text.matchAll(/`((?:[a-zA-Z-]+\.)+\$\{[^`]*)`/g)) {
      const parts = template.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.]/g, '\\.'));
      patterns.push({ path, template, test: new RegExp(`^${parts.join('[\\w-]+')}$`) });
    }
  }
  return { keys, patterns };
}

test('the words both consoles share are complete in both languages', () => {
  assert.deepEqual(differences(commonEnglish, commonChinese), []);
});

for (const [floor, { english, chinese, folder }] of Object.entries(consoles)) {
  test(`${floor}: complete in both languages`, () => assert.deepEqual(differences(english, chinese), []));

  test(`${floor}: every key that is asked for is there, and none is there in vain`, () => {
    const known = { ...commonEnglish, ...english };
    const own = asked(folder);
    const missing = [...own.keys].filter((key) => !(key in known));
    assert.deepEqual(missing, [], 'asked for, but in no dictionary');
    const dead = own.patterns.filter(({ test: pattern }) => !Object.keys(known).some((key) => pattern.test(key)));
    assert.deepEqual(dead.map(({ path, template }) => `${path}: ${template}`), []);
    const everywhere = asked('ops/web/shared');
    const used = (key) =>
      own.keys.has(key) || everywhere.keys.has(key) || [...own.patterns, ...everywhere.patterns].some(({ test: pattern }) => pattern.test(key));
    assert.deepEqual(Object.keys(english).filter((key) => !isSingular(key) && !used(key)), [], 'in the dictionary, but never asked for');
  });
}

// What no person meets at a console: programs that book send these.
const OF_PROGRAMS = ['invalid_token', 'insufficient_scope', 'invalid_client', 'invalid_request', 'invalid_scope', 'unsupported_grant_type'];

// Codes that a description names and a dictionary has no words for.
const wordless = (floor, words) => refusalCodes(readDescription(floor)).filter((code) => !(`problem.${code}` in words) && !OF_PROGRAMS.includes(code));

for (const [floor, { english, chinese }] of Object.entries(consoles)) {
  test(`${floor}: every refusal that its API names has words in both languages`, () => {
    assert.deepEqual(wordless(floor, { ...commonEnglish, ...english }), []);
    assert.deepEqual(wordless(floor, { ...commonChinese, ...chinese }), []);
    const { 'problem.overloaded': dropped, ...spoilt } = { ...commonChinese, ...chinese };
    assert.ok(dropped);
    assert.deepEqual(wordless(floor, spoilt), ['overloaded']);
  });
}

test('shared components find their words in the shared dictionary or in both consoles', () => {
  const { keys } = asked('ops/web/shared');
  const known = (key) => key in commonEnglish || Object.values(consoles).every(({ english }) => key in english);
  assert.deepEqual([...keys].filter((key) => !known(key)), []);
});

test('no text of one noun hides that of another', () => {
  for (const language of ['en', 'zh']) {
    const folder = join(ROOT, 'property/console/src/text', language);
    const all = readdirSync(folder).flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/^  '?([\w.-]+)'?: /gm)].map(([, key]) => key));
    assert.ok(all.length > 200, 'the texts are read');
    assert.deepEqual(all.filter((key, index) => all.indexOf(key) !== index), []);
  }
});

test('the check itself notices a missing key, a changed value and an empty text', () => {
  const spoilt = { ...commonChinese };
  delete spoilt.retry;
  spoilt['filter.some'] = '{count}';
  spoilt.back = ' ';
  assert.equal(differences(commonEnglish, spoilt).length, 3);
});

test('Chinese is Chinese: no text was left in English', () => {
  const untranslated = Object.entries({ ...commonChinese, ...consoles.central.chinese, ...consoles.property.chinese }).filter(
    ([, text]) => !/[\u4e00-\u9fff]/.test(text.replace(/\{\w+\}/g, '')) && /[A-Za-z]{3,}/.test(text.replace(/\{\w+\}/g, '')),
  );
  assert.deepEqual(untranslated, []);
});

// Chinese has marks of its own; a Latin comma, semicolon, colon or bracket beside a Chinese character is a slip of the keyboard.
const latinMarks = (text) => /[\u4e00-\u9fff」”）}] ?[,;:(](?!\/)|[,;:)] ?[\u4e00-\u9fff]/.test(text);

test('Chinese is punctuated in Chinese', () => {
  const slips = Object.entries({ ...commonChinese, ...consoles.central.chinese, ...consoles.property.chinese }).filter(([, text]) => /[\u4e00-\u9fff]/.test(text) && latinMarks(text));
  assert.deepEqual(slips, []);
  for (const slip of ['挂账,免税', '留空:单独', '打印 (PDF)', '协议(挂账)', '{amount},至']) assert.ok(latinMarks(slip), slip);
  for (const right of ['例如 06:30', '挂账，免税', '2026-12-24、24.12.', '“{filter}”']) assert.equal(latinMarks(right), false, right);
});

// What the programs and the demonstration chain say themselves: the texts between quotes.
const spoken = (file, text) => [...text.matchAll(file.endsWith('.yaml') ? /zh: "([^"]*)"/g : /"((?:[^"\\]|\\.)*)"/g)].map(([, words]) => words.replace(/\\n/g, ''));
const chineseWithin = (words) => [...words.matchAll(/zh: \\"([^"\\]*)\\"/g)].map(([, chinese]) => chinese);

test('what programs say in Chinese is punctuated in Chinese, too', () => {
  const files = execFileSync('git', ['ls-files', '*.c', 'schemas/chain/*.yaml'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n').filter((file) => !file.startsWith('tests/'));
  const texts = files.flatMap((file) => spoken(file, readFileSync(join(ROOT, file), 'utf8')).flatMap((words) => (words.includes('zh: ') ? chineseWithin(words) : [words])).map((words) => ({ file, words })));
  const chinese = texts.filter(({ words }) => /[\u4e00-\u9fff]/.test(words));
  assert.ok(chinese.length > 300, `only ${chinese.length} texts were read`);
  assert.deepEqual(chinese.filter(({ words }) => latinMarks(words)), []);
});
