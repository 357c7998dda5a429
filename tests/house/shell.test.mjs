// The scripts under ops/ are clean by shellcheck, and every one of them is executable and says what it is for.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'node:test';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');

// What git keeps and knows, so that build products are not looked at.
const tracked = (...paths) =>
  execFileSync('git', ['ls-files', '--stage', '--', ...paths], { cwd: ROOT, encoding: 'utf8' })
    .split('\n')
    .filter(Boolean)
    .map((line) => ({ mode: line.slice(0, 6), path: line.split('\t')[1] }));

const isShell = ({ path }) => path.endsWith('.sh') || readFileSync(join(ROOT, path), 'utf8').startsWith('#!/bin/bash');

const scripts = tracked('ops', '.ci').filter(({ path }) => /^(ops\/[^/]+|ops\/(lib|bench\.d)\/.*|\.ci\/.*)$/.test(path)).filter(isShell);

test('there are scripts to look at', () => {
  assert.ok(scripts.length > 10, `only ${scripts.length} scripts found`);
});

test('shellcheck finds nothing', () => {
  const result = spawnSync('shellcheck', ['-x', ...scripts.map(({ path }) => path)], { cwd: ROOT, encoding: 'utf8' });
  assert.equal(result.error, undefined, 'shellcheck is missing; ops/test installs it');
  assert.equal(result.status, 0, result.stdout);
});

test('each begins with what it is for', () => {
  const silent = scripts.filter(({ path }) => !/^# \S/.test(readFileSync(join(ROOT, path), 'utf8').split('\n')[1]));
  assert.deepEqual(silent, [], 'the second line is a comment for whoever opens the file');
});

test('programs are executable, libraries are not', () => {
  const wrong = scripts.filter(({ path, mode }) => mode !== (path.endsWith('.sh') ? '100644' : '100755'));
  assert.deepEqual(wrong, []);
});
