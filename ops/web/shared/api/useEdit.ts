import { useCallback, useEffect, useRef, useState } from 'react';
import { fieldState, merged, sameValue } from '../format/merge';
import { request } from './client';
import { asProblem, type Problem } from './problem';
import { useAction } from './useAction';

/* One record that two people may change at the same time: what was read, with the mark by which a change that missed another one is
 * noticed. Every form that changes what is there goes through here. */
export interface Seen<Row, Values> {
  row: Row | null;
  values: Values;
  etag: string | null;
}

interface Options<Row, Values extends object, Result> {
  /* Where the record is read; null: there is none yet, a new one is made. */
  at: string | null;
  /* What of the record is changed here. */
  valuesOf: (row: Row) => Values;
  /* As it is known when the form opens; what is read replaces it where nothing was typed yet. */
  initial: Values;
  /* What is wished from the start, over what is read. */
  start?: Partial<Values>;
  /* Writes what is wished, on condition that the record is as it was seen. */
  write: (values: Values, seen: Seen<Row, Values>, key: string) => Promise<Result>;
  /* null: somebody else had done it already. */
  onDone: (result: Result | null) => void;
  /* What was agreed to beside the values, such as a price: belongs to the intent. */
  terms?: unknown;
  /* Changes of two people are shown before they are sent together, even when they touch different fields. */
  careful?: boolean;
}

interface Held<Row, Values> {
  seen: Seen<Row, Values>;
  values: Values;
}

export interface Edit<Values extends object> {
  values: Values;
  original: Values;
  set: (part: Partial<Values>) => void;
  changed: boolean;
  busy: boolean;
  problem: Problem | null;
  submit: (part?: Partial<Values>) => void;
  /* Begins anew with the record as it is: for what stays open after it was saved. */
  again: () => void;
  /* As the record is now, when somebody else was faster and both have changed the same. */
  clash: Values | null;
  settle: (values: Values) => void;
}

/* How often it is tried again by itself while others change other things of the record. */
const ROUNDS_MAX = 3;

function keysOf<Values extends object>(values: Values): Array<keyof Values & string> {
  return Object.keys(values) as Array<keyof Values & string>;
}

export function useEdit<Row, Values extends object, Result>(options: Options<Row, Values, Result>): Edit<Values> {
  const { at, initial, terms = null } = options;
  const latest = useRef(options);
  latest.current = options;
  const [held, setHeld] = useState<Held<Row, Values>>({ seen: { row: null, values: initial, etag: null }, values: { ...initial, ...options.start } });
  const now = useRef(held);
  const hold = useCallback((next: Held<Row, Values>): void => {
    now.current = next;
    setHeld(next);
  }, []);
  const [clash, setClash] = useState<Seen<Row, Values> | null>(null);
  const [readProblem, setReadProblem] = useState<Problem | null>(null);
  const rounds = useRef(0);
  const action = useAction((input: Held<Row, Values> & { terms: unknown }, key) => latest.current.write(input.values, input.seen, key));
  const { run, clear } = action;

  const read = useCallback(async (): Promise<Seen<Row, Values> | null> => {
    setReadProblem(null);
    try {
      const { body, etag } = await request<Row>('GET', latest.current.at ?? '');
      return { row: body, values: latest.current.valuesOf(body), etag };
    } catch (error) {
      setReadProblem(asProblem(error));
      return null;
    }
  }, []);
  /* What was read, under what has been typed since the form opened. */
  const begin = useCallback((seen: Seen<Row, Values>): void => {
    const { seen: before, values } = now.current;
    const typed = Object.fromEntries(keysOf(values).map((key) => [key, 'mine' as const]));
    hold({ seen, values: merged(before.values, seen.values, values, typed) });
  }, [hold]);

  useEffect(() => {
    let gone = false;
    if (at !== null) void read().then((seen) => seen !== null && !gone && begin(seen));
    return () => {
      gone = true;
    };
  }, [at, begin, read]);

  const send = useCallback(async (): Promise<void> => {
    const result = await run({ ...now.current, terms });
    if (result !== null) latest.current.onDone(result);
  }, [run, terms]);

  /* Sends what two people want together, unless the record is so already. */
  const sendBoth = useCallback((seen: Seen<Row, Values>, values: Values): void => {
    hold({ seen, values });
    clear();
    if (sameValue(seen.values, values)) latest.current.onDone(null);
    else void send();
  }, [clear, hold, send]);

  /* Somebody was faster: what only one of the two has changed is put together at once, the rest is asked. */
  const meet = useCallback((seen: Seen<Row, Values>): void => {
    const { seen: before, values } = now.current;
    const states = keysOf(values).map((key) => fieldState(before.values[key], seen.values[key], values[key]));
    rounds.current += 1;
    if (states.includes('conflict') || (states.includes('current') && latest.current.careful === true) || rounds.current > ROUNDS_MAX) {
      setClash(seen);
      return;
    }
    sendBoth(seen, merged(before.values, seen.values, values, {}));
  }, [sendBoth]);

  const overtaken = action.problem?.status === 412 ? action.problem : null;
  const met = useRef<Problem | null>(null);
  useEffect(() => {
    if (overtaken === null || met.current === overtaken) return;
    met.current = overtaken;
    void read().then((seen) => seen !== null && meet(seen));
  }, [meet, overtaken, read]);

  const set = useCallback((part: Partial<Values>) => hold({ ...now.current, values: { ...now.current.values, ...part } }), [hold]);
  const submit = useCallback(async (part: Partial<Values> = {}): Promise<void> => {
    rounds.current = 0;
    set(part);
    if (latest.current.at !== null && now.current.seen.row === null) {
      const seen = await read();
      if (seen === null) return;
      begin(seen);
    }
    await send();
  }, [begin, read, send, set]);
  const settle = useCallback((values: Values) => {
    if (clash === null) return;
    setClash(null);
    sendBoth(clash, values);
  }, [clash, sendBoth]);
  const again = useCallback((): void => {
    setClash(null);
    clear();
    void read().then((seen) => seen !== null && hold({ seen, values: seen.values }));
  }, [clear, hold, read]);
  return {
    values: held.values,
    original: held.seen.values,
    set,
    changed: keysOf(held.values).some((key) => !sameValue(held.seen.values[key], held.values[key])),
    busy: action.busy || (overtaken !== null && clash === null && readProblem === null),
    problem: overtaken === null ? (action.problem ?? readProblem) : readProblem,
    submit: (part) => void submit(part),
    again,
    clash: clash?.values ?? null,
    settle,
  };
}
