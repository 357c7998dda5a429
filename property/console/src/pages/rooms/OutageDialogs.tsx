import { useState } from 'react';
import { Radio, Select, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Housekeeping, Outage, OutageKind } from '@shared/api/property/housekeeping';
import { useAction } from '@shared/api/useAction';
import { useEdit } from '@shared/api/useEdit';
import { useLoad } from '@shared/api/useLoad';
import { addDays, type Night } from '@shared/format/dates';
import { DateField } from '@shared/ui/DateField';
import { EditDialog } from '@shared/ui/EditDialog';
import { FormDialog } from '@shared/ui/FormDialog';
import type { MergeField } from '@shared/ui/MergeDialog';
import { useHotel } from '../../hotel';
import { useText } from '../../text/useText';
import { STATUSES } from './RoomDialog';

interface Props {
  onDone: () => void;
  onClose: () => void;
}

function ReturnStatus({ value, onChange }: { value: Housekeeping; onChange: (value: Housekeeping) => void }): JSX.Element {
  const t = useText();
  return <Select label={t('outage.returnStatus')} value={value} onChange={(next) => onChange((next ?? 'dirty') as Housekeeping)} allowDeselect={false} data={STATUSES.map((each) => ({ value: each, label: t(`housekeeping.${each}`) }))} />;
}

/* Takes a room out for some nights. `room` empty: it is asked for. */
export function OutageDialog({ room, onDone, onClose }: Props & { room: string }): JSX.Element {
  const t = useText();
  const { status, forms } = useHotel();
  const rooms = useLoad(room === '' ? 'rooms' : null, api.rooms);
  const [chosen, setChosen] = useState(room);
  const [kind, setKind] = useState<OutageKind>('out_of_order');
  const [from, setFrom] = useState<Night | null>(status.business_date);
  const [until, setUntil] = useState<Night | null>(addDays(status.business_date, 1));
  const [reason, setReason] = useState('');
  const [returnStatus, setReturnStatus] = useState<Housekeeping>('dirty');
  const plan = useAction((body: Parameters<typeof api.planOutage>[0], key) => api.planOutage(body, key));
  const ready = chosen !== '' && from !== null && until !== null && reason.trim() !== '';
  const submit = async (): Promise<void> => {
    if (from === null || until === null) return;
    if ((await plan.run({ room: chosen, kind, from, until, reason: reason.trim(), return_status: returnStatus })) !== null) onDone();
  };
  return (
    <FormDialog title={room === '' ? t('outage.plan') : `${t('outage.plan')}: ${room}`} submitLabel={t('outage.submit')} busy={plan.busy} problem={plan.problem} ready={ready} onSubmit={() => void submit()} onClose={onClose}>
      {room === '' && <Select label={t('board.room')} searchable value={chosen} onChange={(value) => setChosen(value ?? '')} data={(rooms.value ?? []).map((each) => each.room)} data-autofocus />}
      <Radio.Group label={t('outage.kind')} value={kind} onChange={(value) => setKind(value as OutageKind)}>
        <Radio mt="xs" value="out_of_order" label={t('outage.out_of_order')} description={t('outage.out_of_orderHint')} />
        <Radio mt="xs" value="out_of_service" label={t('outage.out_of_service')} description={t('outage.out_of_serviceHint')} />
      </Radio.Group>
      <DateField label={t('outage.from')} value={from} base={status.business_date} min={status.business_date} forms={forms} onChange={setFrom} />
      <DateField label={t('outage.until')} value={until} base={status.business_date} min={addDays(status.business_date, 1)} forms={forms} onChange={setUntil} />
      <TextInput label={t('outage.reason')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={200} autoComplete="off" />
      <ReturnStatus value={returnStatus} onChange={setReturnStatus} />
    </FormDialog>
  );
}

type OutageValues = Pick<Outage, 'reason' | 'return_status'> & { until: Night | null };

const valuesOf = ({ until, reason, return_status }: Outage): OutageValues => ({ until, reason, return_status });

export function ChangeOutageDialog({ outage, onDone, onClose }: Props & { outage: Outage }): JSX.Element {
  const t = useText();
  const { status, forms } = useHotel();
  const edit = useEdit<Outage, OutageValues, Outage>({
    at: api.outageAt(outage.outage_id),
    initial: valuesOf(outage),
    valuesOf,
    write: ({ until, reason, return_status }, { etag }, key) => api.changeOutage(outage.outage_id, { ...(until !== null && { until }), reason: reason.trim(), return_status }, etag, key),
    onDone,
  });
  const { values, set } = edit;
  const fields: Array<MergeField<OutageValues>> = [
    { key: 'until', label: t('outage.until'), show: (value: Night) => forms.dateWithDay(value) },
    { key: 'reason', label: t('outage.reason') },
    { key: 'return_status', label: t('outage.returnStatus'), show: (value: Housekeeping) => t(`housekeeping.${value}`) },
  ];
  return (
    <EditDialog edit={edit} fields={fields} title={`${t(`outage.${outage.kind}`)}: ${outage.room}`} submitLabel={t('outage.change')} ready={values.until !== null && values.reason.trim() !== ''} onClose={onClose}>
      <DateField label={t('outage.until')} value={values.until} base={status.business_date} min={addDays(status.business_date, 1)} forms={forms} onChange={(until) => set({ until })} autoFocus />
      <TextInput label={t('outage.reason')} value={values.reason} onChange={(event) => set({ reason: event.currentTarget.value })} maxLength={200} autoComplete="off" />
      <ReturnStatus value={values.return_status} onChange={(return_status) => set({ return_status })} />
    </EditDialog>
  );
}
