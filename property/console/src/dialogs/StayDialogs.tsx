import { useState } from 'react';
import { TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { PaidWith, Tendered } from '@shared/api/property/cashier';
import type { CheckOutPreview, Stay } from '@shared/api/property/stay';
import { useAction } from '@shared/api/useAction';
import { useEdit } from '@shared/api/useEdit';
import { useLoad } from '@shared/api/useLoad';
import { EditDialog } from '@shared/ui/EditDialog';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { FormDialog } from '@shared/ui/FormDialog';
import { LoadingRows, Note } from '@shared/ui/Notes';
import { useHotel } from '../hotel';
import { PaidWithFields, usePaying } from '../money/PaidWith';
import { useTender } from '../money/Tender';
import { Alerts } from '../NoteLines';
import { useText } from '../text/useText';
import { RoomChooser } from './RoomChooser';

interface Props {
  stay: Stay;
  onDone: () => void;
  onClose: () => void;
}

export function MoveDialog({ stay, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const rooms = useLoad('rooms', api.rooms);
  const [roomType, setRoomType] = useState(stay.room_type);
  const [reason, setReason] = useState('');
  const edit = useEdit<Stay, { room: string }, Stay>({
    at: api.ofStay(stay.stay_id),
    initial: { room: stay.room },
    valuesOf: (row) => ({ room: row.room }),
    terms: reason,
    careful: true,
    write: (values, { etag }, key) => api.move(stay.stay_id, { room: values.room, reason: reason.trim() === '' ? undefined : reason.trim() }, key, etag),
    onDone,
  });
  const room = edit.changed ? edit.values.room : null;
  return (
    <EditDialog edit={edit} fields={[{ key: 'room', label: t('move.room') }]} title={t('move.title', { guest: stay.guest_name, room: stay.room })} submitLabel={room === null ? t('move.submit') : t('move.submitRoom', { room })} size="lg" ready={room !== null} onClose={onClose}>
      <p className="kr-muted">{t('move.explain')}</p>
      {rooms.problem !== null && <ErrorNote problem={rooms.problem} onRetry={rooms.reload} />}
      <RoomChooser rooms={rooms.value} soldType={stay.sold_type} roomType={roomType} room={room} onType={setRoomType} onRoom={(next) => edit.set({ room: next ?? edit.original.room })} />
      <TextInput label={t('change.reasonOptional')} value={reason} maxLength={500} onChange={(event) => setReason(event.currentTarget.value)} />
    </EditDialog>
  );
}

/* What leaving today costs is shown before it binds: open charges, and the nights that were booked but will not be slept. */
function DueTable({ stay, preview }: { stay: Stay; preview: CheckOutPreview }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const nights = preview.early_departure_nights.length;
  const earlyMinor = preview.early_departure_minor + preview.early_departure_tax_minor;
  return (
    <>
      {nights > 0 && (
        <Note kind="warning">
          <strong>{t('checkOut.early', { departure: forms.dateWithDay(stay.departure) })}</strong>
          <span>{t('checkOut.earlyAmount', { count: nights, amount: forms.money(earlyMinor, preview.currency) })}</span>
        </Note>
      )}
      <table className="kr-prices">
        <tbody>
          <tr>
            <th scope="row">{t('checkOut.balance')}</th>
            <td className="kr-right">{forms.money(preview.balance_minor, preview.currency)}</td>
          </tr>
          {nights > 0 && (
            <tr>
              <th scope="row">{t('checkOut.remaining', { count: nights })}</th>
              <td className="kr-right">{forms.money(earlyMinor, preview.currency)}</td>
            </tr>
          )}
          {preview.paid_by_others_minor !== 0 && (
            <tr>
              <th scope="row">{t('checkOut.paidByOthers')}</th>
              <td className="kr-right">{forms.money(-preview.paid_by_others_minor, preview.currency)}</td>
            </tr>
          )}
          <tr className="kr-prices-total">
            <th scope="row">{t('checkOut.due')}</th>
            <td className="kr-right" data-testid="due">{forms.money(preview.due_minor, preview.currency)}</td>
          </tr>
        </tbody>
      </table>
    </>
  );
}

/* What is handed over pays all open bills; not where one of them is owed to the guest. */
export function CheckOutDialog({ stay, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const { forms, status } = useHotel();
  const { value: preview, problem } = useLoad(`${stay.stay_id}/${stay.version}`, () => api.checkOutPreview(stay.stay_id));
  const folio = useLoad(`folio/${stay.stay_id}/${stay.version}`, () => api.folio(stay.stay_id));
  const dueMinor = preview?.due_minor ?? 0;
  const bills = (folio.value?.windows ?? []).map((each) => each.balance_minor).filter((each) => each !== 0);
  const mixed = bills.some((each) => each > 0) && bills.some((each) => each < 0);
  const cashMinor = preview?.cash_due_minor ?? null;
  const tenderable = folio.value !== null && !mixed && dueMinor !== 0;
  const paying = usePaying('card', { otherMoney: tenderable });
  const tender = useTender(paying, tenderable ? dueMinor : null, cashMinor);
  const checkOut = useAction((body: { settle?: PaidWith & { tendered?: Tendered } }, key) => api.checkOut(stay.stay_id, body, key));
  const step = status.cash_step_minor;
  const submit = async (): Promise<void> => {
    if ((await checkOut.run(dueMinor === 0 ? {} : { settle: { ...paying.body, ...tender.body } })) !== null) onDone();
  };
  const amount = forms.money(Math.abs(tender.takenMinor ?? dueMinor), stay.currency);
  const label = dueMinor === 0 ? t('checkOut.submit') : dueMinor > 0 ? t('checkOut.submitPay', { amount }) : t('checkOut.submitRefund', { amount });
  return (
    <FormDialog title={t('checkOut.title', { guest: stay.guest_name, room: stay.room })} submitLabel={label} focusSubmit busy={checkOut.busy} problem={checkOut.problem ?? problem} ready={preview !== null && (dueMinor === 0 || (paying.ready && tender.ready))} onSubmit={() => void submit()} onClose={onClose}>
      <Alerts confirmation={stay.confirmation_number} occasion="check_out" />
      {preview === null && problem === null && <LoadingRows rows={3} />}
      {preview !== null && <DueTable stay={stay} preview={preview} />}
      {dueMinor !== 0 && <PaidWithFields paying={paying} />}
      {dueMinor !== 0 && tender.fields}
      {paying.cash && bills.length > 1 && step > 1 && <p className="kr-muted">{t('checkOut.eachRounded', { step: forms.money(step, stay.currency) })}</p>}
      {paying.cash && mixed && <p className="kr-muted">{t('checkOut.mixedBills')}</p>}
      {preview !== null && dueMinor === 0 && <Note kind="success">{t('checkOut.settled')}</Note>}
    </FormDialog>
  );
}
