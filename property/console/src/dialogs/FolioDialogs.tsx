import { useState } from 'react';
import { Select, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { FolioWindow } from '@shared/api/property/folio';
import type { Stay } from '@shared/api/property/stay';
import { useAction } from '@shared/api/useAction';
import { AmountField } from '@shared/ui/AmountField';
import { FormDialog } from '@shared/ui/FormDialog';
import { useHotel } from '../hotel';
import { PaidWithFields, usePaying } from '../money/PaidWith';
import { useTender } from '../money/Tender';
import { useText } from '../text/useText';

interface Props {
  stay: Stay;
  onDone: () => void;
  onClose: () => void;
}

export const DEPARTMENTS = ['food', 'beverage', 'minibar', 'parking', 'laundry', 'spa', 'telephone', 'internet', 'other'] as const;

/* To a guest who has left it is a late charge. */
export function ChargeDialog({ stay, onDone, onClose, windows }: Props & { windows: FolioWindow[] }): JSX.Element {
  const t = useText();
  const late = stay.status === 'checked_out';
  const [department, setDepartment] = useState<(typeof DEPARTMENTS)[number]>(late ? 'minibar' : 'food');
  const [description, setDescription] = useState('');
  const [amountMinor, setAmountMinor] = useState<number | null>(null);
  const [window, setWindow] = useState('');
  const charge = useAction((body: api.Charge, key) => (late ? api.lateCharge : api.charge)(stay.stay_id, body, key));
  const submit = async (): Promise<void> => {
    if (amountMinor === null) return;
    const text = description.trim() === '' ? t(`department.${department}`) : description.trim();
    if ((await charge.run({ department, description: text, amount_minor: amountMinor, ...(window !== '' && { window: Number(window) }) })) !== null) onDone();
  };
  return (
    <FormDialog title={late ? t('charge.lateTitle') : t('charge.title')} submitLabel={t('charge.submit')} busy={charge.busy} problem={charge.problem} ready={amountMinor !== null && amountMinor !== 0} onSubmit={() => void submit()} onClose={onClose}>
      <Select label={t('charge.department')} data={DEPARTMENTS.map((code) => ({ value: code, label: t(`department.${code}`) }))} value={department} allowDeselect={false} onChange={(value) => value !== null && setDepartment(value as (typeof DEPARTMENTS)[number])} />
      <TextInput label={t('charge.description')} placeholder={t(`department.${department}`)} value={description} maxLength={80} autoComplete="off" onChange={(event) => setDescription(event.currentTarget.value)} />
      <AmountField label={t('charge.amount')} currency={stay.currency} value={amountMinor} autoFocus onChange={setAmountMinor} />
      <WindowChoice windows={windows} value={window} onChange={setWindow} automatic />
      {late && <p className="kr-muted">{t('charge.lateHint')}</p>}
    </FormDialog>
  );
}

/* Which bill; nothing to choose while there is one. */
function WindowChoice({ windows, value, onChange, automatic }: { windows: FolioWindow[]; value: string; onChange: (value: string) => void; automatic: boolean }): JSX.Element | null {
  const t = useText();
  const { forms } = useHotel();
  if (windows.length < 2) return null;
  const data = windows.map((each) => ({ value: String(each.window), label: `${each.payee === null ? t('window.title', { window: each.window }) : t('window.titleOf', { window: each.window, payee: each.payee.name })} · ${forms.money(each.balance_minor)}` }));
  return <Select label={t('window.label')} data={automatic ? [{ value: '', label: t('window.automatic') }, ...data] : data} value={value} allowDeselect={false} onChange={(chosen) => chosen !== null && onChange(chosen)} />;
}

export function PaymentDialog({ stay, onDone, onClose, windows }: Props & { windows: FolioWindow[] }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const left = stay.status === 'checked_out';
  const first = windows.find((each) => (left ? each.balance_minor !== 0 : each.balance_minor > 0)) ?? windows[0];
  /* What a guest is owed is given back when he leaves, or after. */
  const due = (minor: number): number | null => (minor > 0 || (left && minor < 0) ? minor : null);
  const balanceOf = (chosen: string): number => windows.find((each) => String(each.window) === chosen)?.balance_minor ?? 0;
  const [window, setWindow] = useState(String(first?.window ?? 1));
  const [amountMinor, setAmountMinor] = useState<number | null>(due(balanceOf(window)));
  const paying = usePaying('card', { otherMoney: true });
  const tender = useTender(paying, amountMinor);
  const payment = useAction((body: api.Payment, key) => api.payment(stay.stay_id, body, key));
  const choose = (chosen: string): void => {
    setWindow(chosen);
    setAmountMinor(due(balanceOf(chosen)));
  };
  const submit = async (): Promise<void> => {
    if (amountMinor === null) return;
    if ((await payment.run({ ...paying.body, amount_minor: amountMinor, window: Number(window), ...tender.body })) !== null) onDone();
  };
  const label = amountMinor === null ? t('payment.submit') : t('payment.submitAmount', { amount: forms.money(tender.takenMinor ?? amountMinor, stay.currency) });
  return (
    <FormDialog title={t('payment.title')} submitLabel={label} busy={payment.busy} problem={payment.problem} ready={amountMinor !== null && amountMinor !== 0 && paying.ready && tender.ready} onSubmit={() => void submit()} onClose={onClose}>
      <p className="kr-dialog-lead">{t('payment.balance', { amount: forms.money(stay.balance_minor, stay.currency) })}</p>
      <WindowChoice windows={windows} value={window} onChange={choose} automatic={false} />
      <PaidWithFields paying={paying} />
      <AmountField label={t('charge.amount')} currency={stay.currency} value={amountMinor} autoFocus onChange={setAmountMinor} />
      {tender.fields}
      <p className="kr-muted">{t('payment.refundHint')}</p>
    </FormDialog>
  );
}
