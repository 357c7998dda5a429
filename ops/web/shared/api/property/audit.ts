import { get, post } from '../client';
import type { Night } from '../../format/dates';

export interface NightAudit {
  business_date: Night;
  status: 'running' | 'completed' | 'due';
  step?: 'no_shows' | 'room_and_tax' | 'report' | 'roll_date' | 'done';
  done?: number;
  total?: number;
  started_at?: string;
  completed_at?: string | null;
  report?: AuditReport | null;
  blockers?: AuditBlocker[];
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

export interface AuditBlocker {
  code: string;
  detail?: string;
  confirmation_number?: string;
  stay_id?: number;
}

export const auditCurrent = (signal?: AbortSignal): Promise<NightAudit> => get<NightAudit>('/v1/night-audits/current', { signal });
export const auditGet = (date: string): Promise<NightAudit> => get<NightAudit>(`/v1/night-audits/${date}`);
export const auditRun = (businessDate: string, key: string): Promise<NightAudit> =>
  post<NightAudit>('/v1/night-audits', { business_date: businessDate }, { idempotencyKey: key });
