import { useCallback, useMemo, useState } from 'react';
import { Button, SegmentedControl } from '@mantine/core';
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
import { LeaveTogether } from '../dialogs/LeaveTogether';
import { InvoiceMailings } from '../InvoiceMailings';
import { CHANNEL_PLAN, useHotel } from '../hotel';
import { useLineCommands } from '../lineCommands';
import { useText } from '../text/useText';

const REFRESH_MS = 15_000;
const DONE: Record<api.DeskList, DeskLine['status'][]> = {
  arrivals: ['in_house', 'checked_out', 'no_show', 'cancelled'],
  'in-house': [],
  departures: ['checked_out'],
  departed: [],
};

const FILTERS = {
  arrivals: ['unassigned', 'not_ready', 'eta_passed', 'queue', 'no_deposit', 'unguaranteed', 'tier', 'group', 'noted', 'same_day'],
  'in-house': ['move', 'balance', 'late', 'sharing', 'tier', 'group', 'noted'],
  departures: ['overdue', 'balance', 'settled', 'express', 'late', 'tier', 'group', 'noted'],
  departed: ['owes', 'credit'],
} as const;

/* Arrivals are asked for by name; guests in the house by room. */
const byName = (a: DeskLine, b: DeskLine): number => a.guest_name.localeCompare(b.guest_name);
const byRoom = (a: DeskLine, b: DeskLine): number => (a.room ?? '').localeCompare(b.room ?? '', undefined, { numeric: true });
const ORDER: Record<api.DeskList, (a: DeskLine, b: DeskLine) => number> = { arrivals: byName, 'in-house': byRoom, departures: byRoom, departed: byName };

export function guestsText(line: { adults: number; children: number; infants: number }): string {
  return [line.adults, line.children, line.infants].slice(0, line.infants > 0 ? 3 : line.children > 0 ? 2 : 1).join(' + ');
}

const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/* What a clerk wants to know of a guest before anything else, in words that fit into a cell. */
function Marks({ line }: { line: DeskLine }): JSX.Element {
  const t = useText();
  const marks: Array<[string, string]> = [];
  if (line.tier) marks.push(['tier', line.tier]);
  if (line.queue_priority) marks.push(['waits', t('desk.mark.queue')]);
  if (line.deposit_missing) marks.push(['waits', t('desk.mark.noDeposit')]);
  if (line.next_room) marks.push(['waits', t('desk.mark.move', { room: line.next_room })]);
  if (line.late_until_minute !== undefined && line.late_until_minute !== null) marks.push(['time', t('desk.mark.late', { time: clock(line.late_until_minute) })]);
  if (line.express) marks.push(['plain', t('desk.mark.express')]);
  if (line.shares_with) marks.push(['plain', t('desk.mark.shares')]);
  if (line.do_not_move) marks.push(['plain', t('desk.mark.pinned')]);
  if (line.noted) marks.push(['plain', t('desk.mark.noted')]);
  if (line.group) marks.push(['group', line.group]);
  return (
    <span className="kr-marks">
      {marks.map(([kind, text]) => (
        <span key={text} className={`kr-mark kr-mark-${kind}`}>{text}</span>
      ))}
    </span>
  );
}

/* The room, and for an arrival whether it can be moved into. */
function RoomCell({ line, arrivals }: { line: DeskLine; arrivals: boolean }): JSX.Element {
  const t = useText();
  if (!line.room) return <span className="kr-muted">–</span>;
  const state = line.room_occupied ? 'occupied' : line.room_status;
  if (!arrivals || !state) return <strong>{line.room}</strong>;
  return (
    <>
      <strong>{line.room}</strong> <span className={`kr-housekeeping kr-housekeeping-${state}`}>{state === 'occupied' ? t('desk.occupied') : t(`housekeeping.${state}` as 'housekeeping.clean')}</span>
    </>
  );
}

/* What it costs, and under which plan: the name for whoever does not know the code. */
function Price({ plan, minor, currency }: { plan: string | undefined; minor: number | null | undefined; currency: string | undefined }): JSX.Element {
  const t = useText();
  const { forms, ratePlanName } = useHotel();
  return (
    <>
      {plan !== undefined && <span className="kr-muted kr-wide-only" title={ratePlanName(plan)}>{plan === CHANNEL_PLAN ? t('desk.channelPlan') : plan} </span>}
      {minor === undefined || minor === null ? <span className="kr-muted">–</span> : forms.money(minor, currency)}
    </>
  );
}

interface FilterProps {
  list: api.DeskList;
  counts: Record<string, number> | null;
  filter: string;
  onFilter: (filter: string) => void;
}

/* One press shows only those; the figure says whether it is worth it. Filters that leave nobody stand back. */
function Filters({ list, counts, filter, onFilter }: FilterProps): JSX.Element {
  const t = useText();
  return (
    <div className="kr-chips" role="group" aria-label={t('desk.filters')}>
      {FILTERS[list].map((each) => (
        <button key={each} type="button" className="kr-chip" aria-pressed={filter === each} disabled={filter !== each && (counts?.[each] ?? 0) === 0} onClick={() => onFilter(filter === each ? '' : each)}>
          {t(`desk.filter.${each}`)} <b>{counts?.[each] ?? '–'}</b>
        </button>
      ))}
    </div>
  );
}

function useColumns(list: api.DeskList): Array<Column<DeskLine>> {
  const t = useText();
  const { status, forms, roomTypeName } = useHotel();
  return useMemo(() => {
    const columns: Array<Column<DeskLine>> = [
      { key: 'guest', head: t('desk.guest'), cell: (line) => <strong>{line.guest_name}</strong> },
      { key: 'room', head: t('desk.room'), cell: (line) => <RoomCell line={line} arrivals={list === 'arrivals'} /> },
      { key: 'type', head: t('desk.type'), cell: (line) => <span className="kr-type"><b>{line.room_type}</b> {roomTypeName(line.room_type)}</span> },
      { key: 'stay', head: t('desk.stay'), cell: (line) => <span className={(list === 'in-house' || list === 'departures') && line.departure < status.business_date ? 'kr-few' : ''}>{forms.dateShort(line.arrival)} – {forms.dateShort(line.departure)}</span> },
      { key: 'nights', head: t('desk.nights'), align: 'right', deskOnly: true, cell: (line) => nightsBetween(line.arrival, line.departure) },
      { key: 'guests', head: t('desk.guests'), align: 'right', wideOnly: true, cell: guestsText },
      { key: 'confirmation', head: t('desk.confirmation'), deskOnly: true, cell: (line) => <span className="kr-number">{formatConfirmation(line.confirmation_number)}</span> },
      { key: 'marks', head: t('desk.marks'), cell: (line) => <Marks line={line} /> },
    ];
    if (list === 'arrivals') {
      columns.splice(1, 0, { key: 'eta', head: t('desk.eta'), cell: (line) => (line.eta_minute === undefined || line.eta_minute === null ? <span className="kr-muted">–</span> : clock(line.eta_minute)) });
      columns.push({ key: 'price', head: t('desk.price'), align: 'right', cell: (line) => <Price plan={line.rate_plan} minor={line.total_minor} currency={line.currency} /> });
    }
    if (list === 'in-house') columns.push({ key: 'rate', head: t('desk.rate'), align: 'right', cell: (line) => <Price plan={line.rate_plan} minor={line.night_price_minor} currency={line.currency} /> });
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
  const [filter, setFilter] = useState('');
  const { value, problem, reload } = useLoad(`${list}/${status.business_date}/${filter}`, (signal) => api.deskList(list, filter, signal), REFRESH_MS);
  const counts = useLoad(`${list}/${status.business_date}/counts`, (signal) => api.deskCounts(list, signal), REFRESH_MS);
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
            {value !== null && <strong data-testid="open-count">{t(`desk.${list}.open`, { count: open.length })}</strong>}
            {lines.length > open.length && <span> · {t(`desk.${list}.done`, { count: lines.length - open.length })}</span>}
            <span>{value !== null && ' · '}{forms.dateWithDay(status.business_date)}</span>
          </>
        }
      >
        {list === 'arrivals' && open.length > 0 && <Button variant="default" component="a" href={api.daysCardsPaper} target="_blank">{t('card.printAll')}</Button>}
      </PageHead>
      <Filters list={list} counts={counts.value} filter={filter} onFilter={setFilter} />
      {list === 'departures' && <InvoiceMailings />}
      {list === 'departures' && <LeaveTogether onDone={() => { reload(); counts.reload(); }} count={counts.value?.['settled'] ?? 0} />}
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
          empty={filter === '' ? <EmptyState title={t(`desk.${list}.empty`)} hint={t(`desk.${list}.emptyHint`)} /> : <EmptyState title={t('desk.filter.none')} hint={t('desk.filter.noneHint')} />}
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
