import { useState } from 'react';
import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import { NOTE_DEPARTMENTS, NOTE_OCCASIONS, type Note as NoteRow, type NoteDepartment, type NoteKind, type NoteOccasion, type NoteWords } from '@shared/api/property/note';
import { useEdit, type Edit } from '@shared/api/useEdit';
import { useLoad } from '@shared/api/useLoad';
import { checkConfirmation, confirmationDigits } from '@shared/format/confirmation';
import { addDays, type Night } from '@shared/format/dates';
import { DateField } from '@shared/ui/DateField';
import { EditDialog } from '@shared/ui/EditDialog';
import { ErrorNote } from '@shared/ui/ErrorNote';
import type { MergeField } from '@shared/ui/MergeDialog';
import { Note } from '@shared/ui/Notes';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

/* What each kind asks for besides its text; the hotel's node decides what it cannot do without. `before`: it may be
   written for a guest who is still expected. */
const ASKS: Record<NoteKind, { before?: true; room: 'needed' | 'optional' | 'no'; department?: true; occasion?: true; date?: true; time?: true; place?: true; tag?: true }> = {
  trace: { before: true, room: 'optional', department: true, date: true },
  alert: { before: true, room: 'needed', occasion: true },
  message: { before: true, room: 'needed' },
  wake_up: { room: 'needed', date: true, time: true },
  locator: { room: 'needed', place: true },
  log: { room: 'no' },
  lost: { room: 'optional' },
  found: { room: 'no', place: true },
  luggage: { room: 'optional', place: true, tag: true },
  valet: { room: 'optional', place: true, tag: true },
};

/* Whom it is about: a guest in the house, or one who is expected. */
export type NoteSubject = { stay_id: number } | { confirmation_number: string };

interface Props {
  kind: NoteKind;
  /* When that is known already. */
  subject?: NoteSubject;
  /* One that is there is written anew. */
  note?: NoteRow;
  onDone: () => void;
  onClose: () => void;
}

interface Values {
  text: string;
  department: NoteDepartment;
  occasion: NoteOccasion;
  due_on: Night;
  due_at: string;
  place: string;
  tag: string;
}

function wordsOf(kind: NoteKind, { text, department, occasion, due_on, due_at, place, tag }: Values): NoteWords {
  const asks = ASKS[kind];
  return {
    ...(text.trim() !== '' && { text: text.trim() }),
    ...(asks.department && { department }),
    ...(asks.occasion && { occasion }),
    ...(asks.date && { due_on }),
    ...(asks.time && due_at.trim() !== '' && { due_at: due_at.trim().padStart(5, '0') }),
    ...(asks.place && place.trim() !== '' && { place: place.trim() }),
    ...(asks.tag && tag.trim() !== '' && { tag: tag.trim() }),
  };
}

/* What the note says, for the form and for two who write it anew at once. */
function useNoteFields(kind: NoteKind): Array<MergeField<Values>> {
  const t = useText();
  const { forms } = useHotel();
  return [
    { key: 'text', label: t(`note.text.${kind}`) },
    { key: 'department', label: t('note.department'), show: (value: NoteDepartment) => t(`note.department.${value}`) },
    { key: 'occasion', label: t('note.occasion'), show: (value: NoteOccasion) => t(`note.occasion.${value}`) },
    { key: 'due_on', label: t('note.dueOn'), show: (value: Night) => forms.dateWithDay(value) },
    { key: 'due_at', label: t('note.dueAt') },
    { key: 'tag', label: kind === 'valet' ? t('note.tag.valet') : t('note.tag.luggage') },
    { key: 'place', label: t('note.place') },
  ];
}

function WordFields({ kind, edit, first }: { kind: NoteKind; edit: Edit<Values>; first: boolean }): JSX.Element {
  const t = useText();
  const { status, forms } = useHotel();
  const asks = ASKS[kind];
  const today = status.business_date;
  const { values, set } = edit;
  const choices = <Code extends string>(codes: readonly Code[], label: (code: Code) => string): Array<{ value: Code; label: string }> => codes.map((value) => ({ value, label: label(value) }));
  return (
    <>
      {asks.department && <NativeSelect label={t('note.department')} data={choices(NOTE_DEPARTMENTS, (code) => t(`note.department.${code}`))} value={values.department} onChange={(event) => set({ department: event.currentTarget.value as NoteDepartment })} />}
      {asks.occasion && <NativeSelect label={t('note.occasion')} data={choices(NOTE_OCCASIONS, (code) => t(`note.occasion.${code}`))} value={values.occasion} onChange={(event) => set({ occasion: event.currentTarget.value as NoteOccasion })} />}
      {asks.date && <DateField label={t('note.dueOn')} value={values.due_on} base={today} min={values.due_on < today ? values.due_on : today} forms={forms} onChange={(due_on) => set({ due_on })} />}
      {asks.time && <TextInput label={t('note.dueAt')} description={t('note.dueAtHint')} value={values.due_at} maxLength={5} onChange={(event) => set({ due_at: event.currentTarget.value })} />}
      {asks.tag && <TextInput label={kind === 'valet' ? t('note.tag.valet') : t('note.tag.luggage')} value={values.tag} maxLength={80} onChange={(event) => set({ tag: event.currentTarget.value })} />}
      {asks.place && <TextInput label={t('note.place')} value={values.place} maxLength={80} onChange={(event) => set({ place: event.currentTarget.value })} />}
      <Textarea data-autofocus={first || undefined} label={t(`note.text.${kind}`)} autosize minRows={2} maxRows={6} maxLength={1000} value={values.text} onChange={(event) => set({ text: event.currentTarget.value })} />
    </>
  );
}

/* Writes something down, or writes anew what is there. */
export function NoteDialog({ kind, subject, note, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const { status } = useHotel();
  const asks = ASKS[kind];
  const today = status.business_date;
  const [room, setRoom] = useState('');
  const asksGuest = note === undefined && asks.room !== 'no' && subject === undefined;
  const rooms = useLoad(asksGuest ? 'rooms' : null, api.rooms);
  const inRoom = rooms.value?.find((each) => each.room === room.trim())?.stay_id ?? null;
  const booking = asks.before && checkConfirmation(room) === 'valid' ? { confirmation_number: confirmationDigits(room) } : null;
  const guest: NoteSubject | null = subject ?? booking ?? (inRoom === null ? null : { stay_id: inRoom });
  const valuesOf = (row: NoteRow | undefined): Values => ({
    text: row?.text ?? '', department: row?.department ?? 'frontdesk', occasion: row?.occasion ?? 'both', due_on: row?.due_on ?? (kind === 'wake_up' ? addDays(today, 1) : today),
    due_at: row?.due_at ?? '', place: row?.place ?? '', tag: row?.tag ?? '',
  });
  const edit = useEdit<NoteRow, Values, NoteRow>({
    at: note === undefined ? null : api.noteAt(note.note_id),
    initial: valuesOf(note),
    valuesOf,
    terms: guest,
    write: (values, { etag }, key) =>
      note === undefined ? api.noteWrite({ kind, ...(asks.room !== 'no' && guest), ...wordsOf(kind, values) }, key) : api.noteEdit(note.note_id, wordsOf(kind, values), etag, key),
    onDone,
  });
  const named = room.trim() !== '';
  const ready = note !== undefined || (!(asks.room === 'needed' && guest === null) && !(named && guest === null));
  return (
    <EditDialog edit={edit} fields={useNoteFields(kind)} title={note === undefined ? t(`note.new.${kind}`) : t('note.changeTitle')} submitLabel={t('note.save')} ready={ready} onClose={onClose}>
      {asksGuest && rooms.problem !== null && <ErrorNote problem={rooms.problem} onRetry={rooms.reload} />}
      {asksGuest && (
        <TextInput data-autofocus label={asks.room === 'needed' ? t('note.room') : t('note.roomOptional')} description={asks.before ? t('note.roomOrNumberHint') : asks.room === 'needed' ? t('note.roomHint') : undefined} value={room} maxLength={20} onChange={(event) => setRoom(event.currentTarget.value)} />
      )}
      {named && guest === null && rooms.value !== null && <Note kind="warning">{t('note.roomUnknown')}</Note>}
      <WordFields kind={kind} edit={edit} first={!asksGuest} />
    </EditDialog>
  );
}
