import { get, query, request } from './client';
import type { Listed, Named } from './types';
import type { Night } from '../format/dates';

/* Who may sell what of a type in a night. */
export interface AllotmentCell {
  room_type: string;
  night: Night;
  sell_limit: number;
  oversell_authorised: number;
  sold: number;
  held: number;
  blocked: number;
  granted: number;
  out_of_order: number;
  centre_right: number;
}

export interface Allotments {
  hotel: string;
  business_date: Night;
  connected: boolean;
  heard_at: string | null;
  items: AllotmentCell[];
}

export interface AllotmentPolicy {
  room_type: string;
  nights_ahead: number;
  rooms: number;
  basis_points: number;
  keep: number;
}

export interface AllotmentPolicies {
  hotel: string;
  policies: AllotmentPolicy[];
  effective: AllotmentPolicy[];
  lease_minutes: number;
  margin_minutes: number;
}

export interface WalkHotel {
  hotel: string;
  name: Named;
  telephone: string;
  distance_km: number;
  rooms_left: number;
}

export type ExceptionReason =
  | 'sold_by_manager' | 'told_too_late' | 'guest_is_there' | 'room_out_of_order' | 'without_right' | 'cancelled_but_arrived' | 'changed_but_arrived'
  | 'stay_unknown' | 'number_taken' | 'not_on_sale' | 'unreadable' | 'other';

export interface DeskException {
  exception: number;
  hotel: string;
  kind: string;
  confirmation_number: string | null;
  reason: ExceptionReason;
  detail: string;
  at: string;
  room_type: string | null;
  first_night: Night | null;
  nights: number;
  rooms: number;
  rooms_over_now: number;
  walk: { night: Night; hotels: WalkHotel[] } | null;
}

const at = (hotel: string, what: string): string => `/v1/hotels/${encodeURIComponent(hotel)}/${what}`;

export const allotments = (hotel: string, signal?: AbortSignal): Promise<Allotments> => get<Allotments>(at(hotel, 'allotments'), { signal });
export const allotmentPolicies = (hotel: string, signal?: AbortSignal): Promise<AllotmentPolicies> =>
  get<AllotmentPolicies>(at(hotel, 'allotment-policy'), { signal });

export async function allotmentPoliciesSet(hotel: string, policies: AllotmentPolicy[], key: string): Promise<AllotmentPolicies> {
  return (await request<AllotmentPolicies>('PUT', at(hotel, 'allotment-policy'), { policies }, { idempotencyKey: key })).body;
}

export async function exceptions(hotel: string | null, signal?: AbortSignal): Promise<DeskException[]> {
  return (await get<Listed<DeskException>>(`/v1/exceptions${query({ hotel: hotel ?? undefined, limit: 50 })}`, { signal })).items;
}
