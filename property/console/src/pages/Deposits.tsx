import { useState } from 'react';
import { Button } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Deposits } from '@shared/api/property/account';
import type { PaidWith, Tendered } from '@shared/api/property/cashier';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { AmountField } from '@shared/ui/AmountField';
import { FormDialog } from '@shared/ui/FormDialog';
import { Fact, Panel } from '@shared/ui/Page';
import { PaidWithFields, useMeansText, usePaying } from '../money/PaidWith';
import { ReceiptLink } from '../money/ReceiptLink';
import { useTender } from '../money/Tender';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

type Line = Deposits['items'][number];

interface DialogProps {
  confirmation: string;
  currency: string;
  line: Line;
  onDone: () => void;
  onClose: () => void;
}

function TakeDialog({ confirmation, currency, line, onDone, onClose }: DialogProps): JSX.Element {
  const t = useText();
  const paying = usePaying('card', { otherMoney: true });
  const [amountMinor, setAmountMinor] = useState<number | null>(line.asked_minor > line.held_minor ? line.asked_minor - line.held_minor : null);
  const tender = useTender(paying, amountMinor);
  const take = useAction((body: PaidWith & { line: number; amount_minor: number; tendered?: Tendered }, key) => api.takeDeposit(confirmation, body, key));
  const submit = async (): Promise<void> => {
    if (amountMinor !== null && (await take.run({ ...paying.body, line: line.line, amount_minor: amountMinor, ...tender.body })) !== null) onDone();
  };
  return (
    <FormDialog title={t('deposit.take')} submitLabel={t('deposit.take')} busy={take.busy} problem={take.problem} ready={amountMinor !== null && amountMinor > 0 && paying.ready && tender.ready} onSubmit={() => void submit()} onClose={onClose}>
      <PaidWithFields paying={paying} />
      <AmountField label={t('charge.amount')} currency={currency} value={amountMinor} autoFocus onChange={setAmountMinor} />
      {tender.fields}
      <p className="kr-muted">{t('deposit.explain')}</p>
    </FormDialog>
  );
}

function SettleDialog({ confirmation, line, onDone, onClose }: DialogProps): JSX.Element {
  const t = useText();
  const paying = usePaying('card');
  const settle = useAction((body: PaidWith & { line: number }, key) => api.settleDeposit(confirmation, body, key));
  const submit = async (): Promise<void> => {
    if ((await settle.run({ ...paying.body, line: line.line })) !== null) onDone();
  };
  return (
    <FormDialog title={t('deposit.settle')} submitLabel={t('deposit.settle')} busy={settle.busy} problem={settle.problem} ready={paying.ready} focusSubmit onSubmit={() => void submit()} onClose={onClose}>
      <PaidWithFields paying={paying} />
      <p className="kr-muted">{t('deposit.settleExplain')}</p>
    </FormDialog>
  );
}

/* The payments of one deposit, also those that pay a folio by now. */
function DepositPayments({ account, heldMinor, currency }: { account: number; heldMinor: number; currency: string }): JSX.Element | null {
  const { forms } = useHotel();
  const meansText = useMeansText();
  const { value } = useLoad(`account/${account}/${heldMinor}`, () => api.account(account));
  if (value === null) return null;
  const back = new Set(value.postings.map((each) => each.corrects));
  const standing = value.postings.filter((each) => each.department === 'payment' && each.entry === 'posting' && !back.has(each.posting_number));
  return (
    <ul className="kr-plain-list">
      {standing.map((each) => {
        const what = `${forms.date(each.business_date)} ${meansText(each)} ${forms.money(-each.amount_minor, currency)}`;
        return <li key={each.posting_number}><span className="kr-muted">{what}</span> <ReceiptLink account={account} item={each} what={what} /></li>;
      })}
    </ul>
  );
}

/* What was asked for in advance and what is held, by room. */
export function DepositsPanel({ confirmation, version }: { confirmation: string; version: string }): JSX.Element | null {
  const t = useText();
  const { forms } = useHotel();
  const [taking, setTaking] = useState<Line | null>(null);
  const [settling, setSettling] = useState<Line | null>(null);
  const { value, reload } = useLoad(`deposits/${confirmation}/${version}`, () => api.deposits(confirmation));
  if (value === null) return null;
  const done = (): void => {
    setTaking(null);
    setSettling(null);
    reload();
  };
  const common = { confirmation, currency: value.currency, onDone: done };
  return (
    <Panel title={t('deposit.title')}>
      {value.items.map((line) => (
        <div key={line.line}>
          {value.items.length > 1 && <h3>{t('deposit.room', { line: line.line })}</h3>}
          <dl className="kr-facts kr-facts-column">
            <Fact label={t('deposit.asked')}>{line.asked_minor === 0 ? t('deposit.nothing') : t('deposit.by', { amount: forms.money(line.asked_minor, value.currency), date: forms.date(line.due_on) })}</Fact>
            <Fact label={t('deposit.held')}>{forms.money(line.held_minor, value.currency)}</Fact>
          </dl>
          {line.account_id !== null && <DepositPayments account={line.account_id} heldMinor={line.held_minor} currency={value.currency} />}
          <div className="kr-actions">
            {line.status === 'reserved' && <Button variant="default" onClick={() => setTaking(line)}>{t('deposit.take')}</Button>}
            {line.status === 'cancelled' && line.held_minor > 0 && <Button variant="default" onClick={() => setSettling(line)}>{t('deposit.settle')}</Button>}
          </div>
        </div>
      ))}
      {taking !== null && <TakeDialog {...common} line={taking} onClose={() => setTaking(null)} />}
      {settling !== null && <SettleDialog {...common} line={settling} onClose={() => setSettling(null)} />}
    </Panel>
  );
}
