import type { Problem } from '@shared/api/problem';
import * as api from '@shared/api/property';
import { useLoad } from '@shared/api/useLoad';
import type { Night } from '@shared/format/dates';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { FormDialog } from '@shared/ui/FormDialog';
import { Note } from '@shared/ui/Notes';
import { ChangeReservationDialog, type Read } from '../dialogs/ChangeReservationDialog';
import { useText } from '../text/useText';
import type { Carried } from './plan';

interface MoveProps {
  carried: Carried;
  room: string;
  housekeeping: string;
  run: () => Promise<boolean>;
  busy: boolean;
  problem: Problem | null;
  onClose: () => void;
}

/* A guest who is in the house really changes rooms: keys, luggage, the room left behind. So it is asked for. */
export function MoveNowDialog({ carried, room, housekeeping, run, busy, problem, onClose }: MoveProps): JSX.Element {
  const t = useText();
  const submit = async (): Promise<void> => {
    if (await run()) onClose();
  };
  return (
    <FormDialog title={t('move.title', { guest: carried.guest.guest_name, room: carried.room?.room ?? '' })} submitLabel={t('move.submitRoom', { room })} busy={busy} problem={problem} focusSubmit onSubmit={() => void submit()} onClose={onClose}>
      <p>{t('chart.moveNow')}</p>
      <p className="kr-muted">{t('move.explain')}</p>
      {housekeeping === 'dirty' && <Note kind="warning">{t('room.dirty', { room })}</Note>}
    </FormDialog>
  );
}

async function readReservation(confirmation: string): Promise<Read> {
  const { body, etag } = await api.reservationGet(confirmation);
  return { reservation: body, etag };
}

interface DatesProps {
  carried: Carried;
  departure: Night;
  onDone: () => void;
  onClose: () => void;
}

/* Another departure changes the price, so it is asked for with both sums. */
export function DatesDialog({ carried, departure, onDone, onClose }: DatesProps): JSX.Element | null {
  const number = carried.guest.confirmation_number;
  const { value, problem, reload } = useLoad(number, () => readReservation(number));
  if (value === null) return problem === null ? null : <ErrorNote problem={problem} onRetry={reload} />;
  return <ChangeReservationDialog read={value} line={carried.guest.line} departure={departure} onDone={onDone} onClose={onClose} />;
}
