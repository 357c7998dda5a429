import { get, getAll, query } from '../client';
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
  room?: string | null;
  room_status?: string | null;
  room_occupied?: boolean;
  noted?: boolean;
  tier?: string | null;
  group?: string | null;
  do_not_move?: boolean;
  eta_minute?: number | null;
  queue_priority?: number | null;
  deposit_minor?: number;
  deposit_missing?: boolean;
  next_room?: string | null;
  late_until_minute?: number | null;
  express?: boolean;
  shares_with?: number | null;
  total_minor?: number;
  night_price_minor?: number | null;
  balance_minor?: number;
  currency?: string;
}

export type DeskList = 'arrivals' | 'in-house' | 'departures' | 'departed';

export async function deskList(list: DeskList, filter?: string, signal?: AbortSignal): Promise<DeskLine[]> {
  return getAll<DeskLine>(`/v1/${list}${query({ filter })}`, { signal });
}

/* How many stand on the list, and how many each filter leaves. */
export const deskCounts = (list: DeskList, signal?: AbortSignal): Promise<Record<string, number>> => get<Record<string, number>>(`/v1/${list}/counts`, { signal });
