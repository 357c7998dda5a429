import { getAll, post, query } from '../client';
import type { Night } from '../../format/dates';

/* A posting of a device that was refused: on nobody's bill until a person decides. */
/* Whose bill a refused posting most likely belongs on; `departed_on` when that guest has left. */
export interface LikelyPayer {
  account_id: number;
  guest_name: string;
  room: string | null;
  departed_on: Night | null;
}

export interface Suspense {
  suspense_number: number;
  interface: string;
  outlet: string | null;
  answer: string;
  room: string | null;
  amount_minor: number | null;
  business_date: Night;
  first_at: string;
  last_at: string;
  times: number;
  record: string;
  outcome: 'posted' | 'dismissed' | 'accepted' | null;
  account_id: number | null;
  reason: string | null;
  handled_at: string | null;
  handled_by: string | null;
  likely: LikelyPayer | null;
}

export const suspense = (handled: 'yes' | 'no', signal?: AbortSignal): Promise<Suspense[]> => getAll<Suspense>(`/v1/suspense${query({ handled })}`, { signal });
export const suspensePost = (number: number, account: number, key: string): Promise<Suspense> =>
  post<Suspense>(`/v1/suspense/${number}/post`, { account_id: account }, { idempotencyKey: key });
export const suspenseDismiss = (number: number, reason: string, key: string): Promise<Suspense> =>
  post<Suspense>(`/v1/suspense/${number}/dismiss`, { reason }, { idempotencyKey: key });
