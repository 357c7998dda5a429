import { useState } from 'react';
import { Button, Checkbox, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Category, DayHours, MaintenancePromise, MaintenanceSettings, RepairChecklist } from '@shared/api/property';
import { useEdit } from '@shared/api/useEdit';
import { useLoad } from '@shared/api/useLoad';
import { addDays, formatWeekday, type Night } from '@shared/format/dates';
import { useI18n } from '@shared/i18n/i18n';
import { DateField } from '@shared/ui/DateField';
import { Clash } from '@shared/ui/EditDialog';
import { ErrorNote } from '@shared/ui/ErrorNote';
import type { MergeField } from '@shared/ui/MergeDialog';
import { LoadingRows, Note } from '@shared/ui/Notes';
import { PageHead, Panel } from '@shared/ui/Page';
import { useHotel } from '../../hotel';
import { useText } from '../../text/useText';
import { clockTime, minuteOf } from './fields';
import { PriorityMark, useCategoryOptions, useDuration } from './words';
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

type TypedHours = Array<{ weekday: number; from: string; until: string }>;

type SettingValues = Pick<MaintenanceSettings, 'promises' | 'closed_days' | 'repeat_failures' | 'repeat_days'> & { hours: TypedHours };

const settingValues = ({ promises, hours, closed_days, repeat_failures, repeat_days }: MaintenanceSettings): SettingValues => ({
  promises, closed_days, repeat_failures, repeat_days,
  hours: hours.map((each) => ({ weekday: each.weekday, from: clockTime(each.from_minute), until: clockTime(each.until_minute) })),
});

const timesOf = (hours: TypedHours): DayHours[] => hours.map((each) => ({ weekday: each.weekday, from_minute: minuteOf(each.from) ?? -1, until_minute: minuteOf(each.until) ?? -1 }));

function useSettingFields(): Array<MergeField<SettingValues>> {
  const t = useText();
  const { language } = useI18n();
  const { forms } = useHotel();
  const duration = useDuration();
  return [
    { key: 'promises', label: t('maintenance.promises'), show: (list: MaintenancePromise[]) => list.map((each) => `${t(`maintenance.priority.${each.priority}`)} ${duration(each.respond_minutes)} / ${duration(each.complete_minutes)}${each.around_the_clock ? ` (${t('maintenance.promise.around')})` : ''}`).join(' · ') },
    { key: 'hours', label: t('maintenance.serviceHours'), show: (list: TypedHours) => list.map((each) => `${formatWeekday(addDays(A_MONDAY, each.weekday - 1), language)} ${each.from}–${each.until}`).join(' · ') },
    { key: 'closed_days', label: t('maintenance.closedDays'), show: (days: Night[]) => days.map((day) => forms.date(day)).join(' · ') },
    { key: 'repeat_failures', label: t('maintenance.repeatFailures') },
    { key: 'repeat_days', label: t('maintenance.repeatDays') },
  ];
}

function SettingsPanel({ settings, onDone }: { settings: MaintenanceSettings; onDone: () => void }): JSX.Element {
  const t = useText();
  const [kept, setKept] = useState(false);
  const edit = useEdit<MaintenanceSettings, SettingValues, MaintenanceSettings>({
    at: api.MAINTENANCE_SETTINGS_AT,
    initial: settingValues(settings),
    valuesOf: settingValues,
    write: (values, { etag }, key) => api.maintenanceSettingsSave({ ...values, hours: timesOf(values.hours) }, etag, key),
    onDone: () => {
      edit.again();
      setKept(true);
      onDone();
    },
  });
  const fields = useSettingFields();
  const value = edit.values;
  const set = (change: Partial<SettingValues>): void => {
    setKept(false);
    edit.set(change);
  };
  const ready = timesOf(value.hours).every((each) => each.from_minute >= 0 && each.until_minute >= each.from_minute) && value.promises.every((each) => each.complete_minutes >= each.respond_minutes);
  return (
    <Panel title={t('maintenance.promises')}>
      <div className="kr-form-rows">
        <p className="kr-muted">{t('maintenance.promisesHint')}</p>
        <Promises promises={value.promises} onChange={(promises) => set({ promises })} />
        <h3>{t('maintenance.serviceHours')}</h3>
        <Hours hours={value.hours} onChange={(hours) => set({ hours })} />
        <h3>{t('maintenance.closedDays')}</h3>
        <ClosedDays days={value.closed_days} onChange={(closed_days) => set({ closed_days })} />
        <h3>{t('maintenance.repeats')}</h3>
        <div className="kr-pair kr-repeat-rule">
          <NumberInput label={t('maintenance.repeatFailures')} value={value.repeat_failures} min={2} max={100} allowDecimal={false} onChange={(next) => set({ repeat_failures: Math.max(2, Number(next) || 2) })} />
          <NumberInput label={t('maintenance.repeatDays')} value={value.repeat_days} min={1} max={730} allowDecimal={false} onChange={(next) => set({ repeat_days: Math.max(1, Number(next) || 1) })} />
        </div>
        {edit.problem !== null && <ErrorNote problem={edit.problem} />}
        {kept && <Note kind="success">{t('keeping.kept')}</Note>}
        <div><Button loading={edit.busy} disabled={!ready} onClick={() => edit.submit()}>{t('maintenance.save')}</Button></div>
      </div>
      <Clash edit={edit} fields={fields} onClose={edit.again} />
    </Panel>
  );
}

const linesOf = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter((line) => line !== '');

interface PointValues {
  english: string;
  chinese: string;
}

const pointValues = (list: RepairChecklist): PointValues => ({ english: list.points_en.join('\n'), chinese: list.points_zh.join('\n') });

function ChecklistEditor({ list, onDone }: { list: RepairChecklist; onDone: () => void }): JSX.Element {
  const t = useText();
  const [kept, setKept] = useState(false);
  const edit = useEdit<{ items: RepairChecklist[] }, PointValues, unknown>({
    at: api.REPAIR_CHECKLISTS_AT,
    initial: pointValues(list),
    valuesOf: ({ items }) => pointValues(items.find((each) => each.category === list.category) ?? list),
    write: ({ english, chinese }, { etag }, key) => api.repairChecklistSave({ category: list.category, points_en: linesOf(english), points_zh: linesOf(chinese) }, etag, key),
    onDone: () => {
      edit.again();
      setKept(true);
      onDone();
    },
  });
  const { english, chinese } = edit.values;
  const set = (change: Partial<PointValues>): void => {
    setKept(false);
    edit.set(change);
  };
  const [en, zh] = [linesOf(english), linesOf(chinese)];
  const differ = en.length !== zh.length;
  return (
    <>
      <div className="kr-pair">
        <Textarea label={t('maintenance.tongue.en')} value={english} autosize minRows={4} onChange={(event) => set({ english: event.currentTarget.value })} />
        <Textarea label={t('maintenance.tongue.zh')} lang="zh" value={chinese} autosize minRows={4} error={differ ? t('maintenance.pointsDiffer') : null} onChange={(event) => set({ chinese: event.currentTarget.value })} />
      </div>
      {edit.problem !== null && <ErrorNote problem={edit.problem} />}
      {kept && <Note kind="success">{t('keeping.kept')}</Note>}
      <div><Button loading={edit.busy} disabled={differ || en.length === 0} onClick={() => edit.submit()}>{t('maintenance.save')}</Button></div>
      <Clash edit={edit} fields={[{ key: 'english', label: t('maintenance.tongue.en') }, { key: 'chinese', label: t('maintenance.tongue.zh') }]} onClose={edit.again} />
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
