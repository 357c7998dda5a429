// The checker of the tests with a bad line notices what it is there for: each case spoils a sound record of answers, or
// what is found afterwards, in one place.
import assert from 'node:assert/strict';
import test from 'node:test';
import { check } from './line_cut_checker.mjs';

const cell = { room_type: 'KNG', night: '2030-01-01', sell_limit: 3, oversell_authorised: 0, sold: 2, held: 0, blocked: 0, granted: 1 };
const sound = () => ({
  records: [
    { key: 'k1', operation: 'sell', surname: 'One', number: '100000000017', status: 201 },
    { key: 'k2', operation: 'sell', surname: 'Two', number: '100000000025', status: 201 },
    { key: 'k3', operation: 'cancel', surname: 'Two', number: '100000000025', status: 200 },
    { key: 'k4', operation: 'sell', surname: 'Three', number: undefined, status: 409 },
    { key: 'k5', operation: 'sell', surname: 'Four', number: undefined, status: 0 },
  ],
  world: {
    reservations: {
      100000000017: { surname: 'One', statuses: ['in_house'] },
      100000000025: { surname: 'Two', statuses: ['cancelled'] },
      100000000033: { surname: 'Four', statuses: ['reserved'] },
    },
    cells: { NYC: [{ ...cell }] },
    exceptions: { NYC: 0 },
    copies: { NYC: { cells: { centre: { a: '1' }, hotel: { a: '1' } } } },
    checks: { cells_over_limit: 0, cells_counted_wrong: 0, folios_unbalanced: 0 },
  },
});

const spoilt = {
  'a booking that was acknowledged and is gone': [({ world }) => delete world.reservations['100000000017'], /^lost/],
  'an acknowledged booking that somebody cancelled': [({ world }) => (world.reservations['100000000017'].statuses = ['cancelled']), /^changed/],
  'an acknowledged cancellation that did not happen': [({ world }) => (world.reservations['100000000025'].statuses = ['reserved']), /^changed/],
  'a number that was given to somebody else': [({ world }) => (world.reservations['100000000017'].surname = 'Other'), /^mixed up/],
  'one attempt, two reservations': [({ world }) => (world.reservations['100000000041'] = { surname: 'One', statuses: ['reserved'] }), /^doubled/],
  'an unanswered attempt with two reservations': [({ world }) => (world.reservations['100000000041'] = { surname: 'Four', statuses: ['reserved'] }), /^doubled/],
  'two answers for one key': [({ records }) => records.push({ ...records[0], number: '100000000025', surname: 'Two' }), /^two answers/],
  'a refusal that was a booking': [({ world }) => (world.reservations['100000000041'] = { surname: 'Three', statuses: ['reserved'] }), /^refused/],
  'a cell over its limit': [({ world }) => (world.cells.NYC[0].sold = 3), /^over the limit/],
  'rights that do not add up': [({ world }) => (world.cells.NYC[0].granted = 2), /^over the limit/],
  'an oversell nobody listed': [({ world }) => (world.cells.NYC[0].oversell_authorised = 1), /^oversold/],
  'rooms held for nobody': [({ world }) => Object.assign(world.cells.NYC[0], { held: 1, sold: 1 }), /^held/],
  'a copy that differs': [({ world }) => (world.copies.NYC.cells.hotel.a = '2'), /^copies differ/],
  'a copy that lacks a row': [({ world }) => delete world.copies.NYC.cells.hotel.a, /^copies differ/],
  'cells counted wrong': [({ world }) => (world.checks.cells_counted_wrong = 1), /^cells_counted_wrong/],
};

test('a sound record is sound', () => {
  const { records, world } = sound();
  assert.deepEqual(check(records, world), []);
});

for (const [name, [spoil, finding]] of Object.entries(spoilt)) {
  test(`noticed: ${name}`, () => {
    const mutant = sound();
    spoil(mutant);
    const findings = check(mutant.records, mutant.world);
    assert.ok(findings.some((each) => finding.test(each)), `${findings.join('\n')}`);
  });
}
