import { get, post } from '../client';
import type { Night } from '../../format/dates';
import type { PaidWith, Tendered } from './cashier';
import { ofStay } from './stay';

export interface Posting {
  posting_number: number;
  business_date: Night;
  service_date: Night;
  posted_at: string;
  window: number;
  entry: string;
  department: string;
  code: string;
  description: string;
  amount_minor: number;
  included_tax_minor: number;
  night?: Night | null;
  corrects?: number | null;
  staff: string;
  reference: string | null;
  last_four: string | null;
}

/* What stands on a bill: a posting with what was moved or voided of it already taken off. */
export interface FolioItem {
  posting_number: number;
  entry: 'posting' | 'correction' | 'adjustment' | 'allowance';
  department: string;
  code: string;
  description: string;
  service_date: Night;
  amount_minor: number;
  from: { account_id: number; name: string; room: string | null } | null;
  reference: string | null;
  last_four: string | null;
}

export interface Payee {
  name: string;
  address: string;
  tax_number: string;
}

export interface FolioWindow {
  window: number;
  payee: Payee | null;
  balance_minor: number;
  items: FolioItem[];
}

export interface Folio {
  stay_id: number;
  currency: string;
  postings: Posting[];
  windows: FolioWindow[];
  balance_minor: number;
  charges_minor?: number;
  payments_minor?: number;
}

export interface Charge {
  department: string;
  description: string;
  amount_minor: number;
  window?: number;
}

export interface Payment extends PaidWith {
  amount_minor: number;
  window?: number;
  tendered?: Tendered;
}

export interface Transfer {
  posting_numbers: number[];
  from_window?: number;
  window: number;
  account_id?: number;
  amount_minor?: number;
}

export interface Agreements {
  routing: Array<{ routing_id: number; departments: string; from_date: Night; until_date: Night; window: number; account_id: number | null; account_name: string | null; room: string | null; share_basis_points: number }>;
  tax_exemptions: Array<{ reason: string; proof: string }>;
  fixed_charges: Array<{ charge_id: number; department: string; description: string; amount_minor: number; included: boolean; from_date: Night; until_date: Night }>;
}

export type Routing = Agreements['routing'][number];

export interface RoutingWish {
  departments: string;
  window: number;
  account_id?: number;
  from_date: Night;
  until_date: Night;
  share_basis_points: number;
  replaces?: number;
  whole_group?: boolean;
}

export interface NightlyCharge {
  department: string;
  description: string;
  amount_minor: number;
  included: boolean;
  from_date: Night;
  until_date: Night;
}

/* What the nights to come will post. */
export interface Advance {
  currency: string;
  nights: Array<{ night: Night; room_minor: number; tax_minor: number; fixed_minor: number }>;
  to_come_minor: number;
  elsewhere_minor: number;
  balance_minor: number;
  expected_minor: number;
}

const send = <Body, Result = unknown>(what: string) => (id: number, body: Body, key: string): Promise<Result> =>
  post<Result>(`${ofStay(id)}/${what}`, body, { idempotencyKey: key });

export const folio = (id: number): Promise<Folio> => get<Folio>(`${ofStay(id)}/folio`);
export const charge = send<Charge>('charges');
export const lateCharge = send<Charge>('late-charges');
export const payment = send<Payment>('payments');
export const correctPosting = send<{ posting_number: number; reason: string }>('corrections');
export const adjustPosting = send<{ posting_number: number; amount_minor: number; reason: string }>('adjustments');
export const grantAllowance = send<{ department: string; amount_minor: number; reason: string }>('allowances');
export const payOut = send<{ amount_minor: number; reason: string }>('paid-outs');
export const transferPostings = send<Transfer>('transfers');
export const namePayee = send<Payee & { window: number }>('payees');
export const agreements = (id: number): Promise<Agreements> => get<Agreements>(`${ofStay(id)}/agreements`);
export const addRouting = send<RoutingWish, Agreements>('routing');
export const endRouting = send<{ routing_id: number }, Agreements>('routing/end');
export const addNightly = send<NightlyCharge, Agreements>('fixed-charges');
export const endNightly = send<{ charge_id: number }, Agreements>('fixed-charges/end');
export const exemptFromTax = send<{ reason: string; proof: string }, Agreements>('tax-exemptions');
export const advanceFolio = (id: number): Promise<Advance> => get<Advance>(`${ofStay(id)}/advance-folio`);
