import { useCallback, useEffect, useRef, useState } from 'react';
import { asProblem, type Problem } from './problem';

export interface Loaded<Value> {
  value: Value | null;
  problem: Problem | null;
  loading: boolean;
  reload: () => void;
}

interface State<Value> {
  key: string;
  value: Value | null;
  problem: Problem | null;
  loading: boolean;
}

/* Reads something and keeps it fresh: again when `key` changes, every `refreshMs`, and when the window comes back to the front. What was
 * read stays on screen while it is read again. A null key reads nothing. */
export function useLoad<Value>(key: string | null, read: (signal: AbortSignal) => Promise<Value>, refreshMs = 0): Loaded<Value> {
  const [state, setState] = useState<State<Value>>({ key: '', value: null, problem: null, loading: true });
  const [turn, setTurn] = useState(0);
  const latest = useRef(read);
  latest.current = read;

  useEffect(() => {
    if (key === null) return undefined;
    const abort = new AbortController();
    setState((old) => (old.key === key ? { ...old, loading: true } : { key, value: null, problem: null, loading: true }));
    latest.current(abort.signal).then(
      (value) => !abort.signal.aborted && setState({ key, value, problem: null, loading: false }),
      (error) => !abort.signal.aborted && setState((old) => ({ ...old, key, problem: asProblem(error), loading: false })),
    );
    return () => abort.abort();
  }, [key, turn]);

  const reload = useCallback(() => setTurn((old) => old + 1), []);
  useEffect(() => {
    if (key === null) return undefined;
    const onFront = (): void => {
      if (document.visibilityState === 'visible') reload();
    };
    const timer = refreshMs > 0 ? window.setInterval(onFront, refreshMs) : 0;
    document.addEventListener('visibilitychange', onFront);
    return () => {
      window.clearInterval(timer);
      document.removeEventListener('visibilitychange', onFront);
    };
  }, [key, refreshMs, reload]);

  const current = state.key === key;
  return { value: current ? state.value : null, problem: current ? state.problem : null, loading: key !== null && (!current || state.loading), reload };
}
