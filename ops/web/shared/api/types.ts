/* What both daemons answer, field by field as it travels. What only the hotel's node says stands in property/, beside the calls that ask for it. */

import type { Night } from '../format/dates';

export interface Listed<Item> {
  items: Item[];
}

/* ---- staff ---- */

export interface Session {
  user: string;
  name: string;
  roles: string[];
  csrf_token: string;
  expires_at: string;
}

/* ---- the chain ---- */

/* Names that people read are plain text, or one text for each language. */
export type Named = string | Record<string, string>;

export interface HotelSummary {
  hotel: string;
  name: Named;
  brand?: string;
  city?: string;
  country: string;
  zone: string;
  currency: string;
  practice?: boolean;
  business_date?: Night;
  connected?: boolean;
  /* Null: never heard. */
  heard_at?: string | null;
  granted_tonight?: number;
}

export interface RoomType {
  code: string;
  name: Named;
  description?: Named;
  max_occupancy?: number;
  max_adults?: number;
  rooms?: number;
}

export interface RatePlan {
  code: string;
  name: Named;
  access?: string | null;
  meal?: string;
  cancellation_policy?: string;
  deposit_policy?: string;
  /* At the hotel the conditions come in words. */
  cancellation?: Named;
  deposit?: Named;
}

export interface Policies {
  cancellation?: Named;
  deposit?: Named;
  no_show?: Named;
  early_departure?: Named;
  preview?: PolicyPreviewLine[];
}

/* A sentence about this very stay, with {from}, {until}, {due} and {amount} to be put in by whoever shows it. */
export interface PolicyPreviewLine {
  key: string;
  en: string;
  zh: string;
  amount_minor: number;
  from?: string;
  until?: string;
  due_on?: Night;
}

export interface HotelDetail extends HotelSummary {
  address?: string;
  telephone?: string;
  check_in_time?: string;
  check_out_time?: string;
  room_types: RoomType[];
  rate_plans: RatePlan[];
  feed_version?: number;
  applied_version?: number;
}

/* ---- offers ---- */

export interface TaxLine {
  code: string;
  name?: Named;
  amount_minor: number;
  included: boolean;
}

export interface Offer {
  room_type: string;
  rate_plan: string;
  access?: string | null;
  available: number;
  night_prices_minor: number[];
  total_minor: number;
  tax_minor: number;
  total_with_tax_minor: number;
  currency: string;
  taxes?: TaxLine[];
  policies?: Policies;
}

export interface HotelOffers {
  hotel: string;
  name: Named;
  distance_km?: number;
  offers: Offer[];
  reason?: string;
}

export interface AvailabilityQuestion {
  hotel?: string;
  place?: string;
  arrival: Night;
  departure: Night;
  adults: number;
  children: number;
  rooms: number;
  access?: string;
}

/* ---- reservations ---- */

export type LineStatus = 'reserved' | 'cancelled' | 'no_show' | 'in_house' | 'checked_out';

export interface Guest {
  guest_id?: number;
  given_name: string;
  surname: string;
  email?: string;
  telephone?: string;
  language?: string;
  country?: string;
}

export interface RoomLine {
  line: number;
  status: LineStatus;
  room_type: string;
  rate_plan: string;
  arrival: Night;
  departure: Night;
  adults: number;
  children: number;
  infants: number;
  night_prices_minor: number[];
  total_minor: number;
  penalty_minor: number;
  price_source: 'quoted' | 'channel';
  reason: string;
  /* The hotel adds what became of the line at the desk. */
  stay_id?: number;
  room?: string;
}

export interface Reservation {
  confirmation_number: string;
  hotel: string;
  guest: Guest;
  lines: RoomLine[];
  currency: string;
  arrival: Night;
  departure: Night;
  channel: string;
  external_id?: string | null;
  comments: string;
  booked_at: string;
  booked_by: string;
  market?: Record<string, unknown>;
  revision: number;
}

export interface RoomWish {
  line?: number;
  room_type: string;
  rate_plan: string;
  arrival: Night;
  departure: Night;
  adults: number;
  children: number;
  infants: number;
}

export interface Hold {
  hold: string;
  status: 'held' | 'committed' | 'released' | 'expired';
  expires_at: string;
}

export interface Quote {
  hotel: string;
  rooms: Offer[];
  total_minor: number;
  tax_minor: number;
  total_with_tax_minor: number;
  currency: string;
}

/* What cancelling each line now would cost. */
export interface CancellationPreview {
  lines: Array<{ line: number; penalty_minor: number; free_until?: string | null }>;
  currency: string;
}

/* ---- do hotel and centre agree ---- */

export interface ReconciledTable {
  table: 'cells' | 'reservations' | 'rate_overrides' | 'restrictions' | 'stays';
  days_checked: number;
  differences: number;
  repaired: number;
  open: number;
  oldest_check: string | null;
}

export interface ReconciledRow {
  table: ReconciledTable['table'];
  key: string;
  day: Night;
  kind: 'missing' | 'extra' | 'different';
  owner: 'centre' | 'hotel';
  repair: 'replaced' | 'removed' | 'sent_again' | 'withdrawn' | 'open';
  at: string;
  members: Array<{ member: string; mine: unknown; theirs: unknown }>;
}

/* A hotel the centre has not heard yet says nothing but its name. */
export interface Reconciliation {
  hotel?: string;
  heard_at?: string | null;
  agrees?: boolean | null;
  checked_at?: string | null;
  age_ms?: number | null;
  tables?: ReconciledTable[];
  rows?: ReconciledRow[];
}
