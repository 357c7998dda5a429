import { useState } from 'react';
import * as api from '@shared/api/property';
import type { Problem } from '@shared/api/problem';
import type { Reservation, RoomLine } from '@shared/api/types';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import type { Night } from '@shared/format/dates';
import { DateField } from '@shared/ui/DateField';
import { FormDialog } from '@shared/ui/FormDialog';
import { LoadingRows, Note } from '@shared/ui/Notes';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';
import type { Carried } from './plan';

interface MoveProps {
  carried: Carried;
  room: string;
  housekeeping: string;
  run: () => Promise<boolean>;
  busy: boolean;
  problem: Problem | null;
  onClose: () => void;
}

/* A guest who is in the house really changes rooms: keys, luggage, the room left behind. So it is asked for. */
export function MoveNowDialog({ carried, room, housekeeping, run, busy, problem, onClose }: MoveProps): JSX.Element {
  const t = useText();
  const submit = async (): Promise<void> => {
    if (await run()) onClose();
  };
  return (
    <FormDialog title={t('move.title', { guest: carried.guest.guest_name, room: carried.room?.room ?? '' })} submitLabel={t('move.submitRoom', { room })} busy={busy} problem={problem} focusSubmit onSubmit={() => void submit()} onClose={onClose}>
      <p>{t('chart.moveNow')}</p>
      <p className="kr-muted">{t('move.explain')}</p>
      {housekeeping === 'dirty' && <Note kind="warning">{t('room.dirty', { room })}</Note>}
    </FormDialog>
  );
}

interface Offered {
  reservation: Reservation;
  etag: string | null;
  line: RoomLine;
  totalMinor: number | null;
}

async function readOffer(carried: Carried, departure: Night): Promise<Offered | null> {
  const { body, etag } = await api.reservationGet(carried.guest.confirmation_number);
  const line = body.lines.find((each) => each.line === carried.guest.line);
  if (line === undefined) return null;
  const { arrival, adults, children, infants } = line;
  const offers = await api.walkInOffers({ arrival, departure, adults, children, infants }).catch(() => []);
  const offer = offers.find((each) => each.room_type === line.room_type && each.rate_plan === line.rate_plan);
  return { reservation: body, etag, line, totalMinor: offer?.total_minor ?? null };
}

/* Another departure changes the price: both sums are shown before it binds. */
export function DatesDialog({ carried, departure: wished, onDone, onClose }: { carried: Carried; departure: Night; onDone: () => void; onClose: () => void }): JSX.Element {
  const t = useText();
  const { forms, status } = useHotel();
  const [departure, setDeparture] = useState(wished);
  const offered = useLoad(`${carried.guest.confirmation_number}/${departure}`, () => readOffer(carried, departure));
  const change = useAction((input: Offered, key) =>
    api.reservationModify(carried.guest.confirmation_number, { rooms: [{ line: input.line.line, departure }] }, input.etag, key),
  );
  const offer = offered.value;
  const submit = async (): Promise<void> => {
    if (offer !== null && (await change.run(offer)) !== null) onDone();
  };
  const changed = offer !== null && departure !== offer.line.departure;
  return (
    <FormDialog title={t('chart.datesTitle', { guest: carried.guest.guest_name })} submitLabel={t('chart.datesSubmit')} busy={change.busy} problem={change.problem ?? offered.problem} ready={changed} focusSubmit={wished !== carried.until} onSubmit={() => void submit()} onClose={onClose}>
      <DateField label={t('line.departure')} value={departure} base={carried.from} min={carried.from > status.business_date ? carried.from : status.business_date} forms={forms} autoFocus={wished === carried.until} onChange={setDeparture} />
      {offer === null && offered.problem === null && <LoadingRows rows={2} />}
      {offer !== null && (
        <table className="kr-prices">
          <tbody>
            <tr>
              <th scope="row">{t('chart.datesNow', { date: forms.dateWithDay(offer.line.departure) })}</th>
              <td className="kr-right">{forms.money(offer.line.total_minor, offer.reservation.currency)}</td>
            </tr>
            <tr className="kr-prices-total">
              <th scope="row">{t('chart.datesThen', { date: forms.dateWithDay(departure) })}</th>
              <td className="kr-right">{offer.totalMinor === null ? t('chart.datesUnknown') : forms.money(offer.totalMinor, offer.reservation.currency)}</td>
            </tr>
          </tbody>
        </table>
      )}
      {offer !== null && offer.totalMinor === null && <Note kind="warning">{t('chart.datesNotOffered')}</Note>}
    </FormDialog>
  );
}
