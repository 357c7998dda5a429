import { useMemo, useState } from 'react';
import { Textarea } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Reservation, RoomLine } from '@shared/api/types';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import type { Night } from '@shared/format/dates';
import { useI18n } from '@shared/i18n/i18n';
import { CountField } from '@shared/ui/CountField';
import { DateField } from '@shared/ui/DateField';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { FormDialog } from '@shared/ui/FormDialog';
import { guestName } from '@shared/ui/GuestFields';
import { MergeDialog, type MergeField } from '@shared/ui/MergeDialog';
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
    const date = (value: string | number): string => forms.dateWithDay(String(value));
    return [
      { key: 'arrival', label: t('line.arrival'), show: date },
      { key: 'departure', label: t('line.departure'), show: date },
      { key: 'adults', label: t('guests.adults'), show: String },
      { key: 'children', label: t('guests.children'), show: String },
      { key: 'infants', label: t('guests.infants'), show: String },
      { key: 'comments', label: t('source.comments'), show: (value) => String(value) || '–' },
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
  const [base, setBase] = useState(read);
  const [mine, setMine] = useState<Values>(() => ({ ...valuesOf(read.reservation, line), ...(arrival !== undefined && { arrival }), ...(departure !== undefined && { departure }) }));
  const [current, setCurrent] = useState<Read | null>(null);
  const original = valuesOf(base.reservation, line);
  const room = lineOf(base.reservation, line);
  const fields = useMergeFields();
  const repriced = priceKey(mine) !== priceKey(original);
  const price = useLoad(repriced ? priceKey(mine) : null, () => priceOf(mine, room));
  const modify = useAction((input: { body: api.ReservationChange; etag: string | null }, key) => api.reservationModify(read.reservation.confirmation_number, input.body, input.etag, key));
  const changed = JSON.stringify(original) !== JSON.stringify(mine);

  const send = async (from: Read, to: Values, totalMinor: number | null): Promise<void> => {
    const answer = await modify.run({ body: changeOf(line, valuesOf(from.reservation, line), to, totalMinor), etag: from.etag });
    if (answer !== null) onDone();
  };
  const overtaken = modify.problem?.status === 412;
  const look = useLoad(overtaken && current === null ? `now/${base.etag ?? ''}` : null, async () => {
    const { body, etag } = await api.reservationGet(read.reservation.confirmation_number);
    setCurrent({ reservation: body, etag });
    return true;
  });
  const merge = (values: Values): void => {
    if (current === null) return;
    setBase(current);
    setMine(values);
    setCurrent(null);
    void send(current, values, null);
  };

  if (current !== null) {
    return <MergeDialog fields={fields} original={original} current={valuesOf(current.reservation, line)} mine={mine} busy={modify.busy} problem={null} onMerged={merge} onClose={onClose} />;
  }
  const offered = price.value;
  const { currency } = base.reservation;
  return (
    <FormDialog title={t('change.title', { guest: guestName(read.reservation.guest) })} submitLabel={t('change.submit')} size="lg" busy={modify.busy || look.loading} problem={overtaken ? null : modify.problem} ready={changed && (!repriced || !price.loading)} onSubmit={() => void send(base, mine, offered?.totalMinor ?? null)} onClose={onClose}>
      <ChangeFields values={mine} onChange={setMine} />
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
    </FormDialog>
  );
}
