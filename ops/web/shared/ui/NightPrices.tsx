import { useMemo } from 'react';
import { addDays, type Night } from '../format/dates';
import type { HotelForms } from '../format/forms';
import { useCommonText } from '../i18n/i18n';

interface Props {
  arrival: Night;
  pricesMinor: number[];
  currency: string;
  forms: HotelForms;
}

interface Span {
  from: Night;
  count: number;
  priceMinor: number;
}

/* Neighbouring nights at the same price are one row, so that three weeks do not become a wall. */
export function priceSpans(arrival: Night, pricesMinor: number[]): Span[] {
  const spans: Span[] = [];
  pricesMinor.forEach((priceMinor, index) => {
    const last = spans[spans.length - 1];
    if (last !== undefined && last.priceMinor === priceMinor) last.count += 1;
    else spans.push({ from: addDays(arrival, index), count: 1, priceMinor });
  });
  return spans;
}

export function NightPrices({ arrival, pricesMinor, currency, forms }: Props): JSX.Element {
  const t = useCommonText();
  const spans = useMemo(() => priceSpans(arrival, pricesMinor), [arrival, pricesMinor]);
  if (pricesMinor.length === 0) return <p className="kr-muted">{t('nights.dayUse')}</p>;
  return (
    <table className="kr-prices">
      <caption className="kr-hidden">{t('nights.caption')}</caption>
      <tbody>
        {spans.map((span) => (
          <tr key={span.from}>
            <th scope="row" className="kr-nowrap">
              {forms.dateWithDay(span.from)}
              {span.count > 1 && <span className="kr-muted"> – {forms.dateShort(addDays(span.from, span.count - 1))}</span>}
            </th>
            <td className="kr-muted">{span.count > 1 ? t('nights.times', { count: span.count, price: forms.money(span.priceMinor, currency) }) : ''}</td>
            <td className="kr-right">{forms.money(span.priceMinor * span.count, currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
