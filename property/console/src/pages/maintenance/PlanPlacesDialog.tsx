import { useState } from 'react';
import { ActionIcon, Button, MultiSelect, NumberInput, Select, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Plan, PlanTarget, PlanTargetWish } from '@shared/api/property';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { addDays, type Night } from '@shared/format/dates';
import { DateField } from '@shared/ui/DateField';
import { FormDialog } from '@shared/ui/FormDialog';
import { LoadingRows } from '@shared/ui/Notes';
import { useHotel } from '../../hotel';
import { useText } from '../../text/useText';

/* Sent as it came, so that what stays keeps its day. */
const wishOf = ({ asset, room, area, next_due, next_meter }: PlanTarget): PlanTargetWish => ({
  ...(asset !== null ? { asset } : room !== null ? { room } : area !== null ? { area } : {}),
  ...(next_due !== null ? { next_due } : {}),
  ...(next_meter !== null ? { next_meter } : {}),
});

interface Chosen {
  key: string;
  label: string;
  due: string;
  wish: PlanTargetWish;
}

function Adding({ taken, onAdd }: { taken: ReadonlySet<string>; onAdd: (added: Chosen[]) => void }): JSX.Element {
  const t = useText();
  const { forms, status, roomTypeName } = useHotel();
  const { value: rooms } = useLoad('rooms', api.rooms);
  const { value: assets } = useLoad('assets', api.assets);
  const [chosen, setChosen] = useState<string[]>([]);
  const [asset, setAsset] = useState<string | null>(null);
  const [area, setArea] = useState('');
  const [first, setFirst] = useState<Night>(status.business_date);
  const [spread, setSpread] = useState<number | string>(1);
  const open = (rooms ?? []).filter((each) => !taken.has(`room/${each.room}`));
  const groups = [
    { value: 'all', label: t('maintenance.plan.allRooms', { count: open.length }), rooms: open },
    ...[...new Set(open.map((each) => each.floor))].sort((a, b) => a - b).map((floor) => ({ value: `floor/${floor}`, label: `${t('board.floor')} ${floor}`, rooms: open.filter((each) => each.floor === floor) })),
    ...[...new Set(open.map((each) => each.room_type))].sort().map((type) => ({ value: `type/${type}`, label: `${type} ${roomTypeName(type)}`, rooms: open.filter((each) => each.room_type === type) })),
  ];
  const add = (): void => {
    const places: Array<{ key: string; label: string; wish: PlanTargetWish }> = [
      ...chosen.map((room) => ({ key: `room/${room}`, label: room, wish: { room } })),
      ...(asset === null ? [] : [{ key: `asset/${asset}`, label: assets?.find((each) => String(each.asset) === asset)?.name ?? asset, wish: { asset: Number(asset) } }]),
      ...(area.trim() === '' ? [] : [{ key: `area/${area.trim()}`, label: area.trim(), wish: { area: area.trim() } }]),
    ].filter(({ key }) => !taken.has(key));
    onAdd(places.map((place, index) => {
      const due = addDays(first, Math.floor((index * Math.max(1, Number(spread))) / places.length));
      return { ...place, due: forms.date(due), wish: { ...place.wish, next_due: due } };
    }));
    setChosen([]);
    setAsset(null);
    setArea('');
  };
  return (
    <fieldset className="kr-plain">
      <legend>{t('maintenance.plan.add')}</legend>
      <div className="kr-pair">
        <Select label={t('maintenance.plan.group')} data={groups.map(({ value, label }) => ({ value, label }))} value={null} searchable onChange={(value) => setChosen([...new Set([...chosen, ...(groups.find((each) => each.value === value)?.rooms ?? []).map((each) => each.room)])])} />
        <MultiSelect label={t('maintenance.plan.rooms')} data={open.map((each) => each.room)} value={chosen} searchable limit={30} styles={{ pillsList: { maxHeight: 120, overflow: 'auto' } }} onChange={setChosen} />
      </div>
      <div className="kr-pair">
        <Select label={t('maintenance.plan.asset')} data={(assets ?? []).filter((each) => !each.retired).map((each) => ({ value: String(each.asset), label: `${each.tag} ${each.name}` }))} value={asset} searchable clearable onChange={setAsset} />
        <TextInput label={t('maintenance.plan.area')} value={area} maxLength={60} autoComplete="off" onChange={(event) => setArea(event.currentTarget.value)} />
      </div>
      <div className="kr-pair">
        <DateField label={t('maintenance.plan.first')} value={first} base={status.business_date} forms={forms} onChange={setFirst} />
        <NumberInput label={t('maintenance.plan.spread')} value={spread} min={1} max={365} allowDecimal={false} onChange={setSpread} />
      </div>
      <div><Button variant="default" disabled={chosen.length === 0 && asset === null && area.trim() === ''} onClick={add}>{t('maintenance.plan.addNow')}</Button></div>
    </fieldset>
  );
}

function Places({ plan, targets, onDone, onClose }: { plan: Plan; targets: PlanTarget[]; onDone: () => void; onClose: () => void }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const [list, setList] = useState<Chosen[]>(() => targets.map((each) => ({
    key: each.asset !== null ? `asset/${each.asset}` : each.room !== null ? `room/${each.room}` : `area/${each.area ?? ''}`,
    label: each.asset_name ?? each.room ?? each.area ?? '',
    due: each.next_due !== null ? forms.date(each.next_due) : t('maintenance.plan.atMeter', { reading: each.next_meter ?? 0 }),
    wish: wishOf(each),
  })));
  const save = useAction((wishes: PlanTargetWish[], key) => api.planTargets(plan.plan, wishes, key));
  const submit = async (): Promise<void> => {
    if ((await save.run(list.map((each) => each.wish))) !== null) onDone();
  };
  return (
    <FormDialog title={t('maintenance.plan.placesOf', { name: plan.name })} submitLabel={t('maintenance.save')} size="lg" busy={save.busy} problem={save.problem} ready={list.length <= 1000} onSubmit={() => void submit()} onClose={onClose}>
      <p className="kr-muted">{list.length === 0 ? t('maintenance.plan.placesNone') : t('maintenance.plan.placesCount', { count: list.length })}</p>
      <ul className="kr-places" aria-label={t('maintenance.plan.places')} tabIndex={0}>
        {list.map((each) => (
          <li key={each.key}>
            <strong>{each.label}</strong> <span className="kr-muted">{each.due}</span>
            <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t('maintenance.plan.remove', { place: each.label })} onClick={() => setList(list.filter((other) => other.key !== each.key))}>×</ActionIcon>
          </li>
        ))}
      </ul>
      {list.length > 1 && <div><Button size="compact-sm" variant="subtle" color="gray" onClick={() => setList([])}>{t('maintenance.plan.removeAll')}</Button></div>}
      {plan.every_unit !== 'meter' && <Adding taken={new Set(list.map((each) => each.key))} onAdd={(added) => setList([...list, ...added])} />}
    </FormDialog>
  );
}

/* What a plan looks after: rooms, assets, areas, each with the day it is next due. */
export function PlanPlacesDialog({ plan, onDone, onClose }: { plan: Plan; onDone: () => void; onClose: () => void }): JSX.Element {
  const t = useText();
  const { value, problem } = useLoad(`plan/${plan.plan}`, (signal) => api.planOf(plan.plan, signal));
  if (value !== null) return <Places plan={plan} targets={value.targets} onDone={onDone} onClose={onClose} />;
  return (
    <FormDialog title={t('maintenance.plan.placesOf', { name: plan.name })} submitLabel={t('maintenance.save')} size="lg" busy={false} problem={problem} ready={false} onSubmit={onClose} onClose={onClose}>
      <LoadingRows rows={4} />
    </FormDialog>
  );
}
