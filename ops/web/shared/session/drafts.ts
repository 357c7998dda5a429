import { useCallback, useEffect, useState } from 'react';

/* What was typed into long forms, kept in this tab until it is sent: through a reload, a lost line, a session that ended. Somebody else
 * who signs in finds none of it. */

const STORED_AS = 'keyrack-draft-';

export function draftsForget(): void {
  for (const key of Object.keys(window.sessionStorage)) {
    if (key.startsWith('keyrack-draft-') || key.startsWith('keyrack-intent-')) window.sessionStorage.removeItem(key);
  }
}

function readDraft<Value>(name: string): Value | null {
  try {
    return JSON.parse(window.sessionStorage.getItem(STORED_AS + name) ?? 'null') as Value | null;
  } catch {
    return null;
  }
}

/* Like useState(), with a memory; `forget` when it has been sent. */
export function useDraft<Value>(name: string, initial: () => Value): [Value, (value: Value) => void, () => void] {
  const [value, setValue] = useState<Value>(() => readDraft<Value>(name) ?? initial());
  const [touched, setTouched] = useState(false);
  useEffect(() => {
    if (touched) window.sessionStorage.setItem(STORED_AS + name, JSON.stringify(value));
  }, [name, touched, value]);
  const change = useCallback((next: Value) => {
    setTouched(true);
    setValue(next);
  }, []);
  const forget = useCallback(() => {
    setTouched(false);
    window.sessionStorage.removeItem(STORED_AS + name);
  }, [name]);
  return [value, change, forget];
}
