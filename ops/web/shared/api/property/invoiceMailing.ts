import { get, post } from '../client';

/* An invoice that a guest asked to be sent; null: it waits. */
export interface InvoiceMailing {
  mailing_id: number;
  invoice_id: number;
  number: string;
  guest_name: string | null;
  email: string;
  asked_at: string;
  sent_at: string | null;
  sent_by: string | null;
}

export const invoiceMailings = async (signal?: AbortSignal): Promise<InvoiceMailing[]> => (await get<{ items: InvoiceMailing[] }>('/v1/invoice-mailings', { signal })).items;
export const invoiceMailingSent = (mailing: number, key: string): Promise<unknown> => post<unknown>(`/v1/invoice-mailings/${mailing}/sent`, {}, { idempotencyKey: key });
