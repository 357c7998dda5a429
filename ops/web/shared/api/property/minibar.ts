import { get, query, request } from '../client';
import type { Listed } from '../types';
import type { Night } from '../../format/dates';

export interface MinibarItemWish {
  item: string;
  english: string;
  chinese: string;
  price_minor: number;
  department: string;
}

export interface MinibarItem extends MinibarItemWish {
  included_tax_minor: number;
  added_tax_minor: number;
}

export interface Minibar {
  currency: string;
  items: MinibarItem[];
  left: Array<{ room: string; stay_id: number; left_at: string }>;
  no_post: number[];
  refills: Array<{ room: string; item: string; quantity: number }>;
}

export interface MinibarUse {
  use_id: number;
  business_date: Night;
  room: string;
  floor: number;
  stay_id: number;
  guest_name: string;
  item: string;
  english: string;
  chinese: string;
  quantity: number;
  amount_minor: number;
  posting_number: number;
  late: boolean;
  noted_by: string;
  noted_at: string;
  refilled_by: string | null;
  refilled_at: string | null;
}

export const minibar = (signal?: AbortSignal): Promise<Minibar> => get<Minibar>('/v1/minibar', { signal });

export const writeMinibar = async (items: MinibarItemWish[], key: string): Promise<Minibar> =>
  (await request<Minibar>('POST', '/v1/minibar', { items }, { idempotencyKey: key })).body;

export const minibarUses = async (date: Night, signal?: AbortSignal): Promise<MinibarUse[]> =>
  (await get<Listed<MinibarUse>>(`/v1/minibar/uses${query({ date })}`, { signal })).items;

export const minibarRefilled = (room: string, key: string): Promise<unknown> =>
  request('POST', `/v1/rooms/${encodeURIComponent(room)}/minibar/refill`, {}, { idempotencyKey: key });
