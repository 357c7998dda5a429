import { get, post, request, type Answer } from '../client';
import type { Night } from '../../format/dates';
import type { Listed } from '../types';

export interface CashCount {
  currency: string;
  expected_minor: number;
  counted_minor: number;
  variance_minor: number;
}

/* What a drawer's owner took by one means of payment; cash is counted by its currencies. */
export interface MeansCount {
  means: string;
  kind: MeansKind;
  postings: number;
  received_minor: number;
  given_back_minor: number;
  net_minor: number;
  counted_minor: number | null;
  variance_minor: number | null;
}

export type MeansKind = 'cash' | 'card' | 'transfer' | 'voucher' | 'other' | 'city_ledger';

export interface PaymentMeans {
  code: string;
  kind: MeansKind;
  scheme: string | null;
  name: { en: string; zh: string };
  currency: string | null;
  wants_reference: boolean;
  wants_last_four: boolean;
  from_date: Night | null;
  until_date: Night | null;
  in_use: boolean;
}

export interface MeansEntry {
  code: string;
  kind: MeansKind;
  scheme?: string;
  name: { en: string; zh: string };
  currency?: string;
  wants_reference: boolean;
  wants_last_four: boolean;
  from_date?: Night;
  until_date?: Night;
}

/* How a payment says what it is made with. */
export interface PaidWith {
  method: string;
  reference?: string;
  last_four?: string;
}

export interface Tendered {
  currency: string;
  amount_minor: number;
}

export interface Counted {
  counts: Array<{ currency: string; amount_minor: number }>;
  means?: Array<{ means: string; amount_minor: number }>;
}

export interface ShiftReport {
  shift_id: number;
  staff: string;
  status: 'open' | 'closed';
  opened_on: Night;
  opened_at: string;
  closed_at: string | null;
  closed_by: string | null;
  counts: CashCount[];
  means_to_count: string[];
  means: MeansCount[];
}

/* As a manager sees it: whose notes are to be counted, not how much of them there should be. */
export interface ListedShift extends ShiftReport {
  currencies: string[];
}

export interface CashMovement {
  kind: 'float' | 'payment' | 'change' | 'paid_out' | 'drop';
  currency: string;
  amount_minor: number;
  posting_number: number | null;
  account_id: number | null;
  note: string;
  moved_at: string;
}

export interface Shift extends ShiftReport {
  movements: CashMovement[];
}

export interface Rates {
  currency: string;
  items: Array<{ currency: string; valid_from: Night; rate_millionths: number }>;
}

export const shift = (): Promise<Shift> => get<Shift>('/v1/cashier/shift');
export const openShift = (body: { float_minor: number }, key: string): Promise<Shift> => post<Shift>('/v1/cashier/shift', body, { idempotencyKey: key });
export const dropCash = (body: { amount_minor: number; note: string }, key: string): Promise<Shift> => post<Shift>('/v1/cashier/shift/drops', body, { idempotencyKey: key });
export const closeShift = (body: Counted, key: string): Promise<Shift> =>
  post<Shift>('/v1/cashier/shift/close', body, { idempotencyKey: key });
export const closeOtherShift = (shift: number, body: Counted, key: string): Promise<Shift> =>
  post<Shift>(`/v1/cashier/shifts/${shift}/close`, body, { idempotencyKey: key });
export const shifts = async (): Promise<ListedShift[]> => (await get<Listed<ListedShift>>('/v1/cashier/shifts')).items;
export const rates = (): Promise<Rates> => get<Rates>('/v1/cashier/rates');
export const setRate = (body: { currency: string; rate_millionths: number }, key: string): Promise<Rates> => post<Rates>('/v1/cashier/rates', body, { idempotencyKey: key });
export const means = async (): Promise<PaymentMeans[]> => (await get<Listed<PaymentMeans>>('/v1/cashier/means')).items;
/* The list with the mark by which a change that missed another one is noticed. */
export const meansSeen = (): Promise<Answer<Listed<PaymentMeans>>> => request<Listed<PaymentMeans>>('GET', '/v1/cashier/means');
/* `seen` null: a new one. */
export const saveMeans = (body: MeansEntry, seen: string | null, key: string): Promise<Listed<PaymentMeans>> =>
  post<Listed<PaymentMeans>>('/v1/cashier/means', body, { idempotencyKey: key, ifMatch: seen, ifAbsent: seen === null });
