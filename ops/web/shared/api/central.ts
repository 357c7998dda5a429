import { get, post, query, request, type Answer } from './client';
import type { AvailabilityQuestion, CancellationPreview, Guest, Hold, HotelDetail, HotelOffers, HotelSummary, Listed, Quote, Reconciliation, Reservation, RoomWish } from './types';

export interface ReservationDraft {
  hotel: string;
  hold?: string;
  guest: Guest | { guest_id: number };
  rooms: RoomWish[];
  expected_total_minor: number;
  comments?: string;
  access?: string[];
}

export interface ReservationSearch {
  hotel?: string;
  surname?: string;
  arrival?: string;
  email?: string;
}

export interface Modification {
  rooms: Array<Partial<RoomWish> & { line: number }>;
  access?: string[];
  expected_total_minor?: number;
}

const at = (confirmation: string): string => `/v1/reservations/${encodeURIComponent(confirmation)}`;

export const hotels = async (): Promise<HotelSummary[]> => (await get<Listed<HotelSummary>>('/v1/hotels')).items;
export const reconciliation = (code: string): Promise<Reconciliation> => get<Reconciliation>(`/v1/hotels/${encodeURIComponent(code)}/reconciliation`);
export const hotel = (code: string): Promise<HotelDetail> => get<HotelDetail>(`/v1/hotels/${encodeURIComponent(code)}`);

export async function availability(question: AvailabilityQuestion, signal?: AbortSignal): Promise<HotelOffers[]> {
  return (await get<Listed<HotelOffers>>(`/v1/availability${query({ ...question })}`, { signal })).items;
}

export const quote = (body: { hotel: string; rooms: RoomWish[]; access?: string[] }, key: string): Promise<Quote> =>
  post<Quote>('/v1/quotes', body, { idempotencyKey: key });

export const holdPlace = (body: { hotel: string; rooms: RoomWish[]; access?: string[] }, key: string): Promise<Hold> =>
  post<Hold>('/v1/holds', body, { idempotencyKey: key });
export const holdRelease = (hold: string): Promise<Answer<null>> => request<null>('DELETE', `/v1/holds/${encodeURIComponent(hold)}`);

export const reservationBook = (draft: ReservationDraft, key: string): Promise<Reservation> =>
  post<Reservation>('/v1/reservations', draft, { idempotencyKey: key });
export const reservationGet = (confirmation: string): Promise<Answer<Reservation>> => request<Reservation>('GET', at(confirmation));

export async function reservationFind(search: ReservationSearch, signal?: AbortSignal): Promise<Reservation[]> {
  return (await get<Listed<Reservation>>(`/v1/reservations${query({ ...search, limit: 50 })}`, { signal })).items;
}

export const reservationModify = (confirmation: string, body: Modification, etag: string | null, key: string): Promise<Reservation> =>
  post<Reservation>(`${at(confirmation)}/modify`, body, { idempotencyKey: key, ifMatch: etag });
export const cancellationPreview = (confirmation: string): Promise<CancellationPreview> => get<CancellationPreview>(`${at(confirmation)}/cancellation`);
export const reservationCancel = (confirmation: string, body: { reason: string; lines?: number[] }, etag: string | null, key: string): Promise<Reservation> =>
  post<Reservation>(`${at(confirmation)}/cancel`, body, { idempotencyKey: key, ifMatch: etag });
export const reservationReinstate = (confirmation: string, etag: string | null, key: string): Promise<Reservation> =>
  post<Reservation>(`${at(confirmation)}/reinstate`, {}, { idempotencyKey: key, ifMatch: etag });

export async function guestFind(search: { surname?: string; email?: string; telephone?: string }, signal?: AbortSignal): Promise<Guest[]> {
  return (await get<Listed<Guest>>(`/v1/guests${query({ ...search, limit: 8 })}`, { signal })).items;
}
