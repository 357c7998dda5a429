import { getAll } from '../client';

export interface Room {
  room: string;
  room_type: string;
  housekeeping: 'clean' | 'dirty' | 'inspected';
  out_of_order_reason?: string | null;
  occupied: boolean;
  stay_id?: number | null;
  in_use?: boolean;
}

export const rooms = (signal?: AbortSignal): Promise<Room[]> => getAll<Room>('/v1/rooms', { signal });
