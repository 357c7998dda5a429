import { get, query, request } from '../client';
import type { Listed } from '../types';
import type { Night } from '../../format/dates';

export const DOCUMENT_TYPES = ['passport', 'identity_card', 'residence_permit', 'driving_licence', 'other'] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

export interface IdentityWish {
  surname: string;
  given_name?: string;
  nationality?: string;
  birth_date?: Night;
  document_type: DocumentType;
  document_number?: string;
  address?: string;
}

export interface Identity {
  person: number | null;
  surname: string | null;
  given_name: string | null;
  nationality: string | null;
  birth_date: Night | null;
  document_type: DocumentType | null;
  document_number: string | null;
  address: string | null;
}

export interface Identities {
  required: string[];
  keep_days: number;
  persons: Identity[];
}

export interface Registration extends Identity {
  room: string | null;
  stay_id: number;
  guest_name: string;
  arrival: Night;
  departure: Night;
  confirmation_number: string;
  line: number;
}

export interface TravelDocument {
  surname: string;
  given_name: string | null;
  nationality: string;
  birth_date: Night;
  document_type: DocumentType;
  document_number: string;
  issuer: string;
  expires: Night | null;
}

const ofLine = (confirmation: string, line: number): string => `/v1/reservations/${confirmation}/lines/${line}/identities`;

export const identities = (confirmation: string, line: number, signal?: AbortSignal): Promise<Identities> => get<Identities>(ofLine(confirmation, line), { signal });
export const writeIdentities = (confirmation: string, line: number, persons: IdentityWish[], key: string): Promise<unknown> =>
  request('POST', ofLine(confirmation, line), { persons }, { idempotencyKey: key });
export const readTravelDocument = async (zone: string): Promise<TravelDocument> => (await request<TravelDocument>('POST', '/v1/travel-documents/read', { zone })).body;
export const registrations = async (date: Night, signal?: AbortSignal): Promise<Registration[]> => (await get<Listed<Registration>>(`/v1/registrations${query({ date })}`, { signal })).items;
export const registrationFile = (date: Night, ending: 'csv' | 'pdf', language: string): string => `/v1/registrations.${ending}${query({ date, language })}`;
