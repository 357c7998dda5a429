/* What the daemons answer, field by field as it travels. Everything the consoles know about the wire stands in this file. */

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

/* ---- the hotel's desk ---- */

export interface HotelStatus {
  hotel: string;
  name: Named;
  business_date: Night;
  now: string;
  zone: string;
  country: string;
  currency: string;
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
  taxes?: Array<{ code: string; name: Named }>;
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

/* A hotel of the chain where a guest could be walked to. */
export interface SisterHotel {
  hotel: string;
  name: Named;
  telephone: string;
  address: { street: string; city: string; postal_code: string; country: string };
  distance_km: number;
}

export interface DeskLine {
  confirmation_number: string;
  line: number;
  guest_name: string;
  room_type: string;
  rate_plan?: string;
  arrival: Night;
  departure: Night;
  adults: number;
  children: number;
  infants: number;
  status: LineStatus;
  stay_id?: number;
  room?: string;
  total_minor?: number;
  balance_minor?: number;
  currency?: string;
}

export interface Room {
  room: string;
  room_type: string;
  housekeeping: 'clean' | 'dirty' | 'inspected';
  out_of_order_reason?: string | null;
  occupied: boolean;
  stay_id?: number | null;
  in_use?: boolean;
}

export interface Stay {
  stay_id: number;
  confirmation_number: string;
  line: number;
  guest_name: string;
  room: string;
  room_type: string;
  sold_type: string;
  rate_plan: string;
  status: 'in_house' | 'checked_out' | 'no_show';
  arrival: Night;
  departure: Night;
  adults: number;
  children: number;
  infants: number;
  checked_in_at?: string | null;
  checked_out_at?: string | null;
  nights_charged: number;
  room_revenue_minor: number;
  tax_minor: number;
  other_revenue_minor: number;
  payments_minor: number;
  balance_minor: number;
  currency: string;
  version: number;
}

export interface Posting {
  posting_number: number;
  business_date: Night;
  posted_at: string;
  department: string;
  code: string;
  description: string;
  amount_minor: number;
  included_tax_minor: number;
  night?: Night | null;
  corrects?: number | null;
  staff: string;
}

export interface Folio {
  stay_id: number;
  currency: string;
  postings: Posting[];
  balance_minor: number;
  charges_minor?: number;
  payments_minor?: number;
}

/* What leaving today costs: the balance, and the nights that were booked and will not be slept. */
export interface CheckOutPreview {
  balance_minor: number;
  early_departure_nights: Array<{ night: Night; price_minor: number; exclusive_tax_minor: number }>;
  early_departure_minor: number;
  early_departure_tax_minor: number;
  due_minor: number;
  currency: string;
}

export interface NightAudit {
  business_date: Night;
  status: 'running' | 'completed' | 'due';
  step?: 'no_shows' | 'room_and_tax' | 'report' | 'roll_date' | 'done';
  done?: number;
  total?: number;
  started_at?: string;
  completed_at?: string | null;
  report?: AuditReport | null;
  blockers?: AuditBlocker[];
}

export interface AuditReport {
  overdue_departures?: AuditFinding[];
  unbalanced_folios?: AuditFinding[];
  departments?: Record<string, number>;
  ledger_balances?: boolean;
  [figure: string]: unknown;
}

export interface AuditFinding {
  stay_id: number;
  confirmation_number: string;
  room: string | null;
  departure: Night;
  balance_minor: number;
}

export interface AuditBlocker {
  code: string;
  detail?: string;
  confirmation_number?: string;
  stay_id?: number;
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
