import { useEffect, useRef } from 'react';

type Wait = (since: number, signal: AbortSignal) => Promise<number>;

const PAUSE_MS = 250;
const PAUSE_AFTER_FAILURE_MS = 3_000;

const pause = (durationMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, durationMs));

/* Calls back when something was written at the hotel, by whomever; and when the window comes back to the front, because nobody waited
 * meanwhile. `wait` answers when the number it was given is not the present one any more. */
export function useChanges(wait: Wait, onChange: () => void): void {
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    let abort = new AbortController();
    let number = 0;
    const follow = async (signal: AbortSignal): Promise<void> => {
      while (!signal.aborted) {
        try {
          const next = await wait(number, signal);
          if (number !== 0 && next !== number) latest.current();
          number = next;
          await pause(PAUSE_MS);
        } catch {
          await pause(PAUSE_AFTER_FAILURE_MS);
        }
      }
    };
    const onVisible = (): void => {
      abort.abort();
      if (document.visibilityState !== 'visible') return;
      abort = new AbortController();
      if (number !== 0) latest.current();
      void follow(abort.signal);
    };
    onVisible();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      document.removeEventListener('visibilitychange', onVisible);
      abort.abort();
    };
  }, [wait]);
}
