import { useState } from 'react';
import { Button, Checkbox, SegmentedControl } from '@mantine/core';
import * as api from '@shared/api/property';
import type { DeviceRights } from '@shared/api/property/device';
import type { Stay } from '@shared/api/property/stay';
import { useEdit } from '@shared/api/useEdit';
import { useLoad } from '@shared/api/useLoad';
import { AmountField } from '@shared/ui/AmountField';
import { EditDialog } from '@shared/ui/EditDialog';
import { ErrorNote } from '@shared/ui/ErrorNote';
import type { MergeField } from '@shared/ui/MergeDialog';
import { Fact, Panel } from '@shared/ui/Page';
import { useHotel } from './hotel';
import { useText } from './text/useText';

const TELEPHONE = [0, 1, 2, 3] as const;
const TELEVISION = ['all', 'restricted', 'none'] as const;

/* Only what was changed is sent: what a device changed meanwhile stays. */
function changed(before: DeviceRights, after: DeviceRights): Partial<DeviceRights> {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => before[name as keyof DeviceRights] !== value));
}

interface Props {
  stay: Stay;
  rights: DeviceRights;
  onDone: () => void;
  onClose: () => void;
}

function RightsDialog({ stay, rights, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const edit = useEdit<DeviceRights, DeviceRights, DeviceRights>({
    at: api.deviceRightsAt(stay.stay_id),
    initial: rights,
    valuesOf: (row) => row,
    write: (values, { values: before, etag }, key) => api.deviceRightsSet(stay.stay_id, changed(before, values), etag, key),
    onDone,
  });
  const { values: wish, set } = edit;
  const fields: Array<MergeField<DeviceRights>> = [
    { key: 'telephone_class', label: t('rights.telephone'), show: (value: DeviceRights['telephone_class']) => t(`rights.telephone.${value}`) },
    { key: 'television', label: t('rights.television'), show: (value: DeviceRights['television']) => t(`rights.television.${value}`) },
    { key: 'minibar_locked', label: t('rights.minibarLocked') },
    { key: 'no_post', label: t('rights.noPost') },
    { key: 'limit_minor', label: t('rights.limit'), show: (value: number) => forms.money(value, stay.currency) },
    { key: 'do_not_disturb', label: t('rights.doNotDisturb') },
  ];
  return (
    <EditDialog edit={edit} fields={fields} title={t('rights.title', { room: stay.room })} submitLabel={t('rights.submit')} ready={edit.changed} onClose={onClose}>
      <div>
        <div className="kr-label">{t('rights.telephone')}</div>
        <SegmentedControl fullWidth aria-label={t('rights.telephone')} value={String(wish.telephone_class)} onChange={(value) => set({ telephone_class: Number(value) as DeviceRights['telephone_class'] })} data={TELEPHONE.map((each) => ({ value: String(each), label: t(`rights.telephone.${each}`) }))} />
      </div>
      <div>
        <div className="kr-label">{t('rights.television')}</div>
        <SegmentedControl fullWidth aria-label={t('rights.television')} value={wish.television} onChange={(value) => set({ television: value as DeviceRights['television'] })} data={TELEVISION.map((each) => ({ value: each, label: t(`rights.television.${each}`) }))} />
      </div>
      <Checkbox label={t('rights.minibarLocked')} checked={wish.minibar_locked} onChange={(event) => set({ minibar_locked: event.currentTarget.checked })} />
      <Checkbox label={t('rights.noPost')} description={t('rights.noPostHint')} checked={wish.no_post} onChange={(event) => set({ no_post: event.currentTarget.checked })} />
      {!wish.no_post && <AmountField label={t('rights.limit')} currency={stay.currency} value={wish.limit_minor} onChange={(value) => set({ limit_minor: value ?? 0 })} />}
      <Checkbox label={t('rights.doNotDisturb')} checked={wish.do_not_disturb} onChange={(event) => set({ do_not_disturb: event.currentTarget.checked })} />
    </EditDialog>
  );
}

/* What the guest may do with telephone, television, minibar and the tills of the house. */
export function StayRights({ stay }: { stay: Stay }): JSX.Element | null {
  const t = useText();
  const { forms } = useHotel();
  const [open, setOpen] = useState(false);
  const inHouse = stay.status === 'in_house';
  const { value, problem, reload } = useLoad(inHouse ? `rights/${stay.stay_id}/${stay.version}` : null, (signal) => api.deviceRights(stay.stay_id, signal));
  if (!inHouse) return null;
  const done = (): void => {
    setOpen(false);
    reload();
  };
  return (
    <Panel title={t('rights.panel')}>
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {value !== null && (
        <>
          <dl className="kr-facts kr-facts-column">
            <Fact label={t('rights.telephone')}>{t(`rights.telephone.${value.telephone_class}`)}</Fact>
            <Fact label={t('rights.television')}>{t(`rights.television.${value.television}`)}</Fact>
            <Fact label={t('rights.minibar')}>{value.minibar_locked ? t('rights.locked') : t('rights.free')}</Fact>
            <Fact label={t('rights.posting')}>{value.no_post ? t('rights.cashOnly') : value.limit_minor > 0 ? t('rights.upTo', { amount: forms.money(value.limit_minor, stay.currency) }) : t('rights.free')}</Fact>
            {value.do_not_disturb && <Fact label={t('rights.wishes')}>{t('rights.doNotDisturb')}</Fact>}
          </dl>
          <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>{t('rights.open')}</Button>
        </>
      )}
      {open && value !== null && <RightsDialog stay={stay} rights={value} onDone={done} onClose={() => setOpen(false)} />}
    </Panel>
  );
}
