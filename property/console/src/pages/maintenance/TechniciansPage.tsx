import { useState } from 'react';
import { Button, Checkbox, MultiSelect, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Category, Technician } from '@shared/api/property';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { addDays, formatWeekday, type Night } from '@shared/format/dates';
import { useI18n } from '@shared/i18n/i18n';
import { useCommands } from '@shared/keyboard/shortcuts';
import { useSession } from '@shared/session/SessionGate';
import { AmountField } from '@shared/ui/AmountField';
import { DateField } from '@shared/ui/DateField';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { FormDialog } from '@shared/ui/FormDialog';
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

/* Somebody new with skills and hours, or the skills and hours of somebody who is there. */
function TechnicianDialog({ technician, onDone, onClose }: DialogProps): JSX.Element {
  const t = useText();
  const { forms, status } = useHotel();
  const { language } = useI18n();
  const categories = useCategoryOptions();
  const [staff, setStaff] = useState(technician?.staff ?? '');
  const [name, setName] = useState(technician?.name ?? '');
  const [hourly, setHourly] = useState<number | null>(technician?.hourly_minor ?? 0);
  const [skills, setSkills] = useState<string[]>((technician?.skills ?? []).map((each) => each.category));
  const first = technician?.hours?.[0];
  const [from, setFrom] = useState(clockTime(first?.from_minute ?? 480));
  const [until, setUntil] = useState(clockTime(first?.until_minute ?? 1020));
  const [days, setDays] = useState<number[]>(technician === null ? [1, 2, 3, 4, 5] : (technician.hours ?? []).map((each) => each.weekday));
  const [absences, setAbsences] = useState<Absence[]>(technician?.absences ?? []);
  const save = useAction(async (body: { staff: string; name: string; hourly: number; skills: string[]; from: number; until: number; days: number[]; absences: Absence[] }, key) => {
    const made = technician ?? (await api.technicianMake({ staff: body.staff, name: body.name, hourly_minor: body.hourly }, key));
    const levels = new Map((technician?.skills ?? []).map((each) => [each.category as string, each.level]));
    return api.technicianCalendar(made.technician, {
      skills: body.skills.map((category) => ({ category: category as Category, level: levels.get(category) ?? 2 })),
      hours: [...body.days].sort((a, b) => a - b).map((weekday) => ({ weekday, from_minute: body.from, until_minute: body.until })),
      absences: body.absences,
    }, `${key}-calendar`);
  });
  const [start, end] = [minuteOf(from), minuteOf(until)];
  const ready = staff.trim() !== '' && name.trim() !== '' && hourly !== null && start !== null && end !== null && start < end;
  const submit = async (): Promise<void> => {
    if (hourly === null || start === null || end === null) return;
    if ((await save.run({ staff: staff.trim(), name: name.trim(), hourly, skills, from: start, until: end, days, absences })) !== null) onDone();
  };
  return (
    <FormDialog title={technician?.name ?? t('maintenance.newTechnician')} submitLabel={t('maintenance.save')} busy={save.busy} problem={save.problem} ready={ready} onSubmit={() => void submit()} onClose={onClose}>
      {technician === null && (
        <>
          <div className="kr-pair">
            <TextInput label={t('maintenance.technician.name')} value={name} maxLength={60} data-autofocus autoComplete="off" onChange={(event) => setName(event.currentTarget.value)} />
            <TextInput label={t('maintenance.technician.staff')} value={staff} maxLength={60} autoComplete="off" onChange={(event) => setStaff(event.currentTarget.value)} />
          </div>
          <AmountField label={t('maintenance.technician.hourly')} currency={forms.currency} value={hourly} onChange={setHourly} />
        </>
      )}
      <MultiSelect label={t('maintenance.technician.skills')} data={categories} value={skills} searchable onChange={setSkills} />
      <div className="kr-pair">
        <TextInput label={t('maintenance.technician.from')} value={from} error={start === null} onChange={(event) => setFrom(event.currentTarget.value)} />
        <TextInput label={t('maintenance.technician.until')} value={until} error={end === null} onChange={(event) => setUntil(event.currentTarget.value)} />
      </div>
      <fieldset className="kr-weekdays">
        <legend className="kr-label">{t('maintenance.technician.days')}</legend>
        {Array.from({ length: 7 }, (_, index) => addDays(status.business_date, index)).sort((a, b) => isoWeekday(a) - isoWeekday(b)).map((night) => (
          <Checkbox key={night} label={formatWeekday(night, language)} checked={days.includes(isoWeekday(night))} onChange={(event) => setDays(event.currentTarget.checked ? [...days, isoWeekday(night)] : days.filter((day) => day !== isoWeekday(night)))} />
        ))}
      </fieldset>
      <Absences absences={absences} onChange={setAbsences} />
    </FormDialog>
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
