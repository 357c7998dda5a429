import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// An empty folder that is gone after the test `t`, or after whatever else has an `after`.
export function scratchFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), 'keyrack-test-'));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 })); // a killed daemon's children end later
  return folder;
}
