import { get, post, query } from '../client';
import type { Night } from '../../format/dates';
import type { GuestLine } from './chart';
import { ofStay, type Stay } from './stay';
import type { PaidWith } from './cashier';

export interface QueueEntry extends GuestLine {
  guest_name: string;
  room_type: string;
  arrival: Night;
  departure: Night;
  priority: number;
  queued_at: string;
  queued_by: string;
  note: string | null;
  room: string | null;
  room_status: string | null;
  room_occupied: boolean;
  ready: boolean;
  ready_rooms: number;
  told_at: string | null;
}

export interface StayChange {
  kind: string;
  business_date: Night;
  changed_at: string;
  staff: string;
  reason: string | null;
  detail: Record<string, unknown>;
}

export interface StayChanges {
  items: StayChange[];
  late: { until_minute: number; fee_minor: number } | null;
  express: { method: string; email: string | null } | null;
}

export interface Stroke {
  points: number[];
}

export interface RegistrationCard {
  content: {
    language: 'en' | 'zh';
    hotel: string;
    guest_name: string;
    confirmation_number: string;
    room: string;
    room_type_name: string;
    arrival: Night;
    departure: Night;
    adults: number;
    children: number;
    nights: Array<{ night: Night; price_minor: number }>;
    currency: string;
    /* With the taxes the prices do not include; a card signed before there was such a sum has none. */
    total_minor?: number;
    terms: string;
  };
  signature: { strokes: Stroke[]; digest: string; signed_at: string; witness: string; intact: boolean } | null;
}

export interface LatePreview {
  until_minute: number;
  fee_minor: number;
  currency: string;
  next_guest: string | null;
  exempt_tier: string | null;
}

export interface ShareWish {
  basis: 'full' | 'split' | 'custom';
  share_minor?: number;
  stay_id?: number;
  confirmation_number?: string;
  guest?: { given_name: string; surname: string };
}

const toStay = <Body>(what: string) => (id: number, body: Body, key: string, etag: string | null = null): Promise<Stay> => post<Stay>(`${ofStay(id)}/${what}`, body, { idempotencyKey: key, ifMatch: etag });

export const changeDeparture = toStay<{ departure: Night; price_minor?: number; waive_fee?: boolean; reason?: string; override_reason?: string }>('departure');
export const upgrade = toStay<{ room_type: string; room?: string; change_minor: number; reason: string }>('upgrade');
export const agreeLate = toStay<{ until_minute: number; fee_minor?: number; despite?: boolean; reason?: string }>('late-check-out');
export const undoCheckIn = toStay<{ reason: string; room_used: boolean }>('undo-check-in');
export const reinstate = toStay<{ reason: string }>('reinstate');
export const shareRoom = toStay<ShareWish>('share');
export const partGuests = toStay<{ price_minor: number; reason?: string }>('part');
export const stayChanges = (id: number): Promise<StayChanges> => get<StayChanges>(`${ofStay(id)}/changes`);
export const latePreview = (id: number, untilMinute: number): Promise<LatePreview> => get<LatePreview>(`${ofStay(id)}/late-check-out${query({ until_minute: untilMinute })}`);
export const agreeExpress = (id: number, body: PaidWith & { email?: string }, key: string): Promise<unknown> =>
  post<unknown>(`${ofStay(id)}/express-check-out`, body, { idempotencyKey: key });
export const checkOutReady = (body: { after?: number }, key: string): Promise<{ items: Stay[]; after: number | null }> =>
  post<{ items: Stay[]; after: number | null }>('/v1/check-outs', body, { idempotencyKey: key });

export const registrationCard = (id: number, language?: 'en' | 'zh'): Promise<RegistrationCard> => get<RegistrationCard>(`${ofStay(id)}/registration-card${query({ language })}`);
export const registrationCardPaper = (id: number): string => `${ofStay(id)}/registration-card.pdf`;
export const expectedCardPaper = (confirmation: string, line: number): string => `/v1/reservations/${confirmation}/lines/${line}/registration-card.pdf`;
export const daysCardsPaper = '/v1/arrivals/registration-cards.pdf';
export const signCard = (id: number, body: { strokes: Stroke[]; language: 'en' | 'zh' }, key: string): Promise<RegistrationCard> =>
  post<RegistrationCard>(`${ofStay(id)}/registration-card/signature`, body, { idempotencyKey: key });

export async function roomQueue(signal?: AbortSignal): Promise<QueueEntry[]> {
  return (await get<{ items: QueueEntry[] }>('/v1/room-queue', { signal })).items;
}
export const queueGuest = (guest: GuestLine, body: { priority?: number; note?: string; leave?: boolean; told?: boolean }, key: string): Promise<unknown> =>
  post<unknown>(`/v1/reservations/${guest.confirmation_number}/lines/${guest.line}/queue`, body, { idempotencyKey: key });
