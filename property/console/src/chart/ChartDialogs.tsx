import { useState } from 'react';
import type { Problem } from '@shared/api/problem';
import * as api from '@shared/api/property';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import type { Night } from '@shared/format/dates';
import { DateField } from '@shared/ui/DateField';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { FormDialog } from '@shared/ui/FormDialog';
import { Note } from '@shared/ui/Notes';
import { ChangeReservationDialog, type Read } from '../dialogs/ChangeReservationDialog';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';
import { overlaps, type Carried } from './plan';

interface MoveProps {
  carried: Carried;
  room: string;
  housekeeping: string;
  /* Who comes out of that room in exchange. */
  other: string | null;
  run: () => Promise<boolean>;
  busy: boolean;
  problem: Problem | null;
  onClose: () => void;
}

/* A guest who is in the house really changes rooms: keys, luggage, the room left behind. So it is asked for. */
export function MoveNowDialog({ carried, room, housekeeping, other, run, busy, problem, onClose }: MoveProps): JSX.Element {
  const t = useText();
  const submit = async (): Promise<void> => {
    if (await run()) onClose();
  };
  if (other !== null) {
    return (
      <FormDialog title={t('chart.swapTitle', { room: carried.room?.room ?? '', other: room })} submitLabel={t('chart.swapSubmit')} busy={busy} problem={problem} focusSubmit onSubmit={() => void submit()} onClose={onClose}>
        <p className="kr-dialog-lead">{t('chart.verdict.swap', { guest: carried.guest.guest_name, other })}</p>
        <p>{t('chart.swapNow')}</p>
      </FormDialog>
    );
  }
  return (
    <FormDialog title={t('move.title', { guest: carried.guest.guest_name, room: carried.room?.room ?? '' })} submitLabel={t('move.submitRoom', { room })} busy={busy} problem={problem} focusSubmit onSubmit={() => void submit()} onClose={onClose}>
      <p>{t('chart.moveNow')}</p>
      <p className="kr-muted">{t('move.explain')}</p>
      {housekeeping === 'dirty' && <Note kind="warning">{t('room.dirty', { room })}</Note>}
    </FormDialog>
  );
}

async function readReservation(confirmation: string): Promise<Read> {
  const { body, etag } = await api.reservationGet(confirmation);
  return { reservation: body, etag };
}

interface DatesProps {
  carried: Carried;
  /* When the whole stay was put on other dates. */
  arrival?: Night;
  departure: Night;
  onDone: () => void;
  onClose: () => void;
}

async function readPrice(stayId: number, from: Night, until: Night): Promise<{ totalMinor: number | null; currency: string }> {
  const { body: stay } = await api.stay(stayId);
  if (until <= from) return { totalMinor: null, currency: stay.currency };
  const { adults, children, infants } = stay;
  const offers = await api.walkInOffers({ arrival: from, departure: until, adults, children, infants });
  const offer = offers.find((each) => each.room_type === stay.sold_type && each.rate_plan === stay.rate_plan);
  return { totalMinor: offer?.total_with_tax_minor ?? null, currency: stay.currency };
}

/* A guest in the house stays longer or leaves earlier: what the nights gained cost, and who has the room afterwards, stand there first. */
function StayUntilDialog({ carried, stayId, departure: wished, onDone, onClose }: DatesProps & { stayId: number }): JSX.Element {
  const t = useText();
  const { forms, status } = useHotel();
  const [departure, setDeparture] = useState(wished);
  const until = carried.bar?.departure ?? carried.until;
  const price = useLoad(`${stayId}/${departure}`, () => readPrice(stayId, until, departure));
  const change = useAction((to: Night, key) => api.stayUntil(stayId, to, key), `until/${stayId}`);
  const longer = departure > until;
  const next = carried.room?.bars.find((bar) => bar !== carried.bar && longer && overlaps(bar, { from: until, until: departure })) ?? null;
  const submit = async (): Promise<void> => {
    if ((await change.run(departure)) !== null) onDone();
  };
  const total = price.value?.totalMinor ?? null;
  return (
    <FormDialog title={t('until.title', { guest: carried.guest.guest_name })} submitLabel={t('until.submit')} busy={change.busy} problem={change.problem ?? price.problem} ready={departure !== until && next === null} onSubmit={() => void submit()} onClose={onClose}>
      <DateField label={t('line.departure')} value={departure} base={status.business_date} min={status.business_date} forms={forms} autoFocus onChange={setDeparture} />
      <p className="kr-muted">{t('until.now', { date: forms.dateWithDay(until) })}</p>
      {longer && total !== null && <p className="kr-dialog-lead">{t('until.longer', { amount: forms.money(total, price.value?.currency) })}</p>}
      {longer && total === null && !price.loading && <Note kind="warning">{t('change.notOffered')}</Note>}
      {departure < until && <Note kind="info">{t('until.earlier')}</Note>}
      {next !== null && <Note kind="warning">{t('chart.verdict.taken', { room: carried.room?.room ?? '', other: next.guest_name ?? t('chart.state.outage'), span: `${forms.dateShort(next.from)} – ${forms.dateShort(next.until)}` })} {t('until.moveFirst')}</Note>}
    </FormDialog>
  );
}

/* Another departure changes the price, so it is asked for with both sums. */
export function DatesDialog(props: DatesProps): JSX.Element {
  const { bar } = props.carried;
  return bar?.stay_id !== undefined && bar.state !== 'expected' ? <StayUntilDialog {...props} stayId={bar.stay_id} /> : <ReservedDatesDialog {...props} />;
}

function ReservedDatesDialog({ carried, arrival, departure, onDone, onClose }: DatesProps): JSX.Element | null {
  const number = carried.guest.confirmation_number;
  const { value, problem, reload } = useLoad(number, () => readReservation(number));
  if (value === null) return problem === null ? null : <ErrorNote problem={problem} onRetry={reload} />;
  return <ChangeReservationDialog read={value} line={carried.guest.line} arrival={arrival} departure={departure} onDone={onDone} onClose={onClose} />;
}
