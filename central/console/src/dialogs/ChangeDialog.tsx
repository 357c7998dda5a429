import { useState } from 'react';
import { Select } from '@mantine/core';
import * as api from '@shared/api/central';
import type { HotelDetail, Reservation, RoomLine, RoomWish } from '@shared/api/types';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { newIdempotencyKey } from '@shared/api/idempotency';
import { named, useI18n } from '@shared/i18n/i18n';
import { CountField } from '@shared/ui/CountField';
import { DateField } from '@shared/ui/DateField';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { FormDialog } from '@shared/ui/FormDialog';
import { guestName } from '@shared/ui/GuestFields';
import { NightPrices } from '@shared/ui/NightPrices';
import { LoadingRows, Note } from '@shared/ui/Notes';
import { useChain } from '../chain';
import { useText } from '../text/useText';

interface Props {
  reservation: Reservation;
  line: RoomLine;
  etag: string | null;
  onDone: () => void;
  onClose: () => void;
}

const FIELDS = ['room_type', 'rate_plan', 'arrival', 'departure', 'adults', 'children', 'infants'] as const;

function wishOf(line: RoomLine): RoomWish {
  const { room_type, rate_plan, arrival, departure, adults, children, infants } = line;
  return { room_type, rate_plan, arrival, departure, adults, children, infants };
}

/* Only what differs travels. */
export function changesOf(line: RoomLine, wish: RoomWish): Partial<RoomWish> {
  return Object.fromEntries(FIELDS.filter((field) => wish[field] !== line[field]).map((field) => [field, wish[field]]));
}

function WishFields({ reservation, line, detail, wish, onChange }: { reservation: Reservation; line: RoomLine; detail: HotelDetail | undefined; wish: RoomWish; onChange: (wish: RoomWish) => void }): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const { formsOf, todayAt } = useChain();
  const forms = formsOf(reservation.hotel);
  const today = todayAt(reservation.hotel);
  const earliest = line.arrival < today ? line.arrival : today;
  const set = (change: Partial<RoomWish>): void => onChange({ ...wish, ...change });
  const options = (list: Array<{ code: string; name: HotelDetail['name'] }> | undefined, current: string): Array<{ value: string; label: string }> => {
    const known = (list ?? []).map(({ code, name }) => ({ value: code, label: named(name, language) }));
    return known.some(({ value }) => value === current) ? known : [{ value: current, label: current }, ...known];
  };
  return (
    <div className="kr-fields kr-fields-half">
      <DateField label={t('reservation.arrival')} value={wish.arrival} base={today} min={earliest} forms={forms} autoFocus onChange={(arrival) => set({ arrival, departure: wish.departure < arrival ? arrival : wish.departure })} />
      <DateField label={t('reservation.departure')} value={wish.departure} base={wish.arrival} min={wish.arrival} forms={forms} onChange={(departure) => set({ departure })} />
      <Select label={t('change.type')} data={options(detail?.room_types, line.room_type)} value={wish.room_type} allowDeselect={false} onChange={(value) => value !== null && set({ room_type: value })} />
      <Select label={t('line.plan')} data={options(detail?.rate_plans.filter((plan) => !plan.access || plan.code === line.rate_plan), line.rate_plan)} value={wish.rate_plan} allowDeselect={false} onChange={(value) => value !== null && set({ rate_plan: value })} />
      <div className="kr-counts">
        <CountField label={t('guests.adults')} value={wish.adults} min={1} max={9} onChange={(adults) => set({ adults })} />
        <CountField label={t('guests.children')} value={wish.children} max={9} onChange={(children) => set({ children })} />
        <CountField label={t('guests.infants')} value={wish.infants} max={9} onChange={(infants) => set({ infants })} />
      </div>
    </div>
  );
}

/* A change of one room: the new price and the difference stand on screen before anything binds, and they are what binds. */
export function ChangeDialog({ reservation, line, etag, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const { formsOf, detail } = useChain();
  const forms = formsOf(reservation.hotel);
  const [wish, setWish] = useState<RoomWish>(wishOf(line));
  const changes = changesOf(line, wish);
  const changed = Object.keys(changes).length > 0;
  /* Who has booked at a rate with access may keep it; a rate of another access has to be named in a search. */
  const access = detail(reservation.hotel)?.rate_plans.find((plan) => plan.code === line.rate_plan)?.access;
  const opened = access ? { access: [access] } : {};
  const question = { hotel: reservation.hotel, rooms: [wish], ...opened };
  const quote = useLoad(changed ? JSON.stringify(question) : null, () => api.quote(question, newIdempotencyKey()));
  const offered = quote.value?.rooms[0];
  const modify = useAction((body: api.Modification, key) => api.reservationModify(reservation.confirmation_number, body, etag, key));
  const differenceMinor = offered === undefined ? 0 : offered.total_minor - line.total_minor;
  const submit = async (): Promise<void> => {
    if (offered === undefined) return;
    const body = { rooms: [{ line: line.line, ...changes }], expected_total_minor: offered.total_minor, ...opened };
    if ((await modify.run(body)) !== null) onDone();
  };

  return (
    <FormDialog title={t('change.title', { guest: guestName(reservation.guest), line: line.line })} submitLabel={t('change.submit')} size="lg" busy={modify.busy} problem={modify.problem} ready={changed && offered !== undefined && !quote.loading} onSubmit={() => void submit()} onClose={onClose}>
      <WishFields reservation={reservation} line={line} detail={detail(reservation.hotel)} wish={wish} onChange={setWish} />
      {!changed && <p className="kr-muted">{t('change.nothing')}</p>}
      {changed && quote.problem !== null && <ErrorNote problem={quote.problem} />}
      {changed && offered === undefined && quote.problem === null && <LoadingRows rows={2} />}
      {changed && offered !== undefined && (
        <>
          <NightPrices arrival={wish.arrival} pricesMinor={offered.night_prices_minor} currency={offered.currency} forms={forms} />
          <table className="kr-prices kr-prices-sums">
            <tbody>
              <tr>
                <th scope="row">{t('change.before')}</th>
                <td className="kr-right">{forms.money(line.total_minor, reservation.currency)}</td>
              </tr>
              <tr>
                <th scope="row">{t('change.after')}</th>
                <td className="kr-right">{forms.money(offered.total_minor, offered.currency)}</td>
              </tr>
              <tr className="kr-prices-total">
                <th scope="row">{t('change.difference')}</th>
                <td className="kr-right" data-testid="difference">{differenceMinor > 0 ? '+' : ''}{forms.money(differenceMinor, offered.currency)}</td>
              </tr>
            </tbody>
          </table>
          {differenceMinor === 0 && <Note kind="info">{t('change.same')}</Note>}
        </>
      )}
    </FormDialog>
  );
}
