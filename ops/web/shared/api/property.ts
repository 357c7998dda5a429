import { get, getAll, post, query, request, type Answer } from './client';
import type { Allotments, Capabilities, CheckOutPreview, DeskLine, Folio, Guest, HotelStatus, Listed, NightAudit, Offer, Reconciliation, Reservation, Room, Stay } from './types';

export interface CheckIn {
  line: number;
  room?: string;
  room_type?: string;
  adults?: number;
}

export interface WalkIn {
  guest: Omit<Guest, 'guest_id'>;
  room_type: string;
  rate_plan: string;
  arrival: string;
  departure: string;
  adults: number;
  children: number;
  infants: number;
  override_reason?: string;
}

export interface NewReservation {
  guest: Omit<Guest, 'guest_id'>;
  rooms: Array<{ room_type: string; rate_plan: string; arrival: string; departure: string; adults: number; children: number; infants: number }>;
  override_reason?: string;
}

export interface Charge {
  department: string;
  description: string;
  amount_minor: number;
}

const ofReservation = (confirmation: string): string => `/v1/reservations/${encodeURIComponent(confirmation)}`;
const ofStay = (stay: number): string => `/v1/stays/${stay}`;

export const status = (signal?: AbortSignal): Promise<HotelStatus> => get<HotelStatus>('/v1/status', { signal });

export const capabilities = (signal?: AbortSignal): Promise<Capabilities> => get<Capabilities>('/v1/capabilities', { signal });
export const allotments = (signal?: AbortSignal): Promise<Allotments> => get<Allotments>('/v1/allotments', { signal });

export const reconciliation = (signal?: AbortSignal): Promise<Reconciliation> => get<Reconciliation>('/v1/reconciliation', { signal });

export type DeskList = 'arrivals' | 'in-house' | 'departures';

export async function deskList(list: DeskList, signal?: AbortSignal): Promise<DeskLine[]> {
  return getAll<DeskLine>(`/v1/${list}`, { signal });
}

export async function reservationFind(text: string, signal?: AbortSignal): Promise<Reservation[]> {
  return (await get<Listed<Reservation>>(`/v1/reservations${query({ query: text })}`, { signal })).items;
}

export const reservationGet = (confirmation: string): Promise<Answer<Reservation>> => request<Reservation>('GET', ofReservation(confirmation));

export const checkIn = (confirmation: string, body: CheckIn, key: string): Promise<Stay> =>
  post<Stay>(`${ofReservation(confirmation)}/check-in`, body, { idempotencyKey: key });
export const noShow = (confirmation: string, body: { line: number }, key: string): Promise<unknown> =>
  post<unknown>(`${ofReservation(confirmation)}/no-show`, body, { idempotencyKey: key });
export const cancel = (confirmation: string, body: { reason: string }, etag: string | null, key: string): Promise<Reservation> =>
  post<Reservation>(`${ofReservation(confirmation)}/cancel`, body, { idempotencyKey: key, ifMatch: etag });

export const rooms = (signal?: AbortSignal): Promise<Room[]> => getAll<Room>('/v1/rooms', { signal });

export async function walkInOffers(question: { arrival: string; departure: string; adults: number; children: number; infants: number }, signal?: AbortSignal): Promise<Offer[]> {
  return (await get<Listed<Offer>>(`/v1/availability${query(question)}`, { signal })).items;
}

/* Sold and checked in at once; the hotel chooses the readiest room. */
export const walkIn = (body: WalkIn, key: string): Promise<Stay> => post<Stay>('/v1/walk-ins', body, { idempotencyKey: key });

export const reserve = (body: NewReservation, key: string): Promise<Reservation> => post<Reservation>('/v1/reservations', body, { idempotencyKey: key });

export const stay = (id: number): Promise<Answer<Stay>> => request<Stay>('GET', ofStay(id));
export const folio = (id: number): Promise<Folio> => get<Folio>(`${ofStay(id)}/folio`);
export const move = (id: number, body: { room: string }, key: string): Promise<Stay> => post<Stay>(`${ofStay(id)}/move`, body, { idempotencyKey: key });
export const charge = (id: number, body: Charge, key: string): Promise<unknown> => post<unknown>(`${ofStay(id)}/charges`, body, { idempotencyKey: key });
export const payment = (id: number, body: { method: string; amount_minor: number }, key: string): Promise<unknown> =>
  post<unknown>(`${ofStay(id)}/payments`, body, { idempotencyKey: key });
export const checkOutPreview = (id: number): Promise<CheckOutPreview> => get<CheckOutPreview>(`${ofStay(id)}/check-out-preview`);
export const checkOut = (id: number, body: { settle?: { method: string } }, key: string): Promise<Stay> =>
  post<Stay>(`${ofStay(id)}/check-out`, body, { idempotencyKey: key });

export const auditCurrent = (signal?: AbortSignal): Promise<NightAudit> => get<NightAudit>('/v1/night-audits/current', { signal });
export const auditGet = (date: string): Promise<NightAudit> => get<NightAudit>(`/v1/night-audits/${date}`);
export const auditRun = (businessDate: string, key: string): Promise<NightAudit> =>
  post<NightAudit>('/v1/night-audits', { business_date: businessDate }, { idempotencyKey: key });
