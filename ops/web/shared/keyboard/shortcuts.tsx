import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';

/* Keys of the consoles. Function keys work everywhere, also while typing. Single letters work only when nothing is being typed and no
 * dialogue is open, and can be switched off in the help (people who use speech input need that). */

export interface Shortcut {
  key: string;
  label: string;
  run: () => void;
  disabled?: boolean;
}

interface Registry {
  shortcuts: Shortcut[];
  add: (owner: symbol, shortcuts: Shortcut[]) => void;
  remove: (owner: symbol) => void;
  lettersOn: boolean;
  setLettersOn: (on: boolean) => void;
}

const STORED_AS = 'keyrack-letter-keys';
const Context = createContext<Registry | null>(null);

const isFunctionKey = (key: string): boolean => /^F\d+$/.test(key);

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

const dialogIsOpen = (): boolean => document.querySelector('[role="dialog"]') !== null;

function matches(shortcut: Shortcut, event: KeyboardEvent, lettersOn: boolean): boolean {
  if (shortcut.disabled === true || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (isFunctionKey(shortcut.key)) return event.key === shortcut.key;
  if (shortcut.key === 'Escape') return event.key === 'Escape';
  if (!lettersOn && shortcut.key.length === 1) return false;
  return !isTyping(event.target) && event.key.toLowerCase() === shortcut.key.toLowerCase();
}

export function ShortcutProvider({ children }: { children: ReactNode }): JSX.Element {
  const owners = useRef(new Map<symbol, Shortcut[]>());
  const [shortcuts, setShortcuts] = useState<Shortcut[]>([]);
  const [lettersOn, setLetters] = useState(() => window.localStorage.getItem(STORED_AS) !== 'off');

  const publish = useCallback(() => setShortcuts([...owners.current.values()].flat()), []);
  const add = useCallback((owner: symbol, mine: Shortcut[]) => {
    owners.current.set(owner, mine);
    publish();
  }, [publish]);
  const remove = useCallback((owner: symbol) => {
    owners.current.delete(owner);
    publish();
  }, [publish]);
  const setLettersOn = useCallback((on: boolean) => {
    window.localStorage.setItem(STORED_AS, on ? 'on' : 'off');
    setLetters(on);
  }, []);

  /* A dialogue that closes on this very key is gone before the key comes by here: whether one was open is noted on the way down. */
  const belongsToDialog = useRef(false);
  useEffect(() => {
    const note = (): void => {
      belongsToDialog.current = dialogIsOpen();
    };
    window.addEventListener('keydown', note, { capture: true });
    return () => window.removeEventListener('keydown', note, { capture: true });
  }, []);

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.repeat || belongsToDialog.current) return;
      const all = [...owners.current.values()].flat().reverse();
      const hit = all.find((shortcut) => matches(shortcut, event, lettersOn));
      if (hit === undefined) return;
      event.preventDefault();
      hit.run();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [lettersOn]);

  const value = useMemo(() => ({ shortcuts, add, remove, lettersOn, setLettersOn }), [shortcuts, add, remove, lettersOn, setLettersOn]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useShortcutRegistry(): Registry {
  const value = useContext(Context);
  if (value === null) throw new Error('useShortcuts outside of ShortcutProvider');
  return value;
}

/* Offers keys for as long as the component is shown. The newest owner of a key wins. */
export function useShortcuts(shortcuts: Shortcut[]): void {
  const { add, remove } = useShortcutRegistry();
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  const shape = shortcuts.map((shortcut) => `${shortcut.key}:${shortcut.label}:${shortcut.disabled === true}`).join('|');

  useEffect(() => {
    const owner = Symbol('shortcuts');
    add(owner, latest.current.map((shortcut, index) => ({ ...shortcut, run: () => latest.current[index]?.run() })));
    return () => remove(owner);
  }, [shape, add, remove]);
}
