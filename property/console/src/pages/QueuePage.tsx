import { Button } from '@mantine/core';
import * as api from '@shared/api/property';
import type { QueueEntry } from '@shared/api/property/frontDesk';
import { useAction } from '@shared/api/useAction';
import { useChanges } from '@shared/api/useChanges';
import { useLoad } from '@shared/api/useLoad';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { EmptyState, LoadingRows } from '@shared/ui/Notes';
import { PageHead } from '@shared/ui/Page';
import { go } from '@shared/ui/route';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

function Readiness({ entry }: { entry: QueueEntry }): JSX.Element {
  const t = useText();
  if (entry.room === null) {
    return <span className={entry.ready_rooms > 0 ? 'kr-ready' : 'kr-muted'}>{t('queue.others', { count: entry.ready_rooms })}</span>;
  }
  if (entry.ready) return <strong className="kr-ready">{t('queue.ready')}</strong>;
  return <span>{entry.room_occupied ? t('queue.occupied') : t('queue.notReady')}{entry.ready_rooms > 0 && <> · {t('queue.others', { count: entry.ready_rooms })}</>}</span>;
}

function QueueRow({ entry, onChanged }: { entry: QueueEntry; onChanged: () => void }): JSX.Element {
  const t = useText();
  const { forms, roomTypeName } = useHotel();
  const change = useAction((body: { leave?: boolean; told?: boolean }, key) => api.queueGuest(entry, body, key));
  const run = async (body: { leave?: boolean; told?: boolean }): Promise<void> => {
    if ((await change.run(body)) !== null) onChanged();
  };
  return (
    <tr data-ready={entry.ready || undefined}>
      <td><span className={`kr-priority kr-priority-${entry.priority}`}>{t(`queue.priority.${entry.priority as 1 | 2 | 3}`)}</span></td>
      <td><strong>{entry.guest_name}</strong>{entry.note !== null && <div className="kr-muted">{entry.note}</div>}</td>
      <td>{roomTypeName(entry.room_type)}</td>
      <td>{entry.room === null ? <span className="kr-muted">–</span> : <strong className="kr-room-number">{entry.room}</strong>}</td>
      <td>
        <Readiness entry={entry} />
        {entry.told_at !== null && <div className="kr-muted">{t('queue.toldAt', { time: forms.instant(entry.told_at) })}</div>}
      </td>
      <td>{forms.instant(entry.queued_at)}</td>
      <td className="kr-right">
        <Button size="xs" variant={entry.ready ? 'filled' : 'default'} onClick={() => go(`reservation/${entry.confirmation_number}`)}>{t('queue.open')}</Button>{' '}
        {entry.ready && entry.told_at === null && <><Button size="xs" variant="default" loading={change.busy} onClick={() => void run({ told: true })}>{t('queue.tell')}</Button>{' '}</>}
        <Button size="xs" variant="subtle" color="gray" loading={change.busy} onClick={() => void run({ leave: true })}>{t('queue.leave')}</Button>
        {change.problem !== null && <ErrorNote problem={change.problem} />}
      </td>
    </tr>
  );
}

/* Guests who are here and wait; the page says by itself when a room is ready. */
export function QueuePage(): JSX.Element {
  const t = useText();
  const { value, problem, reload } = useLoad('queue', api.roomQueue);
  useChanges(api.changeWait, reload);
  const ready = (value ?? []).filter((entry) => entry.ready).length;
  return (
    <>
      <PageHead title={t('queue.title')} detail={value === null ? undefined : <span aria-live="polite">{t('queue.detail', { count: value.length })} · {t('queue.readyCount', { count: ready })}</span>} />
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {value === null && problem === null && <LoadingRows rows={5} />}
      {value !== null && value.length === 0 && <EmptyState title={t('queue.empty')} hint={t('queue.emptyHint')} />}
      {value !== null && value.length > 0 && (
        <div className="kr-table-frame" tabIndex={0}>
          <table className="kr-table kr-queue">
            <thead>
              <tr>
                <th scope="col">{t('queue.urgency')}</th>
                <th scope="col">{t('desk.guest')}</th>
                <th scope="col">{t('desk.type')}</th>
                <th scope="col">{t('desk.room')}</th>
                <th scope="col">{t('queue.state')}</th>
                <th scope="col">{t('queue.since')}</th>
                <th scope="col"><span className="kr-hidden">{t('queue.actions')}</span></th>
              </tr>
            </thead>
            <tbody>
              {value.map((entry) => (
                <QueueRow key={`${entry.confirmation_number}/${entry.line}`} entry={entry} onChanged={reload} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
