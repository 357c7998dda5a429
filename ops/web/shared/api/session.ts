import { get, request } from './client';
import type { Session } from './types';

export async function sessionOpen(user: string, password: string, key: string): Promise<Session> {
  return (await request<Session>('POST', '/v1/sessions', { user, password }, { idempotencyKey: key })).body;
}

export function sessionCurrent(): Promise<Session> {
  return get<Session>('/v1/sessions/current');
}

export async function sessionClose(): Promise<void> {
  await request<null>('DELETE', '/v1/sessions/current');
}
