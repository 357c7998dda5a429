import { useState } from 'react';
import { Checkbox, Textarea } from '@mantine/core';
import * as api from '@shared/api/central';
import type { Reservation } from '@shared/api/types';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { FormDialog } from '@shared/ui/FormDialog';
import { guestName } from '@shared/ui/GuestFields';
import { LoadingRows, Note } from '@shared/ui/Notes';
import { useChain } from '../chain';
import { useText } from '../text/useText';

interface Props {
  reservation: Reservation;
  etag: string | null;
  onDone: () => void;
  onClose: () => void;
}

/* What cancelling costs is said before it binds. */
export function CancelDialog({ reservation, etag, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const { formsOf, typeName } = useChain();
  const forms = formsOf(reservation.hotel);
  const open = reservation.lines.filter((line) => line.status === 'reserved');
  const [lines, setLines] = useState(open.map((line) => line.line));
  const [reason, setReason] = useState('');
  const preview = useLoad(`${reservation.confirmation_number}/${reservation.revision}`, () => api.cancellationPreview(reservation.confirmation_number));
  const cancel = useAction((body: { reason: string; lines?: number[] }, key) => api.reservationCancel(reservation.confirmation_number, body, etag, key));
  const penaltyMinor = (preview.value?.lines ?? []).filter((line) => lines.includes(line.line)).reduce((sum, line) => sum + line.penalty_minor, 0);
  const submit = async (): Promise<void> => {
    const some = lines.length === open.length ? {} : { lines };
    if ((await cancel.run({ reason: reason.trim(), ...some })) !== null) onDone();
  };
  const toggle = (line: number): void => setLines(lines.includes(line) ? lines.filter((each) => each !== line) : [...lines, line]);

  return (
    <FormDialog title={t('cancel.title', { guest: guestName(reservation.guest) })} submitLabel={t('cancel.submit', { count: lines.length })} danger busy={cancel.busy} problem={cancel.problem ?? preview.problem} ready={reason.trim() !== '' && lines.length > 0 && preview.value !== null} onSubmit={() => void submit()} onClose={onClose}>
      {open.length > 1 &&
        open.map((line) => (
          <Checkbox key={line.line} label={t('line.title', { line: line.line, type: typeName(reservation.hotel, line.room_type) })} checked={lines.includes(line.line)} onChange={() => toggle(line.line)} />
        ))}
      {preview.value === null && preview.problem === null && <LoadingRows rows={1} />}
      {preview.value !== null && (
        <Note kind={penaltyMinor > 0 ? 'warning' : 'success'}>
          <strong data-testid="penalty">{penaltyMinor > 0 ? t('cancel.penalty', { amount: forms.money(penaltyMinor, reservation.currency) }) : t('cancel.free')}</strong>
          <span>{t('cancel.penaltyHint')}</span>
        </Note>
      )}
      <Textarea label={t('cancel.reason')} value={reason} data-autofocus required rows={2} maxLength={200} onChange={(event) => setReason(event.currentTarget.value)} />
    </FormDialog>
  );
}

export function ReinstateDialog({ reservation, etag, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const reinstate = useAction((_: { confirmation: string }, key) => api.reservationReinstate(reservation.confirmation_number, etag, key));
  const submit = async (): Promise<void> => {
    if ((await reinstate.run({ confirmation: reservation.confirmation_number })) !== null) onDone();
  };
  return (
    <FormDialog title={t('reinstate.title', { guest: guestName(reservation.guest) })} submitLabel={t('reinstate.submit')} focusSubmit busy={reinstate.busy} problem={reinstate.problem} onSubmit={() => void submit()} onClose={onClose}>
      <p>{t('reinstate.explain')}</p>
    </FormDialog>
  );
}
