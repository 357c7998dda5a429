import { useState } from 'react';
import { Button, Checkbox, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Category, DayHours, MaintenancePromise, MaintenanceSettings, RepairChecklist } from '@shared/api/property';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { addDays, formatWeekday, type Night } from '@shared/format/dates';
import { useI18n } from '@shared/i18n/i18n';
import { DateField } from '@shared/ui/DateField';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { LoadingRows, Note } from '@shared/ui/Notes';
import { PageHead, Panel } from '@shared/ui/Page';
import { useHotel } from '../../hotel';
import { useText } from '../../text/useText';
import { clockTime, minuteOf } from './fields';
import { PriorityMark, useCategoryOptions } from './words';
import './maintenance.css';

/* Any Monday: weekdays are named after it. */
const A_MONDAY: Night = '2024-01-01';

function Promises({ promises, onChange }: { promises: MaintenancePromise[]; onChange: (promises: MaintenancePromise[]) => void }): JSX.Element {
  const t = useText();
  const set = (priority: string, change: Partial<MaintenancePromise>): void => onChange(promises.map((each) => (each.priority === priority ? { ...each, ...change } : each)));
  const minutes = (each: MaintenancePromise, name: 'respond_minutes' | 'complete_minutes'): JSX.Element => (
    <NumberInput size="xs" w={110} hideControls min={1} allowDecimal={false} aria-label={`${t(`maintenance.priority.${each.priority}`)}, ${t(`maintenance.promise.${name}`)}`} value={each[name]} onChange={(value) => set(each.priority, { [name]: Math.max(1, Number(value) || 1) })} />
  );
  return (
    <div className="kr-table-frame" tabIndex={0} role="region" aria-label={t('maintenance.promises')}>
      <table className="kr-table">
        <thead>
          <tr>
            <th scope="col">{t('maintenance.urgency')}</th>
            <th scope="col">{t('maintenance.promise.respond_minutes')}</th>
            <th scope="col">{t('maintenance.promise.complete_minutes')}</th>
            <th scope="col">{t('maintenance.promise.clock')}</th>
          </tr>
        </thead>
        <tbody>
          {promises.map((each) => (
            <tr key={each.priority}>
              <th scope="row"><PriorityMark priority={each.priority} /></th>
              <td>{minutes(each, 'respond_minutes')}</td>
              <td>{minutes(each, 'complete_minutes')}</td>
              <td><Checkbox label={t('maintenance.promise.around')} checked={each.around_the_clock} onChange={(event) => set(each.priority, { around_the_clock: event.currentTarget.checked })} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/* What is typed stays as it is typed until it is a time; the same time twice means closed. */
function Hours({ hours, onChange }: { hours: Array<{ weekday: number; from: string; until: string }>; onChange: (hours: Array<{ weekday: number; from: string; until: string }>) => void }): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const set = (weekday: number, change: { from?: string; until?: string }): void => onChange(hours.map((each) => (each.weekday === weekday ? { ...each, ...change } : each)));
  return (
    <ul className="kr-service-hours">
      {hours.map((each) => {
        const day = formatWeekday(addDays(A_MONDAY, each.weekday - 1), language);
        const closed = minuteOf(each.from) !== null && minuteOf(each.from) === minuteOf(each.until);
        return (
          <li key={each.weekday}>
            <b>{day}</b>
            <TextInput size="xs" w={80} aria-label={`${day}, ${t('maintenance.technician.from')}`} value={each.from} error={minuteOf(each.from) === null} onChange={(event) => set(each.weekday, { from: event.currentTarget.value })} />
            <span aria-hidden="true">–</span>
            <TextInput size="xs" w={80} aria-label={`${day}, ${t('maintenance.technician.until')}`} value={each.until} error={minuteOf(each.until) === null} onChange={(event) => set(each.weekday, { until: event.currentTarget.value })} />
            {closed && <span className="kr-muted">{t('maintenance.closed')}</span>}
          </li>
        );
      })}
    </ul>
  );
}

function ClosedDays({ days, onChange }: { days: Night[]; onChange: (days: Night[]) => void }): JSX.Element {
  const t = useText();
  const { forms, status } = useHotel();
  const [next, setNext] = useState<Night>(status.business_date);
  return (
    <>
      {days.length === 0 && <p className="kr-muted">{t('maintenance.closedDaysNone')}</p>}
      <div className="kr-chips">
        {days.map((day) => <button key={day} type="button" className="kr-chip" aria-label={t('maintenance.closedDayRemove', { date: forms.date(day) })} onClick={() => onChange(days.filter((each) => each !== day))}>{forms.dateWithDay(day)} ×</button>)}
      </div>
      <div className="kr-add-day">
        <DateField label={t('maintenance.closedDay')} value={next} base={status.business_date} forms={forms} onChange={setNext} />
        <Button variant="default" disabled={days.includes(next)} onClick={() => onChange([...days, next].sort())}>{t('maintenance.add')}</Button>
      </div>
    </>
  );
}

const typedHours = (settings: MaintenanceSettings): Array<{ weekday: number; from: string; until: string }> =>
  settings.hours.map((each) => ({ weekday: each.weekday, from: clockTime(each.from_minute), until: clockTime(each.until_minute) }));

function SettingsPanel({ settings, onDone }: { settings: MaintenanceSettings; onDone: () => void }): JSX.Element {
  const t = useText();
  const [value, setValue] = useState(settings);
  const [hours, setHours] = useState(typedHours(settings));
  const [kept, setKept] = useState(false);
  const save = useAction((body: MaintenanceSettings, key) => api.maintenanceSettingsSave(body, key));
  const set = (change: Partial<MaintenanceSettings>): void => {
    setKept(false);
    setValue({ ...value, ...change });
  };
  const times: DayHours[] = hours.map((each) => ({ weekday: each.weekday, from_minute: minuteOf(each.from) ?? -1, until_minute: minuteOf(each.until) ?? -1 }));
  const ready = times.every((each) => each.from_minute >= 0 && each.until_minute >= each.from_minute) && value.promises.every((each) => each.complete_minutes >= each.respond_minutes);
  /* Somebody else has changed it: begin with theirs. */
  const again = async (): Promise<void> => {
    const fresh = await api.maintenanceSettings();
    setValue(fresh);
    setHours(typedHours(fresh));
  };
  const submit = async (): Promise<void> => {
    const answer = await save.run({ ...value, hours: times });
    if (answer === null) return;
    setValue(answer);
    setKept(true);
    onDone();
  };
  return (
    <Panel title={t('maintenance.promises')}>
      <div className="kr-form-rows">
        <p className="kr-muted">{t('maintenance.promisesHint')}</p>
        <Promises promises={value.promises} onChange={(promises) => set({ promises })} />
        <h3>{t('maintenance.serviceHours')}</h3>
        <Hours hours={hours} onChange={(next) => { setKept(false); setHours(next); }} />
        <h3>{t('maintenance.closedDays')}</h3>
        <ClosedDays days={value.closed_days} onChange={(closed_days) => set({ closed_days })} />
        <h3>{t('maintenance.repeats')}</h3>
        <div className="kr-pair kr-repeat-rule">
          <NumberInput label={t('maintenance.repeatFailures')} value={value.repeat_failures} min={2} max={100} allowDecimal={false} onChange={(next) => set({ repeat_failures: Math.max(2, Number(next) || 2) })} />
          <NumberInput label={t('maintenance.repeatDays')} value={value.repeat_days} min={1} max={730} allowDecimal={false} onChange={(next) => set({ repeat_days: Math.max(1, Number(next) || 1) })} />
        </div>
        {save.problem !== null && <ErrorNote problem={save.problem} onRetry={() => void again()} />}
        {kept && <Note kind="success">{t('keeping.kept')}</Note>}
        <div><Button loading={save.busy} disabled={!ready} onClick={() => void submit()}>{t('maintenance.save')}</Button></div>
      </div>
    </Panel>
  );
}

const linesOf = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter((line) => line !== '');

function ChecklistEditor({ list, onDone }: { list: RepairChecklist; onDone: () => void }): JSX.Element {
  const t = useText();
  const [english, setEnglish] = useState(list.points_en.join('\n'));
  const [chinese, setChinese] = useState(list.points_zh.join('\n'));
  const [kept, setKept] = useState(false);
  const save = useAction((body: RepairChecklist, key) => api.repairChecklistSave(body, key));
  const [en, zh] = [linesOf(english), linesOf(chinese)];
  const submit = async (): Promise<void> => {
    if ((await save.run({ category: list.category, points_en: en, points_zh: zh })) === null) return;
    setKept(true);
    onDone();
  };
  const differ = en.length !== zh.length;
  return (
    <>
      <div className="kr-pair">
        <Textarea label={t('maintenance.tongue.en')} value={english} autosize minRows={4} onChange={(event) => { setKept(false); setEnglish(event.currentTarget.value); }} />
        <Textarea label={t('maintenance.tongue.zh')} lang="zh" value={chinese} autosize minRows={4} error={differ ? t('maintenance.pointsDiffer') : null} onChange={(event) => { setKept(false); setChinese(event.currentTarget.value); }} />
      </div>
      {save.problem !== null && <ErrorNote problem={save.problem} />}
      {kept && <Note kind="success">{t('keeping.kept')}</Note>}
      <div><Button loading={save.busy} disabled={differ || en.length === 0} onClick={() => void submit()}>{t('maintenance.save')}</Button></div>
    </>
  );
}

function ChecklistsPanel({ lists, onDone }: { lists: RepairChecklist[]; onDone: () => void }): JSX.Element {
  const t = useText();
  const categories = useCategoryOptions();
  const [category, setCategory] = useState<Category>('hvac');
  const list = lists.find((each) => each.category === category);
  return (
    <Panel title={t('maintenance.repairChecklists')}>
      <div className="kr-form-rows">
        <p className="kr-muted">{t('maintenance.repairChecklistsHint')}</p>
        <Select w={320} label={t('maintenance.kind')} data={categories} value={category} allowDeselect={false} searchable onChange={(value) => value !== null && setCategory(value as Category)} />
        {list !== undefined && <ChecklistEditor key={category} list={list} onDone={onDone} />}
      </div>
    </Panel>
  );
}

/* How quickly the hotel promises to repair, when it works, what counts as a repeated fault, what is looked at before a repair counts. */
export function MaintenanceSettingsPage(): JSX.Element {
  const t = useText();
  const settings = useLoad('maintenance-settings', api.maintenanceSettings);
  const lists = useLoad('repair-checklists', api.repairChecklists);
  const failed = settings.problem ?? lists.problem;
  return (
    <>
      <PageHead title={t('nav.maintenanceSettings')} />
      {failed !== null && <ErrorNote problem={failed} onRetry={() => { settings.reload(); lists.reload(); }} />}
      {(settings.value === null || lists.value === null) && failed === null && <LoadingRows rows={10} />}
      {settings.value !== null && <SettingsPanel settings={settings.value} onDone={settings.reload} />}
      {lists.value !== null && <ChecklistsPanel lists={lists.value} onDone={lists.reload} />}
    </>
  );
}
