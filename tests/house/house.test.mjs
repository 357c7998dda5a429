// The house rules, applied to this repository.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import * as rules from './rules.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const tree = rules.readTree(join(here, '..', '..'));
const exceptions = JSON.parse(readFileSync(join(here, 'exceptions.json'), 'utf8'));

const clean = (findings) => assert.equal(findings.length, 0, `\n${findings.join('\n')}\n`);

test('the tree is there', () => assert.ok(tree.files.some((file) => file.path === 'schemas/money.c')));
test('includes run down the floors', () => clean(rules.checkIncludeDirection(tree)));
test('each foreign library has one adapter', () => clean(rules.checkAdapters(tree)));
test('rules are pure', () => clean(rules.checkRulesArePure(tree)));
test('banned functions are not called', () => clean(rules.checkBannedFunctions(tree)));
test('files stay short', () => clean(rules.checkFileLength(tree, exceptions.files)));
test('functions stay short', () => clean(rules.checkFunctionLength(tree, exceptions.functions)));
test('the top level is as agreed', () => clean(rules.checkTopLevel(tree)));
test('every top folder introduces itself', () => clean(rules.checkReadmes(tree)));
test('each migration has its number once', () => clean(rules.checkMigrationNumbers(tree)));
test('no statement reads all postings that correct nothing', () => clean(rules.checkPostingsByIndex(tree)));
test('nothing is postponed in the code', () => clean(rules.checkNothingPostponed(tree)));
