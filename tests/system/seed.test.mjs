// The demonstration: bookings, guests in the house and departures in every real-time hotel, made twice without harm.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { OwnInstance } from './own_instance.mjs';

const instance = new OwnInstance('seed', 300);

before(() => instance.up());
after(() => instance.down());

test('every real-time hotel has guests, and seeding again changes nothing', () => {
  const first = instance.keyrack('seed');
  assert.equal(first.status, 0, first.output);
  assert.notEqual(first.report, '');
  for (const hotel of ['SHA', 'ZRH', 'NYC', 'TYO']) assert.match(first.output, new RegExp(`^${hotel}: \\d+ bookings`, 'm'));

  const checked = instance.keyrack('check');
  assert.equal(checked.status, 0, checked.output);
  assert.match(checked.output, /^NYC +copies of stays +[1-9]\d* /m);

  const again = instance.keyrack('seed');
  assert.equal(again.status, 0, again.output);
  assert.equal(again.report, first.report);
  const after = instance.keyrack('check');
  assert.equal(after.status, 0, after.output);
  assert.equal(after.report, checked.report);
});
