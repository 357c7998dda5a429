import { useState } from 'react';
import { SegmentedControl, Select, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Stay } from '@shared/api/property/stay';
import { useAction } from '@shared/api/useAction';
import { AmountField } from '@shared/ui/AmountField';
import { FormDialog } from '@shared/ui/FormDialog';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

interface Props {
  stay: Stay;
  onDone: () => void;
  onClose: () => void;
}

const DEPARTMENTS = ['food', 'beverage', 'minibar', 'parking', 'laundry', 'spa', 'other'] as const;
export const PAYMENT_METHODS = ['card', 'cash', 'transfer', 'voucher'] as const;

export function ChargeDialog({ stay, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const [department, setDepartment] = useState<(typeof DEPARTMENTS)[number]>('food');
  const [description, setDescription] = useState('');
  const [amountMinor, setAmountMinor] = useState<number | null>(null);
  const charge = useAction((body: api.Charge, key) => api.charge(stay.stay_id, body, key));
  const submit = async (): Promise<void> => {
    if (amountMinor === null) return;
    const text = description.trim() === '' ? t(`department.${department}`) : description.trim();
    if ((await charge.run({ department, description: text, amount_minor: amountMinor })) !== null) onDone();
  };
  return (
    <FormDialog title={t('charge.title')} submitLabel={t('charge.submit')} busy={charge.busy} problem={charge.problem} ready={amountMinor !== null && amountMinor !== 0} onSubmit={() => void submit()} onClose={onClose}>
      <Select label={t('charge.department')} data={DEPARTMENTS.map((code) => ({ value: code, label: t(`department.${code}`) }))} value={department} allowDeselect={false} onChange={(value) => value !== null && setDepartment(value as (typeof DEPARTMENTS)[number])} />
      <TextInput label={t('charge.description')} placeholder={t(`department.${department}`)} value={description} maxLength={80} autoComplete="off" onChange={(event) => setDescription(event.currentTarget.value)} />
      <AmountField label={t('charge.amount')} currency={stay.currency} value={amountMinor} autoFocus onChange={setAmountMinor} />
    </FormDialog>
  );
}

export function MethodChoice({ value, onChange }: { value: string; onChange: (method: string) => void }): JSX.Element {
  const t = useText();
  return (
    <div>
      <div className="kr-label">{t('payment.method')}</div>
      <SegmentedControl fullWidth aria-label={t('payment.method')} value={value} onChange={onChange} data={PAYMENT_METHODS.map((method) => ({ value: method, label: t(`method.${method}`) }))} />
    </div>
  );
}

export function PaymentDialog({ stay, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const [method, setMethod] = useState<string>('card');
  const [amountMinor, setAmountMinor] = useState<number | null>(stay.balance_minor > 0 ? stay.balance_minor : null);
  const payment = useAction((body: { method: string; amount_minor: number }, key) => api.payment(stay.stay_id, body, key));
  const submit = async (): Promise<void> => {
    if (amountMinor === null) return;
    if ((await payment.run({ method, amount_minor: amountMinor })) !== null) onDone();
  };
  return (
    <FormDialog title={t('payment.title')} submitLabel={amountMinor === null ? t('payment.submit') : t('payment.submitAmount', { amount: forms.money(amountMinor, stay.currency) })} busy={payment.busy} problem={payment.problem} ready={amountMinor !== null && amountMinor !== 0} onSubmit={() => void submit()} onClose={onClose}>
      <p className="kr-dialog-lead">{t('payment.balance', { amount: forms.money(stay.balance_minor, stay.currency) })}</p>
      <MethodChoice value={method} onChange={setMethod} />
      <AmountField label={t('charge.amount')} currency={stay.currency} value={amountMinor} autoFocus onChange={setAmountMinor} />
      <p className="kr-muted">{t('payment.refundHint')}</p>
    </FormDialog>
  );
}
