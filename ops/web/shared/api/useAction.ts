import { useCallback, useRef, useState } from 'react';
import { intentFor, intentKeep, intentOpen, runRepeatedly, type Intent } from './idempotency';
import { asProblem, type Problem } from './problem';

export interface Action<Input, Result> {
  run: (input: Input) => Promise<Result | null>;
  busy: boolean;
  problem: Problem | null;
  clear: () => void;
  /* The user does not wait for the outcome of the last command: the next one is a new one, even if it reads the same. */
  giveUp: () => void;
}

/* A command of the user. While it is under way a second press does nothing; see idempotency.ts for what happens on a lost answer.
 * `run` resolves to null when the command was refused: the problem is then in `problem`. With a `name` (what is done, to what) an open
 * outcome is remembered beyond this component, so that the same thing done again from a new dialogue is still done once. */
export function useAction<Input, Result>(command: (input: Input, key: string) => Promise<Result>, name?: string): Action<Input, Result> {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const running = useRef(false);
  const intent = useRef<Intent | null>(null);
  const latest = useRef(command);
  latest.current = command;
  const keep = useCallback((next: Intent | null) => {
    intent.current = next;
    if (name !== undefined) intentKeep(name, next);
  }, [name]);

  const run = useCallback(async (input: Input): Promise<Result | null> => {
    if (running.current) return null;
    running.current = true;
    setBusy(true);
    setProblem(null);
    const own = intentFor(intent.current ?? (name === undefined ? null : intentOpen(name)), input);
    keep(own);
    try {
      const result = await runRepeatedly((key) => latest.current(input, key), own.key);
      keep(null);
      return result;
    } catch (error) {
      const refused = asProblem(error);
      if (!refused.outcomeUnknown) keep(null);
      setProblem(refused);
      return null;
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, [keep, name]);

  const clear = useCallback(() => setProblem(null), []);
  const giveUp = useCallback(() => {
    keep(null);
    setProblem(null);
  }, [keep]);
  return { run, busy, problem, clear, giveUp };
}
