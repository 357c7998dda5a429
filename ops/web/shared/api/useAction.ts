import { useCallback, useRef, useState } from 'react';
import { intentFor, runRepeatedly, type Intent } from './idempotency';
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
 * `run` resolves to null when the command was refused: the problem is then in `problem`. */
export function useAction<Input, Result>(command: (input: Input, key: string) => Promise<Result>): Action<Input, Result> {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const running = useRef(false);
  const intent = useRef<Intent | null>(null);
  const latest = useRef(command);
  latest.current = command;

  const run = useCallback(async (input: Input): Promise<Result | null> => {
    if (running.current) return null;
    running.current = true;
    setBusy(true);
    setProblem(null);
    intent.current = intentFor(intent.current, input);
    try {
      const result = await runRepeatedly((key) => latest.current(input, key), intent.current.key);
      intent.current = null;
      return result;
    } catch (error) {
      const refused = asProblem(error);
      if (!refused.outcomeUnknown) intent.current = null;
      setProblem(refused);
      return null;
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, []);

  const clear = useCallback(() => setProblem(null), []);
  const giveUp = useCallback(() => {
    intent.current = null;
    setProblem(null);
  }, []);
  return { run, busy, problem, clear, giveUp };
}
