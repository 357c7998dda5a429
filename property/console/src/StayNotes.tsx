import { useState } from 'react';
import { Button } from '@mantine/core';
import * as api from '@shared/api/property';
import type { NoteKind } from '@shared/api/property/note';
import type { Stay } from '@shared/api/property/stay';
import { useLoad } from '@shared/api/useLoad';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { Panel } from '@shared/ui/Page';
import { NoteDialog } from './dialogs/NoteDialog';
import { NoteLines } from './NoteLines';
import { useText } from './text/useText';

const REFRESH_MS = 15_000;
const KINDS: NoteKind[] = ['message', 'wake_up', 'trace', 'alert'];

/* What is written down about this guest and still open, and what is most often added. */
export function StayNotes({ stay }: { stay: Stay }): JSX.Element {
  const t = useText();
  const [kind, setKind] = useState<NoteKind | null>(null);
  const { value, problem, reload } = useLoad(`notes/${stay.stay_id}`, (signal) => api.notesOfStay(stay.stay_id, signal), REFRESH_MS);
  const open = (value ?? []).filter((note) => note.closed_at === null);
  const done = (): void => {
    setKind(null);
    reload();
  };
  return (
    <Panel title={t('note.title')}>
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {open.length > 0 && <NoteLines notes={open} onDone={reload} />}
      {stay.status === 'in_house' && (
        <div className="kr-note-doings">
          {KINDS.map((each) => <Button key={each} size="compact-sm" variant="default" onClick={() => setKind(each)}>{t(`note.new.${each}`)}</Button>)}
        </div>
      )}
      {kind !== null && <NoteDialog kind={kind} stay={{ stay_id: stay.stay_id, room: stay.room ?? '' }} onDone={done} onClose={() => setKind(null)} />}
    </Panel>
  );
}
