import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const TRIES = 50;

// Removes a folder in which the children of a killed daemon may still make files: they end a moment later. Node's own
// `maxRetries` looks into the folder once only, and never sees what was made after.
export async function removeFolder(folder) {
  for (let left = TRIES; ; left--) {
    try {
      return rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'ENOTEMPTY' || left === 0) throw error;
      await pause(100);
    }
  }
}

// An empty folder that is gone after the test `t`, or after whatever else has an `after`.
export function scratchFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), 'keyrack-test-'));
  t.after(() => removeFolder(folder));
  return folder;
}
