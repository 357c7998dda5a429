import { useMemo, useState } from 'react';
import { Button } from '@mantine/core';
import type { AvailabilityQuestion, HotelOffers, Offer } from '@shared/api/types';
import { nightsBetween } from '@shared/format/dates';
import { named, useI18n } from '@shared/i18n/i18n';
import { NightPrices } from '@shared/ui/NightPrices';
import { OfferTotals } from '@shared/ui/OfferTotals';
import { PolicyList } from '@shared/ui/PolicyList';
import { useChain } from '../chain';
import { useText } from '../text/useText';

export interface Pick {
  hotel: string;
  offer: Offer;
}

interface Props {
  result: HotelOffers;
  question: AvailabilityQuestion;
  onPick: (pick: Pick) => void;
}

const keyOf = (offer: Offer): string => `${offer.room_type}/${offer.rate_plan}`;

function byRoomType(offers: Offer[]): Array<[string, Offer[]]> {
  const types = new Map<string, Offer[]>();
  for (const offer of offers) types.set(offer.room_type, [...(types.get(offer.room_type) ?? []), offer]);
  return [...types.entries()];
}

function OfferDetail({ hotel, offer, question, onPick }: { hotel: string; offer: Offer; question: AvailabilityQuestion; onPick: (pick: Pick) => void }): JSX.Element {
  const t = useText();
  const { formsOf } = useChain();
  const forms = formsOf(hotel);
  return (
    <div className="kr-offer-detail">
      <div>
        <h4>{t('offer.nights')}</h4>
        <NightPrices arrival={question.arrival} pricesMinor={offer.night_prices_minor} currency={offer.currency} forms={forms} />
      </div>
      <div>
        <h4>{t('offer.sums', { count: question.rooms })}</h4>
        <OfferTotals offer={offer} rooms={question.rooms} forms={forms} />
      </div>
      <div>
        <h4>{t('offer.policies')}</h4>
        <PolicyList policies={offer.policies} forms={forms} currency={offer.currency} />
        <Button mt="sm" onClick={() => onPick({ hotel, offer })}>{t('offer.choose', { count: question.rooms })}</Button>
      </div>
    </div>
  );
}

export function HotelResult({ result, question, onPick }: Props): JSX.Element {
  const t = useText();
  const i18n = useI18n();
  const { language } = i18n;
  const { formsOf, hotelPlace, typeName, planName, detail } = useChain();
  const [open, setOpen] = useState<string | null>(null);
  const forms = formsOf(result.hotel);
  const types = useMemo(() => byRoomType(result.offers), [result.offers]);
  const nights = nightsBetween(question.arrival, question.departure);
  const from = Math.min(...result.offers.map((offer) => offer.total_with_tax_minor));
  const first = result.offers[0];
  /* One word for the whole hotel; the exact night or number is said when a price is asked for by itself. */
  const reasonText = (reason: string | undefined): string => {
    const key = `search.why.${(reason ?? '').replace(/-/g, '_')}`;
    return i18n.has(key) ? i18n.translate(key) : t('search.nothing');
  };

  return (
    <section className="kr-panel kr-hotel" aria-label={named(result.name, language)} data-hotel={result.hotel}>
      <header>
        <h2>
          {named(result.name, language)} <span className="kr-muted">{hotelPlace(result.hotel)}{result.distance_km !== undefined && ` · ${t('search.distance', { distance: result.distance_km.toFixed(1) })}`}</span>
        </h2>
        {first !== undefined && <span className="kr-from">{t('search.from', { amount: forms.money(from, first.currency) })}</span>}
      </header>
      {result.offers.length === 0 && <p className="kr-muted kr-why">{reasonText(result.reason)}</p>}
      {types.length > 0 && (
        <table className="kr-table kr-offer-table">
          <thead className="kr-hidden">
            <tr>
              <th scope="col">{t('offer.plan')}</th>
              <th scope="col">{t('offer.available')}</th>
              <th scope="col">{t('offer.perNight')}</th>
              <th scope="col">{t('offer.total')}</th>
              <th scope="col">{t('offer.action')}</th>
            </tr>
          </thead>
          {types.map(([type, offers]) => (
            <tbody key={type}>
              <tr className="kr-day">
                <th scope="rowgroup" colSpan={5}>
                  <span className="kr-type"><b>{type}</b> {typeName(result.hotel, type)}</span>
                  <span className="kr-muted"> {named(detail(result.hotel)?.room_types.find((each) => each.code === type)?.description, language)}</span>
                </th>
              </tr>
              {offers.map((offer) => [
                <tr key={keyOf(offer)} data-open={open === keyOf(offer) || undefined}>
                  <td>
                    <button type="button" className="kr-disclose" aria-expanded={open === keyOf(offer)} onClick={() => setOpen(open === keyOf(offer) ? null : keyOf(offer))}>
                      {planName(result.hotel, offer.rate_plan)}
                    </button>
                  </td>
                  <td className={offer.available <= 3 ? 'kr-few' : 'kr-muted'}>{t('offer.left', { count: offer.available })}</td>
                  <td className="kr-right kr-muted">{nights > 0 && t('offer.average', { amount: forms.money(Math.round(offer.total_minor / nights), offer.currency) })}</td>
                  <td className="kr-right"><strong>{forms.money(offer.total_with_tax_minor, offer.currency)}</strong></td>
                  <td className="kr-right">
                    <Button size="compact-sm" variant="light" onClick={() => onPick({ hotel: result.hotel, offer })} aria-label={t('offer.chooseThis', { type: typeName(result.hotel, type), plan: planName(result.hotel, offer.rate_plan) })}>
                      {t('offer.add')}
                    </Button>
                  </td>
                </tr>,
                open === keyOf(offer) && (
                  <tr key={`${keyOf(offer)}/detail`}>
                    <td colSpan={5}>
                      <OfferDetail hotel={result.hotel} offer={offer} question={question} onPick={onPick} />
                    </td>
                  </tr>
                ),
              ])}
            </tbody>
          ))}
        </table>
      )}
    </section>
  );
}
