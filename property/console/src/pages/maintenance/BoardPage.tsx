import { useRef, useState, type KeyboardEvent } from 'react';
import { SegmentedControl } from '@mantine/core';
import * as api from '@shared/api/property';
import type { WorkOrder, WorkState } from '@shared/api/property';
import { useLoad } from '@shared/api/useLoad';
import { useCommands } from '@shared/keyboard/shortcuts';
import { useSession } from '@shared/session/SessionGate';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { EmptyState, LoadingRows } from '@shared/ui/Notes';
import { KeyButton, PageHead } from '@shared/ui/Page';
import { go } from '@shared/ui/route';
import { useHotel } from '../../hotel';
import { useText } from '../../text/useText';
import { ReportDialog } from './ReportDialog';
import { PriorityMark, StateMark, isLate, placeOf } from './words';
import './maintenance.css';

const REFRESH_MS = 10_000;

const COLUMNS: Array<{ key: 'new' | 'planned' | 'doing' | 'waiting' | 'toCheck'; states: WorkState[] }> = [
  { key: 'new', states: ['reported', 'reopened'] },
  { key: 'planned', states: ['triaged', 'assigned'] },
  { key: 'doing', states: ['in_progress'] },
  { key: 'waiting', states: ['waiting_parts', 'waiting_vendor', 'waiting_guest'] },
  { key: 'toCheck', states: ['repaired', 'checked'] },
];

const URGENCY = { emergency: 0, urgent: 1, normal: 2, low: 3 };

/* What is due first stands first; what waits for somebody else has no time of its own and goes by urgency. */
const byDue = (a: WorkOrder, b: WorkOrder): number =>
  (a.due_at ?? '9').localeCompare(b.due_at ?? '9') || URGENCY[a.priority] - URGENCY[b.priority] || a.work_order - b.work_order;

function Card({ order, now }: { order: WorkOrder; now: string }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const late = isLate(order, now);
  return (
    <a className="kr-work-card" href={`#/work-order/${order.work_order}`} data-late={late || undefined} data-priority={order.priority}>
      <span className="kr-work-card-head">
        <strong>{placeOf(order)}</strong>
        <PriorityMark priority={order.priority} />
      </span>
      <span className="kr-work-card-symptom">{order.symptom}</span>
      <span className="kr-work-card-foot">
        <span>{t(`maintenance.category.${order.category}`)}</span>
        {['reopened', 'waiting_parts', 'waiting_vendor', 'waiting_guest', 'checked', 'assigned'].includes(order.state) && <StateMark state={order.state} />}
        {order.origin === 'plan' && <span className="kr-muted">{t('maintenance.preventive')}</span>}
        {order.repeat_count >= 3 && <span className="kr-work-repeat">{t('maintenance.times', { count: order.repeat_count })}</span>}
        {order.room_out && <span className="kr-work-repeat">{t('maintenance.roomOut')}</span>}
        {late ? (
          <span className="kr-work-late">{t('maintenance.late')}</span>
        ) : (
          order.due_at !== null && <span className="kr-muted">{t('maintenance.dueBy', { time: forms.nightOf(order.due_at) === forms.nightOf(now) ? forms.time(order.due_at) : `${forms.dateShort(forms.nightOf(order.due_at))} ${forms.time(order.due_at)}` })}</span>
        )}
      </span>
    </a>
  );
}

const cardsIn = (board: HTMLElement): HTMLElement[][] =>
  [...board.querySelectorAll<HTMLElement>('.kr-work-column')].map((column) => [...column.querySelectorAll<HTMLElement>('.kr-work-card')]);

/* The arrow keys go from card to card; sideways to the same height, over columns that are empty. */
function moveFocus(board: HTMLElement, event: KeyboardEvent): void {
  const columns = cardsIn(board);
  const column = columns.findIndex((cards) => cards.includes(document.activeElement as HTMLElement));
  const steps: Record<string, [number, number]> = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  const step = steps[event.key];
  if (step === undefined) return;
  event.preventDefault();
  if (column < 0) {
    columns.find((cards) => cards.length > 0)?.[0]?.focus();
    return;
  }
  const row = columns[column]?.indexOf(document.activeElement as HTMLElement) ?? 0;
  if (step[0] === 0) {
    columns[column]?.[row + step[1]]?.focus();
    return;
  }
  for (let next = column + step[0]; next >= 0 && next < columns.length; next += step[0]) {
    const cards = columns[next] ?? [];
    if (cards.length > 0) {
      cards[Math.min(row, cards.length - 1)]?.focus();
      return;
    }
  }
}

export function BoardPage({ room }: { room?: string }): JSX.Element {
  const t = useText();
  const { status } = useHotel();
  const { hasRole } = useSession();
  const [only, setOnly] = useState(hasRole('maintenance') ? 'mine' : 'all');
  const [reporting, setReporting] = useState(room !== undefined);
  const board = useRef<HTMLDivElement>(null);
  const filter = only === 'mine' ? { open: '1', mine: '1' } : only === 'late' ? { open: '1', late: '1' } : only === 'repeat' ? { open: '1', repeat: '1' } : { open: '1' };
  const { value, problem, reload } = useLoad(`work-orders/${only}`, (signal) => api.workOrders(filter, signal), REFRESH_MS);
  useCommands([{ key: 'N', label: t('maintenance.report'), words: t('maintenance.reportWords'), run: () => setReporting(true) }]);
  return (
    <>
      <PageHead title={t('maintenance.title')} detail={value === null ? undefined : t('maintenance.openCount', { count: value.length })}>
        <KeyButton shortcut="N" onClick={() => setReporting(true)}>{t('maintenance.report')}</KeyButton>
      </PageHead>
      <SegmentedControl
        className="kr-work-filter"
        size="xs"
        aria-label={t('maintenance.show')}
        value={only}
        onChange={setOnly}
        data={(['all', 'mine', 'late', 'repeat'] as const).map((each) => ({ value: each, label: t(`maintenance.show.${each}`) }))}
      />
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {value === null && problem === null && <LoadingRows rows={8} />}
      {value !== null && value.length === 0 && <EmptyState title={t('maintenance.none')} hint={t('maintenance.noneHint')} />}
      {value !== null && value.length > 0 && (
        <div className="kr-work-board" ref={board} onKeyDown={(event) => board.current !== null && moveFocus(board.current, event)}>
          {COLUMNS.map(({ key, states }) => {
            const cards = value.filter((order) => states.includes(order.state)).sort(byDue);
            return (
              <section key={key} className="kr-work-column" aria-label={t(`maintenance.column.${key}`)} data-empty={cards.length === 0 || undefined}>
                <h2>{t(`maintenance.column.${key}`)} <span className="kr-muted">{cards.length}</span></h2>
                {cards.map((order) => <Card key={order.work_order} order={order} now={status.now} />)}
              </section>
            );
          })}
        </div>
      )}
      {reporting && <ReportDialog room={room} onDone={(order) => go(`work-order/${order.work_order}`)} onClose={() => setReporting(false)} />}
    </>
  );
}
