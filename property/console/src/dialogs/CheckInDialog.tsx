import { useEffect, useMemo, useState } from 'react';
import * as api from '@shared/api/property';
import type { Stay } from '@shared/api/property/stay';
import type { Reservation, RoomLine } from '@shared/api/types';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { addDays } from '@shared/format/dates';
import { CountField } from '@shared/ui/CountField';
import { FormDialog } from '@shared/ui/FormDialog';
import { guestName } from '@shared/ui/GuestFields';
import { Note } from '@shared/ui/Notes';
import { useHotel } from '../hotel';
import { IdentityFields, tidy } from '../identities/IdentityFields';
import { useIdentities } from '../identities/useIdentities';
import { Alerts } from '../NoteLines';
import { useText } from '../text/useText';
import { RoomChooser } from './RoomChooser';

interface Props {
  reservation: Reservation;
  line: RoomLine;
  onDone: (stay: Stay) => void;
  onClose: () => void;
}

export function CheckInDialog({ reservation, line, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const { forms, status } = useHotel();
  const today = status.business_date;
  const rooms = useLoad('rooms', api.rooms);
  const plan = useLoad(`plan/${today}`, (signal) => api.roomPlan(today, addDays(today, 1), signal));
  const isOwn = (block: api.PlanBlock): boolean => block.confirmation_number === reservation.confirmation_number && block.line === line.line;
  const [roomType, setRoomType] = useState(line.room_type);
  const [room, setRoom] = useState<string | null>(null);
  const [adults, setAdults] = useState(line.adults);
  const known = useIdentities(reservation.confirmation_number, line.line, reservation.guest);
  /* What was typed of the guest is kept first: it stays when the check-in is refused. */
  const checkIn = useAction(async (body: api.CheckIn, key) => {
    if (known.persons !== null && known.changed) await api.writeIdentities(reservation.confirmation_number, line.line, tidy(known.persons), `${key}-identities`);
    return api.checkIn(reservation.confirmation_number, body, key);
  });
  const assigned = plan.value?.find(isOwn)?.room;
  /* Rooms that others were given tonight are not offered. */
  const offered = useMemo(() => {
    const held = new Set((plan.value ?? []).filter((block) => !isOwn(block)).map((block) => block.room));
    return plan.value === null ? null : (rooms.value?.filter((each) => !held.has(each.room)) ?? null);
  }, [rooms.value, plan.value]);
  useEffect(() => {
    const found = rooms.value?.find((each) => each.room === assigned);
    if (found === undefined) return;
    setRoomType(found.room_type);
    setRoom(found.room);
  }, [assigned, rooms.value]);
  const chosen = rooms.value?.find((each) => each.room === room);

  const submit = async (): Promise<void> => {
    if (room === null) return;
    const stay = await checkIn.run({ line: line.line, room, room_type: roomType, adults });
    if (stay !== null) onDone(stay);
  };
  return (
    <FormDialog title={t('checkIn.title', { guest: guestName(reservation.guest) })} submitLabel={room === null ? t('checkIn.submit') : t('checkIn.submitRoom', { room })} size="lg" busy={checkIn.busy} problem={checkIn.problem ?? rooms.problem ?? plan.problem} ready={room !== null && adults > 0} onSubmit={() => void submit()} onClose={onClose}>
      <p className="kr-dialog-lead">{t('checkIn.stay', { arrival: forms.dateWithDay(line.arrival), departure: forms.dateWithDay(line.departure) })}</p>
      <Alerts confirmation={reservation.confirmation_number} occasion="check_in" />
      {reservation.comments !== '' && <Note kind="info">{reservation.comments}</Note>}
      <CountField label={t('guests.adults')} value={adults} min={line.adults === 0 ? 0 : 1} max={9} onChange={setAdults} />
      {line.adults === 0 && <Note kind="warning">{t('checkIn.occupancyUnknown')}</Note>}
      {assigned !== undefined && <Note kind="info">{t('checkIn.assigned', { room: assigned })}</Note>}
      <RoomChooser rooms={offered} soldType={line.room_type} roomType={roomType} room={room} onType={setRoomType} onRoom={setRoom} />
      {known.persons !== null && (
        <details className="kr-identities" open={known.required.length > 0}>
          <summary>{t('identity.title')}</summary>
          <div className="kr-dialog-fields"><IdentityFields persons={known.persons} required={known.required} keepDays={known.keepDays} onChange={known.set} /></div>
        </details>
      )}
      {chosen?.ready === false && <Note kind="warning">{chosen.housekeeping === 'clean' ? t('room.notInspected', { room: chosen.room }) : t('room.dirty', { room: chosen.room })}</Note>}
    </FormDialog>
  );
}
