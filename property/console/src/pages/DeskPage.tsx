import { useCallback, useMemo, useState } from 'react';
import { SegmentedControl } from '@mantine/core';
import * as api from '@shared/api/property';
import type { DeskLine } from '@shared/api/property/desk';
import { useLoad } from '@shared/api/useLoad';
import { formatConfirmation } from '@shared/format/confirmation';
import { nightsBetween } from '@shared/format/dates';
import { DataList, type Column } from '@shared/ui/DataList';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { EmptyState, LoadingRows } from '@shared/ui/Notes';
import { PageHead } from '@shared/ui/Page';
import { go } from '@shared/ui/route';
import { StatusMark } from '@shared/ui/StatusMark';
import { useHotel } from '../hotel';
import { useLineCommands } from '../lineCommands';
import { useText } from '../text/useText';

const REFRESH_MS = 15_000;
const DONE: Record<api.DeskList, DeskLine['status'][]> = {
  arrivals: ['in_house', 'checked_out', 'no_show', 'cancelled'],
  'in-house': [],
  departures: ['checked_out'],
};

/* Arrivals are asked for by name; guests in the house by room. */
const byName = (a: DeskLine, b: DeskLine): number => a.guest_name.localeCompare(b.guest_name);
const byRoom = (a: DeskLine, b: DeskLine): number => (a.room ?? '').localeCompare(b.room ?? '', undefined, { numeric: true });
const ORDER: Record<api.DeskList, (a: DeskLine, b: DeskLine) => number> = { arrivals: byName, 'in-house': byRoom, departures: byRoom };

export function guestsText(line: { adults: number; children: number; infants: number }): string {
  return [line.adults, line.children, line.infants].slice(0, line.infants > 0 ? 3 : line.children > 0 ? 2 : 1).join(' + ');
}

function useColumns(list: api.DeskList): Array<Column<DeskLine>> {
  const t = useText();
  const { status, forms, roomTypeName } = useHotel();
  return useMemo(() => {
    const columns: Array<Column<DeskLine>> = [
      { key: 'guest', head: t('desk.guest'), cell: (line) => <strong>{line.guest_name}</strong> },
      { key: 'room', head: t('desk.room'), cell: (line) => line.room ?? <span className="kr-muted">–</span> },
      { key: 'type', head: t('desk.type'), cell: (line) => <span className="kr-type"><b>{line.room_type}</b> {roomTypeName(line.room_type)}</span> },
      { key: 'stay', head: t('desk.stay'), cell: (line) => <span className={list !== 'arrivals' && line.departure < status.business_date ? 'kr-few' : ''}>{forms.dateShort(line.arrival)} – {forms.dateShort(line.departure)}</span> },
      { key: 'nights', head: t('desk.nights'), align: 'right', cell: (line) => nightsBetween(line.arrival, line.departure) },
      { key: 'guests', head: t('desk.guests'), align: 'right', wideOnly: true, cell: guestsText },
      { key: 'confirmation', head: t('desk.confirmation'), wideOnly: true, cell: (line) => <span className="kr-number">{formatConfirmation(line.confirmation_number)}</span> },
      { key: 'status', head: t('desk.status'), cell: (line) => <StatusMark status={line.status} /> },
    ];
    if (list !== 'arrivals') {
      columns.push({
        key: 'balance',
        head: t('desk.balance'),
        align: 'right',
        cell: (line) => line.balance_minor !== undefined && <span className={line.balance_minor === 0 ? 'kr-muted' : ''}>{forms.money(line.balance_minor, line.currency)}</span>,
      });
    }
    return columns;
  }, [t, forms, roomTypeName, list, status.business_date]);
}

export function DeskPage({ list }: { list: api.DeskList }): JSX.Element {
  const t = useText();
  const { status, forms } = useHotel();
  const [only, setOnly] = useState('open');
  const { value, problem, reload } = useLoad(`${list}/${status.business_date}`, (signal) => api.deskList(list, signal), REFRESH_MS);
  const columns = useColumns(list);
  const rowCommands = useLineCommands();
  const lines = useMemo(() => [...(value ?? [])].sort(ORDER[list]), [value, list]);
  const open = useMemo(() => lines.filter((line) => !DONE[list].includes(line.status)), [lines, list]);
  const shown = only === 'open' ? open : lines;
  const searchText = useCallback(
    (line: DeskLine) => `${line.guest_name} ${line.room ?? ''} ${line.room_type} ${line.confirmation_number} ${formatConfirmation(line.confirmation_number)}`,
    [],
  );
  const title = t(`desk.${list}.title`);
  const openLine = (line: DeskLine): void =>
    go(line.stay_id !== undefined && line.status !== 'no_show' ? `stay/${line.stay_id}` : `reservation/${line.confirmation_number}`);

  return (
    <>
      <PageHead
        title={title}
        detail={
          <>
            <strong data-testid="open-count">{t(`desk.${list}.open`, { count: open.length })}</strong>
            {lines.length > open.length && <span> · {t(`desk.${list}.done`, { count: lines.length - open.length })}</span>}
            <span> · {forms.dateWithDay(status.business_date)}</span>
          </>
        }
      />
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {value === null && problem === null && <LoadingRows rows={10} />}
      {value !== null && (
        <DataList
          label={title}
          rows={shown}
          columns={columns}
          rowKey={(line) => `${line.confirmation_number}/${line.line}`}
          searchText={searchText}
          onOpen={openLine}
          rowCommands={rowCommands}
          empty={<EmptyState title={t(`desk.${list}.empty`)} hint={t(`desk.${list}.emptyHint`)} />}
          toolbar={
            lines.length > open.length ? (
              <SegmentedControl
                size="xs"
                aria-label={t('desk.show')}
                value={only}
                onChange={setOnly}
                data={[
                  { value: 'open', label: t(`desk.${list}.onlyOpen`) },
                  { value: 'all', label: t('desk.all') },
                ]}
              />
            ) : undefined
          }
        />
      )}
    </>
  );
}
