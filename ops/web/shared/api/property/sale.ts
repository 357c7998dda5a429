import { get, post, query } from '../client';
import type { Guest, Listed, Named, Offer, Reservation } from '../types';
import type { Stay } from './stay';

/* A hotel of the chain where a guest could be walked to. */
export interface SisterHotel {
  hotel: string;
  name: Named;
  telephone: string;
  address: { street: string; city: string; postal_code: string; country: string };
  distance_km: number;
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
  access?: string[];
  /* Unless named the hotel chooses the readiest. */
  room?: string;
  /* Each night, in place of the plan's: a manager's, with a reason. */
  price_minor?: number;
  price_reason?: string;
  override_reason?: string;
}

export interface NewReservation {
  guest: Omit<Guest, 'guest_id'>;
  rooms: Array<{ room_type: string; rate_plan: string; arrival: string; departure: string; adults: number; children: number; infants: number }>;
  access?: string[];
  override_reason?: string;
}

export async function walkInOffers(question: { arrival: string; departure: string; adults: number; children: number; infants: number; access?: string }, signal?: AbortSignal): Promise<Offer[]> {
  return (await get<Listed<Offer>>(`/v1/availability${query(question)}`, { signal })).items;
}

/* Sold and checked in at once. */
export const walkIn = (body: WalkIn, key: string): Promise<Stay> => post<Stay>('/v1/walk-ins', body, { idempotencyKey: key });
export const reserve = (body: NewReservation, key: string): Promise<Reservation> => post<Reservation>('/v1/reservations', body, { idempotencyKey: key });
