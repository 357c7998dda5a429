import type { Offer } from '../api/types';
import type { HotelForms } from '../format/forms';
import { named, useI18n } from '../i18n/i18n';

interface Props {
  offer: Offer;
  rooms: number;
  forms: HotelForms;
}

/* Room price, taxes that come on top, and what the guest pays in the end. */
export function OfferTotals({ offer, rooms, forms }: Props): JSX.Element {
  const { language, translate } = useI18n();
  const money = (amountMinor: number): string => forms.money(amountMinor * rooms, offer.currency);
  return (
    <table className="kr-prices kr-prices-sums">
      <tbody>
        <tr>
          <th scope="row">{rooms > 1 ? translate('offer.roomsSum', { count: rooms }) : translate('offer.roomSum')}</th>
          <td className="kr-right">{money(offer.total_minor)}</td>
        </tr>
        {(offer.taxes ?? []).map((tax) => (
          <tr key={tax.code} className="kr-muted">
            <th scope="row">{tax.included ? translate('offer.taxIncluded', { name: named(tax.name, language) || tax.code }) : named(tax.name, language) || tax.code}</th>
            <td className="kr-right">{money(tax.amount_minor)}</td>
          </tr>
        ))}
        {offer.taxes === undefined && offer.tax_minor !== 0 && (
          <tr>
            <th scope="row">{translate('offer.taxes')}</th>
            <td className="kr-right">{money(offer.total_with_tax_minor - offer.total_minor)}</td>
          </tr>
        )}
        <tr className="kr-prices-total">
          <th scope="row">{translate('offer.total')}</th>
          <td className="kr-right" data-testid="offer-total">{money(offer.total_with_tax_minor)}</td>
        </tr>
      </tbody>
    </table>
  );
}
