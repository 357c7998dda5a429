import { useState } from 'react';
import { NumberInput, Select, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Stay } from '@shared/api/property/stay';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { AmountField } from '@shared/ui/AmountField';
import { FormDialog } from '@shared/ui/FormDialog';
import { useHotel } from '../hotel';
import { useItemText, WINDOWS_MAX, type Place } from '../pages/Folio';
import { useText } from '../text/useText';
import { DEPARTMENTS } from './FolioDialogs';

interface Props {
  stay: Stay;
  onDone: () => void;
  onClose: () => void;
}

const sum = (places: Place[]): number => places.reduce((total, { item }) => total + item.amount_minor, 0);

/* Another window, guest or house account; of one line also a part. */
export function TransferDialog({ stay, places, onDone, onClose }: Props & { places: Place[] }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const targets = useLoad('transfer-targets', async () => Promise.all([api.deskList('in-house'), api.accounts('master')]));
  const [target, setTarget] = useState<string>(String(stay.stay_id));
  const [window, setWindow] = useState<number>(1);
  const [amountMinor, setAmountMinor] = useState<number | null>(sum(places));
  const whole = sum(places);
  const single = places.length === 1;
  const move = useAction((body: api.Transfer, key) => api.transferPostings(stay.stay_id, body, key));
  const [guests, masters] = targets.value ?? [[], []];
  const data = [
    { value: String(stay.stay_id), label: t('transfer.here') },
    ...guests.filter((each) => each.stay_id !== undefined && each.stay_id !== stay.stay_id).map((each) => ({ value: String(each.stay_id), label: `${each.room} · ${each.guest_name}` })),
    ...masters.filter((each) => each.open).map((each) => ({ value: String(each.account_id), label: t('transfer.account', { name: each.name }) })),
  ];
  const submit = async (): Promise<void> => {
    if (amountMinor === null) return;
    const body: api.Transfer = {
      posting_numbers: places.map(({ item }) => item.posting_number),
      window,
      ...(new Set(places.map((each) => each.window)).size === 1 && { from_window: places[0]?.window }),
      ...(Number(target) !== stay.stay_id && { account_id: Number(target) }),
      ...(single && amountMinor !== whole && { amount_minor: amountMinor }),
    };
    if ((await move.run(body)) !== null) onDone();
  };
  return (
    <FormDialog title={t('transfer.title')} submitLabel={t('transfer.submit')} busy={move.busy} problem={move.problem ?? targets.problem} ready={amountMinor !== null && amountMinor !== 0} onSubmit={() => void submit()} onClose={onClose}>
      <p className="kr-dialog-lead">{t('transfer.lead', { count: places.length, amount: forms.money(whole, stay.currency) })}</p>
      <Select label={t('transfer.to')} data={data} value={target} searchable allowDeselect={false} data-autofocus onChange={(value) => value !== null && setTarget(value)} />
      <NumberInput label={t('window.label')} value={window} min={1} max={WINDOWS_MAX} allowDecimal={false} onChange={(value) => setWindow(Number(value) || 1)} />
      {single && <AmountField label={t('transfer.amount')} currency={stay.currency} value={amountMinor} onChange={setAmountMinor} />}
      <p className="kr-muted">{t('transfer.explain')}</p>
    </FormDialog>
  );
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

/* The node decides whether the posting vanishes from the bill or is corrected on it. */
export function VoidDialog({ stay, place, onDone, onClose }: Props & { place: Place }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const itemText = useItemText();
  const [reason, setReason] = useState('');
  const counter = useAction((body: { posting_number: number; reason: string }, key) => api.correctPosting(stay.stay_id, body, key));
  const submit = async (): Promise<void> => {
    if ((await counter.run({ posting_number: place.item.posting_number, reason: reason.trim() })) !== null) onDone();
  };
  return (
    <FormDialog title={t('void.title')} submitLabel={t('void.submit')} danger busy={counter.busy} problem={counter.problem} ready={reason.trim() !== ''} onSubmit={() => void submit()} onClose={onClose}>
      <p className="kr-dialog-lead">{itemText(place.item)} · {forms.money(place.item.amount_minor, stay.currency)}</p>
      <TextInput label={t('reason')} value={reason} maxLength={120} autoComplete="off" data-autofocus onChange={(event) => setReason(event.currentTarget.value)} />
      <p className="kr-muted">{t('void.explain')}</p>
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
