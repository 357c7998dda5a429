import { useState } from 'react';
import { SegmentedControl, Select, TextInput } from '@mantine/core';
import type { PaidWith, PaymentMeans } from '@shared/api/property/cashier';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

/* More of them than this stand in a list. */
const SIDE_BY_SIDE = 4;

export interface Paying {
  offered: PaymentMeans[];
  means: PaymentMeans | undefined;
  reference: string;
  lastFour: string;
  cash: boolean;
  /* What the request says of it. */
  body: PaidWith;
  ready: boolean;
  choose: (code: string) => void;
  setReference: (text: string) => void;
  setLastFour: (text: string) => void;
}

const isLastFour = (text: string): boolean => /^\d{4}$/.test(text);

/* What is paid with: one of the hotel's list that is in use today, and what the hotel wants to know with it. Cash in other money is for
 * dialogs that ask what was handed over; no cash at all where nobody hands it over. */
export function usePaying(preferred: string, { otherMoney = false, cash: takesCash = true } = {}): Paying {
  const { means: list } = useHotel();
  const [chosen, choose] = useState<string | null>(null);
  const [reference, setReference] = useState('');
  const [lastFour, setLastFour] = useState('');
  const offered = list.filter((each) => each.in_use && each.kind !== 'city_ledger' && (takesCash || each.kind !== 'cash') && (otherMoney || each.currency === null));
  const means = offered.find((each) => each.code === (chosen ?? preferred)) ?? offered.find((each) => each.kind === preferred) ?? offered[0];
  const card = means?.kind === 'card';
  const body: PaidWith = { method: means?.code ?? preferred };
  if (means?.kind !== 'cash' && reference.trim() !== '') body.reference = reference.trim();
  if (card && lastFour.trim() !== '') body.last_four = lastFour.trim();
  const ready = means !== undefined && (!means.wants_reference || body.reference !== undefined) && (card && (means.wants_last_four || body.last_four !== undefined) ? isLastFour(body.last_four ?? '') : true);
  return { offered, means, reference, lastFour, cash: means?.kind === 'cash', body, ready, choose, setReference, setLastFour };
}

function Choice({ offered, means, choose }: Paying): JSX.Element {
  const t = useText();
  const { meansName } = useHotel();
  const data = offered.map((each) => ({ value: each.code, label: meansName(each.code) }));
  if (offered.length > SIDE_BY_SIDE) {
    return <Select label={t('payment.method')} data={data} value={means?.code ?? null} searchable allowDeselect={false} onChange={(value) => value !== null && choose(value)} />;
  }
  return (
    <div>
      <div className="kr-label">{t('payment.method')}</div>
      <SegmentedControl fullWidth aria-label={t('payment.method')} value={means?.code ?? ''} onChange={choose} data={data} />
    </div>
  );
}

/* The means, and of a card the slip and its last four digits. */
export function PaidWithFields({ paying }: { paying: Paying }): JSX.Element {
  const t = useText();
  const { means, reference, lastFour, cash } = paying;
  const card = means?.kind === 'card';
  const wrong = lastFour.trim() !== '' && !isLastFour(lastFour.trim());
  return (
    <>
      <Choice {...paying} />
      {!cash && (
        <div className={card ? 'kr-slip' : undefined}>
          <TextInput label={card ? t('payment.slip') : t('payment.reference')} required={means?.wants_reference} withAsterisk={means?.wants_reference} value={reference} maxLength={40} autoComplete="off" onChange={(event) => paying.setReference(event.currentTarget.value)} />
          {card && (
            <TextInput label={t('payment.lastFour')} required={means?.wants_last_four} withAsterisk={means?.wants_last_four} value={lastFour} maxLength={25} inputMode="numeric" autoComplete="off" error={wrong ? t('payment.lastFourWrong') : null} onChange={(event) => paying.setLastFour(event.currentTarget.value)} />
          )}
        </div>
      )}
    </>
  );
}

/* "Visa ·1234, slip 0042" as it stands on a bill. */
export function useMeansText(): (item: { code: string; reference: string | null; last_four: string | null }) => string {
  const t = useText();
  const { means, meansName } = useHotel();
  return ({ code, reference, last_four: lastFour }) => {
    const card = means.find((each) => each.code === code)?.kind === 'card';
    const name = `${meansName(code)}${lastFour ? ` ·${lastFour}` : ''}`;
    if (!reference) return name;
    return card ? t('payment.withSlip', { name, reference }) : t('payment.withReference', { name, reference });
  };
}
