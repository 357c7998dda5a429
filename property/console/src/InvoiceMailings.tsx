import { Button } from '@mantine/core';
import * as api from '@shared/api/property';
import type { InvoiceMailing } from '@shared/api/property/invoiceMailing';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { Panel } from '@shared/ui/Page';
import { useHotel } from './hotel';
import { useText } from './text/useText';

const REFRESH_MS = 15_000;

function MailingLine({ mailing, onChanged }: { mailing: InvoiceMailing; onChanged: () => void }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const sent = useAction((_: null, key) => api.invoiceMailingSent(mailing.mailing_id, key));
  const submit = async (): Promise<void> => {
    if ((await sent.run(null)) !== null) onChanged();
  };
  return (
    <li data-mailing={mailing.mailing_id}>
      <div>
        <a href={`/v1/invoices/${mailing.invoice_id}/pdf`} target="_blank" rel="noreferrer">{mailing.number}</a> · {mailing.guest_name} · <a href={`mailto:${mailing.email}`}>{mailing.email}</a>
        <div className="kr-muted">{t('mailing.askedAt', { time: forms.instant(mailing.asked_at) })}</div>
        {sent.problem !== null && <ErrorNote problem={sent.problem} />}
      </div>
      <Button size="compact-sm" variant="default" loading={sent.busy} aria-label={t('mailing.sentOf', { number: mailing.number })} onClick={() => void submit()}>{t('mailing.sent')}</Button>
    </li>
  );
}

/* Bills of guests who left without the desk and asked for them by e-mail: somebody has to send them. Nothing is shown when none waits. */
export function InvoiceMailings(): JSX.Element | null {
  const t = useText();
  const { value, reload } = useLoad('invoice-mailings', api.invoiceMailings, REFRESH_MS);
  const waiting = (value ?? []).filter((each) => each.sent_at === null);
  if (waiting.length === 0) return null;
  return (
    <Panel title={t('mailing.panel', { count: waiting.length })}>
      <ul className="kr-notes">{waiting.map((each) => <MailingLine key={each.mailing_id} mailing={each} onChanged={reload} />)}</ul>
    </Panel>
  );
}
