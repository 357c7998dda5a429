import { useState } from 'react';
import { Checkbox } from '@mantine/core';
import * as api from '@shared/api/property';
import type { AccountDocument, AppliedPayment, OpenInvoice, UnappliedPayment } from '@shared/api/property/account';
import type { PaidWith, Tendered } from '@shared/api/property/cashier';
import { useAction } from '@shared/api/useAction';
import { AmountField } from '@shared/ui/AmountField';
import { FormDialog } from '@shared/ui/FormDialog';
import { useHotel } from '../hotel';
import { PaidWithFields, usePaying } from '../money/PaidWith';
import { useTender } from '../money/Tender';
import { useText } from '../text/useText';

interface Props {
  account: AccountDocument;
  currency: string;
  onDone: () => void;
  onClose: () => void;
}

type Chosen = Record<number, number | null>;

/* The oldest first, as far as the money goes. */
function oldestFirst(invoices: OpenInvoice[], amountMinor: number): Chosen {
  let left = Math.max(amountMinor, 0);
  const chosen: Chosen = {};
  for (const each of invoices) {
    const part = Math.min(left, each.open_minor);
    if (part > 0) chosen[each.invoice_id] = part;
    left -= part;
  }
  return chosen;
}

interface Applying {
  applied: AppliedPayment[];
  ready: boolean;
  table: JSX.Element;
}

/* Which invoices an amount pays, and how much of each. Until somebody chooses, the oldest are paid first; what is left over stays on the
 * account for invoices to come. */
function useApplying(invoices: OpenInvoice[], amountMinor: number, currency: string): Applying {
  const t = useText();
  const { forms } = useHotel();
  const [picked, setPicked] = useState<Chosen | null>(null);
  const chosen = picked ?? oldestFirst(invoices, amountMinor);
  const parts = invoices.filter((each) => each.invoice_id in chosen);
  const sum = parts.reduce((total, each) => total + (chosen[each.invoice_id] ?? 0), 0);
  const rest = amountMinor - sum;
  const toggle = (invoice: OpenInvoice): void => {
    const next = { ...chosen };
    if (invoice.invoice_id in next) delete next[invoice.invoice_id];
    else next[invoice.invoice_id] = Math.max(Math.min(rest, invoice.open_minor), 0) || invoice.open_minor;
    setPicked(next);
  };
  const tooMuch = (each: OpenInvoice): boolean => (chosen[each.invoice_id] ?? 0) > each.open_minor;
  const table = (
    <div>
      <div className="kr-label">{t('remit.invoices')}</div>
      <div className="kr-table-frame" tabIndex={0}>
        <table className="kr-table">
          <thead>
            <tr><th scope="col">{t('invoices.number')}</th><th scope="col" className="kr-right">{t('account.openAmount')}</th><th scope="col" className="kr-right">{t('remit.pays')}</th><th scope="col" className="kr-right">{t('remit.left')}</th></tr>
          </thead>
          <tbody>
            {invoices.map((each) => (
              <tr key={each.invoice_id}>
                <td><Checkbox size="xs" label={`${each.number} · ${forms.date(each.business_date)}`} checked={each.invoice_id in chosen} onChange={() => toggle(each)} /></td>
                <td className="kr-right">{forms.amount(each.open_minor, currency)}</td>
                <td className="kr-remit-amount">{each.invoice_id in chosen && <AmountField label={t('remit.paysOf', { number: each.number })} currency={currency} value={chosen[each.invoice_id] ?? null} onChange={(amount) => setPicked({ ...chosen, [each.invoice_id]: amount })} />}</td>
                <td className={tooMuch(each) ? 'kr-right kr-penalty' : 'kr-right'}>{forms.amount(each.open_minor - (chosen[each.invoice_id] ?? 0), currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rest < 0 ? <p className="kr-field-error" role="alert">{t('remit.tooMuch', { amount: forms.money(-rest, currency) })}</p> : <p className="kr-dialog-lead" data-testid="rest">{rest === 0 ? t('remit.allApplied') : t('remit.rest', { amount: forms.money(rest, currency) })}</p>}
    </div>
  );
  return {
    applied: parts.map((each) => ({ invoice_id: each.invoice_id, amount_minor: chosen[each.invoice_id] ?? 0 })),
    ready: rest >= 0 && parts.every((each) => (chosen[each.invoice_id] ?? 0) > 0 && !tooMuch(each)),
    table,
  };
}

/* A company pays, or is given money back; of a house account there is nothing to choose. */
export function RemitDialog({ account, currency, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const paying = usePaying('transfer', { otherMoney: true });
  const [amountMinor, setAmountMinor] = useState<number | null>(account.balance_minor > 0 ? account.balance_minor : null);
  const tender = useTender(paying, amountMinor);
  const choice = useApplying(account.open_invoices, amountMinor ?? 0, currency);
  const applies = account.kind === 'city' && account.open_invoices.length > 0 && (amountMinor ?? 0) > 0;
  const pay = useAction((body: PaidWith & { amount_minor: number; tendered?: Tendered; invoices?: AppliedPayment[] }, key) => api.payAccount(account.account_id, body, key));
  const submit = async (): Promise<void> => {
    if (amountMinor !== null && (await pay.run({ ...paying.body, amount_minor: amountMinor, ...tender.body, ...(applies && { invoices: choice.applied }) })) !== null) onDone();
  };
  return (
    <FormDialog title={t('payment.title')} submitLabel={t('payment.submit')} size={applies ? 'lg' : 'md'} busy={pay.busy} problem={pay.problem} ready={amountMinor !== null && amountMinor !== 0 && paying.ready && tender.ready && (!applies || choice.ready)} onSubmit={() => void submit()} onClose={onClose}>
      <PaidWithFields paying={paying} />
      <AmountField label={t('charge.amount')} currency={currency} value={amountMinor} autoFocus onChange={setAmountMinor} />
      {tender.fields}
      {applies && choice.table}
    </FormDialog>
  );
}

/* What was left over of an earlier payment pays invoices that are open now. */
export function ApplyDialog({ account, payment, currency, onDone, onClose }: Props & { payment: UnappliedPayment }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const choice = useApplying(account.open_invoices, payment.unapplied_minor, currency);
  const apply = useAction((body: { posting_number: number; invoices: AppliedPayment[] }, key) => api.applyPayment(account.account_id, body, key));
  const submit = async (): Promise<void> => {
    if ((await apply.run({ posting_number: payment.posting_number, invoices: choice.applied })) !== null) onDone();
  };
  return (
    <FormDialog title={t('remit.applyTitle')} submitLabel={t('remit.apply')} size="lg" busy={apply.busy} problem={apply.problem} ready={choice.ready && choice.applied.length > 0} onSubmit={() => void submit()} onClose={onClose}>
      <p className="kr-dialog-lead">{t('remit.applyLead', { date: forms.date(payment.business_date), amount: forms.money(payment.unapplied_minor, currency) })}</p>
      {choice.table}
    </FormDialog>
  );
}
