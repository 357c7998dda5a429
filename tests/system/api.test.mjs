// The descriptions of both APIs say what the programs answer: no route more, no route less, and in good form.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { ROOT } from '../support/instance.mjs';
import {
  bundledDescription,
  describedTemplates,
  Description,
  descriptionText,
  lintFindings,
  programRoutes,
  readDescription,
  routeDifferences,
} from '../support/openapi.mjs';

const DESCRIPTIONS = { central: 'keyrack-central', property: 'keyrack-property' };

for (const [name, program] of Object.entries(DESCRIPTIONS)) {
  test(`schemas/api/${name}.yaml describes the routes of ${program} and no others`, () => {
    assert.deepEqual(routeDifferences(describedTemplates(readDescription(name)), programRoutes(program)), []);
  });

  test(`schemas/api/${name}.yaml is in good form`, async () => {
    assert.deepEqual(await lintFindings(name), []);
  });

  test(`schemas/api/${name}.yaml: its files come together by their references, none left out`, async () => {
    assert.deepEqual(await bundledDescription(name), readDescription(name));
  });

  test(`schemas/api/${name}.yaml: every schema can be used`, () => {
    const description = new Description(name);
    for (const schema of Object.keys(description.document.components.schemas)) {
      assert.ok(description.ajv.getSchema(`${name}#/components/schemas/${schema}`), schema);
    }
  });
}

// Each tag of the hotel's API has a test that answers for it: the common file names its tags, others are called after one.
test('every tag of schemas/api/property.yaml has its test', () => {
  const common = readFileSync(join(ROOT, 'tests/system/api_property.test.mjs'), 'utf8').match(/tags: \[([^\]]+)\]/)[1];
  for (const { name } of readDescription('property').tags) {
    const answered = common.includes(`'${name}'`) || existsSync(join(ROOT, `tests/system/api_property_${name}.test.mjs`));
    assert.ok(answered, `no test answers for the tag ${name}`);
  }
});

test('a description in bad form is found', async () => {
  const text = descriptionText('central');
  const spoil = (old, replacement) => {
    assert.ok(text.includes(old));
    return lintFindings('central', text.replace(old, replacement));
  };
  const findings = [
    ...(await spoil("'#/components/schemas/LogIn'", "'#/components/schemas/LogOn'")),
    ...(await spoil('operationId: quote', 'operationId: book')),
    ...(await spoil('name: guest, in: path', 'name: quest, in: path')),
    ...(await spoil('{oauth: [operator]}', '{basic: []}')),
    ...(await spoil('schema: {type: integer, minimum: 1}', 'schema: {type: whole, minimum: 1}')),
  ];
  for (const rule of ['no-unresolved-refs', 'operation-operationId-unique', 'path-parameters-defined', 'security-defined', 'struct']) {
    assert.ok(findings.some((finding) => finding.endsWith(`(${rule})`)), `${rule}: ${findings.join('\n')}`);
  }
});

test('a route that is missing on either side is found', () => {
  const answered = programRoutes('keyrack-central');
  const described = describedTemplates(readDescription('central'));
  assert.deepEqual(routeDifferences(described.slice(1), answered), [`not described: ${described[0]}`]);
  assert.deepEqual(routeDifferences(described, answered.slice(0, -1)), [`described, but nobody answers: ${answered.at(-1)}`]);
  const renamed = described.map((route) => route.replace('{confirmation}', '{number}'));
  assert.ok(routeDifferences(renamed, answered).length >= 2);
  const blind = described.map((route) => route.replace('{?hotel,', '{?'));
  assert.ok(routeDifferences(blind, answered).length >= 2, 'parameters of a query are compared');
});

test('an answer that is not as described is found', () => {
  const description = new Description('central');
  const headers = new Headers({ 'content-type': 'application/json' });
  const check = (body, status = 200) =>
    description.checkAnswer('GET', '/v1/practice/clock', { status, headers, body });
  check({ now: '2015-07-01T06:00:00Z' });
  assert.throws(() => check({ now: 'soon' }), /date-time/);
  assert.throws(() => check({}), /now/);
  assert.throws(() => check({ now: '2015-07-01T06:00:00Z', zone: 'UTC' }), /additional properties/);
  const problem = { type: 'urn:keyrack:problem:novel', title: 'Conflict', status: 409, detail: 'no', code: 'novel' };
  const problemHeaders = new Headers({ 'content-type': 'application/problem+json' });
  const refuse = (body) => description.checkAnswer('PUT', '/v1/practice/clock', { status: 409, headers: problemHeaders, body });
  refuse({ ...problem, type: 'urn:keyrack:problem:clock_backwards', code: 'clock_backwards' });
  assert.throws(() => refuse(problem), /novel, which is not described/);
});
