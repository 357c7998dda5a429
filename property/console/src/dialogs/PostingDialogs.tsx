import { useState } from 'react';
import { Select, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Stay } from '@shared/api/property/stay';
import { useAction } from '@shared/api/useAction';
import { AmountField } from '@shared/ui/AmountField';
import { FormDialog } from '@shared/ui/FormDialog';
import { useHotel } from '../hotel';
import { useItemText, type Place } from '../pages/Folio';
import { useText } from '../text/useText';
import { DEPARTMENTS } from './FolioDialogs';

interface Props {
  stay: Stay;
  onDone: () => void;
  onClose: () => void;
}

/* Less (or more) of a charge; the taxes on it follow. */
export function AdjustDialog({ stay, place, onDone, onClose }: Props & { place: Place }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const itemText = useItemText();
  const [amountMinor, setAmountMinor] = useState<number | null>(null);
  const [reason, setReason] = useState('');
  const adjust = useAction((body: { posting_number: number; amount_minor: number; reason: string }, key) => api.adjustPosting(stay.stay_id, body, key));
  const submit = async (): Promise<void> => {
    if (amountMinor === null) return;
    if ((await adjust.run({ posting_number: place.item.posting_number, amount_minor: -amountMinor, reason: reason.trim() })) !== null) onDone();
  };
  return (
    <FormDialog title={t('adjust.title')} submitLabel={t('adjust.submit')} busy={adjust.busy} problem={adjust.problem} ready={amountMinor !== null && amountMinor !== 0 && reason.trim() !== ''} onSubmit={() => void submit()} onClose={onClose}>
      <p className="kr-dialog-lead">{itemText(place.item)} · {forms.money(place.item.amount_minor, stay.currency)}</p>
      <AmountField label={t('adjust.amount')} currency={stay.currency} value={amountMinor} autoFocus onChange={setAmountMinor} />
      <TextInput label={t('reason')} value={reason} maxLength={120} autoComplete="off" onChange={(event) => setReason(event.currentTarget.value)} />
      <p className="kr-muted">{t('adjust.explain')}</p>
    </FormDialog>
  );
}

/* Revenue given up, or cash laid out for the guest. */
export function AllowanceDialog({ stay, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const [kind, setKind] = useState<string>('room');
  const [amountMinor, setAmountMinor] = useState<number | null>(null);
  const [reason, setReason] = useState('');
  const grant = useAction(({ department, amount_minor, reason: why }: { department: string; amount_minor: number; reason: string }, key) =>
    department === 'paid_out' ? api.payOut(stay.stay_id, { amount_minor, reason: why }, key) : api.grantAllowance(stay.stay_id, { department, amount_minor, reason: why }, key),
  );
  const data = [...['room', ...DEPARTMENTS].map((code) => ({ value: code, label: t('allowance.of', { department: t(`department.${code}` as 'department.room') }) })), { value: 'paid_out', label: t('allowance.paidOut') }];
  const submit = async (): Promise<void> => {
    if (amountMinor !== null && (await grant.run({ department: kind, amount_minor: amountMinor, reason: reason.trim() })) !== null) onDone();
  };
  return (
    <FormDialog title={t('allowance.title')} submitLabel={t('allowance.submit')} busy={grant.busy} problem={grant.problem} ready={amountMinor !== null && amountMinor > 0 && reason.trim() !== ''} onSubmit={() => void submit()} onClose={onClose}>
      <Select label={t('allowance.kind')} data={data} value={kind} allowDeselect={false} onChange={(value) => value !== null && setKind(value)} />
      <AmountField label={t('charge.amount')} currency={stay.currency} value={amountMinor} autoFocus onChange={setAmountMinor} />
      <TextInput label={t('reason')} value={reason} maxLength={120} autoComplete="off" onChange={(event) => setReason(event.currentTarget.value)} />
      <p className="kr-muted">{kind === 'paid_out' ? t('allowance.paidOutHint') : t('allowance.hint')}</p>
    </FormDialog>
  );
}
