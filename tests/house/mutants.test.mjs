// Each checker must catch the mutants made for it, and must be silent about the same tree without them.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';

import * as rules from './rules.mjs';

const lines = (count, line = 'x') => `${line}\n`.repeat(count);
const longFunction = (count) => `static int decide(int sold)\n{\n${lines(count - 2, '    sold++;')}}\n`;

const SOUND = {
  'README.md': '# House\n',
  'CMakeLists.txt': 'project(house)\n',
  '.clang-format': '',
  'schemas/README.md': 'x\n',
  'schemas/money.h': '#include <glib.h>\n',
  'ops/README.md': 'x\n',
  'ops/clock.h': '#include "schemas/money.h"\n',
  'ops/clock.c': '#include "ops/clock.h"\n#include <time.h>\nvoid now(void)\n{\n    clock_gettime(0, 0);\n}\n',
  'ops/log.h': '',
  'ops/postgres.c': '#include <libpq-fe.h>\nvoid done(char *text)\n{\n    free(text);\n}\n',
  'ops/http_client.c': '#include <curl/curl.h>\n',
  'ops/web/node_modules/x/bad.c': 'strcpy(',
  'sync/README.md': 'x\n',
  'sync/inventory_rules.c': '#include "schemas/money.h"\n' + longFunction(100),
  'loyalty/README.md': 'x\n',
  'loyalty/points.h': '#include "sync/inventory.h"\n',
  'sync/inventory.h': '',
  'revenue/README.md': 'x\n',
  'revenue/price.h': '',
  'central/README.md': 'x\n',
  'central/booking/booking.c':
    '#include "revenue/price.h"\n/* strcpy(a, b) is only mentioned */\nconst char *text = "system(1)";\nint my_time(int);\n',
  'central/room.h': lines(600),
  'property/README.md': 'x\n',
  'schemas/property/0001_rooms/up.sql': '',
  'property/stay.h': '',
  'tests/README.md': 'x\n',
  'tests/stay_test.c': '#include "property/stay.h"\n#include "central/room.h"\n',
};

function findingsOf(check, changes, exceptions) {
  const root = mkdtempSync(join(tmpdir(), 'keyrack-house-'));
  try {
    for (const [path, text] of Object.entries({ ...SOUND, ...changes })) {
      if (text === null) continue;
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return check(rules.readTree(root), exceptions);
  } finally {
    rmSync(root, { recursive: true });
  }
}

const MUTANTS = {
  checkIncludeDirection: [
    [{ 'schemas/bad.c': '#include "ops/clock.h"\n' }, 'schemas/bad.c:1: schemas may not include ops/clock.h'],
    [{ 'ops/bad.c': '\n #  include "sync/inventory.h"\n' }, 'ops/bad.c:2: ops may not include sync/inventory.h'],
    [{ 'loyalty/bad.c': '#include "revenue/price.h"\n' }, 'loyalty may not include revenue/price.h'],
    [{ 'central/bad.c': '#include "property/stay.h"\n' }, 'central may not include property/stay.h'],
    [{ 'property/bad.h': '#include "central/room.h"\n' }, 'property may not include central/room.h'],
    [{ 'central/bad.c': '#include "tests/help.h"\n', 'tests/help.h': '' }, 'central may not include tests/help.h'],
    [{ 'central/booking/bad.c': '#include "booking.h"\n', 'central/booking/booking.h': '' }, 'is not a path from the root'],
  ],
  checkAdapters: [
    [{ 'central/bad.c': '#include <libpq-fe.h>\n' }, 'central/bad.c:1: <libpq-fe.h> belongs'],
    [{ 'ops/bad.c': '#include <sqlext.h>\n' }, '<sqlext.h> belongs'],
    [{ 'ops/bad.c': '#include <nats/nats.h>\n' }, '<nats/nats.h> belongs'],
    [{ 'ops/http.c': '#include <curl/curl.h>\n' }, '<curl/curl.h> belongs'],
    [{ 'tests/bad_test.c': '#include <yaml.h>\n' }, '<yaml.h> belongs'],
  ],
  checkRulesArePure: [
    [{ 'sync/bad_rules.c': '#include "ops/clock.h"\n' }, 'may not include ops/clock.h'],
    [{ 'revenue/bad_rules.c': '#include <time.h>\n' }, 'may not include time.h'],
    [{ 'revenue/bad_rules.c': '#include "ops/log.h"\n' }, 'may not include ops/log.h'],
  ],
  checkBannedFunctions: [
    [{ 'sync/bad.c': 'int f(char *a)\n{\n    strcpy(a, "x");\n}\n' }, 'sync/bad.c:3: strcpy() is banned'],
    [{ 'sync/bad.c': 'int n = atoi (text);\n' }, 'atoi() is banned'],
    [{ 'sync/bad.c': '/* now */ long n = time(NULL);\n' }, 'time() is banned: ask ops/clock.h'],
    [{ 'ops/bad.c': 'x = g_get_real_time();\n' }, 'g_get_real_time() is banned'],
    [{ 'tests/bad_test.c': 'int n = rand();\n' }, 'rand() is banned'],
    [{ 'central/bad.c': 'char *p = malloc(5);\n' }, 'malloc() is banned'],
    [{ 'central/bad.c': 'free(p);\n' }, 'free() is banned'],
    [{ 'central/bad.c': "char c = '\"'; system(x); // \"\n" }, 'system() is banned'],
  ],
  checkFileLength: [
    [{ 'central/room.h': lines(601) }, 'central/room.h: a file of 601 lines, at most 600'],
    [{ 'ops/up': `#!/bin/sh\n${lines(600)}` }, 'ops/up: a file of 601 lines'],
    [{ 'central/room.h': lines(701) }, 'at most 700', { 'central/room.h': 700 }],
    [{ 'central/room.h': lines(690) }, 'lower its exception from 700 to 690', { 'central/room.h': 700 }],
    [{}, 'central/room.h: the exception is no longer needed', { 'central/room.h': 700 }],
    [{}, 'central/gone.h: the exception names nothing', { 'central/gone.h': 700 }],
  ],
  checkFunctionLength: [
    [{ 'sync/inventory_rules.c': longFunction(101) }, 'sync/inventory_rules.c:decide: a function of 101 lines'],
    [{ 'sync/inventory_rules.c': longFunction(121) }, 'at most 120', { 'sync/inventory_rules.c:decide': 120 }],
  ],
  checkTopLevel: [
    [{ 'scripts/x.sh': '' }, 'scripts: nothing else'],
    [{ 'NOTES.md': '' }, 'NOTES.md: nothing else'],
  ],
  checkReadmes: [
    [{ 'sync/README.md': null }, 'sync/README.md: missing'],
    [{ 'README.md': null }, 'README.md: missing'],
  ],
  checkMigrationNumbers: [
    [{ 'schemas/property/0001_other/up.sql': '' }, 'schemas/property/0001_rooms: the number 0002'],
    [{ 'schemas/central/0003_late/up.sql': '' }, 'schemas/central/0003_late: the number 0001'],
  ],
  checkPostingsByIndex: [
    [{ 'property/bad.c': '"SELECT 1 FROM posting p WHERE p.corrects IS NULL"\n' }, 'property/bad.c:1: write +p.corrects'],
    [{ 'property/bad.h': '"AND corrects IS NULL"\n' }, 'property/bad.h:1: write +p.corrects'],
  ],
  checkNothingPostponed: [
    [{ 'sync/bad.c': `/* ${'TO' + 'DO'}: later */\n` }, 'sync/bad.c:1: finish it'],
    [{ 'ops/bad.mjs': `// ${'FIX' + 'ME'}\n` }, 'ops/bad.mjs:1: finish it'],
    [{ 'tests/bad.mjs': `one\n${'<'.repeat(7)} HEAD\n` }, 'tests/bad.mjs:2: finish it'],
  ],
};

test('every checker has mutants', () => {
  const checkers = Object.keys(rules).filter((name) => name.startsWith('check'));
  assert.deepEqual(checkers.sort(), Object.keys(MUTANTS).sort());
});

for (const [name, mutants] of Object.entries(MUTANTS)) {
  test(`${name} is silent about a sound tree`, () => assert.deepEqual(findingsOf(rules[name], {}), []));
  mutants.forEach(([changes, expected, exceptions], index) => {
    test(`${name} catches mutant ${index + 1}: ${expected}`, () => {
      const findings = findingsOf(rules[name], changes, exceptions);
      assert.equal(findings.length, 1, `\n${findings.join('\n')}\n`);
      assert.ok(findings[0].includes(expected), findings[0]);
    });
  });
}
