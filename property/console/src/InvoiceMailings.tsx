import { useState } from 'react';
import { Button, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { InvoiceMailing, MailingState } from '@shared/api/property/invoiceMailing';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { FormDialog } from '@shared/ui/FormDialog';
import { Panel } from '@shared/ui/Page';
import { useHotel } from './hotel';
import { useText } from './text/useText';

const REFRESH_MS = 15_000;
const SENT_SHOWN = 5;
/* What a person has to see comes first. */
const ORDER: MailingState[] = ['failed', 'by_hand', 'waiting'];

interface LineProps {
  mailing: InvoiceMailing;
  byMail: boolean;
  onChanged: () => void;
}

/* Most of what fails is an address with a slip of the pen: it can be put right on the way. */
function AgainDialog({ mailing, onDone, onClose }: { mailing: InvoiceMailing; onDone: () => void; onClose: () => void }): JSX.Element {
  const t = useText();
  const [email, setEmail] = useState(mailing.email);
  const again = useAction((to: string, key) => api.invoiceMailingAgain(mailing.mailing_id, to, key));
  const submit = async (): Promise<void> => {
    if ((await again.run(email.trim())) !== null) onDone();
  };
  return (
    <FormDialog title={t('mailing.again.title', { number: mailing.number })} submitLabel={t('mailing.again.submit')} busy={again.busy} problem={again.problem} ready={email.trim() !== ''} onSubmit={() => void submit()} onClose={onClose}>
      <TextInput type="email" label={t('mailing.again.to')} value={email} data-autofocus onChange={(event) => setEmail(event.currentTarget.value)} />
    </FormDialog>
  );
}

function MailingMark({ state }: { state: MailingState }): JSX.Element {
  const t = useText();
  return <span className={`kr-status kr-mailing-${state}`} data-status={state}>{t(`mailing.state.${state}`)}</span>;
}

/* Why it is not there yet, in words, and what the mail server said. */
function Trouble({ mailing }: { mailing: InvoiceMailing }): JSX.Element | null {
  const t = useText();
  const { forms } = useHotel();
  if (mailing.problem === null) return null;
  return (
    <div>
      {t(`mailing.problem.${mailing.problem}`)} {mailing.said !== null && <q>{mailing.said}</q>}
      <div className="kr-muted">
        {t('mailing.attempts', { count: mailing.attempts })}
        {mailing.next_at !== null && ` · ${t('mailing.nextAt', { time: forms.instant(mailing.next_at) })}`}
      </div>
    </div>
  );
}

function MailingLine({ mailing, byMail, onChanged }: LineProps): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const [asking, setAsking] = useState(false);
  const sent = useAction((_: null, key) => api.invoiceMailingSent(mailing.mailing_id, key));
  const hand = async (): Promise<void> => {
    if ((await sent.run(null)) !== null) onChanged();
  };
  const done = (): void => {
    setAsking(false);
    onChanged();
  };
  return (
    <li data-mailing={mailing.mailing_id}>
      <div>
        <MailingMark state={mailing.state} />{' '}
        <a href={`/v1/invoices/${mailing.invoice_id}/pdf`} target="_blank" rel="noreferrer">{mailing.number}</a> · {mailing.guest_name} · <a href={`mailto:${mailing.email}`}>{mailing.email}</a>
        <div className="kr-muted">{t('mailing.askedAt', { time: forms.instant(mailing.asked_at) })}</div>
        <Trouble mailing={mailing} />
        {sent.problem !== null && <ErrorNote problem={sent.problem} />}
      </div>
      <div className="kr-device-doings">
        {byMail && <Button size="compact-sm" aria-label={t('mailing.again.of', { number: mailing.number })} onClick={() => setAsking(true)}>{mailing.state === 'by_hand' ? t('mailing.again.first') : t('mailing.again.open')}</Button>}
        <Button size="compact-sm" variant="default" loading={sent.busy} aria-label={t('mailing.handOverOf', { number: mailing.number })} onClick={() => void hand()}>{t('mailing.handOver')}</Button>
      </div>
      {asking && <AgainDialog mailing={mailing} onDone={done} onClose={() => setAsking(false)} />}
    </li>
  );
}

function SentLine({ mailing }: { mailing: InvoiceMailing }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const time = forms.instant(mailing.sent_at ?? mailing.asked_at);
  return (
    <li data-mailing={mailing.mailing_id}>
      <div>
        <MailingMark state={mailing.state} />{' '}
        <a href={`/v1/invoices/${mailing.invoice_id}/pdf`} target="_blank" rel="noreferrer">{mailing.number}</a> · {mailing.guest_name} · {mailing.email}
        <div className="kr-muted">{mailing.state === 'sent' ? time : t('mailing.handedOverBy', { name: mailing.sent_by ?? '', time })}</div>
      </div>
    </li>
  );
}

/* Bills of guests who left without the desk and asked for them by e-mail. Nothing is shown when none waits and none was sent. */
export function InvoiceMailings(): JSX.Element | null {
  const t = useText();
  const { value, reload } = useLoad('invoice-mailings', api.invoiceMailings, REFRESH_MS);
  const items = value?.items ?? [];
  const waiting = items.filter((each) => each.sent_at === null).sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.mailing_id - b.mailing_id);
  const sent = value?.by_mail === true || waiting.length > 0 ? items.filter((each) => each.sent_at !== null).slice(0, SENT_SHOWN) : [];
  if (waiting.length === 0 && sent.length === 0) return null;
  return (
    <Panel title={waiting.length > 0 ? t('mailing.panel', { count: waiting.length }) : t('mailing.panelSent')}>
      <ul className="kr-notes">
        {waiting.map((each) => <MailingLine key={each.mailing_id} mailing={each} byMail={value?.by_mail === true} onChanged={reload} />)}
        {sent.map((each) => <SentLine key={each.mailing_id} mailing={each} />)}
      </ul>
    </Panel>
  );
}
