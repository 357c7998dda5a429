import { useEffect, useMemo, useState } from 'react';
import { Checkbox } from '@mantine/core';
import * as api from '@shared/api/property';
import type { ProposedGuest } from '@shared/api/property/assignment';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { addDays } from '@shared/format/dates';
import { named, useI18n } from '@shared/i18n/i18n';
import { useShortcuts } from '@shared/keyboard/shortcuts';
import { DateField } from '@shared/ui/DateField';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { EmptyState, LoadingRows, Note } from '@shared/ui/Notes';
import { KeyButton, PageHead, Panel } from '@shared/ui/Page';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

const keyOf = (guest: ProposedGuest): string => `${guest.confirmation_number}/${guest.line}`;

interface RowsProps {
  items: ProposedGuest[];
  refused: Set<string>;
  onToggle: (key: string) => void;
}

function ProposedRows({ items, refused, onToggle }: RowsProps): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const { forms, roomTypeName } = useHotel();
  return (
    <div className="kr-table-frame">
      <table className="kr-table kr-assignment">
        <thead>
          <tr>
            <th scope="col">{t('assign.take')}</th>
            <th scope="col">{t('desk.guest')}</th>
            <th scope="col">{t('desk.stay')}</th>
            <th scope="col">{t('desk.type')}</th>
            <th scope="col">{t('desk.room')}</th>
            <th scope="col">{t('assign.why')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((guest) => (
            <tr key={keyOf(guest)} data-refused={refused.has(keyOf(guest)) || undefined}>
              <td>
                <Checkbox aria-label={t('assign.takeRoom', { guest: guest.guest_name, room: guest.room ?? '' })} checked={!refused.has(keyOf(guest))} onChange={() => onToggle(keyOf(guest))} />
              </td>
              <td><a href={`#/reservation/${guest.confirmation_number}`}><strong>{guest.guest_name}</strong></a></td>
              <td>{forms.dateShort(guest.arrival)} – {forms.dateShort(guest.departure)}</td>
              <td>{roomTypeName(guest.room_type)}</td>
              <td><strong className="kr-room-number">{guest.room}</strong></td>
              <td>{named(guest.explanation, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function WithoutRoom({ guests }: { guests: ProposedGuest[] }): JSX.Element | null {
  const t = useText();
  const { language } = useI18n();
  if (guests.length === 0) return null;
  return (
    <Panel title={t('assign.none', { count: guests.length })}>
      <ul className="kr-plain-list">
        {guests.map((guest) => (
          <li key={keyOf(guest)}>
            <a href={`#/reservation/${guest.confirmation_number}`}>{guest.guest_name}</a>: {named(guest.explanation, language)}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/* Rooms for all who arrive on a day: the house proposes and says why, the clerk takes what is right. */
export function AssignmentPage(): JSX.Element {
  const t = useText();
  const { status, forms } = useHotel();
  const [arrival, setArrival] = useState(status.business_date);
  const [again, setAgain] = useState(false);
  const [upgrades, setUpgrades] = useState(false);
  const [refused, setRefused] = useState<Set<string>>(new Set());
  const [assigned, setAssigned] = useState<number | null>(null);
  const { value, problem, reload } = useLoad(`${arrival}/${again}/${upgrades}`, (signal) => api.proposal(arrival, { again, upgrades }, signal));
  const accept = useAction((body: Parameters<typeof api.assignAll>[0], key) => api.assignAll(body, key));
  const taken = useMemo(() => (value?.items ?? []).filter((guest) => !refused.has(keyOf(guest))), [value, refused]);

  useEffect(() => setRefused(new Set()), [arrival, again, upgrades]);
  const toggle = (key: string): void =>
    setRefused((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  const submit = async (): Promise<void> => {
    if (taken.length === 0) return;
    const done = await accept.run({ arrival, again, accept: taken.map(({ confirmation_number, line, room }) => ({ confirmation_number, line, room: room ?? '' })) });
    if (done === null) return;
    setAssigned(done.items.length);
    reload();
  };
  useShortcuts([{ key: 'A', label: t('assign.submit', { count: taken.length }), disabled: taken.length === 0, run: () => void submit() }]);

  return (
    <>
      <PageHead title={t('assign.title')} detail={t('assign.detail')}>
        {taken.length > 0 && (
          <KeyButton shortcut="A" loading={accept.busy} onClick={() => void submit()}>{t('assign.submit', { count: taken.length })}</KeyButton>
        )}
      </PageHead>
      <div className="kr-assign-bar">
        <DateField label={t('assign.day')} value={arrival} base={status.business_date} min={status.business_date} forms={forms} onChange={setArrival} />
        <KeyButton variant="default" shortcut="T" onClick={() => setArrival(addDays(status.business_date, 1))}>{t('assign.tomorrow')}</KeyButton>
        <Checkbox label={t('assign.again')} checked={again} onChange={(event) => setAgain(event.currentTarget.checked)} />
        <Checkbox label={t('assign.upgrades')} checked={upgrades} onChange={(event) => setUpgrades(event.currentTarget.checked)} />
      </div>
      {assigned !== null && <Note kind="success">{t('assign.done', { count: assigned })}</Note>}
      {accept.problem !== null && <ErrorNote problem={accept.problem} />}
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {value === null && problem === null && <LoadingRows rows={8} />}
      {value !== null && <WithoutRoom guests={value.unassigned} />}
      {value !== null && value.items.length > 0 && <ProposedRows items={value.items} refused={refused} onToggle={toggle} />}
      {value !== null && value.items.length === 0 && value.unassigned.length === 0 && <EmptyState title={t('assign.empty')} hint={t('assign.emptyHint')} />}
    </>
  );
}
