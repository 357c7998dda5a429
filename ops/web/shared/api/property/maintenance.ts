import { get, getAll, post, query, request, type Answer } from '../client';
import type { Night } from '../../format/dates';

export const CATEGORIES = [
  'hvac', 'plumbing', 'bathroom', 'electrical', 'lighting', 'lock', 'television', 'internet', 'furniture', 'minibar', 'laundry', 'kitchen',
  'elevator', 'safety', 'pool', 'building', 'other',
] as const;
export type Category = (typeof CATEGORIES)[number];
export const PRIORITIES = ['emergency', 'urgent', 'normal', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];
export type WorkState =
  | 'reported' | 'triaged' | 'assigned' | 'in_progress' | 'waiting_parts' | 'waiting_vendor' | 'waiting_guest' | 'repaired' | 'checked' | 'closed'
  | 'reopened' | 'cancelled' | 'duplicate';

export interface WorkOrderEvent {
  at: string;
  staff: string;
  kind: 'state' | 'edit' | 'note' | 'part' | 'labour' | 'vendor_cost' | 'room';
  from: WorkState | null;
  to: WorkState | null;
  note: string | null;
  quantity: number;
  amount_minor: number;
}

export interface Cover {
  kind: 'none' | 'warranty' | 'contract';
  vendor?: number | null;
  vendor_name?: string | null;
  telephone?: string | null;
  until?: Night | null;
  response_minutes?: number | null;
}

export interface WorkOrder {
  work_order: number;
  revision: number;
  state: WorkState;
  origin: 'desk' | 'housekeeping' | 'guest' | 'inspection' | 'plan';
  priority: Priority;
  category: Category;
  symptom: string;
  detail: string | null;
  room: string | null;
  area: string | null;
  asset: number | null;
  preferred_on: Night | null;
  duplicate_of: number | null;
  reported_by: string;
  reported_at: string;
  technician: number | null;
  technician_name?: string | null;
  scheduled_from: string | null;
  estimated_minutes: number;
  complete_minutes: number;
  clock_used_us: number;
  clock_since: string | null;
  respond_due_at: string | null;
  due_at: string | null;
  room_out: boolean;
  cause: string | null;
  remedy: string | null;
  article: number | null;
  repaired_by: string | null;
  repeat_count: number;
  repeat?: boolean;
  article_wanted?: boolean;
  labour_minutes: number;
  labour_minor: number;
  parts_minor: number;
  vendor_minor: number;
  events?: WorkOrderEvent[];
  checks?: Array<{ at: string; staff: string; passed: boolean; points: string; note: string | null }>;
  parts?: Array<{ part: number; code: string; name_en: string; name_zh: string; unit: string; quantity: number; cost_minor: number }>;
  similar?: Array<{ work_order: number; symptom: string; state: WorkState }>;
  checklist?: { en: string[]; zh: string[] };
  cover?: Cover;
}

export interface FaultReport {
  room?: string;
  area?: string;
  symptom: string;
  detail?: string;
  category?: Category;
  priority?: Priority;
  asset?: number;
  stay_id?: number;
  take_room_out?: boolean;
}

export interface WorkMove {
  to: WorkState;
  note?: string;
  technician?: number;
  from?: string;
  minutes?: number;
  category?: Category;
  priority?: Priority;
  duplicate_of?: number;
  cause?: string;
  remedy?: string;
  article?: number;
}

export interface TechnicianOffer {
  technician: number;
  name: string;
  from: string | null;
  until: string | null;
  level: number;
  open_orders: number;
  load_minutes: number;
  in_time: boolean;
  reasons: Array<'no_skill' | 'best_skill' | 'no_free_time' | 'earliest' | 'least_busy' | 'in_time' | 'late'>;
}

export interface ArticleText {
  category: Category;
  symptom_en: string;
  symptom_zh: string;
  cause_en: string;
  cause_zh: string;
  remedy_en: string;
  remedy_zh: string;
}
export interface Article extends ArticleText {
  article: number;
  revision: number;
  helpful: number;
  unhelpful: number;
  retired: boolean;
}

export interface AssetBrief {
  asset: number;
  tag: string;
  name: string;
  category: Category;
}
export interface Asset extends AssetBrief {
  revision: number;
  room: string | null;
  area: string | null;
  maker: string | null;
  model: string | null;
  serial: string | null;
  installed_on: Night | null;
  warranty_until: Night | null;
  warranty_vendor: number | null;
  service_contract: number | null;
  replacement_minor: number;
  meter_reading: number;
  meter_unit: string | null;
  note: string | null;
  retired: boolean;
  cover?: Cover;
}

export interface Part {
  part: number;
  revision: number;
  code: string;
  name_en: string;
  name_zh: string;
  category: Category;
  unit: string;
  stock: number;
  minimum: number;
  cost_minor: number;
  place: string | null;
  retired: boolean;
}

export interface Vendor {
  vendor: number;
  revision: number;
  name: string;
  telephone: string | null;
  email: string | null;
  note: string | null;
  retired: boolean;
}
export interface ServiceContract {
  service_contract: number;
  revision: number;
  vendor: number;
  name: string;
  starts_on: Night;
  ends_on: Night;
  response_minutes: number;
  annual_minor: number;
  note: string | null;
}

export interface MaintenancePromise {
  priority: Priority;
  respond_minutes: number;
  complete_minutes: number;
  around_the_clock: boolean;
}
export interface MaintenanceSettings {
  revision: number;
  promises: MaintenancePromise[];
  hours: DayHours[];
  closed_days: Night[];
  repeat_failures: number;
  repeat_days: number;
}
export interface RepairChecklist {
  category: Category;
  points_en: string[];
  points_zh: string[];
}

export interface DayHours {
  weekday: number;
  from_minute: number;
  until_minute: number;
}
export interface Technician {
  technician: number;
  revision: number;
  staff: string;
  name: string;
  hourly_minor: number;
  skills?: Array<{ category: Category; level: number }>;
  hours?: DayHours[];
  absences?: Array<{ from_day: Night; until_day: Night; reason: string }>;
}
export interface CalendarOrder {
  work_order: number;
  technician: number;
  symptom: string;
  room: string | null;
  area: string | null;
  state: WorkState;
  priority: Priority;
  from: string;
  until: string | null;
}
export interface MaintenanceCalendar {
  from: Night;
  days: number;
  technicians: Technician[];
  orders: CalendarOrder[];
}

export interface Plan {
  plan: number;
  revision: number;
  name: string;
  category: Category;
  every_count: number;
  every_unit: 'day' | 'week' | 'month' | 'meter';
  lead_days: number;
  slack_days: number;
  prefer_vacant: boolean;
  estimated_minutes: number;
  instructions: string | null;
  retired: boolean;
}
export interface PlanTarget {
  target: number;
  asset: number | null;
  room: string | null;
  area: string | null;
  next_due: Night | null;
  next_meter: number | null;
  asset_name: string | null;
}
export type PlanTargetWish = { asset?: number; room?: string; area?: string; next_due?: Night; next_meter?: number };
interface PlanWords {
  en: string;
  zh: string;
}
export interface StarterPlan extends Omit<NewPlan, 'name' | 'instructions' | 'retired'> {
  code: string;
  law: boolean;
  name: PlanWords;
  places: PlanWords[];
  checklist: PlanWords[];
}
export interface NewPlan {
  name: string;
  category: Category;
  every_count: number;
  every_unit: Plan['every_unit'];
  lead_days: number;
  slack_days: number;
  prefer_vacant: boolean;
  estimated_minutes: number;
  instructions?: string;
  retired?: boolean;
}

export interface MaintenanceReport {
  from: Night;
  until: Night;
  currency: string;
  repeats: Array<{ room: string; category: Category; failures: number; cost_minor: number; last_at: string; mean_repair_minutes: number; mean_between_minutes: number }>;
  categories: Array<{ category: Category; orders: number; preventive: number; closed: number; late: number; labour_minutes: number; cost_minor: number }>;
  technicians: Array<{ technician: number; name: string; repaired: number; in_time: number; labour_minutes: number; returned: number }>;
  short_parts: Array<{ part: number; code: string; name_en: string; name_zh: string; stock: number; minimum: number; unit: string }>;
}

const order = (number: number): string => `/v1/work-orders/${number}`;
const write = <Result>(path: string, body: unknown, key: string, ifMatch?: string | null): Promise<Result> => post<Result>(path, body, { idempotencyKey: key, ifMatch });

export type Catalog = 'vendors' | 'service-contracts' | 'assets' | 'parts' | 'plans' | 'articles' | 'technicians';
export const catalogAt = (catalog: Catalog, number: number): string => `/v1/${catalog}/${number}`;
/* Makes a new one, or changes the one at `at`; refused with `changed_meanwhile` when somebody else has changed it since `etag`. */
export const catalogSave = <Row>(catalog: Catalog, at: string | null, body: Record<string, unknown>, etag: string | null, key: string): Promise<Row> =>
  at === null ? write(`/v1/${catalog}`, body, key) : write(`${at}/edit`, body, key, etag);

export const workOrders = (filter: Record<string, string | number | undefined>, signal?: AbortSignal): Promise<WorkOrder[]> => getAll<WorkOrder>(`/v1/work-orders${query({ limit: 500, ...filter })}`, { signal });
export const workOrder = (number: number, signal?: AbortSignal): Promise<Answer<WorkOrder>> => request<WorkOrder>('GET', order(number), undefined, { signal });
export const faultReport = (body: FaultReport, key: string): Promise<WorkOrder> => write('/v1/work-orders', body, key);
export const workMove = (number: number, body: WorkMove, ifMatch: string | null, key: string): Promise<WorkOrder> => write(`${order(number)}/moves`, body, key, ifMatch);
export const workCheck = (number: number, body: { points: string; note?: string }, ifMatch: string | null, key: string): Promise<WorkOrder> => write(`${order(number)}/checks`, body, key, ifMatch);
export const workEntry = (number: number, body: { kind: string; note?: string; minutes?: number; amount_minor?: number }, key: string): Promise<WorkOrder> => write(`${order(number)}/entries`, body, key);
export const workPart = (number: number, body: { part: number; quantity: number }, key: string): Promise<WorkOrder> => write(`${order(number)}/parts`, body, key);
export const workRoom = (number: number, room: 'out_of_order' | 'out_of_service' | 'in_order', key: string): Promise<WorkOrder> => write(`${order(number)}/room`, { room }, key);
export const workOffers = async (number: number, signal?: AbortSignal): Promise<TechnicianOffer[]> => (await get<{ items: TechnicianOffer[] }>(`${order(number)}/suggestions`, { signal })).items;
export const knowledgeSearch = (text: string, room: string, signal?: AbortSignal): Promise<{ articles: Article[]; assets: AssetBrief[] }> => get(`/v1/maintenance/search${query({ query: text, room })}`, { signal });
export const articles = (signal?: AbortSignal): Promise<Article[]> => getAll<Article>('/v1/articles', { signal });
export const articleVote = (article: number, helpful: boolean, key: string): Promise<Article> => write(`/v1/articles/${article}/votes`, { helpful }, key);
export const assets = (signal?: AbortSignal): Promise<Asset[]> => getAll<Asset>('/v1/assets', { signal });
export const asset = (number: number, signal?: AbortSignal): Promise<Asset> => get<Asset>(`/v1/assets/${number}`, { signal });
export const vendors = (signal?: AbortSignal): Promise<Vendor[]> => getAll<Vendor>('/v1/vendors', { signal });
export const serviceContracts = (signal?: AbortSignal): Promise<ServiceContract[]> => getAll<ServiceContract>('/v1/service-contracts', { signal });
export const parts = (signal?: AbortSignal): Promise<Part[]> => getAll<Part>('/v1/parts', { signal });
export const partMove = (part: number, body: { kind: 'receipt' | 'count'; quantity: number }, key: string): Promise<Part> => write(`/v1/parts/${part}/movements`, body, key);
export const maintenanceCalendar = (from: Night, days: number, signal?: AbortSignal): Promise<MaintenanceCalendar> => get(`/v1/maintenance/calendar${query({ from, days })}`, { signal });
export const technicianMake = (body: { staff: string; name: string; hourly_minor: number }, key: string): Promise<Technician> => write('/v1/technicians', body, key);
export const technicianCalendar = (technician: number, body: { skills: unknown[]; hours: DayHours[]; absences: unknown[] }, etag: string | null, key: string): Promise<Technician> => write(`/v1/technicians/${technician}/calendar`, body, key, etag);
export const plans = (signal?: AbortSignal): Promise<Plan[]> => getAll<Plan>('/v1/plans', { signal });
export const planMake = (body: NewPlan, key: string): Promise<Plan> => write('/v1/plans', body, key);
export const planOf = (plan: number, signal?: AbortSignal): Promise<Plan & { targets: PlanTarget[] }> => get(`/v1/plans/${plan}`, { signal });
export const starterPlans = async (signal?: AbortSignal): Promise<StarterPlan[]> => (await get<{ items: StarterPlan[] }>('/v1/starter-plans', { signal })).items;
export const planTargets = (plan: number, targets: PlanTargetWish[], key: string): Promise<Plan> => write(`/v1/plans/${plan}/targets`, { targets }, key);
export const MAINTENANCE_SETTINGS_AT = '/v1/maintenance/settings';
export const maintenanceSettings = (signal?: AbortSignal): Promise<MaintenanceSettings> => get(MAINTENANCE_SETTINGS_AT, { signal });
export const maintenanceSettingsSave = (body: Omit<MaintenanceSettings, 'revision'>, etag: string | null, key: string): Promise<MaintenanceSettings> => write(MAINTENANCE_SETTINGS_AT, body, key, etag);
export const REPAIR_CHECKLISTS_AT = '/v1/maintenance/checklists';
export const repairChecklists = async (signal?: AbortSignal): Promise<RepairChecklist[]> => (await get<{ items: RepairChecklist[] }>(REPAIR_CHECKLISTS_AT, { signal })).items;
export const repairChecklistSave = (body: RepairChecklist, etag: string | null, key: string): Promise<unknown> => write(REPAIR_CHECKLISTS_AT, body, key, etag);
export const maintenanceReport = (from: Night, until: Night, signal?: AbortSignal): Promise<MaintenanceReport> => get(`/v1/maintenance/report${query({ from, until })}`, { signal });
