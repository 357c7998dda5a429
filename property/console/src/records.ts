import { useCallback } from 'react';
import * as api from '@shared/api/property';
import { formatConfirmation } from '@shared/format/confirmation';
import { fold } from '@shared/keyboard/ranking';
import type { Command } from '@shared/keyboard/shortcuts';
import { guestName } from '@shared/ui/GuestFields';
import type { RecordSearch } from '@shared/ui/CommandPalette';
import { go } from '@shared/ui/route';
import { useHotel } from './hotel';
import { useText } from './text/useText';

const ROOMS_MAX = 8;

/* What the command palette finds besides commands: rooms by their number, reservations by name or number. */
export function useRecordSearch(): RecordSearch {
  const t = useText();
  const { forms, roomTypeName } = useHotel();
  return useCallback(
    async (text, signal) => {
      const [rooms, reservations] = await Promise.all([api.rooms(signal), api.reservationFind(text, signal)]);
      const found: Command[] = rooms
        .filter((room) => fold(room.room).startsWith(fold(text)) && room.stay_id)
        .slice(0, ROOMS_MAX)
        .map((room) => ({ section: 'record', label: t('palette.room', { room: room.room }), detail: roomTypeName(room.room_type), words: text, run: () => go(`stay/${room.stay_id}`) }));
      for (const reservation of reservations) {
        found.push({
          section: 'record',
          label: guestName(reservation.guest),
          detail: `${formatConfirmation(reservation.confirmation_number)} · ${forms.dateShort(reservation.arrival)} – ${forms.dateShort(reservation.departure)}`,
          words: text,
          run: () => go(`reservation/${reservation.confirmation_number}`),
        });
      }
      return found;
    },
    [t, forms, roomTypeName],
  );
}
