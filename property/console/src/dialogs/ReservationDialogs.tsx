import { useState } from 'react';
import { Textarea } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Reservation, RoomLine } from '@shared/api/types';
import { useAction } from '@shared/api/useAction';
import { FormDialog } from '@shared/ui/FormDialog';
import { guestName } from '@shared/ui/GuestFields';
import { Note } from '@shared/ui/Notes';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

interface Props {
  reservation: Reservation;
  onDone: () => void;
  onClose: () => void;
}

export function NoShowDialog({ reservation, line, onDone, onClose }: Props & { line: RoomLine }): JSX.Element {
  const t = useText();
  const noShow = useAction((body: { line: number }, key) => api.noShow(reservation.confirmation_number, body, key));
  const submit = async (): Promise<void> => {
    if ((await noShow.run({ line: line.line })) !== null) onDone();
  };
  return (
    <FormDialog title={t('noShow.title', { guest: guestName(reservation.guest) })} submitLabel={t('noShow.submit')} danger focusSubmit busy={noShow.busy} problem={noShow.problem} onSubmit={() => void submit()} onClose={onClose}>
      <p>{t('noShow.explain')}</p>
    </FormDialog>
  );
}

/* Cancelling belongs to the centre, which owns the reservation until arrival: without the line it cannot be done here. */
export function CancelDialog({ reservation, etag, onDone, onClose }: Props & { etag: string | null }): JSX.Element {
  const t = useText();
  const { status } = useHotel();
  const [reason, setReason] = useState('');
  const cancel = useAction((body: { reason: string }, key) => api.cancel(reservation.confirmation_number, body, etag, key));
  const submit = async (): Promise<void> => {
    if ((await cancel.run({ reason: reason.trim() })) !== null) onDone();
  };
  return (
    <FormDialog title={t('cancel.title', { guest: guestName(reservation.guest) })} submitLabel={t('cancel.submit')} danger busy={cancel.busy} problem={cancel.problem} ready={reason.trim() !== '' && status.connected} onSubmit={() => void submit()} onClose={onClose}>
      {status.connected ? <p>{t('cancel.explain')}</p> : <Note kind="warning">{t('cancel.needsCentre')}</Note>}
      <Textarea label={t('cancel.reason')} value={reason} data-autofocus required rows={2} maxLength={200} onChange={(event) => setReason(event.currentTarget.value)} />
    </FormDialog>
  );
}
