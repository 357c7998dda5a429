import { useState } from 'react';
import { Button, Checkbox, NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Category, Part } from '@shared/api/property';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { useI18n } from '@shared/i18n/i18n';
import { useCommands } from '@shared/keyboard/shortcuts';
import { useSession } from '@shared/session/SessionGate';
import { AmountField } from '@shared/ui/AmountField';
import { DataList, type Column } from '@shared/ui/DataList';
import { EditDialog } from '@shared/ui/EditDialog';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { FormDialog } from '@shared/ui/FormDialog';
import type { MergeField } from '@shared/ui/MergeDialog';
import { EmptyState, LoadingRows } from '@shared/ui/Notes';
import { KeyButton, PageHead } from '@shared/ui/Page';
import { useHotel } from '../../hotel';
import { useText } from '../../text/useText';
import { filled } from './fields';
import { useCatalogEdit } from './useCatalogEdit';
import { useCategoryOptions } from './words';
import './maintenance.css';

interface DialogProps {
  onDone: () => void;
  onClose: () => void;
}

interface PartValues {
  code: string;
  name_en: string;
  name_zh: string;
  unit: string;
  place: string;
  retired: boolean;
  category: Category;
  minimum: number | string;
  cost_minor: number | null;
}

const partValues = (part: Part | null): PartValues => ({
  code: part?.code ?? '', name_en: part?.name_en ?? '', name_zh: part?.name_zh ?? '', unit: part?.unit ?? '', place: part?.place ?? '',
  retired: part?.retired ?? false, category: part?.category ?? 'hvac', minimum: part?.minimum ?? 1, cost_minor: part?.cost_minor ?? 0,
});

const PART_WORDS = ['code', 'name_en', 'name_zh', 'unit'] as const;

function PartDialog({ part, onDone, onClose }: DialogProps & { part: Part | null }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const categories = useCategoryOptions();
  const bodyOf = (values: PartValues): Record<string, unknown> => filled({ ...values, minimum: Number(values.minimum), cost_minor: values.cost_minor ?? 0 });
  const edit = useCatalogEdit<Part, PartValues>({ catalog: 'parts', number: part?.part ?? null, row: part, valuesOf: partValues, bodyOf, onDone });
  const { values, set } = edit;
  const fields: Array<MergeField<PartValues>> = [
    ...PART_WORDS.map((key) => ({ key, label: t(`maintenance.part.${key}`) })),
    { key: 'category', label: t('maintenance.kind'), show: (value: Category) => t(`maintenance.category.${value}`) },
    { key: 'minimum', label: t('maintenance.part.minimum') },
    { key: 'cost_minor', label: t('maintenance.part.cost'), show: (value: number) => forms.money(value) },
    { key: 'place', label: t('maintenance.part.place') },
    { key: 'retired', label: t('maintenance.retired.part') },
  ];
  const field = (name: (typeof PART_WORDS)[number]): JSX.Element => (
    <TextInput label={t(`maintenance.part.${name}`)} value={values[name]} maxLength={40} autoComplete="off" data-autofocus={name === 'code' || undefined} onChange={(event) => set({ [name]: event.currentTarget.value })} />
  );
  const ready = PART_WORDS.every((name) => values[name].trim() !== '') && values.cost_minor !== null;
  return (
    <EditDialog edit={edit} fields={fields} title={part === null ? t('maintenance.newPart') : t('maintenance.changeNamed', { name: part.code })} submitLabel={t('maintenance.save')} ready={ready} onClose={onClose}>
      <div className="kr-pair">{field('code')}<Select label={t('maintenance.kind')} data={categories} value={values.category} allowDeselect={false} searchable onChange={(value) => value !== null && set({ category: value as Category })} /></div>
      <div className="kr-pair">{field('name_en')}{field('name_zh')}</div>
      <div className="kr-pair">{field('unit')}<NumberInput label={t('maintenance.part.minimum')} value={values.minimum} min={0} allowDecimal={false} onChange={(minimum) => set({ minimum })} /></div>
      <div className="kr-pair">
        <AmountField label={t('maintenance.part.cost')} currency={forms.currency} value={values.cost_minor} onChange={(cost_minor) => set({ cost_minor })} />
        <TextInput label={t('maintenance.part.place')} value={values.place} maxLength={60} autoComplete="off" onChange={(event) => set({ place: event.currentTarget.value })} />
      </div>
      {part !== null && <Checkbox label={t('maintenance.retired.part')} checked={values.retired} onChange={(event) => set({ retired: event.currentTarget.checked })} />}
    </EditDialog>
  );
}

function StockDialog({ part, onChange, onDone, onClose }: DialogProps & { part: Part; onChange: (() => void) | null }): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const [kind, setKind] = useState<'receipt' | 'count'>('receipt');
  const [quantity, setQuantity] = useState<number | string>('');
  const move = useAction((body: { kind: 'receipt' | 'count'; quantity: number }, key) => api.partMove(part.part, body, key));
  const submit = async (): Promise<void> => {
    if ((await move.run({ kind, quantity: Number(quantity) })) !== null) onDone();
  };
  return (
    <FormDialog title={language === 'zh' ? part.name_zh : part.name_en} submitLabel={t('maintenance.save')} busy={move.busy} problem={move.problem} ready={quantity !== '' && Number(quantity) >= 0} onSubmit={() => void submit()} onClose={onClose}>
      {onChange !== null && <Button variant="subtle" size="compact-sm" onClick={onChange}>{t('maintenance.changeDetails')}</Button>}
      <p className="kr-dialog-lead">{t('maintenance.inStock', { count: part.stock, unit: part.unit })}</p>
      <SegmentedControl fullWidth aria-label={t('maintenance.stockMove')} value={kind} onChange={(value) => setKind(value as 'receipt' | 'count')} data={(['receipt', 'count'] as const).map((each) => ({ value: each, label: t(`maintenance.stock.${each}`) }))} />
      <NumberInput label={t(`maintenance.stock.${kind}.quantity`)} value={quantity} min={0} allowDecimal={false} data-autofocus onChange={setQuantity} />
    </FormDialog>
  );
}

export function PartsPage(): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const { forms } = useHotel();
  const { hasRole } = useSession();
  const [editing, setEditing] = useState<Part | 'new' | null>(null);
  const [moving, setMoving] = useState<Part | null>(null);
  const { value, problem, reload } = useLoad('parts', api.parts);
  const plans = ['manager', 'trainer'].some(hasRole);
  useCommands(plans ? [{ key: 'N', label: t('maintenance.newPart'), run: () => setEditing('new') }] : []);
  const nameOf = (part: Part): string => (language === 'zh' ? part.name_zh : part.name_en);
  const columns: Array<Column<Part>> = [
    { key: 'name', head: t('maintenance.part'), cell: (part) => <strong>{nameOf(part)}</strong> },
    { key: 'code', head: t('maintenance.part.code'), cell: (part) => part.code },
    { key: 'kind', head: t('maintenance.kind'), cell: (part) => t(`maintenance.category.${part.category}`) },
    { key: 'stock', head: t('maintenance.part.stock'), align: 'right', cell: (part) => <span className={part.stock < part.minimum ? 'kr-work-late' : ''}>{part.stock} {part.unit}</span> },
    { key: 'minimum', head: t('maintenance.part.minimum'), align: 'right', cell: (part) => part.minimum },
    { key: 'cost', head: t('maintenance.part.cost'), align: 'right', cell: (part) => forms.money(part.cost_minor) },
  ];
  const done = (): void => {
    setEditing(null);
    setMoving(null);
    reload();
  };
  return (
    <>
      <PageHead title={t('nav.parts')}>
        {plans && <KeyButton shortcut="N" onClick={() => setEditing('new')}>{t('maintenance.newPart')}</KeyButton>}
      </PageHead>
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {value === null && problem === null && <LoadingRows rows={8} />}
      {value !== null && <DataList label={t('nav.parts')} rows={value.filter((part) => !part.retired || part.stock > 0)} columns={columns} rowKey={(part) => String(part.part)} searchText={(part) => `${part.name_en} ${part.name_zh} ${part.code}`} onOpen={setMoving} empty={<EmptyState title={t('maintenance.partsNone')} hint={t('maintenance.partsNoneHint')} />} />}
      {editing !== null && <PartDialog part={editing === 'new' ? null : editing} onDone={done} onClose={() => setEditing(null)} />}
      {moving !== null && <StockDialog part={moving} onChange={plans ? () => { setEditing(moving); setMoving(null); } : null} onDone={done} onClose={() => setMoving(null)} />}
    </>
  );
}
