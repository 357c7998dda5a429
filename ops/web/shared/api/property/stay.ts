import { get, post, request, type Answer } from '../client';
import type { Night } from '../../format/dates';
import type { PaidWith, Tendered } from './cashier';

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
  checked_in_on?: Night | null;
  checked_out_on?: Night | null;
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
  booked_departure?: Night;
  shares_with?: number;
}

/* What leaving today costs: the balance, and the nights that were booked and will not be slept. */
export interface CheckOutPreview {
  balance_minor: number;
  early_departure_nights: Array<{ night: Night; price_minor: number; exclusive_tax_minor: number }>;
  early_departure_minor: number;
  early_departure_tax_minor: number;
  /* What of the early departure the routing takes to other accounts. */
  paid_by_others_minor: number;
  due_minor: number;
  /* What coins can pay of the open bills, each rounded by itself. */
  cash_due_minor: number;
  currency: string;
}

export const ofStay = (stay: number): string => `/v1/stays/${stay}`;
export const stay = (id: number): Promise<Answer<Stay>> => request<Stay>('GET', ofStay(id));
export const move = (id: number, body: { room: string; reason?: string }, key: string, etag: string | null = null): Promise<Stay> => post<Stay>(`${ofStay(id)}/move`, body, { idempotencyKey: key, ifMatch: etag });
export const checkOutPreview = (id: number): Promise<CheckOutPreview> => get<CheckOutPreview>(`${ofStay(id)}/check-out-preview`);
export const checkOut = (id: number, body: { settle?: PaidWith & { tendered?: Tendered } }, key: string): Promise<Stay> =>
  post<Stay>(`${ofStay(id)}/check-out`, body, { idempotencyKey: key });
