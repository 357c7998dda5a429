import { get, getAll, post, query } from '../client';
import type { Night } from '../../format/dates';
import type { Listed } from '../types';
import type { PaidWith, Tendered } from './cashier';
import type { FolioWindow, Posting } from './folio';
import { ofStay } from './stay';

export interface Account {
  account_id: number;
  kind: 'city' | 'master' | 'deposit';
  open: boolean;
  name: string;
  address: string;
  tax_number: string;
  credit_limit_minor: number;
  terms_days: number;
  balance_minor: number;
}

export interface OpenInvoice {
  invoice_id: number;
  number: string;
  business_date: Night;
  due_minor: number;
  open_minor: number;
}

/* What of a payment has paid no invoice yet. */
export interface UnappliedPayment {
  posting_number: number;
  business_date: Night;
  amount_minor: number;
  unapplied_minor: number;
}

export interface AccountDocument extends Account {
  windows: FolioWindow[];
  postings: Posting[];
  open_invoices: OpenInvoice[];
  unapplied: UnappliedPayment[];
}

export interface InvoiceHead {
  invoice_id: number;
  kind: 'invoice' | 'credit_note';
  number: string;
  window: number;
  billed_to: number | null;
  business_date: Night;
  payee_name: string;
  total_minor: number;
  due_minor: number;
  credited: boolean;
  credited_minor: number;
}

export interface AgingSums {
  days_0_30_minor: number;
  days_31_60_minor: number;
  days_61_90_minor: number;
  days_91_120_minor: number;
  days_over_120_minor: number;
  not_invoiced_minor: number;
  balance_minor: number;
}

export interface Aging {
  on: Night;
  items: Array<AgingSums & { account_id: number; name: string }>;
  total: AgingSums;
}

export interface Statement {
  from: Night;
  until: Night;
  opening_minor: number;
  closing_minor: number;
  lines: Array<{ business_date: Night; kind: string; text: string; amount_minor: number; balance_minor: number }>;
}

export interface Deposits {
  currency: string;
  items: Array<{ line: number; status: string; asked_minor: number; due_on: Night; account_id: number | null; held_minor: number }>;
}

/* How much of a payment goes to which invoice. */
export interface AppliedPayment {
  invoice_id: number;
  amount_minor: number;
}

export interface AccountDetails {
  name: string;
  address: string;
  tax_number: string;
  credit_limit_minor: number;
  terms_days: number;
}

export const ofAccount = (id: number): string => `/v1/accounts/${id}`;

export const accounts = (kind: 'city' | 'master'): Promise<Account[]> => getAll<Account>(`/v1/accounts?kind=${kind}`);
export const account = (id: number): Promise<AccountDocument> => get<AccountDocument>(ofAccount(id));
export const openAccount = (body: AccountDetails & { kind: string }, key: string): Promise<Account> => post<Account>('/v1/accounts', body, { idempotencyKey: key });
export const changeAccount = (id: number, body: AccountDetails & { closed: boolean }, etag: string | null, key: string): Promise<Account> =>
  post<Account>(`${ofAccount(id)}/details`, body, { idempotencyKey: key, ifMatch: etag });
export const chargeAccount = (id: number, body: { department: string; description: string; amount_minor: number }, key: string): Promise<AccountDocument> =>
  post<AccountDocument>(`${ofAccount(id)}/charges`, body, { idempotencyKey: key });
export const payAccount = (id: number, body: PaidWith & { amount_minor: number; tendered?: Tendered; invoices?: AppliedPayment[] }, key: string): Promise<AccountDocument> =>
  post<AccountDocument>(`${ofAccount(id)}/payments`, body, { idempotencyKey: key });
export const applyPayment = (id: number, body: { posting_number: number; invoices: AppliedPayment[] }, key: string): Promise<AccountDocument> =>
  post<AccountDocument>(`${ofAccount(id)}/applications`, body, { idempotencyKey: key });
export const billAccount = (id: number, body: { account_id?: number; override?: boolean }, key: string): Promise<InvoiceHead> =>
  post<InvoiceHead>(`${ofAccount(id)}/invoices`, body, { idempotencyKey: key });
export const correctAccount = (id: number, body: { posting_number: number; reason: string }, key: string): Promise<AccountDocument> =>
  post<AccountDocument>(`${ofAccount(id)}/corrections`, body, { idempotencyKey: key });
export const moveFromAccount = (id: number, body: { posting_numbers: number[]; account_id: number }, key: string): Promise<AccountDocument> =>
  post<AccountDocument>(`${ofAccount(id)}/transfers`, body, { idempotencyKey: key });
export const statement = (id: number): Promise<Statement> => get<Statement>(`${ofAccount(id)}/statement`);
export const statementPaper = (id: number, language: string): string => `${ofAccount(id)}/statement/pdf${query({ language })}`;
export const receiptPaper = (id: number, payment: number, language: string): string => `${ofAccount(id)}/payments/${payment}/receipt/pdf${query({ language })}`;
export const aging = (): Promise<Aging> => get<Aging>('/v1/aging');

export const invoices = async (account_: number): Promise<InvoiceHead[]> => (await get<Listed<InvoiceHead>>(`/v1/invoices${query({ account: account_ })}`)).items;
export const invoiceStay = (id: number, body: { window: number }, key: string): Promise<InvoiceHead> => post<InvoiceHead>(`${ofStay(id)}/invoices`, body, { idempotencyKey: key });
export const billStay = (id: number, body: { window: number; account_id: number; override?: boolean }, key: string): Promise<InvoiceHead> =>
  post<InvoiceHead>(`${ofStay(id)}/direct-bills`, body, { idempotencyKey: key });
export const creditInvoice = (id: number, body: { reason: string; amount_minor?: number }, key: string): Promise<InvoiceHead> =>
  post<InvoiceHead>(`/v1/invoices/${id}/credit-notes`, body, { idempotencyKey: key });
export const invoicePaper = (id: number, language: string): string => `/v1/invoices/${id}/pdf${query({ language })}`;

export const deposits = (confirmation: string): Promise<Deposits> => get<Deposits>(`/v1/reservations/${confirmation}/deposits`);
export const takeDeposit = (confirmation: string, body: PaidWith & { line: number; amount_minor: number; tendered?: Tendered }, key: string): Promise<Deposits> =>
  post<Deposits>(`/v1/reservations/${confirmation}/deposits`, body, { idempotencyKey: key });
export const settleDeposit = (confirmation: string, body: PaidWith & { line: number }, key: string): Promise<Deposits> =>
  post<Deposits>(`/v1/reservations/${confirmation}/deposits/refund`, body, { idempotencyKey: key });
