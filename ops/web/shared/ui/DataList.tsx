import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Kbd, TextInput } from '@mantine/core';
import { useCommonText } from '../i18n/i18n';
import { fold } from '../keyboard/ranking';
import { useCommands, type Command } from '../keyboard/shortcuts';

export interface Column<Row> {
  key: string;
  head: string;
  cell: (row: Row) => ReactNode;
  align?: 'right';
  /* Left out on tablets held upright. */
  wideOnly?: boolean;
  /* Left out on any tablet. */
  deskOnly?: boolean;
}

interface Props<Row> {
  label: string;
  rows: Row[];
  columns: Array<Column<Row>>;
  rowKey: (row: Row) => string;
  searchText: (row: Row) => string;
  onOpen: (row: Row) => void;
  /* What can be done to the marked row without opening it: Ctrl+K, the letter, Enter. */
  rowCommands?: (row: Row) => Command[];
  empty: ReactNode;
  toolbar?: ReactNode;
  /* Whether the filter takes the focus when the list appears; not where another field is being typed in. */
  ownFocus?: boolean;
}

/* Every word that was typed must occur; accents and case do not matter. */
export function matchesFilter(text: string, filter: string): boolean {
  const folded = fold(text);
  return fold(filter).split(/\s+/).every((word) => folded.includes(word));
}

const STEP: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };

/* A list that is filtered while typing and walked with the arrow keys without leaving the filter; Enter opens the marked row. */
export function DataList<Row>({ label, rows, columns, rowKey, searchText, onOpen, rowCommands, empty, toolbar, ownFocus = true }: Props<Row>): JSX.Element {
  const t = useCommonText();
  const id = useId();
  const [filter, setFilter] = useState('');
  const [marked, setMarked] = useState(0);
  const body = useRef<HTMLTableSectionElement>(null);
  const shown = useMemo(() => (filter.trim() === '' ? rows : rows.filter((row) => matchesFilter(searchText(row), filter))), [rows, filter, searchText]);
  const current = Math.min(marked, Math.max(0, shown.length - 1));

  const markedRow = shown[current];
  useCommands(markedRow === undefined || rowCommands === undefined ? [] : rowCommands(markedRow).map((command) => ({ ...command, section: 'row' })));

  useEffect(() => setMarked(0), [filter]);
  useEffect(() => {
    body.current?.children[current]?.scrollIntoView?.({ block: 'nearest' });
  }, [current]);

  const onKey = (event: KeyboardEvent): void => {
    const step = STEP[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setMarked(Math.min(shown.length - 1, Math.max(0, current + step)));
    }
    const row = shown[current];
    if (event.key === 'Enter' && row !== undefined) onOpen(row);
    if (event.key === 'Escape' && filter !== '') {
      event.preventDefault();
      setFilter('');
    }
  };

  return (
    <div className="kr-list">
      <div className="kr-list-bar">
        <TextInput
          type="search"
          aria-label={t('filter.label', { list: label })}
          placeholder={t('filter.placeholder')}
          value={filter}
          autoFocus={ownFocus}
          autoComplete="off"
          onChange={(event) => setFilter(event.currentTarget.value)}
          onKeyDown={onKey}
          aria-controls={shown.length > 0 ? `${id}-rows` : undefined}
          aria-activedescendant={shown.length > 0 ? `${id}-row-${current}` : undefined}
          className="kr-list-filter"
        />
        <span className="kr-muted kr-list-count" aria-live="polite">
          {filter.trim() === '' ? t('filter.all', { count: rows.length }) : t('filter.some', { count: shown.length, all: rows.length })}
        </span>
        {toolbar}
        <span className="kr-list-keys kr-muted" aria-hidden="true">
          <Kbd size="xs">↑</Kbd> <Kbd size="xs">↓</Kbd> <Kbd size="xs">Enter</Kbd> {t('filter.opens')}
        </span>
      </div>
      {shown.length === 0 ? (
        filter.trim() === '' ? empty : <p className="kr-empty-line">{t('filter.none', { filter })}</p>
      ) : (
        <div className="kr-table-frame" tabIndex={0}>
          <table className="kr-table kr-table-open" id={`${id}-rows`} aria-label={label}>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column.key} scope="col" className={columnClass(column)}>
                    {column.head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody ref={body}>
              {shown.map((row, index) => (
                <tr key={rowKey(row)} id={`${id}-row-${index}`} data-marked={index === current || undefined} onClick={() => onOpen(row)} onMouseMove={() => setMarked(index)}>
                  {columns.map((column) => (
                    <td key={column.key} className={columnClass(column)}>
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

function columnClass<Row>(column: Column<Row>): string {
  return `${column.align === 'right' ? 'kr-right' : ''} ${column.wideOnly === true ? 'kr-wide-only' : ''} ${column.deskOnly === true ? 'kr-desk-only' : ''}`;
}
