import { useState } from 'react';
import { Checkbox, SegmentedControl, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { RoomLine } from '@shared/api/types';
import { useAction } from '@shared/api/useAction';
import { FormDialog } from '@shared/ui/FormDialog';
import { useText } from '../text/useText';
import { clockMinute } from './StayChangeDialogs';

interface Props {
  confirmation: string;
  line: RoomLine;
  onDone: () => void;
  onClose: () => void;
}

interface Wish {
  room: string;
  pinned: string;
  eta: number | null;
  waits: boolean;
  priority: number;
  note: string;
}

/* One after the other, each under a key of its own: what was done stays done when a later one is refused. */
async function prepare(guest: { confirmation_number: string; line: number }, wish: Wish, key: string): Promise<true> {
  if (wish.room !== '') await api.roomGive(guest, { room: wish.room, ...(wish.pinned !== '' && { do_not_move: true, reason: wish.pinned }) }, `${key}-room`);
  if (wish.eta !== null) await api.noteEta(guest, { eta_minute: wish.eta }, `${key}-eta`);
  if (wish.waits) await api.queueGuest(guest, { priority: wish.priority, note: wish.note === '' ? undefined : wish.note }, `${key}-queue`);
  return true;
}

/* What is arranged before a guest has a key: the room, the time, the wait. */
export function ArrivalDialog({ confirmation, line, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const [room, setRoom] = useState('');
  const [pinned, setPinned] = useState('');
  const [time, setTime] = useState('');
  const [waits, setWaits] = useState(false);
  const [priority, setPriority] = useState('2');
  const [note, setNote] = useState('');
  const action = useAction((wish: Wish, key) => prepare({ confirmation_number: confirmation, line: line.line }, wish, key));
  const eta = time.trim() === '' ? null : clockMinute(time);
  const wrongTime = time.trim() !== '' && eta === null;
  const submit = async (): Promise<void> => {
    if ((await action.run({ room: room.trim(), pinned: pinned.trim(), eta, waits, priority: Number(priority), note: note.trim() })) !== null) onDone();
  };
  return (
    <FormDialog title={t('arrival.title')} submitLabel={t('arrival.submit')} busy={action.busy} problem={action.problem} ready={!wrongTime && (room.trim() !== '' || eta !== null || waits)} onSubmit={() => void submit()} onClose={onClose}>
      <TextInput label={t('arrival.room')} value={room} autoFocus maxLength={16} onChange={(event) => setRoom(event.currentTarget.value)} />
      {room.trim() !== '' && <TextInput label={t('arrival.pinned')} value={pinned} maxLength={500} onChange={(event) => setPinned(event.currentTarget.value)} />}
      <TextInput label={t('arrival.time')} placeholder="18:00" value={time} error={wrongTime ? t('late.noTime') : undefined} onChange={(event) => setTime(event.currentTarget.value)} />
      <Checkbox label={t('arrival.waits')} checked={waits} onChange={(event) => setWaits(event.currentTarget.checked)} />
      {waits && <SegmentedControl fullWidth aria-label={t('queue.urgency')} value={priority} onChange={setPriority} data={(['1', '2', '3'] as const).map((value) => ({ value, label: t(`queue.priority.${Number(value) as 1 | 2 | 3}`) }))} />}
      {waits && <TextInput label={t('arrival.note')} value={note} maxLength={500} onChange={(event) => setNote(event.currentTarget.value)} />}
    </FormDialog>
  );
}
