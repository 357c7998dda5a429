import { useState } from 'react';
import { Button, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { InvoiceHead } from '@shared/api/property/account';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { useI18n } from '@shared/i18n/i18n';
import { AmountField } from '@shared/ui/AmountField';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { FormDialog } from '@shared/ui/FormDialog';
import { Panel } from '@shared/ui/Page';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

function CreditDialog({ invoice, currency, onDone, onClose }: { invoice: InvoiceHead; currency: string; onDone: () => void; onClose: () => void }): JSX.Element {
  const t = useText();
  const [reason, setReason] = useState('');
  const company = invoice.billed_to !== null;
  const [amountMinor, setAmountMinor] = useState<number | null>(Math.min(invoice.due_minor, invoice.total_minor));
  const credit = useAction((body: { reason: string; amount_minor?: number }, key) => api.creditInvoice(invoice.invoice_id, body, key));
  const submit = async (): Promise<void> => {
    if ((await credit.run({ reason: reason.trim(), ...(company && amountMinor !== null && { amount_minor: amountMinor }) })) !== null) onDone();
  };
  return (
    <FormDialog title={t('credit.title', { number: invoice.number })} submitLabel={t('credit.submit')} danger busy={credit.busy} problem={credit.problem} ready={reason.trim() !== '' && (!company || (amountMinor !== null && amountMinor > 0))} onSubmit={() => void submit()} onClose={onClose}>
      <TextInput label={t('reason')} value={reason} maxLength={120} autoComplete="off" data-autofocus onChange={(event) => setReason(event.currentTarget.value)} />
      {company && <AmountField label={t('credit.amount')} currency={currency} value={amountMinor} onChange={setAmountMinor} />}
      <p className="kr-muted">{company ? t('credit.explainCompany') : t('credit.explain')}</p>
    </FormDialog>
  );
}

/* Invoices and credit notes of a stay or account; nothing while there are none. */
export function InvoicesPanel({ accountId, currency, version, onChange }: { accountId: number; currency: string; version: number; onChange?: () => void }): JSX.Element | null {
  const t = useText();
  const { forms } = useHotel();
  const { language } = useI18n();
  const [crediting, setCrediting] = useState<InvoiceHead | null>(null);
  const [credited, setCredited] = useState(0);
  const { value, problem, reload } = useLoad(`invoices/${accountId}/${version}/${credited}`, () => api.invoices(accountId), 15_000);
  if (problem !== null && value === null) return <ErrorNote problem={problem} onRetry={reload} />;
  if (value === null || value.length === 0) return null;
  return (
    <Panel title={t('invoices.title')}>
      <div className="kr-table-frame" tabIndex={0}>
        <table className="kr-table">
          <thead>
            <tr>
              <th scope="col">{t('invoices.number')}</th>
              <th scope="col">{t('invoices.date')}</th>
              <th scope="col">{t('bill.to')}</th>
              <th scope="col" className="kr-right">{t('invoices.total')}</th>
              <th scope="col"><span className="kr-hidden">{t('credit.open')}</span></th>
            </tr>
          </thead>
          <tbody>
            {value.map((invoice) => (
              <tr key={invoice.invoice_id}>
                <td><a href={api.invoicePaper(invoice.invoice_id, language)} target="_blank" rel="noreferrer">{invoice.number}</a></td>
                <td>{forms.date(invoice.business_date)}</td>
                <td>{invoice.payee_name}</td>
                <td className="kr-right">{forms.amount(invoice.total_minor, currency)}</td>
                <td className="kr-right">
                  {invoice.kind === 'credit_note' && <span className="kr-muted">{t('invoices.creditNote')}</span>}
                  {invoice.credited && <span className="kr-muted">{invoice.credited_minor === invoice.total_minor ? t('invoices.credited') : t('invoices.creditedPart', { amount: forms.amount(invoice.credited_minor, currency) })}</span>}
                  {invoice.kind === 'invoice' && !invoice.credited && <Button size="compact-sm" variant="default" onClick={() => setCrediting(invoice)}>{t('credit.open')}</Button>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {crediting !== null && <CreditDialog invoice={crediting} currency={currency} onDone={() => { setCrediting(null); setCredited(credited + 1); onChange?.(); }} onClose={() => setCrediting(null)} />}
    </Panel>
  );
}
