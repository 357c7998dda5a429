import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { Modal } from '@mantine/core';
import { useLoad } from '../api/useLoad';
import { useCommonText } from '../i18n/i18n';
import { commandsRanked, sectionOf } from '../keyboard/ranking';
import { useCommandRegistry, type Command } from '../keyboard/shortcuts';
import { KeyName } from './KeyName';

/* Looks records up for what was typed: guests, rooms, numbers. */
export type RecordSearch = (text: string, signal: AbortSignal) => Promise<Command[]>;

interface Props {
  records?: RecordSearch;
  onClose: () => void;
}

const SETTLE_MS = 180;
const SHORTEST = 2;
const SHOWN_MAX = 40;
const NO_RECORDS: Command[] = [];

function useRecords(records: RecordSearch | undefined, text: string): Command[] {
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = window.setTimeout(() => setAsked(text.trim()), SETTLE_MS);
    return () => window.clearTimeout(timer);
  }, [text]);
  const wanted = records !== undefined && asked.length >= SHORTEST ? asked : null;
  const { value } = useLoad(wanted, (signal) => records?.(asked, signal) ?? Promise.resolve(NO_RECORDS));
  return value ?? NO_RECORDS;
}

function PaletteRow({ id, command, marked, onRun, onMark }: { id: string; command: Command; marked: boolean; onRun: () => void; onMark: () => void }): JSX.Element {
  return (
    <li id={id} role="option" aria-selected={marked} className="kr-palette-row" onClick={onRun} onMouseMove={onMark}>
      <span>{command.label}</span>
      {command.detail !== undefined && <span className="kr-palette-detail">{command.detail}</span>}
      {command.key !== undefined && <KeyName name={command.key} size="xs" />}
    </li>
  );
}

/* At once, before the next key: whoever types fast must not write into the list behind. */
const focusAtOnce = (field: HTMLInputElement | null): void => field?.focus();

/* One field for everything: what can be done here, where one can go, and every guest, room and number. A key typed alone finds its
 * command first, so that whatever can be done takes three keys: Ctrl+K, the letter, Enter. */
export function CommandPalette({ records, onClose }: Props): JSX.Element {
  const t = useCommonText();
  const id = useId();
  const registry = useCommandRegistry();
  const [text, setText] = useState('');
  const [marked, setMarked] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const before = useRef(document.activeElement);
  const here = useRef(registry.list());
  const found = useRecords(records, text);
  const shown = useMemo(() => commandsRanked([...here.current, ...found], text).slice(0, SHOWN_MAX), [found, text]);
  const current = Math.min(marked, Math.max(0, shown.length - 1));

  useEffect(() => setMarked(0), [text]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [current, shown]);

  const leave = (): void => {
    onClose();
    if (before.current instanceof HTMLElement) before.current.focus();
  };
  const run = (command: Command | undefined): void => {
    if (command === undefined) return;
    leave();
    command.run();
  };
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setMarked(Math.min(shown.length - 1, Math.max(0, current + step)));
    }
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      run(shown[current]);
    }
  };

  return (
    <Modal opened onClose={leave} withCloseButton={false} padding={0} size={600} yOffset="9vh" centered={false} returnFocus={false} transitionProps={{ duration: 0 }} aria-label={t('palette.title')}>
      <input
        ref={focusAtOnce}
        className="kr-palette-field"
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={shown.length > 0 ? `${id}-${current}` : undefined}
        aria-label={t('palette.title')}
        placeholder={t(records === undefined ? 'palette.placeholder' : 'palette.placeholderRecords')}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKey}
      />
      <ul id={`${id}-list`} role="listbox" aria-label={t('palette.title')} className="kr-palette" ref={list} tabIndex={-1}>
        {shown.map((command, index) => {
          const section = sectionOf(command);
          const begins = text.trim() === '' && (index === 0 || sectionOf(shown[index - 1] as Command) !== section);
          return [
            begins && (
              <li key={`head-${section}`} role="presentation" className="kr-palette-section">
                {t(`palette.${section}`)}
              </li>
            ),
            <PaletteRow key={`${section}${command.label}${command.detail ?? ''}${index}`} id={`${id}-${index}`} command={command} marked={index === current} onRun={() => run(command)} onMark={() => setMarked(index)} />,
          ];
        })}
      </ul>
      {shown.length === 0 && <p className="kr-empty-line" role="status">{t('palette.none', { text })}</p>}
    </Modal>
  );
}
