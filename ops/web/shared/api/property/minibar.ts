import { get, post, query, request } from '../client';
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

export interface MinibarPrices {
  currency: string;
  items: MinibarItem[];
}

/* What a phone knows, to go on alone. */
export interface Minibar extends MinibarPrices {
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

export const MINIBAR_AT = '/v1/minibar';

export const MINIBAR_PRICES_AT = '/v1/minibar/prices';
export const minibarPrices = (signal?: AbortSignal): Promise<MinibarPrices> => get<MinibarPrices>(MINIBAR_PRICES_AT, { signal });
export const writeMinibarPrices = (items: MinibarItemWish[], etag: string | null, key: string): Promise<MinibarPrices> =>
  post<MinibarPrices>(MINIBAR_PRICES_AT, { items }, { idempotencyKey: key, ifMatch: etag });

export const minibarUses = async (date: Night, signal?: AbortSignal): Promise<MinibarUse[]> =>
  (await get<Listed<MinibarUse>>(`/v1/minibar/uses${query({ date })}`, { signal })).items;

export const minibarRefilled = (room: string, key: string): Promise<unknown> =>
  request('POST', `/v1/rooms/${encodeURIComponent(room)}/minibar/refill`, {}, { idempotencyKey: key });
