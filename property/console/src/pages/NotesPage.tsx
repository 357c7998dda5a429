import { useState } from 'react';
import { Tabs } from '@mantine/core';
import * as api from '@shared/api/property';
import { NOTE_KINDS, type Note, type NoteKind } from '@shared/api/property/note';
import { useLoad } from '@shared/api/useLoad';
import { useShortcuts } from '@shared/keyboard/shortcuts';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { EmptyState, LoadingRows } from '@shared/ui/Notes';
import { KeyButton, PageHead, Panel } from '@shared/ui/Page';
import { NoteDialog } from '../dialogs/NoteDialog';
import { useHotel } from '../hotel';
import { NoteLines } from '../NoteLines';
import { useText } from '../text/useText';

const REFRESH_MS = 10_000;

/* By day and time where there is one, otherwise as they were written. */
const inOrder = (one: Note, other: Note): number =>
  `${one.due_on ?? ''}${one.due_at ?? ''}`.localeCompare(`${other.due_on ?? ''}${other.due_at ?? ''}`) || one.note_id - other.note_id;

function Kind({ kind, version }: { kind: NoteKind; version: number }): JSX.Element {
  const t = useText();
  const { status, forms } = useHotel();
  const day = status.business_date;
  const open = useLoad(`notes/${kind}/${version}`, (signal) => api.notesOpen(kind, signal), REFRESH_MS);
  const today = useLoad(`notes/${kind}/${day}/${version}`, (signal) => api.notesOfDay(kind, day, signal), REFRESH_MS);
  if (open.value === null) return open.problem === null ? <LoadingRows /> : <ErrorNote problem={open.problem} onRetry={open.reload} />;
  const reload = (): void => {
    open.reload();
    today.reload();
  };
  const closed = (today.value ?? []).filter((note) => note.closed_at !== null);
  return (
    <>
      <Panel>
        {open.value.length === 0 && <EmptyState title={t('note.empty')} hint={t('note.emptyHint')} />}
        {open.value.length > 0 && <NoteLines notes={[...open.value].sort(inOrder)} onDone={reload} />}
      </Panel>
      {closed.length > 0 && (
        <Panel title={t('note.today', { date: forms.dateWithDay(day) })}>
          <NoteLines notes={closed} onDone={reload} />
        </Panel>
      )}
    </>
  );
}

/* Everything that is written down at this hotel, by kind. */
export function NotesPage(): JSX.Element {
  const t = useText();
  const [kind, setKind] = useState<NoteKind>('trace');
  const [writing, setWriting] = useState(false);
  const [version, setVersion] = useState(0);
  useShortcuts([{ key: 'N', label: t(`note.new.${kind}`), run: () => setWriting(true) }]);
  const done = (): void => {
    setWriting(false);
    setVersion(version + 1);
  };
  return (
    <>
      <PageHead title={t('note.title')}>
        <KeyButton shortcut="N" onClick={() => setWriting(true)}>{t(`note.new.${kind}`)}</KeyButton>
      </PageHead>
      <Tabs value={kind} onChange={(value) => setKind((value ?? 'trace') as NoteKind)} keepMounted={false}>
        <Tabs.List mb="md">
          {NOTE_KINDS.map((each) => <Tabs.Tab key={each} value={each}>{t(`note.kind.${each}`)}</Tabs.Tab>)}
        </Tabs.List>
        {NOTE_KINDS.map((each) => (
          <Tabs.Panel key={each} value={each}>
            <Kind kind={each} version={version} />
          </Tabs.Panel>
        ))}
      </Tabs>
      {writing && <NoteDialog kind={kind} onDone={done} onClose={() => setWriting(false)} />}
    </>
  );
}
