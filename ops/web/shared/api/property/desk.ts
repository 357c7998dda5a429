import { getAll } from '../client';
import type { LineStatus } from '../types';
import type { Night } from '../../format/dates';

export interface DeskLine {
  confirmation_number: string;
  line: number;
  guest_name: string;
  room_type: string;
  rate_plan?: string;
  arrival: Night;
  departure: Night;
  adults: number;
  children: number;
  infants: number;
  status: LineStatus;
  stay_id?: number;
  room?: string;
  total_minor?: number;
  balance_minor?: number;
  currency?: string;
}

export type DeskList = 'arrivals' | 'in-house' | 'departures';

export async function deskList(list: DeskList, signal?: AbortSignal): Promise<DeskLine[]> {
  return getAll<DeskLine>(`/v1/${list}`, { signal });
}
