import { useState } from 'react';
import { Button } from '@mantine/core';
import * as api from '@shared/api/property';
import type { WorkOrder, WorkState } from '@shared/api/property';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { useI18n } from '@shared/i18n/i18n';
import { useCommands } from '@shared/keyboard/shortcuts';
import { useSession } from '@shared/session/SessionGate';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { LoadingRows, Note } from '@shared/ui/Notes';
import { Fact, KeyButton, PageHead, Panel } from '@shared/ui/Page';
import { useHotel } from '../../hotel';
import { useText } from '../../text/useText';
import { ArticleDialog } from './KnowledgePage';
import { AssignDialog, CheckDialog, MoveDialog, PartDialog, RepairDialog, TimeDialog } from './WorkOrderDialogs';
import { PriorityMark, StateMark, isLate, isOver, placeOf, useDuration } from './words';
import './maintenance.css';

const REFRESH_MS = 10_000;

type Open = 'assign' | 'repair' | 'check' | 'wait' | 'cancel' | 'reopen' | 'duplicate' | 'time' | 'part' | 'note' | 'article' | null;

/* The steps that make sense now, the likeliest first; each with its key. */
function useSteps(order: WorkOrder, open: (what: Open) => void, move: (to: WorkState) => void): Array<{ key: string; label: string; run: () => void }> {
  const t = useText();
  const { session, hasRole } = useSession();
  const repairs = ['maintenance', 'manager', 'trainer'].some(hasRole);
  const steps: Array<{ key: string; label: string; run: () => void; when: boolean }> = [
    { key: 'T', label: t('maintenance.step.triaged'), run: () => move('triaged'), when: repairs && ['reported', 'reopened'].includes(order.state) },
    { key: 'A', label: t('maintenance.step.assigned'), run: () => open('assign'), when: repairs && ['triaged', 'assigned', 'reopened', 'waiting_parts', 'waiting_vendor', 'waiting_guest'].includes(order.state) },
    { key: 'S', label: t('maintenance.step.in_progress'), run: () => move('in_progress'), when: repairs && ['assigned', 'reopened', 'waiting_parts', 'waiting_vendor', 'waiting_guest'].includes(order.state) },
    { key: 'R', label: t('maintenance.step.repaired'), run: () => open('repair'), when: repairs && ['in_progress', 'waiting_parts', 'waiting_vendor'].includes(order.state) },
    { key: 'W', label: t('maintenance.step.waiting'), run: () => open('wait'), when: repairs && ['triaged', 'assigned', 'in_progress', 'reopened'].includes(order.state) },
    { key: 'K', label: t('maintenance.step.checked'), run: () => open('check'), when: order.state === 'repaired' && order.repaired_by !== session.user },
    { key: 'C', label: t('maintenance.step.closed'), run: () => move('closed'), when: order.state === 'checked' },
    { key: 'P', label: t('maintenance.step.part'), run: () => open('part'), when: repairs && ['assigned', 'in_progress', 'waiting_parts', 'reopened', 'repaired'].includes(order.state) },
    { key: 'M', label: t('maintenance.step.time'), run: () => open('time'), when: repairs && !['reported', 'triaged'].includes(order.state) && !isOver(order.state) },
    { key: 'O', label: t('maintenance.step.reopened'), run: () => open('reopen'), when: ['repaired', 'checked', 'closed', 'duplicate'].includes(order.state) },
    { key: 'D', label: t('maintenance.step.duplicate'), run: () => open('duplicate'), when: repairs && (order.similar ?? []).some((each) => each.work_order < order.work_order) && ['reported', 'triaged', 'assigned'].includes(order.state) },
    { key: 'X', label: t('maintenance.step.cancelled'), run: () => open('cancel'), when: ['manager', 'trainer'].some(hasRole) && ['reported', 'triaged', 'assigned', 'in_progress', 'waiting_parts', 'waiting_vendor', 'waiting_guest', 'reopened'].includes(order.state) },
  ];
  return steps.filter((step) => step.when);
}

function Timeline({ order }: { order: WorkOrder }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const duration = useDuration();
  return (
    <ol className="kr-work-timeline">
      {[...(order.events ?? [])].reverse().map((event, index) => (
        <li key={index}>
          <span className="kr-muted">{forms.instant(event.at)} · {event.staff}</span>
          <span>
            {event.kind === 'state' && event.to !== null && <StateMark state={event.to} />}
            {event.kind === 'part' && t('maintenance.event.part', { part: event.note ?? '', count: event.quantity })}
            {event.kind === 'labour' && t('maintenance.event.labour', { time: duration(event.quantity) })}
            {event.kind === 'vendor_cost' && t('maintenance.event.vendor', { amount: forms.money(event.amount_minor) })}
            {event.kind === 'edit' && t('maintenance.event.edit')}
            {event.kind === 'room' && t(`maintenance.event.room.${event.note === 'in_order' ? 'back' : 'out'}`)}
            {event.note !== null && ['state', 'note', 'vendor_cost', 'labour'].includes(event.kind) && <span> {event.note}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}

function CoverNote({ order }: { order: WorkOrder }): JSX.Element | null {
  const t = useText();
  const { forms } = useHotel();
  const duration = useDuration();
  const { cover } = order;
  if (cover === undefined || cover.kind === 'none' || isOver(order.state)) return null;
  return (
    <Note kind="info">
      <strong>{t(`maintenance.cover.${cover.kind}`, { vendor: cover.vendor_name ?? t('maintenance.cover.vendor') })}</strong>
      <span>
        {cover.telephone !== null && cover.telephone !== undefined && `${cover.telephone} · `}
        {cover.until !== null && cover.until !== undefined && t('maintenance.cover.until', { date: forms.date(cover.until) })}
        {cover.response_minutes !== null && cover.response_minutes !== undefined && ` · ${t('maintenance.cover.response', { time: duration(cover.response_minutes) })}`}
      </span>
    </Note>
  );
}

function Costs({ order }: { order: WorkOrder }): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const { forms } = useHotel();
  const duration = useDuration();
  return (
    <Panel title={t('maintenance.costs')}>
      <table className="kr-prices">
        <tbody>
          <tr><th scope="row">{t('maintenance.labour', { time: duration(order.labour_minutes) })}</th><td className="kr-right">{forms.money(order.labour_minor)}</td></tr>
          {(order.parts ?? []).map((part) => (
            <tr key={part.part}><th scope="row">{part.quantity} × {language === 'zh' ? part.name_zh : part.name_en}</th><td className="kr-right">{forms.money(part.cost_minor)}</td></tr>
          ))}
          {order.vendor_minor > 0 && <tr><th scope="row">{t('maintenance.vendorBill')}</th><td className="kr-right">{forms.money(order.vendor_minor)}</td></tr>}
          <tr className="kr-prices-total"><th scope="row">{t('maintenance.total')}</th><td className="kr-right">{forms.money(order.labour_minor + order.parts_minor + order.vendor_minor)}</td></tr>
        </tbody>
      </table>
    </Panel>
  );
}

function Facts({ order, now }: { order: WorkOrder; now: string }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const duration = useDuration();
  return (
    <dl className="kr-facts">
      <Fact label={t('maintenance.kind')}>{t(`maintenance.category.${order.category}`)}</Fact>
      <Fact label={t('maintenance.reported')}>{forms.instant(order.reported_at)} · {order.reported_by}</Fact>
      <Fact label={t('maintenance.technician')}>{order.technician_name ?? <span className="kr-muted">{t('maintenance.nobody')}</span>}</Fact>
      {order.scheduled_from !== null && <Fact label={t('maintenance.scheduled')}>{forms.instant(order.scheduled_from)}</Fact>}
      {order.preferred_on !== null && <Fact label={t('maintenance.preferredOn')}>{forms.dateWithDay(order.preferred_on)}</Fact>}
      <Fact label={t('maintenance.due')}>
        {isLate(order, now) ? <span className="kr-work-late">{t('maintenance.late')}</span> : order.due_at !== null ? forms.instant(order.due_at) : isOver(order.state) || ['repaired', 'checked'].includes(order.state) ? t('maintenance.inTime') : t('maintenance.clockStands')}
      </Fact>
      <Fact label={t('maintenance.estimated')}>{duration(order.estimated_minutes)}</Fact>
      {order.cause !== null && <Fact label={t('maintenance.cause')}>{order.cause}</Fact>}
      {order.remedy !== null && <Fact label={t('maintenance.remedy')}>{order.remedy}</Fact>}
    </dl>
  );
}

function Looks({ order }: { order: WorkOrder }): JSX.Element | null {
  const t = useText();
  const { forms } = useHotel();
  if ((order.checks ?? []).length === 0) return null;
  return (
    <Panel title={t('maintenance.checks')}>
      {(order.checks ?? []).map((check) => (
        <p key={check.at}>
          <strong>{(check.passed ? t('maintenance.check.passed') : t('maintenance.check.failed'))}</strong> · {check.staff} · {forms.instant(check.at)}
          {check.note !== null && <span> · {check.note}</span>}
        </p>
      ))}
    </Panel>
  );
}

export function WorkOrderPage({ number }: { number: number }): JSX.Element {
  const t = useText();
  const { status } = useHotel();
  const [open, setOpen] = useState<Open>(null);
  const { value: answer, problem, reload } = useLoad(`work-order/${number}`, (signal) => api.workOrder(number, signal), REFRESH_MS);
  if (answer === null) return problem === null ? <LoadingRows rows={8} /> : <ErrorNote problem={problem} onRetry={reload} />;
  const done = (): void => {
    setOpen(null);
    reload();
  };
  return (
    <Order order={answer.body} etag={answer.etag} now={status.now} problem={problem === null ? null : <ErrorNote problem={problem} onRetry={reload} />} onOpen={setOpen} onDone={done}>
      {open !== null && <Dialog what={open} order={answer.body} etag={answer.etag} onDone={done} onClose={() => setOpen(null)} />}
      {answer.body.article_wanted === true && (
        <Note kind="info">
          {t('maintenance.articleWanted')} <Button size="compact-sm" variant="default" onClick={() => setOpen('article')}>{t('maintenance.writeArticle')}</Button>
        </Note>
      )}
    </Order>
  );
}

interface OrderProps {
  order: WorkOrder;
  etag: string | null;
  now: string;
  problem: React.ReactNode;
  onOpen: (what: Open) => void;
  onDone: () => void;
  children: React.ReactNode;
}

function Order({ order, etag, now, problem, onOpen, onDone, children }: OrderProps): JSX.Element {
  const t = useText();
  const { hasRole } = useSession();
  const move = useAction((body: api.WorkMove, key) => api.workMove(order.work_order, body, etag, key));
  const room = useAction((body: { room: 'out_of_order' | 'in_order' }, key) => api.workRoom(order.work_order, body.room, key));
  const steps = useSteps(order, onOpen, (to) => void move.run({ to }).then((moved) => moved !== null && onDone()));
  useCommands([...steps, { key: 'I', label: t('maintenance.step.note'), run: () => onOpen('note') }]);
  const mayRoom = order.room !== null && ['maintenance', 'manager', 'trainer'].some(hasRole) && !isOver(order.state);
  return (
    <>
      <PageHead title={<>{placeOf(order)} <span className="kr-muted">#{order.work_order}</span></>} detail={<span className="kr-work-head"><StateMark state={order.state} /><PriorityMark priority={order.priority} /><strong>{order.symptom}</strong></span>} />
      {problem}
      <div className="kr-actions kr-work-steps">
        {steps.map((step, index) => <KeyButton key={step.key} shortcut={step.key} variant={index === 0 && !['P', 'M', 'O'].includes(step.key) ? 'filled' : 'default'} loading={index === 0 && move.busy} onClick={step.run}>{step.label}</KeyButton>)}
        <KeyButton shortcut="I" variant="default" onClick={() => onOpen('note')}>{t('maintenance.step.note')}</KeyButton>
        {mayRoom && <Button variant="default" loading={room.busy} onClick={() => void room.run({ room: order.room_out ? 'in_order' : 'out_of_order' }).then((moved) => moved !== null && onDone())}>{(order.room_out ? t('maintenance.roomBack') : t('maintenance.roomTakeOut'))}</Button>}
      </div>
      {move.problem !== null && <ErrorNote problem={move.problem} />}
      {room.problem !== null && <ErrorNote problem={room.problem} />}
      {order.repeat === true && <Note kind="warning"><strong>{t('maintenance.repeatNote', { count: order.repeat_count, place: placeOf(order) })}</strong></Note>}
      {order.room_out && <Note kind="warning">{t('maintenance.roomOutNote')}</Note>}
      <CoverNote order={order} />
      {children}
      <div className="kr-columns">
        <div>
          <Panel>
            <Facts order={order} now={now} />
            {order.detail !== null && <p className="kr-work-detail">{order.detail}</p>}
            {(order.similar ?? []).length > 0 && (
              <p>{t('maintenance.similar')} {(order.similar ?? []).map((each) => <a key={each.work_order} className="kr-work-similar" href={`#/work-order/${each.work_order}`}>#{each.work_order} {each.symptom}</a>)}</p>
            )}
          </Panel>
          <Panel title={t('maintenance.history')}><Timeline order={order} /></Panel>
        </div>
        <div>
          <Costs order={order} />
          <Looks order={order} />
        </div>
      </div>
    </>
  );
}

interface DialogProps {
  what: Exclude<Open, null>;
  order: WorkOrder;
  etag: string | null;
  onDone: () => void;
  onClose: () => void;
}

function Dialog({ what, ...props }: DialogProps): JSX.Element {
  switch (what) {
    case 'assign':
      return <AssignDialog {...props} />;
    case 'repair':
      return <RepairDialog {...props} />;
    case 'check':
      return <CheckDialog {...props} />;
    case 'time':
      return <TimeDialog {...props} />;
    case 'part':
      return <PartDialog {...props} />;
    case 'article':
      return <ArticleDialog from={props.order} onDone={props.onDone} onClose={props.onClose} />;
    default:
      return <MoveDialog what={what} {...props} />;
  }
}
