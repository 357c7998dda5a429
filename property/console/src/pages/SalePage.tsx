import { useState, type FormEvent } from 'react';
import { Button, Checkbox, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import * as api from '@shared/api/property';
import type { Stay } from '@shared/api/property/stay';
import type { Guest, Offer, Reservation } from '@shared/api/types';
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
import { useDraft } from '@shared/session/drafts';
import { useSession } from '@shared/session/SessionGate';
import { beyondRights, OverrideDialog } from '../dialogs/OverrideDialog';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';
import { noTerms, termsBody, termsReady, WalkInTerms, type Terms } from './WalkInTerms';

interface Wish {
  arrival: string;
  departure: string;
  adults: number;
  children: number;
  infants: number;
}

/* Who stands at the desk arrives today and is checked in at once; who calls may come later. */
export type SaleKind = 'walkIn' | 'booking';

interface SaleBody {
  guest: Guest;
  offer: Pick<Offer, 'room_type' | 'rate_plan'>;
  wish: Wish;
  terms: Terms;
  access?: string[];
  override_reason?: string;
}

/* The codes are asked for when the clerk has stopped typing. */
const CODE_PAUSE_MS = 400;
const ratesNamed = (code: string): string => code.toUpperCase().split(/[\s,;]+/).filter((each) => each !== '' && each !== 'STAFF').join(',');

const offerKey = (offer: Offer): string => `${offer.room_type}/${offer.rate_plan}`;

/* Several rooms are one sale, so all or none are sold; a room that cannot be moved into yet is checked in from the booking's page. */
async function sellTogether(body: Parameters<typeof api.reserve>[0], key: string): Promise<Reservation> {
  const sold = await api.reserve(body, key);
  for (const { line } of sold.lines) {
    const arrived = await api.checkIn(sold.confirmation_number, { line }, `${key}-${line}`).catch(() => null);
    if (arrived === null) break;
  }
  return sold;
}

function sell(kind: SaleKind, { guest, offer, wish, terms, ...more }: SaleBody, key: string): Promise<Stay | Reservation> {
  const room = { room_type: offer.room_type, rate_plan: offer.rate_plan, ...wish };
  if (kind === 'booking') return api.reserve({ guest, rooms: [room], ...more }, key);
  if (terms.count > 1 && wish.departure > wish.arrival) return sellTogether({ guest, rooms: Array.from({ length: terms.count }, () => room), ...more }, key);
  return api.walkIn({ guest, ...room, ...termsBody(terms), ...more }, key);
}

function OfferChoice({ offers, chosen, onChoose }: { offers: Offer[]; chosen: Offer | null; onChoose: (offer: Offer) => void }): JSX.Element {
  const t = useText();
  const { status, forms, roomTypeName, ratePlanName } = useHotel();
  return (
    <fieldset className="kr-offers">
      <legend className="kr-hidden">{t('sale.choose')}</legend>
      {offers.map((offer) => (
        <label key={offerKey(offer)} data-checked={offer === chosen || undefined}>
          <input type="radio" name="offer" checked={offer === chosen} onChange={() => onChoose(offer)} />
          <span className="kr-type"><b>{offer.room_type}</b> {roomTypeName(offer.room_type)}</span>
          <span className="kr-muted">{ratePlanName(offer.rate_plan)}{offer.access && offer.access !== 'STAFF' && <> · <b>{offer.access}</b></>}</span>
          <span className="kr-muted">{status.connected ? t('offer.left', { count: offer.available }) : t('sale.rightLeft', { count: offer.available })}</span>
          <strong className="kr-right">{forms.money(offer.total_with_tax_minor, offer.currency)}</strong>
        </label>
      ))}
    </fieldset>
  );
}

/* A new guest. Connected, the centre sells the room; cut off, the hotel sells within its rights, and beyond them with a manager's reason
 * that is kept. */
export function SalePage({ kind }: { kind: SaleKind }): JSX.Element {
  const t = useText();
  const { status, forms } = useHotel();
  const today = status.business_date;
  const draft = `sale/${kind}/${today}`;
  const [wish, setWish, forgetWish] = useDraft<Wish>(`${draft}/wish`, () => ({ arrival: today, departure: addDays(today, 1), adults: 2, children: 0, infants: 0 }));
  const [guest, setGuest, forgetGuest] = useDraft<Guest>(`${draft}/guest`, () => emptyGuest);
  const [choice, setChoice] = useState('');
  const [terms, setTerms] = useState<Terms>(noTerms);
  const manager = useSession().hasRole('manager');
  const [ofTheHouse, setOfTheHouse] = useState(false);
  const [code, setCode] = useState('');
  const [named] = useDebouncedValue(ratesNamed(code), CODE_PAUSE_MS);
  const asked = kind === 'walkIn' ? { ...wish, arrival: today } : wish;
  const dayUse = asked.departure === asked.arrival;
  const priced = { ...asked, ...(ofTheHouse ? { access: 'STAFF' } : named !== '' && { access: named }) };
  const { value, problem, loading, reload } = useLoad(JSON.stringify({ ...priced, connected: status.connected }), (signal) => api.walkInOffers(priced, signal));
  const offers = [...(value ?? [])].sort((left, right) => Number(right.available > 0) - Number(left.available > 0) || Number(Boolean(right.access)) - Number(Boolean(left.access)));
  const opensNothing = value !== null && !loading && !ofTheHouse && named !== '' && !offers.some((offer) => offer.access);
  const chosen = offers.find((offer) => offerKey(offer) === choice) ?? offers[0] ?? null;
  const sale = useAction((body: SaleBody, key) => sell(kind, body, key), draft);
  const ready = chosen !== null && guest.surname.trim() !== '' && termsReady(terms);
  const short = beyondRights(sale.problem);

  const submit = async (reason?: string): Promise<void> => {
    if (chosen === null || !ready) return;
    const offer = { room_type: chosen.room_type, rate_plan: chosen.rate_plan };
    const sold = await sale.run({ guest, offer, wish: asked, terms, ...(chosen.access && !ofTheHouse ? { access: [chosen.access] } : {}), ...(reason === undefined ? {} : { override_reason: reason }) });
    if (sold === null) return;
    forgetWish();
    forgetGuest();
    go('stay_id' in sold ? `stay/${sold.stay_id}` : `reservation/${sold.confirmation_number}`);
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    void submit();
  };
  const moveArrival = (arrival: string): void => setWish({ ...wish, arrival, departure: addDays(arrival, Math.max(1, nightsBetween(wish.arrival, wish.departure))) });

  return (
    <>
      <form onSubmit={onSubmit} noValidate>
        <PageHead title={t(`sale.title.${kind}`)} detail={t(`sale.detail.${kind}`, { date: forms.dateWithDay(today) })} />
        <div className="kr-columns">
          <div>
            <Panel title={t('sale.stay')}>
              <div className="kr-fields kr-fields-tight">
                {kind === 'booking' && <DateField label={t('line.arrival')} value={wish.arrival} base={today} min={today} forms={forms} autoFocus onChange={moveArrival} />}
                <DateField label={t('sale.until')} value={wish.departure} base={asked.arrival} min={asked.arrival} forms={forms} autoFocus={kind === 'walkIn'} onChange={(departure) => setWish({ ...wish, departure })} />
                <CountField label={t('guests.adults')} value={wish.adults} min={1} max={9} onChange={(adults) => setWish({ ...wish, adults })} />
                <CountField label={t('guests.children')} value={wish.children} max={9} onChange={(children) => setWish({ ...wish, children })} />
                <CountField label={t('guests.infants')} value={wish.infants} max={9} onChange={(infants) => setWish({ ...wish, infants })} />
              </div>
              <p className="kr-muted">{dayUse ? (kind === 'walkIn' ? t('walkIn.dayUse') : t('nights.dayUse')) : t('nights.count', { count: nightsBetween(asked.arrival, wish.departure) })}</p>
            </Panel>
            <Panel title={t('sale.offers')} aside={loading ? <span className="kr-muted">{t('loading')}</span> : undefined}>
              <div className="kr-rate-access">
                <TextInput label={t('sale.code')} placeholder="MEMBER" value={code} maxLength={80} autoComplete="off" disabled={ofTheHouse} description={opensNothing ? t('sale.codeOpensNothing') : undefined} onChange={(event) => setCode(event.currentTarget.value)} />
                {manager && <Checkbox label={t('sale.ofTheHouse')} checked={ofTheHouse} onChange={(event) => setOfTheHouse(event.currentTarget.checked)} />}
              </div>
              {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
              {value === null && problem === null && <LoadingRows rows={4} />}
              {value !== null && offers.length === 0 && <EmptyState title={t('sale.full')} hint={t('sale.fullHint')} />}
              {offers.length > 0 && <OfferChoice offers={offers} chosen={chosen} onChoose={(offer) => setChoice(offerKey(offer))} />}
            </Panel>
            {kind === 'walkIn' && chosen !== null && <WalkInTerms offer={chosen} dayUse={dayUse} terms={terms} onChange={setTerms} />}
            <Panel title={t('guest.title')}>
              <GuestFields guest={guest} onChange={setGuest} />
            </Panel>
          </div>
          <aside className="kr-sticky">
            <Panel title={t('sale.price')}>
              {chosen === null ? (
                <p className="kr-muted">{t('sale.noPrice')}</p>
              ) : (
                <>
                  <NightPrices arrival={asked.arrival} pricesMinor={chosen.night_prices_minor} currency={chosen.currency} forms={forms} />
                  <OfferTotals offer={chosen} rooms={kind === 'walkIn' && !dayUse ? terms.count : 1} forms={forms} />
                  {kind === 'walkIn' && (dayUse || terms.count === 1) && terms.own && terms.priceMinor !== null && <Note kind="warning">{t('walkIn.ownPriceNote', { price: forms.money(terms.priceMinor, chosen.currency) })}</Note>}
                </>
              )}
              {!status.connected && <Note kind="info">{t('sale.cutOff')}</Note>}
              {sale.problem !== null && short === null && <ErrorNote problem={sale.problem} />}
              {sale.problem?.code === 'centre_silent' && (
                <Button variant="default" fullWidth onClick={sale.giveUp}>
                  {t('sale.anew')}
                </Button>
              )}
              <Button type="submit" fullWidth size="md" loading={sale.busy} disabled={!ready}>
                {t(`sale.submit.${kind}`)}
              </Button>
            </Panel>
          </aside>
        </div>
      </form>
      {short !== null && (
        <OverrideDialog
          short={short}
          busy={sale.busy}
          onOverride={(reason) => void submit(reason)}
          onChoose={(roomType) => {
            const other = offers.find((offer) => offer.room_type === roomType && offer.rate_plan === chosen?.rate_plan) ?? offers.find((offer) => offer.room_type === roomType);
            if (other !== undefined) setChoice(offerKey(other));
            sale.clear();
          }}
          onClose={sale.clear}
        />
      )}
    </>
  );
}
