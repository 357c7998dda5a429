import { useState } from 'react';
import { Button, Radio } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Housekeeping } from '@shared/api/property/housekeeping';
import type { Room } from '@shared/api/property/room';
import { useAction } from '@shared/api/useAction';
import { useSession } from '@shared/session/SessionGate';
import { FormDialog } from '@shared/ui/FormDialog';
import { go } from '@shared/ui/route';
import { useText } from '../../text/useText';
import { ReportDialog } from '../maintenance/ReportDialog';
import { OutageDialog } from './OutageDialogs';

export const STATUSES: Housekeeping[] = ['dirty', 'pickup', 'clean', 'inspected'];

/* The status of a room, by hand; from here it is also taken out. */
export function RoomDialog({ room, onDone, onClose }: { room: Room; onDone: () => void; onClose: () => void }): JSX.Element {
  const t = useText();
  const { hasRole } = useSession();
  const [status, setStatus] = useState<Housekeeping>(room.housekeeping);
  const [reporting, setReporting] = useState(false);
  const [takingOut, setTakingOut] = useState(false);
  const save = useAction((wanted: Housekeeping, key) => api.setRoomStatus(room.room, wanted, key));
  const back = useAction((outage: number, key) => api.endOutage(outage, key));
  const mayTakeOut = hasRole('manager') || hasRole('housekeeping');
  const submit = async (): Promise<void> => {
    if ((await save.run(status)) !== null) onDone();
  };
  const putBack = async (outage: number): Promise<void> => {
    if ((await back.run(outage)) !== null) onDone();
  };
  if (reporting) return <ReportDialog room={room.room} guest={room.stay_id ? { stay_id: room.stay_id, name: room.guest_name ?? '' } : undefined} onDone={(order) => go(`work-order/${order.work_order}`)} onClose={onClose} />;
  if (takingOut) return <OutageDialog room={room.room} onDone={onDone} onClose={onClose} />;
  return (
    <FormDialog title={t('roomDialog.changeStatus', { room: room.room })} submitLabel={t('roomDialog.save')} busy={save.busy || back.busy} problem={save.problem ?? back.problem} onSubmit={() => void submit()} onClose={onClose}>
      <Radio.Group value={status} onChange={(value) => setStatus(value as Housekeeping)} aria-label={t('board.status')}>
        {STATUSES.map((each, index) => <Radio key={each} mt="xs" value={each} label={t(`housekeeping.${each}`)} data-autofocus={index === 0 || undefined} />)}
      </Radio.Group>
      <Button variant="default" onClick={() => setReporting(true)}>{t('maintenance.report')}</Button>
      {mayTakeOut && (room.outage_id ? <Button variant="default" loading={back.busy} onClick={() => void putBack(room.outage_id as number)}>{t('outage.back')}</Button> : <Button variant="default" onClick={() => setTakingOut(true)}>{t('roomDialog.takeOut')}</Button>)}
    </FormDialog>
  );
}
