import { useState } from 'react';
import { Button } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Housekeeping, RoomOutcome } from '@shared/api/property/housekeeping';
import { useAction } from '@shared/api/useAction';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { Note } from '@shared/ui/Notes';
import { useText } from '../../text/useText';
import { STATUSES } from './RoomDialog';

interface Wish {
  rooms: string[];
  status: Housekeeping;
}

interface Props {
  chosen: string[];
  onDone: () => void;
  onClear: () => void;
}

/* One status for all rooms that are ticked; what became of them stays until the next. */
export function RoomsTogether({ chosen, onDone, onClear }: Props): JSX.Element | null {
  const t = useText();
  const [outcomes, setOutcomes] = useState<RoomOutcome[] | null>(null);
  const change = useAction((wish: Wish, key) => api.setRoomStatuses(wish.rooms, wish.status, key));
  const run = async (status: Housekeeping): Promise<void> => {
    const done = await change.run({ rooms: chosen, status });
    if (done === null) return;
    setOutcomes(done);
    onDone();
  };
  const count = (outcome: RoomOutcome['outcome']): number => (outcomes ?? []).filter((each) => each.outcome === outcome).length;
  const unknown = (outcomes ?? []).filter((each) => each.outcome === 'room_unknown').map((each) => each.room);
  return (
    <>
      {chosen.length > 0 && (
        <div className="kr-together" role="group" aria-label={t('together.label')}>
          <strong>{t('together.chosen', { count: chosen.length })}</strong>
          {STATUSES.map((status) => <Button key={status} size="compact-sm" variant="default" disabled={change.busy} onClick={() => void run(status)}>{t(`housekeeping.${status}`)}</Button>)}
          <Button size="compact-sm" variant="subtle" color="gray" onClick={onClear}>{t('together.clear')}</Button>
        </div>
      )}
      {change.problem !== null && <ErrorNote problem={change.problem} />}
      {outcomes !== null && chosen.length === 0 && <Note kind={unknown.length > 0 ? 'warning' : 'info'}>{t('together.done', { changed: count('changed'), unchanged: count('unchanged') })}{unknown.length > 0 && ` ${t('together.unknown', { rooms: unknown.join(', ') })}`}</Note>}
    </>
  );
}
