import { useState } from 'react';
import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import { NOTE_DEPARTMENTS, NOTE_OCCASIONS, type NoteDepartment, type NoteKind, type NoteOccasion, type NoteWish } from '@shared/api/property/note';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { checkConfirmation, confirmationDigits } from '@shared/format/confirmation';
import { addDays, type Night } from '@shared/format/dates';
import { DateField } from '@shared/ui/DateField';
import { FormDialog } from '@shared/ui/FormDialog';
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
  onDone: () => void;
  onClose: () => void;
}

export function NoteDialog({ kind, subject, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const { status, forms } = useHotel();
  const asks = ASKS[kind];
  const today = status.business_date;
  const [text, setText] = useState('');
  const [room, setRoom] = useState('');
  const [department, setDepartment] = useState<NoteDepartment>('frontdesk');
  const [occasion, setOccasion] = useState<NoteOccasion>('both');
  const [dueOn, setDueOn] = useState<Night>(kind === 'wake_up' ? addDays(today, 1) : today);
  const [dueAt, setDueAt] = useState('');
  const [place, setPlace] = useState('');
  const [tag, setTag] = useState('');
  const rooms = useLoad('rooms', api.rooms);
  const inRoom = rooms.value?.find((each) => each.room === room.trim())?.stay_id ?? null;
  const booking = asks.before && checkConfirmation(room) === 'valid' ? { confirmation_number: confirmationDigits(room) } : null;
  const guest: NoteSubject | null = subject ?? booking ?? (inRoom === null ? null : { stay_id: inRoom });
  const write = useAction((wish: NoteWish, key) => api.noteWrite(wish, key));
  const named = room.trim() !== '';

  const wish = (): NoteWish => ({
    kind,
    ...(text.trim() !== '' && { text: text.trim() }),
    ...(asks.room !== 'no' && guest),
    ...(asks.department && { department }),
    ...(asks.occasion && { occasion }),
    ...(asks.date && { due_on: dueOn }),
    ...(asks.time && dueAt.trim() !== '' && { due_at: dueAt.trim().padStart(5, '0') }),
    ...(asks.place && place.trim() !== '' && { place: place.trim() }),
    ...(asks.tag && tag.trim() !== '' && { tag: tag.trim() }),
  });
  const submit = async (): Promise<void> => {
    if ((await write.run(wish())) !== null) onDone();
  };
  const ready = !(asks.room === 'needed' && guest === null) && !(named && guest === null);
  const choices = <Code extends string>(codes: readonly Code[], label: (code: Code) => string): Array<{ value: Code; label: string }> => codes.map((value) => ({ value, label: label(value) }));
  return (
    <FormDialog title={t(`note.new.${kind}`)} submitLabel={t('note.save')} busy={write.busy} problem={write.problem ?? rooms.problem} ready={ready} onSubmit={() => void submit()} onClose={onClose}>
      {asks.room !== 'no' && subject === undefined && (
        <TextInput data-autofocus label={asks.room === 'needed' ? t('note.room') : t('note.roomOptional')} description={asks.before ? t('note.roomOrNumberHint') : asks.room === 'needed' ? t('note.roomHint') : undefined} value={room} maxLength={20} onChange={(event) => setRoom(event.currentTarget.value)} />
      )}
      {named && guest === null && rooms.value !== null && <Note kind="warning">{t('note.roomUnknown')}</Note>}
      {asks.department && <NativeSelect label={t('note.department')} data={choices(NOTE_DEPARTMENTS, (code) => t(`note.department.${code}`))} value={department} onChange={(event) => setDepartment(event.currentTarget.value as NoteDepartment)} />}
      {asks.occasion && <NativeSelect label={t('note.occasion')} data={choices(NOTE_OCCASIONS, (code) => t(`note.occasion.${code}`))} value={occasion} onChange={(event) => setOccasion(event.currentTarget.value as NoteOccasion)} />}
      {asks.date && <DateField label={t('note.dueOn')} value={dueOn} base={today} min={today} forms={forms} onChange={setDueOn} />}
      {asks.time && <TextInput label={t('note.dueAt')} description={t('note.dueAtHint')} value={dueAt} maxLength={5} onChange={(event) => setDueAt(event.currentTarget.value)} />}
      {asks.tag && <TextInput label={kind === 'valet' ? t('note.tag.valet') : t('note.tag.luggage')} value={tag} maxLength={80} onChange={(event) => setTag(event.currentTarget.value)} />}
      {asks.place && <TextInput label={t('note.place')} value={place} maxLength={80} onChange={(event) => setPlace(event.currentTarget.value)} />}
      <Textarea data-autofocus={asks.room === 'no' || subject !== undefined || undefined} label={t(`note.text.${kind}`)} autosize minRows={2} maxRows={6} maxLength={1000} value={text} onChange={(event) => setText(event.currentTarget.value)} />
    </FormDialog>
  );
}
