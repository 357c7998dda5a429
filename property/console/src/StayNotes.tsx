import { useState } from 'react';
import { Button } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Note, NoteKind } from '@shared/api/property/note';
import type { Stay } from '@shared/api/property/stay';
import type { Reservation } from '@shared/api/types';
import { useLoad } from '@shared/api/useLoad';
import { useCommands } from '@shared/keyboard/shortcuts';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { Panel } from '@shared/ui/Page';
import { NoteDialog, type NoteSubject } from './dialogs/NoteDialog';
import { NoteLines } from './NoteLines';
import { useText } from './text/useText';

const REFRESH_MS = 15_000;
const IN_HOUSE: NoteKind[] = ['message', 'wake_up', 'trace', 'alert'];
const EXPECTED: NoteKind[] = ['message', 'trace', 'alert'];

interface Props {
  confirmation: string;
  subject: NoteSubject;
  /* What may be added; nothing for a guest who has left. */
  kinds: NoteKind[];
  concerns: (note: Note) => boolean;
}

/* What is written down about a guest and still open, and what is most often added. */
function GuestNotes({ confirmation, subject, kinds, concerns }: Props): JSX.Element {
  const t = useText();
  const [kind, setKind] = useState<NoteKind | null>(null);
  const { value, problem, reload } = useLoad(`notes/${confirmation}`, (signal) => api.notesOfReservation(confirmation, signal), REFRESH_MS);
  const open = (value ?? []).filter((note) => note.closed_at === null && concerns(note));
  useCommands(kinds.map((each) => ({ label: t(`note.new.${each}`), run: () => setKind(each) })));
  const done = (): void => {
    setKind(null);
    reload();
  };
  return (
    <Panel title={t('note.title')}>
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {open.length > 0 && <NoteLines notes={open} booking={confirmation} onDone={reload} />}
      {kinds.length > 0 && (
        <div className="kr-note-doings">
          {kinds.map((each) => <Button key={each} size="compact-sm" variant="default" onClick={() => setKind(each)}>{t(`note.new.${each}`)}</Button>)}
        </div>
      )}
      {kind !== null && <NoteDialog kind={kind} subject={subject} onDone={done} onClose={() => setKind(null)} />}
    </Panel>
  );
}

/* The notes of the stay, and those of its booking that are about all rooms. */
export function StayNotes({ stay }: { stay: Stay }): JSX.Element {
  return <GuestNotes confirmation={stay.confirmation_number} subject={{ stay_id: stay.stay_id }} kinds={stay.status === 'in_house' ? IN_HOUSE : []} concerns={(note) => note.stay_id === null || note.stay_id === stay.stay_id} />;
}

/* Before arrival they wait with the booking; check-in hands them over. */
export function ReservationNotes({ reservation }: { reservation: Reservation }): JSX.Element {
  const confirmation = reservation.confirmation_number;
  const expected = reservation.lines.some((line) => line.status === 'reserved' || line.status === 'in_house');
  return <GuestNotes confirmation={confirmation} subject={{ confirmation_number: confirmation }} kinds={expected ? EXPECTED : []} concerns={() => true} />;
}
