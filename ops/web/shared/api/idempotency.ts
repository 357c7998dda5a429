/* One key for one intent of the user. It is kept while the outcome of the command is open, so that pressing again, or the automatic
 * repeat after a lost answer, can never do the thing twice; it is dropped as soon as a definite answer has come, or when the user
 * changed what is asked. */

import { asProblem } from './problem';

const REPEATS = 3;
const FIRST_PAUSE_MS = 400;

export interface Intent {
  key: string;
  body: string;
}

/* crypto.randomUUID exists only in secure contexts; a hotel's own network may well be plain HTTP behind a proxy. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function intentFor(previous: Intent | null, body: unknown): Intent {
  const text = JSON.stringify(body);
  return previous !== null && previous.body === text ? previous : { key: newIdempotencyKey(), body: text };
}

const STORED_AS = 'keyrack-intent-';

/* An intent whose outcome is open, kept under a name in this tab: a dialogue that is closed and opened again, or a page that is loaded
 * again, asks with the same key. */
export function intentOpen(name: string): Intent | null {
  try {
    return JSON.parse(window.sessionStorage.getItem(STORED_AS + name) ?? 'null') as Intent | null;
  } catch {
    return null;
  }
}

export function intentKeep(name: string, intent: Intent | null): void {
  if (intent === null) window.sessionStorage.removeItem(STORED_AS + name);
  else window.sessionStorage.setItem(STORED_AS + name, JSON.stringify(intent));
}

const pause = (durationMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, durationMs));

/* Runs a command with its key, repeating with the same key while the outcome is unknown. */
export async function runRepeatedly<Result>(
  command: (key: string) => Promise<Result>,
  key: string,
  firstPauseMs = FIRST_PAUSE_MS,
): Promise<Result> {
  for (let repeat = 0; ; repeat += 1) {
    try {
      return await command(key);
    } catch (error) {
      if (repeat >= REPEATS || !asProblem(error).outcomeUnknown) throw error;
      await pause(firstPauseMs * 2 ** repeat);
    }
  }
}
