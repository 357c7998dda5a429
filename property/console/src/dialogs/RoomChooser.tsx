import { useEffect, useMemo } from 'react';
import { Select } from '@mantine/core';
import type { Room } from '@shared/api/property/room';
import { LoadingRows, Note } from '@shared/ui/Notes';
import { useHotel } from '../hotel';
import { countFreeByType, freeRooms } from '../rooms';
import { useText } from '../text/useText';

interface Props {
  rooms: Room[] | null;
  soldType: string;
  roomType: string;
  room: string | null;
  onType: (roomType: string) => void;
  onRoom: (room: string | null) => void;
}

/* The free rooms of a type as a row of tiles; the readiest is chosen beforehand. Another type may be given on purpose. */
export function RoomChooser({ rooms, soldType, roomType, room, onType, onRoom }: Props): JSX.Element {
  const t = useText();
  const { roomTypeName } = useHotel();
  const free = useMemo(() => freeRooms(rooms ?? [], roomType), [rooms, roomType]);
  const types = useMemo(() => {
    const counts = countFreeByType(rooms ?? []);
    const codes = new Set([soldType, ...(rooms ?? []).map((each) => each.room_type)]);
    return [...codes].map((code) => ({ value: code, label: t('room.typeOption', { code, name: roomTypeName(code), count: counts.get(code) ?? 0 }) }));
  }, [rooms, soldType, roomTypeName, t]);

  useEffect(() => {
    if (rooms !== null && !free.some((each) => each.room === room)) onRoom(free[0]?.room ?? null);
  }, [rooms, free, room, onRoom]);

  if (rooms === null) return <LoadingRows rows={3} />;
  return (
    <>
      <Select label={t('room.type')} data={types} value={roomType} allowDeselect={false} onChange={(value) => value !== null && onType(value)} />
      {roomType !== soldType && <Note kind="info">{t('room.otherType', { sold: roomTypeName(soldType), given: roomTypeName(roomType) })}</Note>}
      {free.length === 0 ? (
        <Note kind="warning">{t('room.noneFree', { type: roomTypeName(roomType) })}</Note>
      ) : (
        <fieldset className="kr-rooms">
          <legend>{t('room.free', { count: free.length })}</legend>
          {free.map((each, index) => (
            <label key={each.room} data-checked={each.room === room || undefined}>
              <input type="radio" name="room" value={each.room} checked={each.room === room} autoFocus={index === 0} onChange={() => onRoom(each.room)} />
              <strong>{each.room}</strong>
              <span className={`kr-housekeeping kr-housekeeping-${each.housekeeping}`}>{t(`housekeeping.${each.housekeeping}`)}</span>
              {index === 0 && <em>{t('room.suggested')}</em>}
            </label>
          ))}
        </fieldset>
      )}
    </>
  );
}
