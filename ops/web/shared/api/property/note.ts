import { getAll, post, query } from '../client';
import type { Night } from '../../format/dates';

export const NOTE_KINDS = ['trace', 'message', 'wake_up', 'log', 'alert', 'locator', 'lost', 'found', 'luggage', 'valet'] as const;
export const NOTE_DEPARTMENTS = ['frontdesk', 'housekeeping', 'maintenance', 'food', 'reservations', 'accounting', 'concierge', 'manager'] as const;
export const NOTE_OCCASIONS = ['check_in', 'check_out', 'both'] as const;

export type NoteKind = (typeof NOTE_KINDS)[number];
export type NoteDepartment = (typeof NOTE_DEPARTMENTS)[number];
export type NoteOccasion = (typeof NOTE_OCCASIONS)[number];

/* Something a person wrote down for others: open until somebody closes it. */
export interface Note {
  note_id: number;
  kind: NoteKind;
  department: NoteDepartment | null;
  occasion: NoteOccasion | null;
  stay_id: number | null;
  confirmation_number: string | null;
  room: string | null;
  text: string;
  place: string | null;
  tag: string | null;
  due_on: Night | null;
  due_at: string | null;
  business_date: Night;
  written_at: string;
  written_by: string;
  outcome: string | null;
  closed_at: string | null;
  closed_by: string | null;
  changed_at: string | null;
  changed_by: string | null;
}

export interface NoteWish {
  kind: NoteKind;
  department?: NoteDepartment;
  occasion?: NoteOccasion;
  stay_id?: number;
  confirmation_number?: string;
  text?: string;
  place?: string;
  tag?: string;
  due_on?: Night;
  due_at?: string;
}

export type NoteWords = Omit<NoteWish, 'kind' | 'stay_id' | 'confirmation_number'>;

export const notesOpen = (kind: NoteKind, signal?: AbortSignal): Promise<Note[]> => getAll<Note>(`/v1/notes${query({ kind })}`, { signal });
export const notesOfDay = (kind: NoteKind, date: Night, signal?: AbortSignal): Promise<Note[]> => getAll<Note>(`/v1/notes${query({ kind, date })}`, { signal });
export const notesOfReservation = (confirmation: string, signal?: AbortSignal): Promise<Note[]> => getAll<Note>(`/v1/notes${query({ confirmation })}`, { signal });
export const noteWrite = (wish: NoteWish, key: string): Promise<Note> => post<Note>('/v1/notes', wish, { idempotencyKey: key });
export const noteTag = (note: number): string => `/v1/notes/${note}/tag.pdf`;
export const noteAt = (note: number): string => `/v1/notes/${note}`;
export const noteEdit = (note: number, words: NoteWords, etag: string | null, key: string): Promise<Note> => post<Note>(`${noteAt(note)}/edit`, words, { idempotencyKey: key, ifMatch: etag });
export const noteClose = (note: number, outcome: string, key: string): Promise<Note> => post<Note>(`/v1/notes/${note}/close`, { outcome }, { idempotencyKey: key });
