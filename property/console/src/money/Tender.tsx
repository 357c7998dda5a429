import { useState } from 'react';
import { Select } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Tendered } from '@shared/api/property/cashier';
import { useLoad } from '@shared/api/useLoad';
import { currencyDecimals as digitsOf, inCoins } from '@shared/format/money';
import { AmountField } from '@shared/ui/AmountField';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';
import type { Paying } from './PaidWith';

export interface Tender {
  /* What is taken: in cash what coins can pay. */
  takenMinor: number | null;
  body: { tendered?: Tendered };
  ready: boolean;
  fields: JSX.Element | null;
}

/* What is handed over for an amount in cash, in the hotel's money or another at the rate of the day, and the change. Of several bills
 * `coinsMinor` is what coins can pay of them together. */
export function useTender(paying: Paying, amountMinor: number | null, coinsMinor?: number | null): Tender {
  const t = useText();
  const { forms, status } = useHotel();
  const rates = useLoad('rates', api.rates);
  const [chosen, setChosen] = useState(status.currency);
  const [tenderedMinor, setTenderedMinor] = useState<number | null>(null);
  const step = status.cash_step_minor;
  const takenMinor = paying.cash && amountMinor !== null ? (coinsMinor ?? inCoins(amountMinor, step)) : amountMinor;
  const asked = paying.cash && takenMinor !== null && takenMinor > 0;
  const money = paying.means?.currency ?? chosen;
  const listed = rates.value?.items.find((each) => each.currency === money);
  const rate = money === status.currency ? 1 : (listed?.rate_millionths ?? 0) / 1_000_000;
  const scale = 10 ** (digitsOf(status.currency) - digitsOf(money));
  const worthMinor = tenderedMinor === null ? null : Math.round(tenderedMinor * rate * scale);
  const dueMinor = takenMinor === null || rate === 0 ? null : Math.ceil(takenMinor / (rate * scale));
  const currencies = paying.means?.currency != null ? [paying.means.currency] : [status.currency, ...(rates.value?.items ?? []).map((each) => each.currency)];
  const enough = worthMinor === null || takenMinor === null || worthMinor >= takenMinor;
  const fields = !paying.cash || amountMinor === null ? null : (
    <>
      {takenMinor !== null && takenMinor !== amountMinor && <p className="kr-dialog-lead">{t('payment.inCoins', { amount: forms.money(takenMinor, status.currency), step: forms.money(step, status.currency) })}</p>}
      {asked && (
        <div className="kr-pair">
          <AmountField key={money} label={t('payment.tendered')} currency={money} value={tenderedMinor} onChange={setTenderedMinor} />
          {currencies.length > 1 && <Select label={t('payment.tenderedIn')} data={currencies} value={money} allowDeselect={false} onChange={(value) => value !== null && setChosen(value)} />}
        </div>
      )}
      {asked && money !== status.currency && rate === 0 && <p className="kr-field-error">{t('payment.noRate', { currency: money })}</p>}
      {asked && money !== status.currency && rate !== 0 && dueMinor !== null && <p className="kr-muted">{t('payment.dueIn', { amount: forms.money(dueMinor, money), one: forms.money(10 ** digitsOf(money), money), rate: `${rate} ${status.currency}` })}</p>}
      {asked && worthMinor !== null && takenMinor !== null && (enough ? <p className="kr-dialog-lead" data-testid="change">{t('payment.change', { amount: forms.money(inCoins(worthMinor - takenMinor, step), status.currency) })}</p> : <p className="kr-field-error">{t('payment.missing', { amount: forms.money(takenMinor - worthMinor, status.currency) })}</p>)}
    </>
  );
  return {
    takenMinor,
    body: asked && tenderedMinor !== null ? { tendered: { currency: money, amount_minor: tenderedMinor } } : {},
    ready: !asked || (tenderedMinor === null ? paying.means?.currency == null : enough),
    fields,
  };
}
