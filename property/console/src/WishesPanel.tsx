import { useState } from 'react';
import { Button, MultiSelect, SegmentedControl, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Closeness, ReservationWishes } from '@shared/api/property/assignment';
import type { Reservation, RoomLine } from '@shared/api/types';
import { useEdit } from '@shared/api/useEdit';
import { useLoad } from '@shared/api/useLoad';
import { formatConfirmation } from '@shared/format/confirmation';
import { useCommands } from '@shared/keyboard/shortcuts';
import { named, useI18n } from '@shared/i18n/i18n';
import { EditDialog } from '@shared/ui/EditDialog';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { Panel } from '@shared/ui/Page';
import { useText } from './text/useText';

const CLOSENESS: Closeness[] = ['connecting', 'adjacent', 'same_floor'];

interface DialogProps {
  reservation: Reservation;
  asked: ReservationWishes;
  onDone: () => void;
  onClose: () => void;
}

/* Codes that were noted and that the hotel does not offer are kept: somebody meant something by them. */
function useChoices(asked: ReservationWishes, codes: string[]): Array<{ value: string; label: string }> {
  const { language } = useI18n();
  const known = asked.known.map(({ code, name }) => ({ value: code, label: named(name, language) }));
  const others = codes.filter((code) => !asked.known.some((each) => each.code === code));
  return [...known, ...others.map((code) => ({ value: code, label: code }))];
}

interface LineWishes {
  wishes: string[];
  needed: string[];
}

function wishesOf(asked: ReservationWishes, line: number): LineWishes {
  const { wishes = [], needed = [] } = asked.lines.find((each) => each.line === line) ?? {};
  return { wishes, needed };
}

function LineDialog({ reservation, asked, line, onDone, onClose }: DialogProps & { line: RoomLine }): JSX.Element {
  const t = useText();
  const guest = { confirmation_number: reservation.confirmation_number, line: line.line };
  const edit = useEdit<ReservationWishes, LineWishes, unknown>({
    at: api.reservationWishesAt(guest.confirmation_number),
    initial: wishesOf(asked, line.line),
    valuesOf: (row) => wishesOf(row, line.line),
    write: ({ wishes, needed }, { etag }, key) => api.noteWishes(guest, { wishes: wishes.filter((code) => !needed.includes(code)), needed }, etag, key),
    onDone,
  });
  const choices = useChoices(asked, [...edit.values.wishes, ...edit.values.needed]);
  const named = (codes: string[]): string => codes.map((code) => choices.find((each) => each.value === code)?.label ?? code).join(', ');
  const fields = [{ key: 'wishes' as const, label: t('wish.wishes'), show: named }, { key: 'needed' as const, label: t('wish.needed'), show: named }];
  return (
    <EditDialog edit={edit} fields={fields} title={t('wish.title', { line: line.line })} submitLabel={t('wish.submit')} onClose={onClose}>
      <MultiSelect label={t('wish.wishes')} description={t('wish.wishesHint')} data={choices} value={edit.values.wishes} onChange={(wishes) => edit.set({ wishes })} searchable data-autofocus />
      <MultiSelect label={t('wish.needed')} description={t('wish.neededHint')} data={choices} value={edit.values.needed} onChange={(needed) => edit.set({ needed })} searchable />
    </EditDialog>
  );
}

interface Party {
  party: string;
  closeness: Closeness;
}

const partyOf = (asked: ReservationWishes): Party => ({ party: asked.party?.party ?? '', closeness: asked.party?.closeness ?? 'adjacent' });

function PartyDialog({ reservation, asked, onDone, onClose }: DialogProps): JSX.Element {
  const t = useText();
  const edit = useEdit<ReservationWishes, Party, unknown>({
    at: api.reservationWishesAt(reservation.confirmation_number),
    initial: partyOf(asked),
    valuesOf: partyOf,
    write: ({ party, closeness }, { etag }, key) => api.partyJoin(reservation.confirmation_number, party.trim() === '' ? {} : { party: party.trim(), closeness }, etag, key),
    onDone,
  });
  const { party, closeness } = edit.values;
  const fields = [{ key: 'party' as const, label: t('party.name') }, { key: 'closeness' as const, label: t('party.closeness'), show: (value: Closeness) => t(`party.${value}`) }];
  return (
    <EditDialog edit={edit} fields={fields} title={t('party.title')} submitLabel={t('party.submit')} ready={party.trim() !== '' || edit.original.party !== ''} onClose={onClose}>
      <TextInput label={t('party.name')} description={t('party.nameHint')} value={party} maxLength={60} autoFocus onChange={(event) => edit.set({ party: event.currentTarget.value })} />
      <SegmentedControl fullWidth aria-label={t('party.closeness')} value={closeness} onChange={(value) => edit.set({ closeness: value as Closeness })} data={CLOSENESS.map((value) => ({ value, label: t(`party.${value}`) }))} />
    </EditDialog>
  );
}

/* What the guests ask of their rooms, and with whom they travel: what the house goes by when it gives the rooms. */
export function WishesPanel({ reservation }: { reservation: Reservation }): JSX.Element | null {
  const t = useText();
  const { language } = useI18n();
  const [line, setLine] = useState<RoomLine | null>(null);
  const [party, setParty] = useState(false);
  const expected = reservation.lines.filter((each) => each.status === 'reserved');
  const { value, problem, reload } = useLoad(`wishes/${reservation.confirmation_number}`, (signal) => api.reservationWishes(reservation.confirmation_number, signal));
  useCommands([
    { key: 'W', label: t('wish.panel'), disabled: value === null || expected[0] === undefined, run: () => setLine(expected[0] ?? null) },
    { key: 'T', label: t('party.title'), disabled: value === null || expected.length === 0, run: () => setParty(true) },
  ]);
  if (expected.length === 0) return null;
  const name = (code: string): string => {
    const known = value?.known.find((each) => each.code === code);
    return known === undefined ? code : named(known.name, language);
  };
  const done = (): void => {
    setLine(null);
    setParty(false);
    reload();
  };
  const others = value?.party?.members.filter((number) => number !== reservation.confirmation_number) ?? [];
  return (
    <Panel title={t('wish.panel')}>
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {value !== null && (
        <ul className="kr-notes">
          {expected.map((each) => {
            const asked = value.lines.find((found) => found.line === each.line);
            const texts = [...(asked?.needed.map((code) => t('wish.must', { wish: name(code) })) ?? []), ...(asked?.wishes.map(name) ?? [])];
            return (
              <li key={each.line}>
                <div>
                  {expected.length > 1 && <strong>{t('wish.line', { line: each.line })} </strong>}
                  {texts.length === 0 ? <span className="kr-muted">{t('wish.none')}</span> : texts.join(' · ')}
                </div>
                <Button size="compact-sm" variant="default" aria-label={t('wish.change', { line: each.line })} onClick={() => setLine(each)}>{t('wish.open')}</Button>
              </li>
            );
          })}
          <li>
            <div>
              {value.party === null ? <span className="kr-muted">{t('party.none')}</span> : <>{value.party.party} · {t(`party.${value.party.closeness}`)}</>}
              {others.map((number) => <div key={number}><a className="kr-number" href={`#/reservation/${number}`}>{formatConfirmation(number)}</a></div>)}
            </div>
            <Button size="compact-sm" variant="default" onClick={() => setParty(true)}>{t('party.open')}</Button>
          </li>
        </ul>
      )}
      {line !== null && value !== null && <LineDialog reservation={reservation} asked={value} line={line} onDone={done} onClose={() => setLine(null)} />}
      {party && value !== null && <PartyDialog reservation={reservation} asked={value} onDone={done} onClose={() => setParty(false)} />}
    </Panel>
  );
}
