import { get } from '../client';
import type { Named, Policies, RatePlan, Reconciliation, RoomType } from '../types';
import type { Night } from '../../format/dates';

export interface HotelStatus {
  hotel: string;
  name: Named;
  business_date: Night;
  now: string;
  zone: string;
  country: string;
  currency: string;
  cash_step_minor: number;
  connected: boolean;
  since: string;
  heard_at?: string | null;
  feed_version: number;
  centre_version?: number;
  outbox_pending: number;
  practice: boolean;
  room_types?: RoomType[];
  rate_plans?: RatePlan[];
  policies?: Pick<Policies, 'no_show' | 'early_departure'>;
  taxes?: Array<{ code: string; name: Named; exempt: string[] }>;
}

export type DeskAction = 'check_in' | 'walk_in' | 'reservation' | 'change_reservation' | 'move' | 'charge' | 'check_out' | 'night_audit' | 'other_hotels' | 'new_staff';

export type DeskReason = 'as_usual' | 'from_copies' | 'within_rights' | 'only_override' | 'lease_over' | 'centre_needed' | 'directory_needed';

export type DeskFigure = 'reservations' | 'availability' | 'rates' | 'rights' | 'staff';

/* What can be done at the desk now: possible for a clerk or not, and why. */
export interface Capabilities {
  connected: boolean;
  since: string;
  outbox_pending: number;
  lease: { live: boolean; left_seconds: number; asked_at: string | null; copies_short: boolean };
  tonight: Array<{ room_type: string; right: number }>;
  actions: Array<{ action: DeskAction; possible: boolean; reason: DeskReason }>;
  figures: Array<{ figure: DeskFigure; as_of: string | null }>;
}

/* Rooms the hotel may sell by itself. */
export interface Allotments {
  business_date: Night;
  lease: Capabilities['lease'];
  items: Array<{ night: Night; room_type: string; granted: number; used: number; right: number }>;
}

export const status = (signal?: AbortSignal): Promise<HotelStatus> => get<HotelStatus>('/v1/status', { signal });
export const capabilities = (signal?: AbortSignal): Promise<Capabilities> => get<Capabilities>('/v1/capabilities', { signal });
export const allotments = (signal?: AbortSignal): Promise<Allotments> => get<Allotments>('/v1/allotments', { signal });
export const reconciliation = (signal?: AbortSignal): Promise<Reconciliation> => get<Reconciliation>('/v1/reconciliation', { signal });
