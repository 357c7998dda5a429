import { useState } from 'react';
import { SegmentedControl, Switch } from '@mantine/core';
import * as api from '@shared/api/allotments';
import { useAction } from '@shared/api/useAction';
import { CountField } from '@shared/ui/CountField';
import { FormDialog } from '@shared/ui/FormDialog';
import { useChain } from '../chain';
import { useText } from '../text/useText';

interface Props {
  hotel: string;
  policies: api.AllotmentPolicies;
  onDone: () => void;
  onClose: () => void;
}

const PERCENT = 100;

/* One rule for the whole hotel, or the configuration's. Rules of single types that were set elsewhere stay. */
export function PolicyDialog({ hotel, policies, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const { hotelName } = useChain();
  const set = policies.policies.find((policy) => policy.room_type === '*');
  const start = set ?? policies.effective[0] ?? { room_type: '*', nights_ahead: 2, rooms: 0, basis_points: 1000, keep: 1 };
  const [own, setOwn] = useState(set !== undefined);
  const [rule, setRule] = useState<api.AllotmentPolicy>({ ...start, room_type: '*' });
  const others = policies.policies.filter((policy) => policy.room_type !== '*');
  const byRooms = rule.rooms > 0;
  const action = useAction((wanted: api.AllotmentPolicy[], key: string) => api.allotmentPoliciesSet(hotel, wanted, key));
  const submit = async (): Promise<void> => {
    if ((await action.run(own ? [rule, ...others] : others)) !== null) onDone();
  };
  return (
    <FormDialog title={t('hotels.changeTitle', { hotel: hotelName(hotel) })} submitLabel={t('hotels.changeSubmit')} busy={action.busy} problem={action.problem} onSubmit={() => void submit()} onClose={onClose}>
      <Switch label={t('hotels.own')} checked={own} onChange={(event) => setOwn(event.currentTarget.checked)} />
      {own && (
        <>
          <CountField label={t('hotels.nightsAhead')} value={rule.nights_ahead} max={60} onChange={(value) => setRule({ ...rule, nights_ahead: value })} />
          <SegmentedControl
            data={[{ value: 'rooms', label: t('hotels.byRooms') }, { value: 'part', label: t('hotels.byPart') }]}
            value={byRooms ? 'rooms' : 'part'}
            onChange={(value) => setRule(value === 'rooms' ? { ...rule, rooms: 1, basis_points: 0 } : { ...rule, rooms: 0, basis_points: 1000 })}
          />
          {byRooms
            ? <CountField label={t('hotels.rooms')} value={rule.rooms} min={1} max={9999} onChange={(value) => setRule({ ...rule, rooms: value })} />
            : <CountField label={t('hotels.percent')} value={Math.round(rule.basis_points / PERCENT)} max={100} onChange={(value) => setRule({ ...rule, basis_points: value * PERCENT })} />}
          <CountField label={t('hotels.keep')} value={rule.keep} max={9999} onChange={(value) => setRule({ ...rule, keep: value })} />
        </>
      )}
      {others.length > 0 && <p className="kr-muted">{t('hotels.others', { types: others.map((policy) => policy.room_type).join(', ') })}</p>}
    </FormDialog>
  );
}
