import { useState } from 'react';
import { Button, Checkbox, MultiSelect, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Category, NewPlan, Plan } from '@shared/api/property';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { addDays, type Night } from '@shared/format/dates';
import { useCommands } from '@shared/keyboard/shortcuts';
import { useSession } from '@shared/session/SessionGate';
import { DataList, type Column } from '@shared/ui/DataList';
import { DateField } from '@shared/ui/DateField';
import { EditDialog } from '@shared/ui/EditDialog';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { FormDialog } from '@shared/ui/FormDialog';
import type { MergeField } from '@shared/ui/MergeDialog';
import { EmptyState, LoadingRows } from '@shared/ui/Notes';
import { KeyButton, PageHead } from '@shared/ui/Page';
import { go } from '@shared/ui/route';
import { useHotel } from '../../hotel';
import { useText } from '../../text/useText';
import { filled } from './fields';
import { PlanPlacesDialog } from './PlanPlacesDialog';
import { StarterPlansDialog } from './StarterPlansDialog';
import { useCatalogEdit } from './useCatalogEdit';
import { useCategoryOptions, useDuration } from './words';
import './maintenance.css';

const UNITS = ['day', 'week', 'month'] as const;

interface Wish {
  plan: NewPlan;
  places: string[];
  rooms: string[];
  first: Night;
  spread: number;
}

/* Places get their turn one after the other over the days that are given for it, so that not all is due on one day. */
const targetsOf = (wish: Wish): Array<{ room?: string; area?: string; next_due: Night }> =>
  wish.places.map((place, index) => ({
    ...(wish.rooms.includes(place) ? { room: place } : { area: place }),
    next_due: addDays(wish.first, Math.floor((index * wish.spread) / wish.places.length)),
  }));

function PlanDialog({ onDone, onClose }: { onDone: () => void; onClose: () => void }): JSX.Element {
  const t = useText();
  const { forms, status } = useHotel();
  const categories = useCategoryOptions();
  const { value: rooms } = useLoad('rooms', api.rooms);
  const [name, setName] = useState('');
  const [instructions, setInstructions] = useState('');
  const [category, setCategory] = useState<Category>('hvac');
  const [count, setCount] = useState<number | string>(3);
  const [unit, setUnit] = useState<(typeof UNITS)[number]>('month');
  const [minutes, setMinutes] = useState<number | string>(20);
  const [places, setPlaces] = useState<string[]>([]);
  const [area, setArea] = useState('');
  const [first, setFirst] = useState<Night>(status.business_date);
  const [spread, setSpread] = useState<number | string>(1);
  const [vacant, setVacant] = useState(true);
  const make = useAction(async (wish: Wish, key) => {
    const plan = await api.planMake(wish.plan, key);
    return api.planTargets(plan.plan, targetsOf(wish), `${key}-targets`);
  });
  const all = [...places, ...(area.trim() === '' ? [] : [area.trim()])];
  const submit = async (): Promise<void> => {
    const plan: NewPlan = { name: name.trim(), category, every_count: Number(count), every_unit: unit, lead_days: 0, slack_days: 7, prefer_vacant: vacant, estimated_minutes: Number(minutes), ...(instructions.trim() === '' ? {} : { instructions: instructions.trim() }) };
    if ((await make.run({ plan, places: all, rooms: (rooms ?? []).map((each) => each.room), first, spread: Math.max(1, Number(spread)) })) !== null) onDone();
  };
  return (
    <FormDialog title={t('maintenance.newPlan')} submitLabel={t('maintenance.save')} size="lg" busy={make.busy} problem={make.problem} ready={name.trim() !== '' && all.length > 0 && Number(count) >= 1 && Number(minutes) >= 1} onSubmit={() => void submit()} onClose={onClose}>
      <div className="kr-pair">
        <TextInput label={t('maintenance.plan.name')} placeholder={t('maintenance.plan.nameHint')} value={name} maxLength={80} data-autofocus autoComplete="off" onChange={(event) => setName(event.currentTarget.value)} />
        <Select label={t('maintenance.kind')} data={categories} value={category} allowDeselect={false} searchable onChange={(value) => value !== null && setCategory(value as Category)} />
      </div>
      <div className="kr-pair">
        <NumberInput label={t('maintenance.plan.every')} value={count} min={1} allowDecimal={false} onChange={setCount} />
        <Select label={t('maintenance.plan.unit')} data={UNITS.map((each) => ({ value: each, label: t(`maintenance.unit.${each}`) }))} value={unit} allowDeselect={false} onChange={(value) => value !== null && setUnit(value as (typeof UNITS)[number])} />
      </div>
      <MultiSelect label={t('maintenance.plan.rooms')} data={(rooms ?? []).map((each) => each.room)} value={places} searchable limit={30} onChange={setPlaces} />
      <div className="kr-pair">
        <TextInput label={t('maintenance.plan.area')} value={area} maxLength={60} autoComplete="off" onChange={(event) => setArea(event.currentTarget.value)} />
        <NumberInput label={t('maintenance.estimatedMinutes')} value={minutes} min={1} allowDecimal={false} onChange={setMinutes} />
      </div>
      <div className="kr-pair">
        <DateField label={t('maintenance.plan.first')} value={first} base={status.business_date} forms={forms} onChange={setFirst} />
        <NumberInput label={t('maintenance.plan.spread')} value={spread} min={1} max={365} allowDecimal={false} onChange={setSpread} />
      </div>
      <Checkbox label={t('maintenance.plan.vacant')} checked={vacant} onChange={(event) => setVacant(event.currentTarget.checked)} />
      <Textarea label={t('maintenance.plan.instructions')} value={instructions} rows={2} maxLength={1000} onChange={(event) => setInstructions(event.currentTarget.value)} />
    </FormDialog>
  );
}

type PlanValues = Omit<Plan, 'plan' | 'revision' | 'instructions'> & { instructions: string };

const planValues = (plan: Plan): PlanValues => ({
  name: plan.name, category: plan.category, every_count: plan.every_count, every_unit: plan.every_unit, lead_days: plan.lead_days, slack_days: plan.slack_days,
  prefer_vacant: plan.prefer_vacant, estimated_minutes: plan.estimated_minutes, instructions: plan.instructions ?? '', retired: plan.retired,
});

/* What a plan does and how often; what it looks after stays, and so does when that is due. */
function PlanEditDialog({ plan, onDone, onClose }: { plan: Plan; onDone: () => void; onClose: () => void }): JSX.Element {
  const t = useText();
  const categories = useCategoryOptions();
  const edit = useCatalogEdit<Plan, PlanValues>({ catalog: 'plans', number: plan.plan, row: plan, valuesOf: (row) => planValues(row ?? plan), bodyOf: (values) => filled({ ...values }), onDone });
  const { values: value, set } = edit;
  const counts = { every_count: t('maintenance.plan.every'), estimated_minutes: t('maintenance.estimatedMinutes'), lead_days: t('maintenance.plan.lead'), slack_days: t('maintenance.plan.slack') };
  const fields: Array<MergeField<PlanValues>> = [
    { key: 'name', label: t('maintenance.plan.name') },
    { key: 'category', label: t('maintenance.kind'), show: (next: Category) => t(`maintenance.category.${next}`) },
    { key: 'every_unit', label: t('maintenance.plan.unit'), show: (next: (typeof UNITS)[number]) => t(`maintenance.unit.${next}`) },
    ...(Object.keys(counts) as Array<keyof typeof counts>).map((key) => ({ key, label: counts[key] })),
    { key: 'prefer_vacant', label: t('maintenance.plan.vacant') },
    { key: 'instructions', label: t('maintenance.plan.instructions') },
    { key: 'retired', label: t('maintenance.retired.plan') },
  ];
  const count = (name: keyof typeof counts, min: number, max?: number): JSX.Element => (
    <NumberInput label={counts[name]} value={value[name]} min={min} max={max} allowDecimal={false} onChange={(next) => set({ [name]: Math.max(min, Number(next) || 0) })} />
  );
  return (
    <EditDialog edit={edit} fields={fields} title={t('maintenance.changeNamed', { name: plan.name })} submitLabel={t('maintenance.save')} size="lg" ready={value.name.trim() !== ''} onClose={onClose}>
      <div className="kr-pair">
        <TextInput label={t('maintenance.plan.name')} value={value.name} maxLength={80} data-autofocus autoComplete="off" onChange={(event) => set({ name: event.currentTarget.value })} />
        <Select label={t('maintenance.kind')} data={categories} value={value.category} allowDeselect={false} searchable onChange={(next) => next !== null && set({ category: next as Category })} />
      </div>
      <div className="kr-pair">
        {count('every_count', 1)}
        {plan.every_unit === 'meter' ? count('estimated_minutes', 1) : <Select label={t('maintenance.plan.unit')} data={UNITS.map((each) => ({ value: each, label: t(`maintenance.unit.${each}`) }))} value={value.every_unit} allowDeselect={false} onChange={(next) => next !== null && set({ every_unit: next as Plan['every_unit'] })} />}
      </div>
      <div className="kr-pair">{count('lead_days', 0, 90)}{count('slack_days', 0, 90)}</div>
      {plan.every_unit !== 'meter' && count('estimated_minutes', 1)}
      <Checkbox label={t('maintenance.plan.vacant')} checked={value.prefer_vacant} onChange={(event) => set({ prefer_vacant: event.currentTarget.checked })} />
      <Textarea label={t('maintenance.plan.instructions')} value={value.instructions} autosize minRows={2} maxLength={1000} onChange={(event) => set({ instructions: event.currentTarget.value })} />
      <Checkbox label={t('maintenance.retired.plan')} checked={value.retired} onChange={(event) => set({ retired: event.currentTarget.checked })} />
    </EditDialog>
  );
}

export function PlansPage(): JSX.Element {
  const t = useText();
  const { hasRole } = useSession();
  const duration = useDuration();
  const [making, setMaking] = useState(false);
  const [editing, setEditing] = useState<Plan | null>(null);
  const [placing, setPlacing] = useState<Plan | null>(null);
  const [beginning, setBeginning] = useState(false);
  const { value, problem, reload } = useLoad('plans', api.plans);
  const plans = ['manager', 'trainer'].some(hasRole);
  useCommands(plans ? [{ key: 'N', label: t('maintenance.newPlan'), run: () => setMaking(true) }, { key: 'B', label: t('maintenance.starter.title'), run: () => setBeginning(true) }] : []);
  const columns: Array<Column<Plan>> = [
    { key: 'name', head: t('maintenance.plan.name'), cell: (plan) => <strong>{plan.name}</strong> },
    { key: 'kind', head: t('maintenance.kind'), cell: (plan) => t(`maintenance.category.${plan.category}`) },
    { key: 'every', head: t('maintenance.plan.every'), cell: (plan) => t(`maintenance.every.${plan.every_unit}`, { count: plan.every_count }) },
    { key: 'minutes', head: t('maintenance.estimated'), align: 'right', cell: (plan) => duration(plan.estimated_minutes) },
    { key: 'vacant', head: t('maintenance.plan.when'), cell: (plan) => (plan.prefer_vacant ? t('maintenance.plan.whenVacant') : t('maintenance.plan.whenDue')) },
    ...(plans ? [{ key: 'change', head: '', align: 'right' as const, cell: (plan: Plan) => <span className="kr-nowrap"><Button size="compact-xs" variant="subtle" aria-label={t('maintenance.plan.placesOf', { name: plan.name })} onClick={(event) => { event.stopPropagation(); setPlacing(plan); }}>{t('maintenance.plan.places')}</Button><Button size="compact-xs" variant="subtle" aria-label={t('maintenance.changeNamed', { name: plan.name })} onClick={(event) => { event.stopPropagation(); setEditing(plan); }}>{t('maintenance.change')}</Button></span> }] : []),
  ];
  return (
    <>
      <PageHead title={t('nav.plans')}>
        {plans && <KeyButton shortcut="B" variant="default" onClick={() => setBeginning(true)}>{t('maintenance.starter.title')}</KeyButton>}
        {plans && <KeyButton shortcut="N" onClick={() => setMaking(true)}>{t('maintenance.newPlan')}</KeyButton>}
      </PageHead>
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {value === null && problem === null && <LoadingRows rows={8} />}
      {value !== null && <DataList label={t('nav.plans')} rows={value.filter((plan) => !plan.retired)} columns={columns} rowKey={(plan) => String(plan.plan)} searchText={(plan) => plan.name} onOpen={(plan) => go(`work-history/plan/${plan.plan}`)} empty={<EmptyState title={t('maintenance.plansNone')} hint={t('maintenance.plansNoneHint')} />} />}
      {making && <PlanDialog onDone={() => { setMaking(false); reload(); }} onClose={() => setMaking(false)} />}
      {beginning && <StarterPlansDialog plans={value ?? []} onDone={() => { setBeginning(false); reload(); }} onClose={() => setBeginning(false)} />}
      {placing !== null && <PlanPlacesDialog plan={placing} onDone={() => { setPlacing(null); reload(); }} onClose={() => setPlacing(null)} />}
      {editing !== null && <PlanEditDialog plan={editing} onDone={() => { setEditing(null); reload(); }} onClose={() => setEditing(null)} />}
    </>
  );
}
