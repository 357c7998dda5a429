import type { Night } from '../../format/dates';
import { get, post, query } from '../client';

export type ChartState = 'expected' | 'in_house' | 'due_out' | 'overdue' | 'moving' | 'checked_out' | 'outage';

/* What marks a guest: more rooms in the reservation, a group, a tier. */
export interface ChartMarks {
  party_rooms?: number;
  group?: string;
  tier?: string;
}

/* An unbroken span [from, until) of one guest or outage in one room, cut to the nights asked for. */
export interface ChartBar extends ChartMarks {
  from: Night;
  until: Night;
  state: ChartState;
  confirmation_number?: string;
  line?: number;
  stay_id?: number;
  guest_name?: string | null;
  sold_type?: string | null;
  arrival?: Night | null;
  departure?: Night | null;
  do_not_move?: true;
  day_use?: true;
  outage?: number;
}

export interface ChartRoom {
  room: string;
  room_type: string;
  position: number;
  housekeeping: 'clean' | 'dirty' | 'inspected' | 'pickup';
  bars: ChartBar[];
}

export interface ChartPiece {
  number: number;
  from: Night;
  until: Night;
  business_date: Night;
  rooms_total: number;
  next_position: number | null;
  rooms: ChartRoom[];
}

export interface UnassignedGuest extends ChartMarks {
  confirmation_number: string;
  line: number;
  guest_name: string;
  sold_type: string;
  arrival: Night;
  departure: Night;
  adults: number;
  children: number;
  infants: number;
}

export interface RoomWish {
  room: string;
  from?: Night;
  until?: Night;
  another_type?: boolean;
}

export interface GuestLine {
  confirmation_number: string;
  line: number;
}

const ofLine = ({ confirmation_number: number, line }: GuestLine): string => `/v1/reservations/${encodeURIComponent(number)}/lines/${line}`;

export const chartPiece = (question: { from: Night; nights: number; after_position: number; rooms: number }, signal?: AbortSignal): Promise<ChartPiece> =>
  get<ChartPiece>(`/v1/chart${query(question)}`, { signal, quiet: true });

export async function unassignedGuests(question: { from: Night; nights: number }, signal?: AbortSignal): Promise<UnassignedGuest[]> {
  return (await get<{ items: UnassignedGuest[] }>(`/v1/chart/unassigned${query(question)}`, { signal, quiet: true })).items;
}

export const roomGive = (guest: GuestLine, body: RoomWish, key: string): Promise<unknown> => post<unknown>(`${ofLine(guest)}/room`, body, { idempotencyKey: key });
export const roomTakeBack = (guest: GuestLine, key: string): Promise<unknown> => post<unknown>(`${ofLine(guest)}/room/release`, {}, { idempotencyKey: key });
/* Of a guest who is known with more than that. */
const lineOf = ({ confirmation_number, line }: GuestLine): GuestLine => ({ confirmation_number, line });

export const roomSwap = (first: GuestLine, second: GuestLine, reason: string, key: string): Promise<unknown> =>
  post<unknown>('/v1/room-swaps', { first: lineOf(first), second: lineOf(second), reason }, { idempotencyKey: key });

/* A guest in the house leaves earlier or later. */
export const stayUntil = (stay: number, departure: Night, key: string): Promise<unknown> => post<unknown>(`/v1/stays/${stay}/departure`, { departure }, { idempotencyKey: key });

/* The number of what was written at the hotel last, at once when `since` is another one. */
export async function changesSince(since: number): Promise<number> {
  return (await get<{ number: number }>(`/v1/changes${query({ since })}`, { quiet: true })).number;
}

/* Waits until the number is another one, or for some seconds. */
export async function changeWait(since: number, signal: AbortSignal): Promise<number> {
  return (await get<{ number: number }>(`/v1/changes${query({ since })}`, { signal, quiet: true })).number;
}
