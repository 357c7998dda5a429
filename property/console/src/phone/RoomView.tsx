import { useState, type FormEvent } from 'react';
import type { SheetTask, TaskStatus } from '@shared/api/property/housekeeping';
import type { Room } from '@shared/api/property/room';
import { useText } from '../text/useText';
import { Inspection } from './Inspection';
import { MinibarPanel } from './MinibarPanel';
import { useWhy } from './NotSent';
import { TaskFacts } from './TaskList';
import type { Node } from './useNode';

const NEXT: Record<TaskStatus, TaskStatus[]> = {
  open: ['started', 'done', 'do_not_disturb', 'declined'],
  started: ['done', 'do_not_disturb', 'declined'],
  do_not_disturb: ['started', 'done', 'declined'],
  declined: ['started', 'done'],
  done: [],
};

const STATUSES: Array<Room['housekeeping']> = ['dirty', 'pickup', 'clean', 'inspected'];

interface Props {
  node: Node;
  room: string;
}

function tasksOfRoom(node: Node, room: string): SheetTask[] {
  const all = [...(node.sheets?.sheets.flatMap((sheet) => sheet.tasks) ?? []), ...(node.sheets?.unassigned ?? [])];
  return all.filter((task) => task.room === room);
}

function TaskPanel({ node, task }: { node: Node; task: SheetTask }): JSX.Element {
  const t = useText();
  const [minibar, setMinibar] = useState(task.minibar);
  const hasPriceList = (node.known?.minibar?.items.length ?? 0) > 0;
  const progress = (status: TaskStatus): void =>
    node.put(status, task.room, `/v1/housekeeping/tasks/${task.task_id}/progress`, status === 'done' && minibar !== task.minibar ? { status, minibar } : { status });
  return (
    <section className={`ph-panel ph-task-${task.status}`}>
      <p>
        <TaskFacts task={task} today={node.sheets?.business_date ?? ''} />
        <span className="ph-status">{t(`task.${task.status}`)}</span>
      </p>
      {task.note !== '' && <p className="ph-note">{task.note}</p>}
      {task.status !== 'done' && !hasPriceList && (
        <label>
          {t('phone.minibar')}
          <input value={minibar} onChange={(event) => setMinibar(event.target.value)} autoComplete="off" />
        </label>
      )}
      <div className="ph-buttons">
        {NEXT[task.status].filter((status) => status !== 'declined' || task.persons !== null).map((status, index) => (
          <button key={status} type="button" className={index === 0 ? 'ph-main' : ''} onClick={() => progress(status)}>{t(`phone.taskDo.${status}` as 'phone.taskDo.done')}</button>
        ))}
      </div>
    </section>
  );
}

function Sighting({ node, room }: Props): JSX.Element {
  const t = useText();
  const [counting, setCounting] = useState(false);
  const report = (body: { occupied: boolean; persons?: number }): void => {
    setCounting(false);
    node.put('sighting', room, '/v1/housekeeping/sightings', { room, ...body });
  };
  return (
    <section className="ph-panel">
      <h2>{t('phone.seen')}</h2>
      <div className="ph-buttons">
        <button type="button" onClick={() => report({ occupied: false })}>{t('phone.seenNobody')}</button>
        <button type="button" aria-expanded={counting} onClick={() => setCounting(!counting)}>{t('phone.seenSomebody')}</button>
      </div>
      {counting && (
        <div className="ph-buttons" role="group" aria-label={t('phone.persons')}>
          {[1, 2, 3, 4, 5].map((persons) => <button key={persons} type="button" onClick={() => report({ occupied: true, persons })}>{persons}</button>)}
        </div>
      )}
    </section>
  );
}

/* One line of text that goes to somebody else: a fault to the technicians, what was found to lost and found. */
function Report({ title, label, onSend }: { title: string; label: string; onSend: (text: string) => void }): JSX.Element {
  const t = useText();
  const [text, setText] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSend(text.trim());
    setText('');
  };
  return (
    <details className="ph-panel">
      <summary>{title}</summary>
      <form className="ph-form" onSubmit={submit}>
        <label>
          {label}
          <input value={text} onChange={(event) => setText(event.target.value)} maxLength={200} autoComplete="off" required />
        </label>
        <button className="ph-main" type="submit">{t('phone.send')}</button>
      </form>
    </details>
  );
}

function StatusChoice({ node, room, now }: Props & { now: Room['housekeeping'] }): JSX.Element {
  const t = useText();
  return (
    <details className="ph-panel">
      <summary>{t('phone.setStatus')}</summary>
      <div className="ph-buttons">
        {STATUSES.filter((each) => each !== now).map((each) => (
          <button key={each} type="button" onClick={() => node.put('status', room, `/v1/rooms/${encodeURIComponent(room)}/status`, { housekeeping: each })}>{t(`housekeeping.${each}`)}</button>
        ))}
      </div>
    </details>
  );
}

export function RoomView({ node, room, onBack }: Props & { onBack: () => void }): JSX.Element {
  const t = useText();
  const why = useWhy();
  const facts = node.known?.rooms.find((each) => each.room === room);
  const here = node.waiting.filter((each) => each.room === room);
  return (
    <>
      <button type="button" className="ph-quiet" onClick={onBack}>‹ {t('phone.back')}</button>
      <h1 className="ph-room">
        {room} {facts !== undefined && <span className={`ph-housekeeping ph-housekeeping-${facts.housekeeping}`}>{t(`housekeeping.${facts.housekeeping}`)}</span>}
      </h1>
      {facts?.out_of_order_reason && <p className="ph-note">{t('phone.outOfOrder', { reason: facts.out_of_order_reason })}</p>}
      {here.map((each) => (
        <p key={each.key} className={each.state === 'refused' ? 'ph-refused' : 'ph-note'} role="status">
          {t(`phone.did.${each.what}` as 'phone.did.done')}: {each.state === 'waiting' ? t('phone.waits') : t('phone.refused', { why: why(each) })}
        </p>
      ))}
      <fieldset className="ph-doings" disabled={node.settling}>
        {tasksOfRoom(node, room).map((task) => <TaskPanel key={task.task_id} node={node} task={task} />)}
        {node.known?.minibar && node.known.minibar.items.length > 0 && <MinibarPanel node={node} room={room} minibar={node.known.minibar} />}
        <Sighting node={node} room={room} />
        <Inspection node={node} room={room} />
        <Report title={t('phone.fault')} label={t('phone.faultLabel')} onSend={(symptom) => node.put('fault', room, '/v1/work-orders', { symptom, room, origin: 'housekeeping' })} />
        <Report title={t('phone.found')} label={t('phone.foundLabel')} onSend={(text) => node.put('lost', room, '/v1/notes', { kind: 'found', text, place: room })} />
        {facts !== undefined && <StatusChoice node={node} room={room} now={facts.housekeeping} />}
      </fieldset>
    </>
  );
}
