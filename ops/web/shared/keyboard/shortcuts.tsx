import { createContext, useContext, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react';

/* What can be done at this moment, and the keys for it. Function keys and Ctrl+letter work everywhere, also while typing. Single letters
 * work only when nothing is being typed and no dialogue is open, and can be switched off in the help (people who use speech input need
 * that). Whatever is registered here stands in the command palette (Ctrl+K) and, if it has a key, in the help (?). A key works from the
 * moment its button is seen, hence the layout effects. */

/* Where a command belongs: to the marked row of a list, to the page, to a record that was looked up, or to another page. */
export type CommandSection = 'row' | 'page' | 'record' | 'go';

export interface Command {
  /* 'C', 'F2', 'Shift+F2', 'Ctrl+K', 'Escape', '?' */
  key?: string;
  label: string;
  /* Said beside the label: the guest, the room. */
  detail?: string;
  /* More words under which the palette finds it. */
  words?: string;
  /* 'page' if not said. */
  section?: CommandSection;
  /* Works, but stands in no list: a second key for something. */
  quiet?: boolean;
  disabled?: boolean;
  run: () => void;
}

/* A command that has a key. */
export type Shortcut = Command & { key: string };

interface Registry {
  /* What is offered now, the newest owner first. */
  list: () => Command[];
  set: (owner: symbol, commands: Command[]) => void;
  remove: (owner: symbol) => void;
}

interface Letters {
  lettersOn: boolean;
  setLettersOn: (on: boolean) => void;
}

const STORED_AS = 'keyrack-letter-keys';
const RegistryContext = createContext<Registry | null>(null);
const LettersContext = createContext<Letters | null>(null);

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && ['checkbox', 'radio'].includes(target.type)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

const dialogIsOpen = (): boolean => document.querySelector('[role="dialog"]') !== null;

/* Whether a key press is the named key; single signs only when `letters` are on and nothing is being typed. */
export function keyMatches(key: string, event: KeyboardEvent, letters: boolean): boolean {
  const parts = key.split('+');
  const base = parts.pop() ?? '';
  if (event.altKey || (event.ctrlKey || event.metaKey) !== parts.includes('Ctrl')) return false;
  if (/^F\d+$/.test(base)) return event.key === base && event.shiftKey === parts.includes('Shift');
  if (base.length > 1) return event.key === base && (base === 'Escape' || !isTyping(event.target));
  if (parts.includes('Ctrl')) return event.key.toLowerCase() === base.toLowerCase();
  return letters && !isTyping(event.target) && event.key.toLowerCase() === base.toLowerCase();
}

export function ShortcutProvider({ children }: { children: ReactNode }): JSX.Element {
  const owners = useRef(new Map<symbol, Command[]>());
  const [lettersOn, setLetters] = useState(() => window.localStorage.getItem(STORED_AS) !== 'off');
  const registry = useMemo<Registry>(
    () => ({
      list: () => [...owners.current.values()].reverse().flat(),
      set: (owner, commands) => void owners.current.set(owner, commands),
      remove: (owner) => void owners.current.delete(owner),
    }),
    [],
  );
  const letters = useMemo<Letters>(
    () => ({
      lettersOn,
      setLettersOn: (on) => {
        window.localStorage.setItem(STORED_AS, on ? 'on' : 'off');
        setLetters(on);
      },
    }),
    [lettersOn],
  );

  /* A dialogue that closes on this very key is gone before the key comes by here: whether one was open is noted on the way down. */
  const belongsToDialog = useRef(false);
  useLayoutEffect(() => {
    const note = (): void => {
      belongsToDialog.current = dialogIsOpen();
    };
    window.addEventListener('keydown', note, { capture: true });
    return () => window.removeEventListener('keydown', note, { capture: true });
  }, []);

  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.repeat || belongsToDialog.current) return;
      const hit = registry.list().find((command) => command.key !== undefined && command.disabled !== true && keyMatches(command.key, event, lettersOn));
      if (hit === undefined) return;
      event.preventDefault();
      hit.run();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [registry, lettersOn]);

  return (
    <RegistryContext.Provider value={registry}>
      <LettersContext.Provider value={letters}>{children}</LettersContext.Provider>
    </RegistryContext.Provider>
  );
}

export function useCommandRegistry(): Registry {
  const value = useContext(RegistryContext);
  if (value === null) throw new Error('useCommands outside of ShortcutProvider');
  return value;
}

export function useLetterKeys(): Letters {
  const value = useContext(LettersContext);
  if (value === null) throw new Error('useLetterKeys outside of ShortcutProvider');
  return value;
}

/* Offers commands for as long as the component is shown. The newest owner of a key wins. */
export function useCommands(commands: Command[]): void {
  const registry = useCommandRegistry();
  const owner = useRef(Symbol('commands'));
  useLayoutEffect(() => {
    registry.set(owner.current, commands);
  });
  useLayoutEffect(() => {
    const mine = owner.current;
    return () => registry.remove(mine);
  }, [registry]);
}

/* The same for commands that all have a key. */
export const useShortcuts: (shortcuts: Shortcut[]) => void = useCommands;
