import { get } from '../client';

export interface DowntimePack {
  made_at: string | null;
  /* Of the file on paper. */
  paper_at: string | null;
  age_ms: number | null;
  late: boolean;
  build_ms: number;
  bytes: number;
  files: Array<{ path: string; written_at: string | null; error: string | null }>;
}

export const downtimePack = (signal?: AbortSignal): Promise<DowntimePack> => get<DowntimePack>('/v1/downtime-pack', { signal });

/* Where the browser fetches the pack. */
export const DOWNTIME_FILE = '/v1/downtime-pack/html';
export const downtimePaper = (language: string): string => `/v1/downtime-pack/pdf?language=${language}`;
