import { useState } from 'react';
import { Button, Checkbox, MultiSelect, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Category, Technician } from '@shared/api/property';
import { useEdit } from '@shared/api/useEdit';
import { useLoad } from '@shared/api/useLoad';
import { addDays, formatWeekday, type Night } from '@shared/format/dates';
import { useI18n } from '@shared/i18n/i18n';
import { useCommands } from '@shared/keyboard/shortcuts';
import { useSession } from '@shared/session/SessionGate';
import { AmountField } from '@shared/ui/AmountField';
import { DateField } from '@shared/ui/DateField';
import { EditDialog } from '@shared/ui/EditDialog';
import { ErrorNote } from '@shared/ui/ErrorNote';
import type { MergeField } from '@shared/ui/MergeDialog';
import { EmptyState, LoadingRows } from '@shared/ui/Notes';
import { KeyButton, PageHead } from '@shared/ui/Page';
import { useHotel } from '../../hotel';
import { useText } from '../../text/useText';
import { clockTime, minuteOf } from './fields';
import { placeOf, useCategoryOptions } from './words';
import './maintenance.css';

const DAYS = 7;
const REFRESH_MS = 30_000;

const isoWeekday = (night: Night): number => ((new Date(`${night}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;

interface Absence {
  from_day: Night;
  until_day: Night;
  reason: string;
}

/* Both days are away. */
function Absences({ absences, onChange }: { absences: Absence[]; onChange: (absences: Absence[]) => void }): JSX.Element {
  const t = useText();
  const { forms, status } = useHotel();
  const [from, setFrom] = useState<Night>(status.business_date);
  const [until, setUntil] = useState<Night>(status.business_date);
  const [reason, setReason] = useState('');
  const add = (): void => {
    onChange([...absences, { from_day: from, until_day: until, reason: reason.trim() }].sort((a, b) => (a.from_day < b.from_day ? -1 : 1)));
    setReason('');
  };
  return (
    <fieldset className="kr-absences">
      <legend className="kr-label">{t('maintenance.technician.absences')}</legend>
      {absences.length === 0 && <p className="kr-muted">{t('maintenance.technician.absencesNone')}</p>}
      <ul className="kr-plain-list">
        {absences.map((each, index) => (
          <li key={`${each.from_day}/${index}`}>
            <span className={each.until_day < status.business_date ? 'kr-muted' : ''}>{forms.date(each.from_day)}{each.until_day !== each.from_day && ` – ${forms.date(each.until_day)}`} · {each.reason}</span>
            <Button size="compact-xs" variant="subtle" aria-label={t('maintenance.technician.absenceRemove', { date: forms.date(each.from_day) })} onClick={() => onChange(absences.filter((other) => other !== each))}>{t('maintenance.remove')}</Button>
          </li>
        ))}
      </ul>
      <div className="kr-pair">
        <DateField label={t('maintenance.technician.awayFrom')} value={from} base={status.business_date} forms={forms} onChange={(next) => { setFrom(next); if (until < next) setUntil(next); }} />
        <DateField label={t('maintenance.technician.awayUntil')} value={until} base={status.business_date} min={from} forms={forms} onChange={setUntil} />
      </div>
      <TextInput label={t('maintenance.technician.awayWhy')} value={reason} maxLength={60} autoComplete="off" rightSectionWidth={90} rightSection={<Button size="compact-sm" variant="default" disabled={reason.trim() === '' || until < from} onClick={add}>{t('maintenance.add')}</Button>} onChange={(event) => setReason(event.currentTarget.value)} />
    </fieldset>
  );
}

interface DialogProps {
  technician: Technician | null;
  onDone: () => void;
  onClose: () => void;
}

interface TechnicianValues {
  staff: string;
  name: string;
  hourly: number | null;
  skills: string[];
  from: string;
  until: string;
  days: number[];
  absences: Absence[];
}

function technicianValues(technician: Technician | null): TechnicianValues {
  const first = technician?.hours?.[0];
  return {
    staff: technician?.staff ?? '', name: technician?.name ?? '', hourly: technician?.hourly_minor ?? 0, skills: (technician?.skills ?? []).map((each) => each.category),
    from: clockTime(first?.from_minute ?? 480), until: clockTime(first?.until_minute ?? 1020),
    days: technician === null ? [1, 2, 3, 4, 5] : (technician.hours ?? []).map((each) => each.weekday), absences: technician?.absences ?? [],
  };
}

/* How well somebody knows a trade is kept from what was read. */
function calendarOf(values: TechnicianValues, row: Technician | null): Parameters<typeof api.technicianCalendar>[1] {
  const levels = new Map((row?.skills ?? []).map((each) => [each.category as string, each.level]));
  return {
    skills: values.skills.map((category) => ({ category: category as Category, level: levels.get(category) ?? 2 })),
    hours: [...values.days].sort((a, b) => a - b).map((weekday) => ({ weekday, from_minute: minuteOf(values.from) ?? 0, until_minute: minuteOf(values.until) ?? 0 })),
    absences: values.absences,
  };
}

/* Somebody new with skills and hours, or the skills and hours of somebody who is there. */
function TechnicianDialog({ technician, onDone, onClose }: DialogProps): JSX.Element {
  const t = useText();
  const { forms, status } = useHotel();
  const { language } = useI18n();
  const categories = useCategoryOptions();
  const edit = useEdit<Technician, TechnicianValues, Technician>({
    at: technician === null ? null : api.catalogAt('technicians', technician.technician),
    initial: technicianValues(technician),
    valuesOf: technicianValues,
    write: async (values, { row, etag }, key) => {
      const made = row ?? (await api.technicianMake({ staff: values.staff.trim(), name: values.name.trim(), hourly_minor: values.hourly ?? 0 }, key));
      return api.technicianCalendar(made.technician, calendarOf(values, row), etag, `${key}-calendar`);
    },
    onDone,
  });
  const { values, set } = edit;
  const { days } = values;
  const [start, end] = [minuteOf(values.from), minuteOf(values.until)];
  const ready = values.staff.trim() !== '' && values.name.trim() !== '' && values.hourly !== null && start !== null && end !== null && start < end;
  const week = Array.from({ length: 7 }, (_, index) => addDays(status.business_date, index)).sort((a, b) => isoWeekday(a) - isoWeekday(b));
  const dayNames = (chosen: number[]): string => week.filter((night) => chosen.includes(isoWeekday(night))).map((night) => formatWeekday(night, language)).join(', ');
  const fields: Array<MergeField<TechnicianValues>> = [
    { key: 'skills', label: t('maintenance.technician.skills'), show: (skills: Category[]) => skills.map((each) => t(`maintenance.category.${each}`)).join(', ') },
    { key: 'from', label: t('maintenance.technician.from') },
    { key: 'until', label: t('maintenance.technician.until') },
    { key: 'days', label: t('maintenance.technician.days'), show: dayNames },
    { key: 'absences', label: t('maintenance.technician.away'), show: (list: Absence[]) => list.map((each) => `${forms.dateShort(each.from_day)}–${forms.dateShort(each.until_day)} ${each.reason}`).join(', ') },
  ];
  return (
    <EditDialog edit={edit} fields={fields} title={technician?.name ?? t('maintenance.newTechnician')} submitLabel={t('maintenance.save')} ready={ready} onClose={onClose}>
      {technician === null && (
        <>
          <div className="kr-pair">
            <TextInput label={t('maintenance.technician.name')} value={values.name} maxLength={60} data-autofocus autoComplete="off" onChange={(event) => set({ name: event.currentTarget.value })} />
            <TextInput label={t('maintenance.technician.staff')} value={values.staff} maxLength={60} autoComplete="off" onChange={(event) => set({ staff: event.currentTarget.value })} />
          </div>
          <AmountField label={t('maintenance.technician.hourly')} currency={forms.currency} value={values.hourly} onChange={(hourly) => set({ hourly })} />
        </>
      )}
      <MultiSelect label={t('maintenance.technician.skills')} data={categories} value={values.skills} searchable onChange={(skills) => set({ skills })} />
      <div className="kr-pair">
        <TextInput label={t('maintenance.technician.from')} value={values.from} error={start === null} onChange={(event) => set({ from: event.currentTarget.value })} />
        <TextInput label={t('maintenance.technician.until')} value={values.until} error={end === null} onChange={(event) => set({ until: event.currentTarget.value })} />
      </div>
      <fieldset className="kr-weekdays">
        <legend className="kr-label">{t('maintenance.technician.days')}</legend>
        {week.map((night) => (
          <Checkbox key={night} label={formatWeekday(night, language)} checked={days.includes(isoWeekday(night))} onChange={(event) => set({ days: event.currentTarget.checked ? [...days, isoWeekday(night)].sort() : days.filter((day) => day !== isoWeekday(night)) })} />
        ))}
      </fieldset>
      <Absences absences={values.absences} onChange={(absences) => set({ absences })} />
    </EditDialog>
  );
}

function Day({ technician, night, calendar }: { technician: Technician; night: Night; calendar: api.MaintenanceCalendar }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const hours = technician.hours?.find((each) => each.weekday === isoWeekday(night));
  const absence = technician.absences?.find((each) => each.from_day <= night && night <= each.until_day);
  const orders = calendar.orders.filter((order) => order.technician === technician.technician && forms.nightOf(order.from) === night);
  return (
    <td data-away={absence !== undefined || hours === undefined || undefined}>
      <span className="kr-muted kr-nowrap">{absence !== undefined ? absence.reason : hours === undefined ? t('maintenance.dayOff') : `${clockTime(hours.from_minute)}–${clockTime(hours.until_minute)}`}</span>
      {orders.map((order) => (
        <a key={order.work_order} className="kr-work-slot" data-priority={order.priority} href={`#/work-order/${order.work_order}`}>
          <b>{forms.time(order.from)} {placeOf(order)}</b> {order.symptom}
        </a>
      ))}
    </td>
  );
}

export function TechniciansPage(): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const { status, forms } = useHotel();
  const { hasRole } = useSession();
  const today = forms.nightOf(status.now);
  const [from, setFrom] = useState(today);
  const [editing, setEditing] = useState<Technician | null | 'new'>(null);
  const { value, problem, reload } = useLoad(`calendar/${from}`, (signal) => api.maintenanceCalendar(from, DAYS, signal), REFRESH_MS);
  const plans = ['manager', 'trainer'].some(hasRole);
  useCommands([
    { key: 'V', label: t('maintenance.earlier'), run: () => setFrom(addDays(from, -DAYS)) },
    { key: 'B', label: t('maintenance.later'), run: () => setFrom(addDays(from, DAYS)) },
    ...(plans ? [{ key: 'N', label: t('maintenance.newTechnician'), run: () => setEditing('new') }] : []),
  ]);
  const nights = Array.from({ length: DAYS }, (_, index) => addDays(from, index));
  return (
    <>
      <PageHead title={t('nav.technicians')}>
        <KeyButton shortcut="V" variant="default" onClick={() => setFrom(addDays(from, -DAYS))}>{t('maintenance.earlier')}</KeyButton>
        <KeyButton shortcut="B" variant="default" onClick={() => setFrom(addDays(from, DAYS))}>{t('maintenance.later')}</KeyButton>
        {plans && <KeyButton shortcut="N" onClick={() => setEditing('new')}>{t('maintenance.newTechnician')}</KeyButton>}
      </PageHead>
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {value === null && problem === null && <LoadingRows rows={6} />}
      {value !== null && value.technicians.length === 0 && <EmptyState title={t('maintenance.techniciansNone')} hint={t('maintenance.techniciansNoneHint')} />}
      {value !== null && value.technicians.length > 0 && (
        <div className="kr-list kr-table-frame" tabIndex={0} role="region" aria-label={t('nav.technicians')}>
          <table className="kr-table kr-work-calendar">
            <thead>
              <tr>
                <th scope="col">{t('maintenance.technician')}</th>
                {nights.map((night) => <th key={night} scope="col" data-today={night === today || undefined}>{formatWeekday(night, language)} {forms.dateShort(night)}</th>)}
              </tr>
            </thead>
            <tbody>
              {value.technicians.map((technician) => (
                <tr key={technician.technician}>
                  <th scope="row">
                    <strong>{technician.name}</strong>
                    <span className="kr-muted">{(technician.skills ?? []).map((skill) => t(`maintenance.category.${skill.category}`)).join(', ')}</span>
                    {plans && <Button size="compact-xs" variant="subtle" onClick={() => setEditing(technician)}>{t('maintenance.change')}</Button>}
                  </th>
                  {nights.map((night) => <Day key={night} technician={technician} night={night} calendar={value} />)}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {editing !== null && <TechnicianDialog technician={editing === 'new' ? null : editing} onDone={() => { setEditing(null); reload(); }} onClose={() => setEditing(null)} />}
    </>
  );
}
