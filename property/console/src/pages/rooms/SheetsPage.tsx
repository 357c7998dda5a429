import { useState } from 'react';
import { Button, Checkbox, NumberInput, Select, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Attendant, Sheet, SheetTask } from '@shared/api/property/housekeeping';
import { useAction } from '@shared/api/useAction';
import { useEdit } from '@shared/api/useEdit';
import { useLoad } from '@shared/api/useLoad';
import { useSession } from '@shared/session/SessionGate';
import { EditDialog } from '@shared/ui/EditDialog';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { EmptyState, LoadingRows } from '@shared/ui/Notes';
import { PageHead, Panel } from '@shared/ui/Page';
import { useHotel } from '../../hotel';
import { useText } from '../../text/useText';

const REFRESH_MS = 15_000;
const NEW: Attendant = { attendant: '', name: '', credits: 420, working: true };

function AttendantDialog({ attendant, onDone, onClose }: { attendant: Attendant; onDone: () => void; onClose: () => void }): JSX.Element {
  const t = useText();
  const isNew = attendant.attendant === '';
  const edit = useEdit<{ items: Attendant[] }, Attendant, Attendant>({
    at: isNew ? null : api.ATTENDANTS_AT,
    initial: attendant,
    valuesOf: ({ items }) => items.find((each) => each.attendant === attendant.attendant) ?? attendant,
    write: ({ staff, ...rest }, { etag }, key) => api.putAttendant({ ...rest, ...(staff ? { staff } : {}) }, etag, key),
    onDone,
  });
  const { values, set } = edit;
  const fields = (['name', 'staff', 'credits', 'working'] as const).map((key) => ({ key, label: t(`attendant.${key}`) }));
  return (
    <EditDialog edit={edit} fields={fields} title={isNew ? t('attendant.add') : t('attendant.edit', { name: attendant.name })} submitLabel={t('attendant.save')} ready={values.attendant.trim() !== '' && values.name.trim() !== ''} onClose={onClose}>
      <TextInput label={t('attendant.name')} value={values.name} onChange={(event) => set({ name: event.currentTarget.value })} maxLength={80} data-autofocus />
      {isNew && <TextInput label={t('attendant.code')} value={values.attendant} onChange={(event) => set({ attendant: event.currentTarget.value })} maxLength={20} />}
      <TextInput label={t('attendant.staff')} value={values.staff ?? ''} onChange={(event) => set({ staff: event.currentTarget.value })} maxLength={80} autoComplete="off" />
      <NumberInput label={t('attendant.credits')} description={t('attendant.creditsHint')} value={values.credits} onChange={(credits) => set({ credits: Number(credits) || 1 })} min={1} max={9999} />
      <Checkbox label={t('attendant.working')} checked={values.working} onChange={(event) => set({ working: event.currentTarget.checked })} />
    </EditDialog>
  );
}

function TaskRows({ tasks, people, onGive }: { tasks: SheetTask[]; people: Attendant[]; onGive: ((task: SheetTask, attendant: string | null) => void) | null }): JSX.Element {
  const t = useText();
  return (
    <table className="kr-table kr-sheet">
      <tbody>
        {tasks.map((task) => (
          <tr key={task.task_id}>
            <td><strong>{task.room}</strong></td>
            <td>{t(`service.${task.service}`)}{task.linen && <span className="kr-muted"> · {t('phone.linen')}</span>}{task.arrival_today && <b className="kr-few"> · {t('board.arrival')}</b>}</td>
            <td className="kr-right">{task.credits}</td>
            <td>{t(`task.${task.status}`)}{task.note !== '' && <span className="kr-muted"> · {task.note}</span>}{task.minibar !== '' && <span className="kr-muted"> · {task.minibar}</span>}</td>
            {onGive !== null && (
              <td className="kr-no-print">
                {task.status === 'open' && <Select size="xs" w={130} aria-label={`${t('sheet.give')} ${task.room}`} placeholder={t('sheet.give')} value={null} onChange={(value) => onGive(task, value === '' ? null : value)} data={[...people.map((each) => ({ value: each.attendant, label: each.name })), { value: '', label: t('sheet.nobody') }]} />}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const asAttendant = (sheet: Sheet): Attendant => ({ attendant: sheet.attendant, name: sheet.name, staff: sheet.staff, credits: sheet.capacity, working: sheet.working });

export function SheetsPage(): JSX.Element {
  const t = useText();
  const { status, forms } = useHotel();
  const { hasRole } = useSession();
  const runs = hasRole('manager') || hasRole('housekeeping');
  const { value, problem, reload } = useLoad(`sheets/${status.business_date}`, api.taskSheets, REFRESH_MS);
  const [editing, setEditing] = useState<Attendant | null>(null);
  const make = useAction((_: null, key) => api.makeSheets(key));
  const give = useAction((to: { task: number; attendant: string | null }, key) => api.giveTask(to.task, to.attendant, key));
  const people = (value?.sheets ?? []).filter((sheet) => sheet.working).map(asAttendant);
  const onGive = runs ? (task: SheetTask, attendant: string | null): void => void give.run({ task: task.task_id, attendant }).then(reload) : null;
  const shown = (value?.sheets ?? []).filter((sheet) => sheet.working || sheet.tasks.length > 0);
  const failed = problem ?? make.problem ?? give.problem;
  return (
    <>
      <PageHead title={t('sheet.title')} detail={<>{forms.dateWithDay(status.business_date)} · {t('sheet.explain')}</>}>
        {runs && <Button variant="default" onClick={() => setEditing(NEW)}>{t('attendant.add')}</Button>}
        <Button variant="default" onClick={() => window.print()}>{t('sheet.print')}</Button>
        {runs && <Button loading={make.busy} onClick={() => void make.run(null).then(reload)}>{t('sheet.make')}</Button>}
      </PageHead>
      {failed !== null && <ErrorNote problem={failed} onRetry={reload} />}
      {value === null && problem === null && <LoadingRows rows={8} />}
      {value !== null && shown.length === 0 && value.unassigned.length === 0 && <EmptyState title={t('sheet.empty')} hint={t('sheet.emptyHint')} />}
      <div className="kr-sheets">
        {shown.map((sheet) => (
          <Panel
            key={sheet.attendant}
            title={sheet.name}
            aside={
              <span className="kr-muted">
                {t('sheet.rooms', { count: sheet.tasks.length })} · {t('sheet.balance', { credits: sheet.credits, capacity: sheet.capacity })}{' '}
                {runs && <Button size="compact-xs" variant="default" className="kr-no-print" aria-label={t('attendant.edit', { name: sheet.name })} onClick={() => setEditing(asAttendant(sheet))}>{t('outage.change')}</Button>}
              </span>
            }
          >
            <TaskRows tasks={sheet.tasks} people={people.filter((each) => each.attendant !== sheet.attendant)} onGive={onGive} />
          </Panel>
        ))}
        {value !== null && value.unassigned.length > 0 && <Panel title={t('sheet.unassigned')}><TaskRows tasks={value.unassigned} people={people} onGive={onGive} /></Panel>}
      </div>
      {editing !== null && <AttendantDialog attendant={editing} onClose={() => setEditing(null)} onDone={() => { setEditing(null); reload(); }} />}
    </>
  );
}
