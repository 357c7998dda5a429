// Two months of bookings run through the real parts, and everything agrees afterwards to the last cent.
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { generate, OwnInstance, realData, realDataIsThere } from './own_instance.mjs';
import { scratchFolder } from '../support/scratch.mjs';

const instance = new OwnInstance('replay', 100);
const folder = scratchFolder({ after });

after(() => instance.down());

test('a generated set of the same form with the same traps', async () => {
  instance.up();
  // Bookings soon after the opening: two empty years before them would be most of the time and prove nothing more.
  const { data, reference } = generate(folder, 1500, '--from', '2013-07-05', '--until', '2013-09-02');
  const { status, output } = await instance.replay('--data', data, '--reference', reference).ended;
  assert.equal(status, 0, output);
  assert.match(output, /centre against the reference/);
  assert.match(output, /everything agrees/);

  // All of it once more, from the beginning: every request is answered as before, nothing changes.
  rmSync(join(instance.run, 'replay'), { recursive: true });
  const again = await instance.replay('--data', data, '--reference', reference).ended;
  assert.equal(again.status, 0, again.output);

  // A reference that is one night off must be noticed.
  const lines = readFileSync(reference, 'utf8').split('\n');
  const spoilt = lines
    .filter((line) => !line.includes(',ALL,'))
    .map((line) => line.replace(/^(H2,2013-08,(?:\d+,){5})(\d+),/, (_, head, nights) => `${head}${Number(nights) + 1},`));
  writeFileSync(reference, spoilt.join('\n'));
  const differs = await instance.replay('--data', data, '--reference', reference).ended;
  assert.equal(differs.status, 1, differs.output);
  assert.match(differs.output, /H2 +2013-08 .*DIFFERS/);
});

test('bad input is named and nothing is sent', async () => {
  const { data } = generate(folder, 100);
  const lines = readFileSync(data, 'utf8').split('\n');
  lines[3] = lines[3].replace(/,(Check-Out|Canceled|No-Show),/, ',Gone,');
  writeFileSync(data, lines.join('\n'));
  const { status, output } = await instance.replay('--data', data).ended;
  assert.equal(status, 3);
  assert.match(output, /bookings\.csv:4:reservation_status: 'Gone' is not known; use one of/);
});

test('the first 60 days of the real bookings', { skip: !realDataIsThere && '../shared/data is not there' }, async () => {
  instance.up();
  const { status, output } = await instance.replay('--data', realData, '--until', '2015-08-29').ended;
  assert.equal(status, 0, output);
  assert.match(output, /everything agrees/);
});
