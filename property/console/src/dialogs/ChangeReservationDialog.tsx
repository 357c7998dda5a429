import { useMemo, useState } from 'react';
import { Textarea } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Reservation, RoomLine } from '@shared/api/types';
import { useEdit } from '@shared/api/useEdit';
import { useLoad } from '@shared/api/useLoad';
import type { Night } from '@shared/format/dates';
import { useI18n } from '@shared/i18n/i18n';
import { CountField } from '@shared/ui/CountField';
import { DateField } from '@shared/ui/DateField';
import { EditDialog } from '@shared/ui/EditDialog';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { guestName } from '@shared/ui/GuestFields';
import type { MergeField } from '@shared/ui/MergeDialog';
import { LoadingRows, Note } from '@shared/ui/Notes';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

/* What of a reservation is changed here. */
interface Values {
  arrival: Night;
  departure: Night;
  adults: number;
  children: number;
  infants: number;
  comments: string;
}

/* A reservation as it was read, with the mark by which a change that missed another one is noticed. */
export interface Read {
  reservation: Reservation;
  etag: string | null;
}

const NUMBERS = ['arrival', 'departure', 'adults', 'children', 'infants'] as const;

function lineOf(reservation: Reservation, line: number): RoomLine {
  return reservation.lines.find((each) => each.line === line) ?? (reservation.lines[0] as RoomLine);
}

function valuesOf(reservation: Reservation, line: number): Values {
  const { arrival, departure, adults, children, infants } = lineOf(reservation, line);
  return { arrival, departure, adults, children, infants, comments: reservation.comments };
}

/* Only what differs travels. */
function changeOf(line: number, from: Values, to: Values, totalMinor: number | null): api.ReservationChange {
  const room = Object.fromEntries(NUMBERS.filter((key) => from[key] !== to[key]).map((key) => [key, to[key]]));
  const priced = Object.keys(room).length > 0;
  return {
    ...(priced && { rooms: [{ line, ...room }] }),
    ...(priced && totalMinor !== null && { expected_total_minor: totalMinor }),
    ...(from.comments !== to.comments && { comments: to.comments }),
  };
}

/* The price that was shown for these dates and guests. */
interface Agreed {
  for: string;
  totalMinor: number | null;
}

const priceKey = ({ arrival, departure, adults, children, infants }: Values): string => `${arrival}/${departure}/${adults}/${children}/${infants}`;

/* What the room costs as it is wished; null: this price is not offered. */
async function priceOf(values: Values, line: RoomLine): Promise<{ totalMinor: number | null }> {
  const { arrival, departure, adults, children, infants } = values;
  const offers = await api.walkInOffers({ arrival, departure, adults, children, infants });
  return { totalMinor: offers.find((each) => each.room_type === line.room_type && each.rate_plan === line.rate_plan)?.total_minor ?? null };
}

interface FieldsProps {
  values: Values;
  onChange: (values: Values) => void;
}

function ChangeFields({ values, onChange }: FieldsProps): JSX.Element {
  const t = useText();
  const { status, forms } = useHotel();
  const today = status.business_date;
  const set = (part: Partial<Values>): void => onChange({ ...values, ...part });
  return (
    <>
      <div className="kr-fields kr-fields-half">
        <DateField label={t('line.arrival')} value={values.arrival} base={today} min={values.arrival < today ? values.arrival : today} forms={forms} onChange={(arrival) => set({ arrival, departure: values.departure < arrival ? arrival : values.departure })} />
        <DateField label={t('line.departure')} value={values.departure} base={values.arrival} min={values.arrival} forms={forms} autoFocus onChange={(departure) => set({ departure })} />
        <div className="kr-counts">
          <CountField label={t('guests.adults')} value={values.adults} min={1} max={9} onChange={(adults) => set({ adults })} />
          <CountField label={t('guests.children')} value={values.children} max={9} onChange={(children) => set({ children })} />
          <CountField label={t('guests.infants')} value={values.infants} max={9} onChange={(infants) => set({ infants })} />
        </div>
      </div>
      <Textarea label={t('source.comments')} autosize minRows={2} maxRows={5} maxLength={1000} value={values.comments} onChange={(event) => set({ comments: event.currentTarget.value })} />
    </>
  );
}

function useMergeFields(): Array<MergeField<Values>> {
  const t = useText();
  const { forms } = useHotel();
  return useMemo(() => {
    const date = (value: Night): string => forms.dateWithDay(value);
    return [
      { key: 'arrival', label: t('line.arrival'), show: date },
      { key: 'departure', label: t('line.departure'), show: date },
      { key: 'adults', label: t('guests.adults') },
      { key: 'children', label: t('guests.children') },
      { key: 'infants', label: t('guests.infants') },
      { key: 'comments', label: t('source.comments') },
    ];
  }, [t, forms]);
}

interface Props {
  read: Read;
  line: number;
  /* Dates that were chosen already, on the tape chart. */
  arrival?: Night;
  departure?: Night;
  onDone: () => void;
  onClose: () => void;
}

/* Changes a room of a reservation before arrival, through the centre; the new price stands beside the old one before it binds. When a
 * colleague changed it meanwhile, both changes are put together field by field. */
export function ChangeReservationDialog({ read, line, arrival, departure, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const { forms } = useHotel();
  const fields = useMergeFields();
  const { confirmation_number: number } = read.reservation;
  const [agreed, setAgreed] = useState<Agreed | null>(null);
  const edit = useEdit<Reservation, Values, Reservation>({
    at: api.ofReservation(number),
    initial: valuesOf(read.reservation, line),
    start: { ...(arrival !== undefined && { arrival }), ...(departure !== undefined && { departure }) },
    valuesOf: (row) => valuesOf(row, line),
    terms: agreed,
    /* The price follows from all of it together. */
    careful: true,
    write: (values, seen, key) => api.reservationModify(number, changeOf(line, seen.values, values, agreed?.for === priceKey(values) ? agreed.totalMinor : null), seen.etag, key),
    onDone,
  });
  const { values: mine, original } = edit;
  const room = lineOf(read.reservation, line);
  const repriced = priceKey(mine) !== priceKey(original);
  const price = useLoad(repriced ? priceKey(mine) : null, async () => {
    const found = await priceOf(mine, room);
    setAgreed({ for: priceKey(mine), totalMinor: found.totalMinor });
    return found;
  });
  const offered = price.value;
  const { currency } = read.reservation;
  return (
    <EditDialog edit={edit} fields={fields} title={t('change.title', { guest: guestName(read.reservation.guest) })} submitLabel={t('change.submit')} size="lg" ready={edit.changed && (!repriced || !price.loading)} onClose={onClose}>
      <ChangeFields values={mine} onChange={edit.set} />
      {repriced && price.problem !== null && <ErrorNote problem={price.problem} />}
      {repriced && offered === null && price.problem === null && <LoadingRows rows={2} />}
      {repriced && offered !== null && (
        <table className="kr-prices" lang={language}>
          <tbody>
            <tr>
              <th scope="row">{t('change.before', { date: forms.dateWithDay(room.departure) })}</th>
              <td className="kr-right">{forms.money(room.total_minor, currency)}</td>
            </tr>
            <tr className="kr-prices-total">
              <th scope="row">{t('change.after', { date: forms.dateWithDay(mine.departure) })}</th>
              <td className="kr-right" data-testid="new-total">{offered.totalMinor === null ? t('change.unknown') : forms.money(offered.totalMinor, currency)}</td>
            </tr>
          </tbody>
        </table>
      )}
      {repriced && offered !== null && offered.totalMinor === null && <Note kind="warning">{t('change.notOffered')}</Note>}
    </EditDialog>
  );
}
