import { getAll, query } from '../client';
import type { Night } from '../../format/dates';

export interface Room {
  room: string;
  room_type: string;
  housekeeping: 'clean' | 'dirty' | 'inspected' | 'pickup';
  /* As the housekeepers left it a guest may be sent there; whether it is free is another question. */
  ready: boolean;
  floor: number;
  out_of_order_reason?: string | null;
  out_of_service_reason?: string | null;
  outage_id?: number | null;
  outage_until?: Night | null;
  occupied: boolean;
  stay_id?: number | null;
  guest_name?: string | null;
  departure?: Night | null;
  in_use?: boolean;
}

/* `rooms` null: labels of every room. */
export const roomLabels = (rooms: string[] | null, language: string): string => `/v1/room-labels.pdf${query({ rooms: rooms === null ? undefined : rooms.join(','), language })}`;

export const ROOMS_AT = '/v1/rooms';
export const rooms = (signal?: AbortSignal): Promise<Room[]> => getAll<Room>(ROOMS_AT, { signal });
