import { useState } from 'react';
import { Checkbox, SegmentedControl, Select, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { PaidWith } from '@shared/api/property/cashier';
import type { Stay } from '@shared/api/property/stay';
import { useAction } from '@shared/api/useAction';
import { useEdit } from '@shared/api/useEdit';
import { useLoad } from '@shared/api/useLoad';
import { addDays, type Night } from '@shared/format/dates';
import { AmountField } from '@shared/ui/AmountField';
import { DateField } from '@shared/ui/DateField';
import { EditDialog } from '@shared/ui/EditDialog';
import { FormDialog } from '@shared/ui/FormDialog';
import { Note } from '@shared/ui/Notes';
import { useHotel } from '../hotel';
import { PaidWithFields, usePaying } from '../money/PaidWith';
import { useText } from '../text/useText';

interface Props {
  stay: Stay;
  onDone: () => void;
  onClose: () => void;
}

export const clockText = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/* "16", "16:30" or "1630"; null when it is no time of day. */
export function clockMinute(text: string): number | null {
  const found = /^\s*(\d{1,2})(?::?(\d{2}))?\s*$/.exec(text);
  if (found === null) return null;
  const minute = Number(found[1]) * 60 + Number(found[2] ?? 0);
  return Number(found[2] ?? 0) < 60 && minute < 1440 ? minute : null;
}

function Reason({ value, onChange, required = false }: { value: string; onChange: (value: string) => void; required?: boolean }): JSX.Element {
  const t = useText();
  return <TextInput label={required ? t('change.reason') : t('change.reasonOptional')} value={value} maxLength={500} onChange={(event) => onChange(event.currentTarget.value)} />;
}

const optional = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim());

export function DepartureDialog({ stay, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const { status, forms } = useHotel();
  const booked = stay.booked_departure ?? stay.departure;
  const [price, setPrice] = useState<number | null>(null);
  const [waive, setWaive] = useState(false);
  const [reason, setReason] = useState('');
  const [override, setOverride] = useState('');
  const edit = useEdit<Stay, { departure: Night }, Stay>({
    at: api.ofStay(stay.stay_id),
    initial: { departure: booked },
    start: { departure: addDays(booked, 1) },
    valuesOf: (row) => ({ departure: row.booked_departure ?? row.departure }),
    terms: { price, waive, reason, override },
    careful: true,
    write: (values, { values: before, etag }, key) => {
      const body = values.departure > before.departure
        ? { departure: values.departure, price_minor: price ?? undefined, reason: optional(reason), override_reason: optional(override) }
        : { departure: values.departure, waive_fee: waive || undefined, reason: optional(reason) };
      return api.changeDeparture(stay.stay_id, body, key, etag);
    },
    onDone,
  });
  const { departure } = edit.values;
  const later = departure > booked;
  const offerOverride = edit.problem?.code === 'rights_exhausted' || edit.problem?.code === 'rights_over';
  const show = (night: Night): string => forms.dateWithDay(night);
  return (
    <EditDialog edit={edit} fields={[{ key: 'departure', label: t('departure.new'), show }]} title={t('departure.title', { guest: stay.guest_name })} submitLabel={t('departure.submit', { date: forms.dateWithDay(departure) })} ready={departure !== booked} onClose={onClose}>
      <p className="kr-dialog-lead">{t('departure.booked', { date: forms.dateWithDay(booked) })}</p>
      <DateField label={t('departure.new')} value={departure} base={booked} min={status.business_date} forms={forms} autoFocus onChange={(next) => edit.set({ departure: next })} />
      {later && <AmountField label={t('departure.price')} currency={stay.currency} value={price} onChange={setPrice} />}
      {later && <p className="kr-muted">{t('departure.priceHint')}</p>}
      {departure < booked && <Checkbox label={t('departure.waive')} checked={waive} onChange={(event) => setWaive(event.currentTarget.checked)} />}
      <Reason value={reason} onChange={setReason} required={later ? price !== null : waive} />
      {offerOverride && <TextInput label={t('departure.override')} value={override} maxLength={500} onChange={(event) => setOverride(event.currentTarget.value)} />}
    </EditDialog>
  );
}

/* Whether nothing of a type is left to sell for the nights to come; null while that is not known. */
function useSoldOut(stay: Stay, type: string | null, from: Night): boolean | null {
  const question = { arrival: from, departure: stay.departure, adults: 1, children: 0, infants: 0 };
  const offers = useLoad(`upgrade/${from}/${stay.departure}`, (signal) => (from < stay.departure ? api.walkInOffers(question, signal) : Promise.resolve([])));
  if (offers.value === null || from >= stay.departure) return null;
  return !offers.value.some((each) => each.room_type === type && each.available > 0);
}

export function UpgradeDialog({ stay, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const { status, forms, roomTypeName } = useHotel();
  const types = (status.room_types ?? []).filter((each) => each.code !== stay.room_type);
  const [type, setType] = useState<string | null>(types[0]?.code ?? null);
  const [change, setChange] = useState<number | null>(0);
  const [reason, setReason] = useState('');
  const soldOut = useSoldOut(stay, type, status.business_date);
  const upgrade = useAction((body: Parameters<typeof api.upgrade>[1], key) => api.upgrade(stay.stay_id, body, key));
  const submit = async (): Promise<void> => {
    if (type !== null && change !== null && (await upgrade.run({ room_type: type, change_minor: change, reason: reason.trim() })) !== null) onDone();
  };
  return (
    <FormDialog title={t('upgrade.title', { guest: stay.guest_name })} submitLabel={t('upgrade.submit')} busy={upgrade.busy} problem={upgrade.problem} ready={type !== null && change !== null && reason.trim() !== ''} onSubmit={() => void submit()} onClose={onClose}>
      <Select label={t('room.type')} data={types.map((each) => ({ value: each.code, label: `${each.code} · ${roomTypeName(each.code)}` }))} value={type} allowDeselect={false} onChange={setType} data-autofocus />
      {soldOut === true && type !== null && <Note kind="warning">{t('upgrade.soldOut', { type: roomTypeName(type), date: forms.dateShort(stay.departure) })}</Note>}
      <AmountField label={t('upgrade.price')} currency={stay.currency} value={change} onChange={setChange} />
      <p className="kr-muted">{t('upgrade.explain')}</p>
      <Reason value={reason} onChange={setReason} required />
    </FormDialog>
  );
}

export function LateDialog({ stay, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const [text, setText] = useState('16:00');
  const [fee, setFee] = useState<number | null>(null);
  const [despite, setDespite] = useState(false);
  const minute = clockMinute(text);
  const preview = useLoad(`late/${stay.stay_id}/${minute ?? ''}`, () => api.latePreview(stay.stay_id, minute ?? 960));
  const agree = useAction((body: Parameters<typeof api.agreeLate>[1], key) => api.agreeLate(stay.stay_id, body, key));
  const next = preview.value?.next_guest ?? null;
  const submit = async (): Promise<void> => {
    if (minute !== null && (await agree.run({ until_minute: minute, fee_minor: fee ?? undefined, despite: despite || undefined })) !== null) onDone();
  };
  return (
    <FormDialog title={t('late.title', { guest: stay.guest_name, room: stay.room })} submitLabel={t('late.submit')} busy={agree.busy} problem={agree.problem} ready={minute !== null && (next === null || despite)} onSubmit={() => void submit()} onClose={onClose}>
      <TextInput label={t('late.until')} value={text} autoFocus error={minute === null ? t('late.noTime') : undefined} onChange={(event) => setText(event.currentTarget.value)} />
      {preview.value?.exempt_tier != null && <p>{t('late.exempt', { tier: preview.value.exempt_tier })}</p>}
      {preview.value !== null && preview.value.exempt_tier === null && <p>{t('late.fee', { amount: forms.money(preview.value.fee_minor, preview.value.currency) })}</p>}
      <AmountField label={t('late.otherFee')} currency={stay.currency} value={fee} onChange={setFee} />
      {next !== null && (
        <Note kind="warning">
          <span>{t('late.next', { guest: next })}</span>
          <Checkbox label={t('late.despite')} checked={despite} onChange={(event) => setDespite(event.currentTarget.checked)} />
        </Note>
      )}
    </FormDialog>
  );
}

export function ShareDialog({ stay, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const [basis, setBasis] = useState<'full' | 'split' | 'custom'>('full');
  const [who, setWho] = useState<'guest' | 'house'>('guest');
  const [surname, setSurname] = useState('');
  const [givenName, setGivenName] = useState('');
  const [other, setOther] = useState<string | null>(null);
  const [amount, setAmount] = useState<number | null>(null);
  const house = useLoad('share/in-house', (signal) => api.deskList('in-house', undefined, signal));
  const share = useAction((body: Parameters<typeof api.shareRoom>[1], key) => api.shareRoom(stay.stay_id, body, key));
  const others = (house.value ?? []).filter((line) => line.stay_id !== stay.stay_id && !line.shares_with);
  const ready = (who === 'guest' ? surname.trim() !== '' : other !== null) && (basis !== 'custom' || amount !== null);
  const submit = async (): Promise<void> => {
    const person = who === 'guest' ? { guest: { given_name: givenName.trim(), surname: surname.trim() } } : { stay_id: Number(other) };
    if ((await share.run({ basis, share_minor: basis === 'custom' ? (amount ?? 0) : undefined, ...person })) !== null) onDone();
  };
  return (
    <FormDialog title={t('share.title', { room: stay.room })} submitLabel={t('share.submit')} busy={share.busy} problem={share.problem ?? house.problem} ready={ready} onSubmit={() => void submit()} onClose={onClose}>
      <SegmentedControl fullWidth aria-label={t('share.who')} value={who} onChange={(value) => setWho(value as 'guest' | 'house')} data={[{ value: 'guest', label: t('share.newGuest') }, { value: 'house', label: t('share.inHouse') }]} />
      {who === 'guest' && <TextInput label={t('share.surname')} value={surname} autoFocus onChange={(event) => setSurname(event.currentTarget.value)} />}
      {who === 'guest' && <TextInput label={t('share.givenName')} value={givenName} onChange={(event) => setGivenName(event.currentTarget.value)} />}
      {who === 'house' && <Select searchable label={t('share.guest')} data={others.map((line) => ({ value: String(line.stay_id), label: `${line.guest_name} · ${line.room ?? ''} · ${forms.dateShort(line.departure)}` }))} value={other} onChange={setOther} />}
      <SegmentedControl fullWidth aria-label={t('share.basis')} value={basis} onChange={(value) => setBasis(value as 'full' | 'split' | 'custom')} data={(['full', 'split', 'custom'] as const).map((value) => ({ value, label: t(`share.${value}`) }))} />
      <p className="kr-muted">{t(`share.${basis}.explain`)}</p>
      {basis === 'custom' && <AmountField label={t('share.amount')} currency={stay.currency} value={amount} onChange={setAmount} />}
    </FormDialog>
  );
}

export function PartDialog({ stay, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const [price, setPrice] = useState<number | null>(null);
  const part = useAction((body: Parameters<typeof api.partGuests>[1], key) => api.partGuests(stay.stay_id, body, key));
  const submit = async (): Promise<void> => {
    if (price !== null && (await part.run({ price_minor: price })) !== null) onDone();
  };
  return (
    <FormDialog title={t('part.title', { guest: stay.guest_name })} submitLabel={t('part.submit')} busy={part.busy} problem={part.problem} ready={price !== null} onSubmit={() => void submit()} onClose={onClose}>
      <p className="kr-dialog-lead">{t('part.explain')}</p>
      <AmountField label={t('part.price')} currency={stay.currency} value={price} autoFocus onChange={setPrice} />
    </FormDialog>
  );
}

export function SwapDialog({ stay, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const [other, setOther] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const house = useLoad('swap/in-house', (signal) => api.deskList('in-house', undefined, signal));
  const arrivals = useLoad('swap/arrivals', (signal) => api.deskList('arrivals', undefined, signal));
  const swap = useAction((to: { confirmation_number: string; line: number }, key) => api.roomSwap({ confirmation_number: stay.confirmation_number, line: stay.line }, to, reason.trim(), key));
  const guests = [...(house.value ?? []), ...(arrivals.value ?? [])].filter((line) => line.room && line.room !== stay.room && !line.shares_with);
  const submit = async (): Promise<void> => {
    const chosen = guests.find((line) => `${line.confirmation_number}/${line.line}` === other);
    if (chosen !== undefined && (await swap.run({ confirmation_number: chosen.confirmation_number, line: chosen.line })) !== null) onDone();
  };
  return (
    <FormDialog title={t('swap.title', { guest: stay.guest_name, room: stay.room })} submitLabel={t('swap.submit')} busy={swap.busy} problem={swap.problem ?? house.problem} ready={other !== null && reason.trim() !== ''} onSubmit={() => void submit()} onClose={onClose}>
      <Select searchable label={t('swap.with')} data={guests.map((line) => ({ value: `${line.confirmation_number}/${line.line}`, label: `${line.room ?? ''} · ${line.guest_name}` }))} value={other} onChange={setOther} data-autofocus />
      <p className="kr-muted">{t('swap.explain')}</p>
      <Reason value={reason} onChange={setReason} required />
    </FormDialog>
  );
}

export function ExpressDialog({ stay, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const paying = usePaying('card', { cash: false });
  const [email, setEmail] = useState('');
  const agree = useAction((body: PaidWith & { email?: string }, key) => api.agreeExpress(stay.stay_id, body, key));
  const submit = async (): Promise<void> => {
    if ((await agree.run({ ...paying.body, email: optional(email) })) !== null) onDone();
  };
  return (
    <FormDialog title={t('express.title', { guest: stay.guest_name })} submitLabel={t('express.submit')} busy={agree.busy} problem={agree.problem} ready={paying.ready} onSubmit={() => void submit()} onClose={onClose}>
      <p className="kr-dialog-lead">{t('express.explain')}</p>
      <PaidWithFields paying={paying} />
      <TextInput label={t('express.email')} type="email" value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
    </FormDialog>
  );
}

export function UndoDialog({ stay, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const [reason, setReason] = useState('');
  const [used, setUsed] = useState(false);
  const undo = useAction((body: { reason: string; room_used: boolean }, key) => api.undoCheckIn(stay.stay_id, body, key));
  const submit = async (): Promise<void> => {
    if ((await undo.run({ reason: reason.trim(), room_used: used })) !== null) onDone();
  };
  return (
    <FormDialog title={t('undo.title', { guest: stay.guest_name })} submitLabel={t('undo.submit')} danger busy={undo.busy} problem={undo.problem} ready={reason.trim() !== ''} onSubmit={() => void submit()} onClose={onClose}>
      <p className="kr-dialog-lead">{t('undo.explain')}</p>
      <Reason value={reason} onChange={setReason} required />
      <Checkbox label={t('undo.used')} checked={used} onChange={(event) => setUsed(event.currentTarget.checked)} />
    </FormDialog>
  );
}

export function ReinstateDialog({ stay, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const [reason, setReason] = useState('');
  const reinstate = useAction((body: { reason: string }, key) => api.reinstate(stay.stay_id, body, key));
  const submit = async (): Promise<void> => {
    if ((await reinstate.run({ reason: reason.trim() })) !== null) onDone();
  };
  return (
    <FormDialog title={t('reinstate.title', { guest: stay.guest_name })} submitLabel={t('reinstate.submit')} busy={reinstate.busy} problem={reinstate.problem} ready={reason.trim() !== ''} onSubmit={() => void submit()} onClose={onClose}>
      <p className="kr-dialog-lead">{t('reinstate.explain', { room: stay.room })}</p>
      <Reason value={reason} onChange={setReason} required />
    </FormDialog>
  );
}
