import { get, post } from '../client';
import type { Night } from '../../format/dates';
import { ofStay } from './stay';

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

export interface Charge {
  department: string;
  description: string;
  amount_minor: number;
}

export const folio = (id: number): Promise<Folio> => get<Folio>(`${ofStay(id)}/folio`);
export const charge = (id: number, body: Charge, key: string): Promise<unknown> => post<unknown>(`${ofStay(id)}/charges`, body, { idempotencyKey: key });
export const payment = (id: number, body: { method: string; amount_minor: number }, key: string): Promise<unknown> =>
  post<unknown>(`${ofStay(id)}/payments`, body, { idempotencyKey: key });
