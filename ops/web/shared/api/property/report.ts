import { get } from '../client';
import type { Night } from '../../format/dates';

export type ReportKind = 'text' | 'label' | 'count' | 'money' | 'share' | 'night' | 'value';

/* A cell of a column of kind `value` names its own kind. */
export type ReportCell = string | number | null | { count?: number; money?: number; share?: number };

export interface ReportColumn {
  key: string;
  kind: ReportKind;
  title: string;
}

export interface Report {
  report: string;
  business_date: Night;
  title: string;
  purpose: string;
  currency: string;
  kept: boolean;
  made_at: string;
  columns: ReportColumn[];
  rows: ReportCell[][];
  totals: ReportCell[] | null;
}

export interface ReportList {
  items: Array<{ report: string; title: string; purpose: string }>;
  days: Night[];
  high_balance_minor: number;
}

export const reportList = (language: string, signal?: AbortSignal): Promise<ReportList> => get<ReportList>(`/v1/reports?language=${language}`, { signal });
export const report = (date: Night, code: string, language: string, signal?: AbortSignal): Promise<Report> =>
  get<Report>(`/v1/reports/${date}/${code}?language=${language}`, { signal });

/* Where the browser fetches the report as a file. */
export const reportFile = (date: Night, code: string, language: string, format: 'csv' | 'pdf'): string =>
  `/v1/reports/${date}/${code}?language=${language}&format=${format}`;
