import { useState, type FormEvent } from 'react';
import { Button, Textarea } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Guest, Offer } from '@shared/api/types';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { addDays, nightsBetween } from '@shared/format/dates';
import { CountField } from '@shared/ui/CountField';
import { DateField } from '@shared/ui/DateField';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { emptyGuest, GuestFields } from '@shared/ui/GuestFields';
import { NightPrices } from '@shared/ui/NightPrices';
import { EmptyState, LoadingRows, Note } from '@shared/ui/Notes';
import { OfferTotals } from '@shared/ui/OfferTotals';
import { PageHead, Panel } from '@shared/ui/Page';
import { go } from '@shared/ui/route';
import { useSession } from '@shared/session/SessionGate';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

interface Wish {
  departure: string;
  adults: number;
  children: number;
  infants: number;
}

const offerKey = (offer: Offer): string => `${offer.room_type}/${offer.rate_plan}`;

function OfferChoice({ offers, chosen, onChoose }: { offers: Offer[]; chosen: Offer | null; onChoose: (offer: Offer) => void }): JSX.Element {
  const t = useText();
  const { forms, roomTypeName, ratePlanName } = useHotel();
  return (
    <fieldset className="kr-offers">
      <legend className="kr-hidden">{t('walkIn.choose')}</legend>
      {offers.map((offer) => (
        <label key={offerKey(offer)} data-checked={offer === chosen || undefined}>
          <input type="radio" name="offer" checked={offer === chosen} onChange={() => onChoose(offer)} />
          <span className="kr-type"><b>{offer.room_type}</b> {roomTypeName(offer.room_type)}</span>
          <span className="kr-muted">{ratePlanName(offer.rate_plan)}</span>
          <span className="kr-muted">{t('offer.left', { count: offer.available })}</span>
          <strong className="kr-right">{forms.money(offer.total_with_tax_minor, offer.currency)}</strong>
        </label>
      ))}
    </fieldset>
  );
}

/* A guest without a reservation. Connected, the centre sells the room; cut off, the hotel may, with a manager's reason that is kept. */
export function WalkInPage(): JSX.Element {
  const t = useText();
  const { status, forms } = useHotel();
  const { hasRole } = useSession();
  const arrival = status.business_date;
  const [wish, setWish] = useState<Wish>({ departure: addDays(arrival, 1), adults: 2, children: 0, infants: 0 });
  const [guest, setGuest] = useState<Guest>(emptyGuest);
  const [choice, setChoice] = useState('');
  const [reason, setReason] = useState('');
  const asked = { arrival, ...wish };
  const { value, problem, loading, reload } = useLoad(JSON.stringify(asked), (signal) => api.walkInOffers(asked, signal));
  const offers = (value ?? []).filter((offer) => offer.available > 0);
  const chosen = offers.find((offer) => offerKey(offer) === choice) ?? offers[0] ?? null;
  const walkIn = useAction((body: api.WalkIn, key) => api.walkIn(body, key));
  const ready = chosen !== null && guest.surname.trim() !== '' && (status.connected || (hasRole('manager') && reason.trim() !== ''));

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (chosen === null || !ready) return;
    const override = status.connected ? {} : { override_reason: reason.trim() };
    const stay = await walkIn.run({ guest, room_type: chosen.room_type, rate_plan: chosen.rate_plan, arrival, ...wish, ...override });
    if (stay !== null) go(`stay/${stay.stay_id}`);
  };

  return (
    <form onSubmit={submit} noValidate>
      <PageHead title={t('walkIn.title')} detail={t('walkIn.detail', { date: forms.dateWithDay(arrival) })} />
      <div className="kr-columns">
        <div>
          <Panel title={t('walkIn.stay')}>
            <div className="kr-fields kr-fields-tight">
              <DateField label={t('walkIn.until')} value={wish.departure} base={arrival} min={addDays(arrival, 1)} forms={forms} autoFocus onChange={(departure) => setWish({ ...wish, departure })} />
              <CountField label={t('guests.adults')} value={wish.adults} min={1} max={9} onChange={(adults) => setWish({ ...wish, adults })} />
              <CountField label={t('guests.children')} value={wish.children} max={9} onChange={(children) => setWish({ ...wish, children })} />
              <CountField label={t('guests.infants')} value={wish.infants} max={9} onChange={(infants) => setWish({ ...wish, infants })} />
            </div>
            <p className="kr-muted">{t('nights.count', { count: nightsBetween(arrival, wish.departure) })}</p>
          </Panel>
          <Panel title={t('walkIn.offers')} aside={loading ? <span className="kr-muted">{t('loading')}</span> : undefined}>
            {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
            {value === null && problem === null && <LoadingRows rows={4} />}
            {value !== null && offers.length === 0 && <EmptyState title={t('walkIn.full')} hint={t('walkIn.fullHint')} />}
            {offers.length > 0 && <OfferChoice offers={offers} chosen={chosen} onChoose={(offer) => setChoice(offerKey(offer))} />}
          </Panel>
          <Panel title={t('guest.title')}>
            <GuestFields guest={guest} onChange={setGuest} />
          </Panel>
        </div>
        <aside className="kr-sticky">
          <Panel title={t('walkIn.price')}>
            {chosen === null ? (
              <p className="kr-muted">{t('walkIn.noPrice')}</p>
            ) : (
              <>
                <NightPrices arrival={arrival} pricesMinor={chosen.night_prices_minor} currency={chosen.currency} forms={forms} />
                <OfferTotals offer={chosen} rooms={1} forms={forms} />
              </>
            )}
            {!status.connected && !hasRole('manager') && <Note kind="warning">{t('walkIn.managerOnly')}</Note>}
            {!status.connected && hasRole('manager') && (
              <>
                <Note kind="warning">{t('walkIn.cutOff')}</Note>
                <Textarea label={t('walkIn.reason')} value={reason} rows={2} maxLength={200} required onChange={(event) => setReason(event.currentTarget.value)} />
              </>
            )}
            {walkIn.problem !== null && <ErrorNote problem={walkIn.problem} />}
            <Button type="submit" fullWidth size="md" loading={walkIn.busy} disabled={!ready}>
              {t('walkIn.submit')}
            </Button>
          </Panel>
        </aside>
      </div>
    </form>
  );
}
