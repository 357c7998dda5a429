import { get, post } from '../client';
import type { Night } from '../../format/dates';

export type AuditStep = 'no_shows' | 'room_and_tax' | 'roll_date' | 'statistics' | 'reports' | 'done';

export interface NightAudit {
  business_date: Night;
  status: 'running' | 'completed' | 'due';
  step?: AuditStep;
  done?: number;
  total?: number;
  started_at?: string;
  completed_at?: string | null;
  report?: AuditReport | null;
  forced_by?: string | null;
  force_reason?: string | null;
  blockers?: AuditHint[];
  blocker_count?: number;
  warnings?: AuditHint[];
  warning_count?: number;
}

export interface AuditReport {
  overdue_departures?: AuditFinding[];
  unbalanced_folios?: AuditFinding[];
  departments?: Record<string, number>;
  ledger_balances?: boolean;
  [figure: string]: unknown;
}

export interface AuditFinding {
  stay_id: number;
  confirmation_number: string;
  room: string | null;
  departure: Night;
  balance_minor: number;
}

/* Something that stands in the way of the audit, or that somebody should look at before it. */
export interface AuditHint {
  code: string;
  detail: string;
  remedy: string;
  stay_id: number | null;
  confirmation_number: string | null;
  room: string | null;
  guest_name: string | null;
  date: Night | null;
  amount_minor: number | null;
}

export const auditCurrent = (signal?: AbortSignal): Promise<NightAudit> => get<NightAudit>('/v1/night-audits/current', { signal });
export const auditGet = (date: string): Promise<NightAudit> => get<NightAudit>(`/v1/night-audits/${date}`);
export const auditRun = (body: { business_date: string; override_reason?: string }, key: string): Promise<NightAudit> =>
  post<NightAudit>('/v1/night-audits', body, { idempotencyKey: key });
