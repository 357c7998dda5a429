import { get, query, request } from '../client';
import type { Listed } from '../types';
import type { Night } from '../../format/dates';
import type { Room } from './room';

export type Housekeeping = Room['housekeeping'];
export type OutageKind = 'out_of_order' | 'out_of_service';
export type Service = 'departure' | 'stay_over' | 'refresh' | 'deep_clean' | 'turndown';
export type TaskStatus = 'open' | 'started' | 'done' | 'do_not_disturb' | 'declined';

export interface Outage {
  outage_id: number;
  room: string;
  room_type: string;
  kind: OutageKind;
  from: Night;
  until: Night;
  reason: string;
  return_status: Housekeeping;
  now: boolean;
  conflict?: { stay_id: number; guest_name: string; departure: Night } | null;
}

export interface SheetTask {
  task_id: number;
  room: string;
  room_type: string;
  floor: number;
  housekeeping: Housekeeping;
  service: Service;
  linen: boolean;
  credits: number;
  status: TaskStatus;
  by_hand: boolean;
  note: string;
  minibar: string;
  changed_by: string | null;
  started_at: string | null;
  finished_at: string | null;
  departure: Night | null;
  persons: number | null;
  arrival_today: boolean;
}

export interface Sheet {
  attendant: string;
  name: string;
  staff: string | null;
  capacity: number;
  working: boolean;
  credits: number;
  tasks: SheetTask[];
}

export interface TaskSheets {
  business_date: Night;
  inspection_required: boolean;
  sheets: Sheet[];
  unassigned: SheetTask[];
}

export interface Attendant {
  attendant: string;
  name: string;
  staff?: string | null;
  credits: number;
  working: boolean;
}

export interface Discrepancy {
  sighting_id: number;
  room: string;
  discrepancy: 'skip' | 'sleep' | 'persons';
  seen_occupied: boolean;
  seen_persons: number | null;
  seen_by: string;
  seen_at: string;
  desk_occupied: boolean;
  desk_persons: number | null;
  stay_id: number | null;
  guest_name: string | null;
  departure: Night | null;
}

export interface ChecklistItem {
  item: string;
  english: string;
  chinese: string;
}

export interface Credit {
  room_type: string;
  service: Service;
  credits: number;
}

export interface HousekeepingSettings {
  inspection_required: boolean;
  linen_nights: number;
  credits: Credit[];
}

export interface HousekeepingWishes {
  service_declined: boolean;
  linen_declined: boolean;
  turndown: boolean;
}

const post = async <Body>(path: string, body: unknown, idempotencyKey: string, ifMatch: string | null = null): Promise<Body> =>
  (await request<Body>('POST', path, body, { idempotencyKey, ifMatch })).body;

export interface RoomOutcome {
  room: string;
  outcome: 'changed' | 'unchanged' | 'room_unknown';
}
export const setRoomStatuses = async (rooms: string[], housekeeping: Housekeeping, key: string): Promise<RoomOutcome[]> =>
  (await post<{ items: RoomOutcome[] }>('/v1/room-statuses', { rooms, housekeeping }, key)).items;
export const setRoomStatus = (room: string, housekeeping: Housekeeping, key: string): Promise<unknown> =>
  post(`/v1/rooms/${encodeURIComponent(room)}/status`, { housekeeping }, key);

export const outages = async (from: Night, until: Night, signal?: AbortSignal): Promise<Outage[]> =>
  (await get<Listed<Outage>>(`/v1/outages${query({ from, until })}`, { signal })).items;

export const planOutage = (body: { room: string; kind: OutageKind; from: Night; until: Night; reason: string; return_status: Housekeeping }, key: string): Promise<Outage> =>
  post('/v1/outages', body, key);

export const outageAt = (outage: number): string => `/v1/outages/${outage}`;
export const changeOutage = (outage: number, body: { until?: Night; reason?: string; return_status?: Housekeeping }, etag: string | null, key: string): Promise<Outage> =>
  post(`${outageAt(outage)}/change`, body, key, etag);

export const endOutage = (outage: number, key: string): Promise<Outage> => post(`/v1/outages/${outage}/return`, {}, key);

export const SHEETS_AT = '/v1/housekeeping/sheets';
export const taskSheets = (signal?: AbortSignal): Promise<TaskSheets> => get<TaskSheets>(SHEETS_AT, { signal });

export const makeSheets = (key: string): Promise<TaskSheets> => post(SHEETS_AT, {}, key);

export const giveTask = (task: number, attendant: string | null, key: string): Promise<unknown> =>
  post(`/v1/housekeeping/tasks/${task}/give`, attendant === null ? {} : { attendant }, key);

export const attendants = async (signal?: AbortSignal): Promise<Attendant[]> =>
  (await get<Listed<Attendant>>(ATTENDANTS_AT, { signal })).items;

export const ATTENDANTS_AT = '/v1/housekeeping/attendants';
export const putAttendant = (body: Attendant, etag: string | null, key: string): Promise<Attendant> => post(ATTENDANTS_AT, body, key, etag);

export const discrepancies = async (signal?: AbortSignal): Promise<Discrepancy[]> =>
  (await get<Listed<Discrepancy>>('/v1/housekeeping/discrepancies', { signal })).items;

export const resolveDiscrepancy = (sighting: number, resolution: string, key: string): Promise<unknown> =>
  post(`/v1/housekeeping/discrepancies/${sighting}/resolve`, { resolution }, key);

export const CHECKLIST_AT = '/v1/housekeeping/checklist';
export const checklist = async (signal?: AbortSignal): Promise<ChecklistItem[]> =>
  (await get<Listed<ChecklistItem>>(CHECKLIST_AT, { signal })).items;

export const writeChecklist = (items: ChecklistItem[], etag: string | null, key: string): Promise<unknown> => post(CHECKLIST_AT, { items }, key, etag);

export const housekeepingSettings = (signal?: AbortSignal): Promise<HousekeepingSettings> => get<HousekeepingSettings>('/v1/housekeeping/settings', { signal });

export const HOUSEKEEPING_SETTINGS_AT = '/v1/housekeeping/settings';
export const changeHousekeepingSettings = (body: HousekeepingSettings, etag: string | null, key: string): Promise<HousekeepingSettings> => post(HOUSEKEEPING_SETTINGS_AT, body, key, etag);

export const housekeepingWishesAt = (stay: number): string => `/v1/housekeeping/stays/${stay}/wishes`;

export const setHousekeepingWishes = (stay: number, body: HousekeepingWishes, etag: string | null, key: string): Promise<HousekeepingWishes> => post(housekeepingWishesAt(stay), body, key, etag);
