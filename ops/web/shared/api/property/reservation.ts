import { get, post, query, request, type Answer } from '../client';
import type { Listed, Reservation } from '../types';
import type { Stay } from './stay';

export interface CheckIn {
  line: number;
  room?: string;
  room_type?: string;
  adults?: number;
}

export const ofReservation = (confirmation: string): string => `/v1/reservations/${encodeURIComponent(confirmation)}`;

/* Changed lines as the centre wants them: what is not named stays. */
export interface ReservationChange {
  rooms?: Array<{ line: number; arrival?: string; departure?: string; adults?: number; children?: number; infants?: number; room_type?: string; rate_plan?: string }>;
  comments?: string;
  expected_total_minor?: number;
}

export async function reservationFind(text: string, signal?: AbortSignal): Promise<Reservation[]> {
  return (await get<Listed<Reservation>>(`/v1/reservations${query({ query: text })}`, { signal })).items;
}

export const reservationGet = (confirmation: string): Promise<Answer<Reservation>> => request<Reservation>('GET', ofReservation(confirmation));
export const checkIn = (confirmation: string, body: CheckIn, key: string): Promise<Stay> =>
  post<Stay>(`${ofReservation(confirmation)}/check-in`, body, { idempotencyKey: key });
export const noShow = (confirmation: string, body: { line: number }, key: string): Promise<unknown> =>
  post<unknown>(`${ofReservation(confirmation)}/no-show`, body, { idempotencyKey: key });
export const reservationModify = (confirmation: string, body: ReservationChange, etag: string | null, key: string): Promise<Reservation> =>
  post<Reservation>(`${ofReservation(confirmation)}/modify`, body, { idempotencyKey: key, ifMatch: etag });
export const cancel = (confirmation: string, body: { reason: string }, etag: string | null, key: string): Promise<Reservation> =>
  post<Reservation>(`${ofReservation(confirmation)}/cancel`, body, { idempotencyKey: key, ifMatch: etag });
