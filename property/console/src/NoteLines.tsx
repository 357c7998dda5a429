import { useState } from 'react';
import { Button } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Note as NoteRow } from '@shared/api/property/note';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { formatConfirmation } from '@shared/format/confirmation';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { Note } from '@shared/ui/Notes';
import { NoteDialog } from './dialogs/NoteDialog';
import { useHotel } from './hotel';
import { useText } from './text/useText';

/* Whom and when it is about: "Room 501 · Sat 30/11/2026 06:30 · Housekeeping". */
function Heading({ note, booking }: { note: NoteRow; booking: string | undefined }): JSX.Element {
  const t = useText();
  const { status, forms } = useHotel();
  const late = note.closed_at === null && note.kind === 'trace' && note.due_on !== null && note.due_on < status.business_date;
  const parts = [
    note.room === null ? null : <a key="room" href={note.stay_id === null ? undefined : `#/stay/${note.stay_id}`}>{t('device.room', { room: note.room })}</a>,
    note.room !== null || note.confirmation_number === null || note.confirmation_number === booking ? null : <a key="booking" href={`#/reservation/${note.confirmation_number}`}>{t('reservation.number', { number: formatConfirmation(note.confirmation_number) })}</a>,
    note.due_on === null ? null : <span key="due" className={late ? 'kr-late' : undefined}>{late ? t('note.overdue', { date: forms.dateWithDay(note.due_on) }) : forms.dateWithDay(note.due_on)} {note.due_at}</span>,
    note.department === null ? null : <span key="department">{t(`note.department.${note.department}`)}</span>,
    note.occasion === null ? null : <span key="occasion">{t(`note.occasion.${note.occasion}`)}</span>,
    note.tag === null ? null : <strong key="tag">{note.tag}</strong>,
    note.place === null ? null : <span key="place">{note.place}</span>,
  ].filter((part) => part !== null);
  return <div className="kr-note-heading">{parts}</div>;
}

interface Props {
  /* The booking whose page this is: its notes need not say it. */
  booking?: string | undefined;
  onDone: () => void;
}

function Line({ note, booking, onDone }: Props & { note: NoteRow }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const [changing, setChanging] = useState(false);
  const label = t(`note.close.${note.kind}`);
  const close = useAction((outcome: string, key) => api.noteClose(note.note_id, outcome, key));
  const run = async (): Promise<void> => {
    if ((await close.run(label)) !== null) onDone();
  };
  return (
    <li data-note={note.note_id} data-closed={note.closed_at === null ? undefined : 'yes'}>
      <div>
        <Heading note={note} booking={booking} />
        {note.text !== '' && <div className="kr-note-text">{note.text}</div>}
        <div className="kr-muted">
          {t('note.writtenBy', { name: note.written_by, time: forms.instant(note.written_at) })}
          {note.changed_at !== null && ` · ${t('note.changedBy', { name: note.changed_by ?? '', time: forms.instant(note.changed_at) })}`}
          {note.closed_at !== null && ` → ${note.outcome ?? ''} · ${t('note.writtenBy', { name: note.closed_by ?? '', time: forms.instant(note.closed_at) })}`}
        </div>
        {close.problem !== null && <ErrorNote problem={close.problem} />}
      </div>
      {note.closed_at === null && (
        <div className="kr-note-actions">
          {note.tag !== null && <Button size="compact-sm" variant="subtle" color="gray" component="a" href={api.noteTag(note.note_id)} target="_blank">{t('note.printTag')}</Button>}
          <Button size="compact-sm" variant="subtle" disabled={close.busy} onClick={() => setChanging(true)}>{t('note.change')}</Button>
          <Button size="compact-sm" variant="default" loading={close.busy} onClick={() => void run()}>{label}</Button>
        </div>
      )}
      {changing && <NoteDialog kind={note.kind} note={note} onDone={() => { setChanging(false); onDone(); }} onClose={() => setChanging(false)} />}
    </li>
  );
}

export function NoteLines({ notes, booking, onDone }: Props & { notes: NoteRow[] }): JSX.Element {
  return (
    <ul className="kr-notes">
      {notes.map((note) => <Line key={note.note_id} note={note} booking={booking} onDone={onDone} />)}
    </ul>
  );
}

/* What somebody wanted said when this guest checks in or out, and messages that are to be handed over. */
export function Alerts({ confirmation, occasion }: { confirmation: string; occasion: 'check_in' | 'check_out' }): JSX.Element | null {
  const t = useText();
  const { value } = useLoad(`alerts/${confirmation}`, (signal) => api.notesOfReservation(confirmation, signal));
  const alerts = (value ?? []).filter((note) => note.closed_at === null && note.kind === 'alert' && (note.occasion === occasion || note.occasion === 'both'));
  const messages = (value ?? []).filter((note) => note.closed_at === null && note.kind === 'message');
  if (alerts.length + messages.length === 0) return null;
  return (
    <Note kind="warning">
      <strong>{t('note.alerts')}</strong>
      {[...alerts, ...messages].map((note) => <div key={note.note_id}>{note.text}</div>)}
    </Note>
  );
}
