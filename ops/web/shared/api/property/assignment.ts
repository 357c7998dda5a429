import { get, post, query } from '../client';
import type { Night } from '../../format/dates';
import type { Named } from '../types';
import type { GuestLine } from './chart';

export interface AssignedSpan {
  room: string;
  from: Night;
  until: Night;
}

export interface PlanBlock extends AssignedSpan {
  kind: 'stay' | 'assignment' | 'outage';
  confirmation_number: string | null;
  line: number | null;
  guest_name: string | null;
  do_not_move: boolean;
}

/* A guest and the room the house would give, or why it has none. */
export interface ProposedGuest {
  confirmation_number: string;
  line: number;
  guest_name: string;
  room_type: string;
  arrival: Night;
  departure: Night;
  room?: string;
  assigned_type?: string;
  housekeeping?: string;
  explanation: Named;
}

export interface Proposal {
  arrival: Night;
  dry_run: boolean;
  items: ProposedGuest[];
  unassigned: ProposedGuest[];
}

const ofLine = (guest: GuestLine): string => `/v1/reservations/${guest.confirmation_number}/lines/${guest.line}`;

export async function roomPlan(from: Night, until: Night, signal?: AbortSignal): Promise<PlanBlock[]> {
  return (await get<{ items: PlanBlock[] }>(`/v1/room-plan${query({ from, until })}`, { signal })).items;
}

export const proposal = (arrival: Night, options: { again: boolean; upgrades: boolean }, signal?: AbortSignal): Promise<Proposal> =>
  get<Proposal>(`/v1/room-assignments/proposal${query({ arrival, again: Number(options.again), upgrades: Number(options.upgrades) })}`, { signal });
export const assignAll = (body: { arrival: Night; again: boolean; accept: Array<GuestLine & { room: string }> }, key: string): Promise<Proposal> =>
  post<Proposal>('/v1/room-assignments/automatic', body, { idempotencyKey: key });
export const noteWishes = (guest: GuestLine, body: { wishes: string[]; needed: string[] }, etag: string | null, key: string): Promise<unknown> =>
  post<unknown>(`${ofLine(guest)}/wishes`, body, { idempotencyKey: key, ifMatch: etag });
export const noteEta = (guest: GuestLine, body: { eta_minute?: number }, key: string): Promise<unknown> =>
  post<unknown>(`${ofLine(guest)}/eta`, body, { idempotencyKey: key });

export type Closeness = 'connecting' | 'adjacent' | 'same_floor';

export interface ReservationWishes {
  lines: Array<{ line: number; wishes: string[]; needed: string[] }>;
  party: { party: string; closeness: Closeness; members: string[] } | null;
  known: Array<{ code: string; name: { en: string; zh: string } }>;
}

export const reservationWishesAt = (confirmation: string): string => `/v1/reservations/${confirmation}/wishes`;
export const reservationWishes = (confirmation: string, signal?: AbortSignal): Promise<ReservationWishes> => get<ReservationWishes>(reservationWishesAt(confirmation), { signal });
export const partyJoin = (confirmation: string, body: { party?: string; closeness?: Closeness }, etag: string | null, key: string): Promise<unknown> =>
  post<unknown>(`/v1/reservations/${confirmation}/party`, body, { idempotencyKey: key, ifMatch: etag });
