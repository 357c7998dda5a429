import { get } from '../client';
import type { Night } from '../../format/dates';

/* A call that a person must make at its time, or that the telephone exchange tried in vain. Closing its note ends it. */
export interface WakeUp {
  note_id: number;
  room: string | null;
  stay_id: number;
  guest_name: string;
  due_on: Night;
  due_at: string;
  state: 'coming' | 'due' | 'failed';
  outcome: string | null;
}

export interface WakeUps {
  exchange: boolean;
  items: WakeUp[];
}

export const wakeUps = (signal?: AbortSignal): Promise<WakeUps> => get<WakeUps>('/v1/wake-ups', { signal });
