import { useState } from 'react';
import * as api from '@shared/api/property';
import type { Folio, Stay } from '@shared/api/types';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { FormDialog } from '@shared/ui/FormDialog';
import { Note } from '@shared/ui/Notes';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';
import { MethodChoice } from './FolioDialogs';
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
  const [room, setRoom] = useState<string | null>(null);
  const move = useAction((body: { room: string }, key) => api.move(stay.stay_id, body, key));
  const submit = async (): Promise<void> => {
    if (room !== null && (await move.run({ room })) !== null) onDone();
  };
  return (
    <FormDialog title={t('move.title', { guest: stay.guest_name, room: stay.room })} submitLabel={room === null ? t('move.submit') : t('move.submitRoom', { room })} size="lg" busy={move.busy} problem={move.problem ?? rooms.problem} ready={room !== null} onSubmit={() => void submit()} onClose={onClose}>
      <p className="kr-muted">{t('move.explain')}</p>
      <RoomChooser rooms={rooms.value} soldType={stay.sold_type} roomType={roomType} room={room} onType={setRoomType} onRoom={setRoom} />
    </FormDialog>
  );
}

/* What leaving today costs is shown before it binds: open charges, and the nights that were booked but will not be slept. */
export function CheckOutDialog({ stay, folio, onDone, onClose }: Props & { folio: Folio }): JSX.Element {
  const t = useText();
  const { forms, status } = useHotel();
  const [method, setMethod] = useState<string>('card');
  const remaining = folio.remaining;
  const early = stay.departure > status.business_date && remaining !== undefined && remaining.total_minor !== 0;
  const dueMinor = folio.balance_minor + (remaining?.total_minor ?? 0);
  const checkOut = useAction((body: { settle?: { method: string } }, key) => api.checkOut(stay.stay_id, body, key));
  const submit = async (): Promise<void> => {
    if ((await checkOut.run(dueMinor === 0 ? {} : { settle: { method } })) !== null) onDone();
  };
  return (
    <FormDialog title={t('checkOut.title', { guest: stay.guest_name, room: stay.room })} submitLabel={dueMinor === 0 ? t('checkOut.submit') : dueMinor > 0 ? t('checkOut.submitPay', { amount: forms.money(dueMinor, stay.currency) }) : t('checkOut.submitRefund', { amount: forms.money(-dueMinor, stay.currency) })} busy={checkOut.busy} problem={checkOut.problem} onSubmit={() => void submit()} onClose={onClose}>
      {early && remaining !== undefined && (
        <Note kind="warning">
          <strong>{t('checkOut.early', { departure: forms.dateWithDay(stay.departure) })}</strong>
          <span>{t('checkOut.earlyAmount', { count: remaining.nights, amount: forms.money(remaining.total_minor, stay.currency) })}</span>
        </Note>
      )}
      <table className="kr-prices">
        <tbody>
          <tr>
            <th scope="row">{t('checkOut.balance')}</th>
            <td className="kr-right">{forms.money(folio.balance_minor, stay.currency)}</td>
          </tr>
          {remaining !== undefined && remaining.total_minor !== 0 && (
            <tr>
              <th scope="row">{t('checkOut.remaining', { count: remaining.nights })}</th>
              <td className="kr-right">{forms.money(remaining.total_minor, stay.currency)}</td>
            </tr>
          )}
          <tr className="kr-prices-total">
            <th scope="row">{t('checkOut.due')}</th>
            <td className="kr-right">{forms.money(dueMinor, stay.currency)}</td>
          </tr>
        </tbody>
      </table>
      {dueMinor !== 0 && <MethodChoice value={method} onChange={setMethod} />}
      {dueMinor === 0 && <Note kind="success">{t('checkOut.settled')}</Note>}
    </FormDialog>
  );
}
