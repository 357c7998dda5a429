import { get, post } from '../client';

export type MailingState = 'by_hand' | 'waiting' | 'failed' | 'sent' | 'handed_over';
export type MailingProblem = 'unreachable' | 'later' | 'refused' | 'untrusted' | 'login' | 'address';

/* An invoice that a guest asked to be sent, and what became of it. */
export interface InvoiceMailing {
  mailing_id: number;
  invoice_id: number;
  number: string;
  guest_name: string | null;
  email: string;
  asked_at: string;
  state: MailingState;
  attempts: number;
  next_at: string | null;
  problem: MailingProblem | null;
  said: string | null;
  failed_at: string | null;
  sent_at: string | null;
  sent_by: string | null;
}

/* `by_mail`: the hotel has a mail server; without one a person sends them. */
export interface InvoiceMailings {
  by_mail: boolean;
  items: InvoiceMailing[];
}

export const invoiceMailings = async (signal?: AbortSignal): Promise<InvoiceMailings> => get<InvoiceMailings>('/v1/invoice-mailings', { signal });
export const invoiceMailingSent = (mailing: number, key: string): Promise<InvoiceMailings> => post<InvoiceMailings>(`/v1/invoice-mailings/${mailing}/sent`, {}, { idempotencyKey: key });
export const invoiceMailingAgain = (mailing: number, email: string, key: string): Promise<InvoiceMailings> =>
  post<InvoiceMailings>(`/v1/invoice-mailings/${mailing}/send-again`, { email }, { idempotencyKey: key });
