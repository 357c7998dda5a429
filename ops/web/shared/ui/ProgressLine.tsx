import { useEffect, useState, useSyncExternalStore } from 'react';
import { clientInFlight, clientSubscribe } from '../api/client';

const SHOWN_AFTER_MS = 350;

/* A thin moving line under the header while an answer is awaited for longer than people notice. */
export function ProgressLine(): JSX.Element {
  const waiting = useSyncExternalStore(clientSubscribe, clientInFlight) > 0;
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!waiting) {
      setShown(false);
      return undefined;
    }
    const timer = window.setTimeout(() => setShown(true), SHOWN_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [waiting]);
  return <div className="kr-progress-line" data-shown={shown || undefined} aria-hidden="true" />;
}
