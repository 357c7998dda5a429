import { get, getAll, post } from '../client';

export type DeviceResync = 'in_step' | 'needed' | 'under_way';

export interface DeviceRefusal {
  at: string;
  answer: string;
  room: string | null;
  amount: string | null;
  record: string;
}

/* Something of a device that has a number there: an encoder, a door that a key may open besides the room's. */
export interface DeviceChoice {
  number: string;
  name: { en: string; zh: string };
}

/* Something of the house that speaks with the hotel's node: a till, the telephone exchange, the door locks. */
export interface Device {
  interface: string;
  name: { en: string; zh: string };
  family: string;
  paused: boolean;
  resync: DeviceResync;
  waiting: number;
  today: { postings: number; amount_minor: number };
  refusals: DeviceRefusal[];
  coders: DeviceChoice[];
  doors: DeviceChoice[];
  outlets: DeviceChoice[];
  link: {
    state: 'disconnected' | 'connected' | 'alive';
    telling_all: boolean;
    since: string;
    address: string;
    version: string;
    heard_at: string | null;
    received: number;
    sent: number;
    malformed: number;
    unknown: number;
  };
}

export const devices = (signal?: AbortSignal): Promise<Device[]> => getAll<Device>('/v1/devices', { signal });

export const deviceResync = (name: string, key: string): Promise<Device> =>
  post<Device>(`/v1/devices/${encodeURIComponent(name)}/resync`, undefined, { idempotencyKey: key });

export const devicePause = (name: string, paused: boolean, key: string): Promise<Device> =>
  post<Device>(`/v1/devices/${encodeURIComponent(name)}/pause`, { paused }, { idempotencyKey: key });

/* Keys that an encoder was asked for; `answer` is null until it has answered. */
export interface DeviceKey {
  key_number: number;
  interface: string;
  coder: string;
  kind: 'new' | 'duplicate' | 'one_shot';
  keys: number;
  asked_at: string;
  staff: string;
  answered_at: string | null;
  answer: string | null;
  departure: string | null;
}

export interface KeyWish {
  interface: string;
  coder: string;
  kind: DeviceKey['kind'];
  keys: number;
  doors: string[];
}

/* What an encoder read on a card; `answer` is null until it has. */
export interface KeyReading {
  reading_number: number;
  answer: string | null;
  room: string | null;
  stay_id: number | null;
  guest_name: string | null;
  departure: string | null;
}

export const keys = (stay: number, signal?: AbortSignal): Promise<DeviceKey[]> => getAll<DeviceKey>(`/v1/stays/${stay}/keys`, { signal });
export const keyMake = (stay: number, wish: KeyWish, key: string): Promise<{ key_number: number }> =>
  post<{ key_number: number }>(`/v1/stays/${stay}/keys`, wish, { idempotencyKey: key });

export const keyRead = (name: string, coder: string, key: string): Promise<{ reading_number: number }> =>
  post<{ reading_number: number }>(`/v1/devices/${encodeURIComponent(name)}/key-readings`, { coder }, { idempotencyKey: key });
export const keyReading = (name: string, number: number, signal?: AbortSignal): Promise<KeyReading> =>
  get<KeyReading>(`/v1/devices/${encodeURIComponent(name)}/key-readings/${number}`, { signal });

/* What a guest may do with the devices of the room. */
export interface DeviceRights {
  no_post: boolean;
  limit_minor: number;
  telephone_class: 0 | 1 | 2 | 3;
  television: 'all' | 'restricted' | 'none';
  minibar_locked: boolean;
  do_not_disturb: boolean;
  message_light: boolean;
  language: string | null;
}

export const deviceRightsAt = (stay: number): string => `/v1/stays/${stay}/device-rights`;
export const deviceRights = (stay: number, signal?: AbortSignal): Promise<DeviceRights> => get<DeviceRights>(deviceRightsAt(stay), { signal });
export const deviceRightsSet = (stay: number, rights: Partial<DeviceRights>, etag: string | null, key: string): Promise<DeviceRights> =>
  post<DeviceRights>(deviceRightsAt(stay), rights, { idempotencyKey: key, ifMatch: etag });
