import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

// Asks until the answer is as wanted, and gives it. Patience is for a machine that is busy with other tests.
export async function until(what, ask, patienceMs = 120_000) {
  const end = Date.now() + patienceMs;
  for (;;) {
    const found = await ask();
    if (found) return found;
    assert.ok(Date.now() < end, `never came true: ${what}`);
    await pause(50);
  }
}
