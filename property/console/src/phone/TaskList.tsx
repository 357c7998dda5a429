import type { SheetTask } from '@shared/api/property/housekeeping';
import { useText } from '../text/useText';
import type { Node } from './useNode';

/* What is to be cleaned first stands first: where a guest arrives today, then in the order of the house; what is done stands last. */
const rank = (task: SheetTask): number => (task.status === 'done' ? 4 : task.status === 'started' ? 0 : task.arrival_today ? 1 : task.status === 'open' ? 2 : 3);

export function tasksOf(node: Node): SheetTask[] {
  const sheet = node.sheets?.sheets.find((each) => each.staff === node.known?.user);
  return (sheet?.tasks ?? []).map((task, index) => ({ task, index })).sort((a, b) => rank(a.task) - rank(b.task) || a.index - b.index).map(({ task }) => task);
}

export function TaskFacts({ task, today }: { task: SheetTask; today: string }): JSX.Element {
  const t = useText();
  return (
    <span className="ph-facts">
      <span>{t(`service.${task.service}`)}</span>
      {task.linen && <span className="ph-mark">{t('phone.linen')}</span>}
      {task.arrival_today && <span className="ph-mark ph-mark-now">{t('phone.guestArrives')}</span>}
      {task.persons !== null && <span>{t('phone.personsNow', { count: task.persons })}</span>}
      {task.departure !== null && task.departure <= today && <span>{t('phone.leaves')}</span>}
    </span>
  );
}

export function TaskList({ node, onOpen }: { node: Node; onOpen: (room: string) => void }): JSX.Element {
  const t = useText();
  const tasks = tasksOf(node);
  const today = node.sheets?.business_date ?? '';
  const credits = (list: SheetTask[]): number => list.reduce((sum, task) => sum + task.credits, 0);
  if (tasks.length === 0) {
    return (
      <div className="ph-empty">
        <h1>{t('phone.noSheet')}</h1>
        <p>{t('phone.noSheetHint')}</p>
      </div>
    );
  }
  const all = credits(tasks);
  const done = credits(tasks.filter((task) => task.status === 'done'));
  return (
    <>
      <h1>{t('phone.mine')}</h1>
      <p className="ph-credits">
        <progress max={all} value={done} aria-label={t('phone.credits', { done, all })} /> {t('phone.credits', { done, all })}
      </p>
      <ul className="ph-tasks">
        {tasks.map((task) => (
          <li key={task.task_id}>
            <button type="button" className={`ph-task ph-task-${task.status}`} onClick={() => onOpen(task.room)}>
              <b>{task.room}</b>
              <TaskFacts task={task} today={today} />
              <span className="ph-status">{t(`task.${task.status}`)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
