import { useState } from 'react';
import { Select, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { AccountDocument } from '@shared/api/property/account';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { FormDialog } from '@shared/ui/FormDialog';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

/* A line of an account that is on the wrong one. */
export interface AccountLine {
  posting_number: number;
  amount_minor: number;
  text: string;
}

interface Props {
  account: AccountDocument;
  line: AccountLine;
  currency: string;
  onDone: () => void;
  onClose: () => void;
}

function useLineText(line: AccountLine, currency: string): string {
  const { forms } = useHotel();
  return `${line.text} · ${forms.money(line.amount_minor, currency)}`;
}

/* Invoices that a payment had paid are open again afterwards. */
export function TakeBackDialog({ account, line, currency, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const text = useLineText(line, currency);
  const [reason, setReason] = useState('');
  const correct = useAction((body: { posting_number: number; reason: string }, key) => api.correctAccount(account.account_id, body, key));
  const submit = async (): Promise<void> => {
    if ((await correct.run({ posting_number: line.posting_number, reason: reason.trim() })) !== null) onDone();
  };
  return (
    <FormDialog title={t('account.takeBack')} submitLabel={t('account.takeBack')} busy={correct.busy} problem={correct.problem} ready={reason.trim() !== ''} onSubmit={() => void submit()} onClose={onClose}>
      <p className="kr-dialog-lead">{text}</p>
      <TextInput label={t('reason')} value={reason} maxLength={80} autoComplete="off" data-autofocus onChange={(event) => setReason(event.currentTarget.value)} />
      <p className="kr-muted">{t('account.takeBackHint')}</p>
    </FormDialog>
  );
}

export function MoveLineDialog({ account, line, currency, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const text = useLineText(line, currency);
  const targets = useLoad('transfer-targets', async () => Promise.all([api.deskList('in-house'), api.accounts('master')]));
  const [target, setTarget] = useState<string | null>(null);
  const move = useAction((body: { posting_numbers: number[]; account_id: number }, key) => api.moveFromAccount(account.account_id, body, key));
  const [guests, masters] = targets.value ?? [[], []];
  const data = [
    ...guests.map((each) => ({ value: String(each.stay_id), label: `${each.room} · ${each.guest_name}` })),
    ...masters.filter((each) => each.open && each.account_id !== account.account_id).map((each) => ({ value: String(each.account_id), label: t('transfer.account', { name: each.name }) })),
  ];
  const submit = async (): Promise<void> => {
    if (target !== null && (await move.run({ posting_numbers: [line.posting_number], account_id: Number(target) })) !== null) onDone();
  };
  return (
    <FormDialog title={t('account.move')} submitLabel={t('transfer.submit')} busy={move.busy} problem={move.problem ?? targets.problem} ready={target !== null} onSubmit={() => void submit()} onClose={onClose}>
      <p className="kr-dialog-lead">{text}</p>
      <Select label={t('transfer.to')} data={data} value={target} searchable data-autofocus nothingFoundMessage={t('account.noTarget')} onChange={setTarget} />
    </FormDialog>
  );
}
