import type { Room } from '@shared/api/property/room';

/* The order in which the hotel itself gives rooms away; the suggestion here and the server's own choice agree. */
const READINESS: Record<Room['housekeeping'], number> = { inspected: 0, clean: 1, pickup: 2, dirty: 3 };

export function roomIsFree(room: Room): boolean {
  return !room.occupied && !room.out_of_order_reason && room.in_use !== false;
}

/* The free rooms of a type, the readiest first. */
export function freeRooms(rooms: Room[], roomType: string): Room[] {
  return rooms
    .map((room, index) => ({ room, index }))
    .filter(({ room }) => room.room_type === roomType && roomIsFree(room))
    .sort((a, b) => READINESS[a.room.housekeeping] - READINESS[b.room.housekeeping] || a.index - b.index)
    .map(({ room }) => room);
}

export function countFreeByType(rooms: Room[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const room of rooms) {
    if (roomIsFree(room)) counts.set(room.room_type, (counts.get(room.room_type) ?? 0) + 1);
  }
  return counts;
}
