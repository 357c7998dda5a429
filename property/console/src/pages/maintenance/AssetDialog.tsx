import { Checkbox, Select, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Asset, Category } from '@shared/api/property';
import { useLoad } from '@shared/api/useLoad';
import type { Night } from '@shared/format/dates';
import { AmountField } from '@shared/ui/AmountField';
import { DateField } from '@shared/ui/DateField';
import { EditDialog } from '@shared/ui/EditDialog';
import type { MergeField } from '@shared/ui/MergeDialog';
import { useHotel } from '../../hotel';
import { useText } from '../../text/useText';
import { filled } from './fields';
import { useCatalogEdit } from './useCatalogEdit';
import { placeOf, useCategoryOptions } from './words';

interface Values {
  tag: string;
  name: string;
  place: string;
  maker: string;
  model: string;
  serial: string;
  meter_unit: string;
  note: string;
  category: Category;
  installed_on: Night | null;
  warranty_until: Night | null;
  warranty_vendor: number | null;
  service_contract: number | null;
  replacement_minor: number | null;
  retired: boolean;
}

const valuesOf = (asset: Asset | null): Values => ({
  tag: asset?.tag ?? '', name: asset?.name ?? '', place: asset === null ? '' : placeOf(asset), maker: asset?.maker ?? '', model: asset?.model ?? '',
  serial: asset?.serial ?? '', meter_unit: asset?.meter_unit ?? '', note: asset?.note ?? '', category: asset?.category ?? 'hvac',
  installed_on: asset?.installed_on ?? null, warranty_until: asset?.warranty_until ?? null, warranty_vendor: asset?.warranty_vendor ?? null,
  service_contract: asset?.service_contract ?? null, replacement_minor: asset?.replacement_minor ?? null, retired: asset?.retired ?? false,
});

const WORDS = ['tag', 'name', 'place', 'maker', 'model', 'serial', 'meter_unit', 'note'] as const;

/* Something that can break: a new one, or one that is there. */
export function AssetDialog({ asset, onDone, onClose }: { asset: Asset | null; onDone: () => void; onClose: () => void }): JSX.Element {
  const t = useText();
  const { forms, status } = useHotel();
  const categories = useCategoryOptions();
  const { value: rooms } = useLoad('rooms', api.rooms);
  const { value: vendors } = useLoad('vendors', api.vendors);
  const { value: contracts } = useLoad('service-contracts', api.serviceContracts);
  const bodyOf = ({ place, ...rest }: Values): Record<string, unknown> => filled({ ...rest, ...((rooms ?? []).some((each) => each.room === place.trim()) ? { room: place } : { area: place }) });
  const edit = useCatalogEdit<Asset, Values>({ catalog: 'assets', number: asset?.asset ?? null, row: asset, valuesOf, bodyOf, onDone });
  const { values, set } = edit;
  const field = (name: (typeof WORDS)[number]): JSX.Element => (
    <TextInput label={t(`maintenance.asset.${name}`)} value={values[name]} maxLength={name === 'note' ? 400 : 40} autoComplete="off" data-autofocus={name === 'tag' || undefined} onChange={(event) => set({ [name]: event.currentTarget.value })} />
  );
  const chosen = (value: number | null): string | null => (value === null ? null : String(value));
  const nameOf = (list: Array<{ value: string; label: string }>) => (value: number): string => list.find((each) => each.value === String(value))?.label ?? String(value);
  const vendorChoices = (vendors ?? []).filter((each) => !each.retired || each.vendor === values.warranty_vendor).map((each) => ({ value: String(each.vendor), label: each.name }));
  const contractChoices = (contracts ?? []).map((each) => ({ value: String(each.service_contract), label: `${each.name} · ${t('maintenance.cover.until', { date: forms.date(each.ends_on) })}` }));
  const date = (night: Night): string => forms.date(night);
  const fields: Array<MergeField<Values>> = [
    ...WORDS.map((key) => ({ key, label: t(`maintenance.asset.${key}`) })),
    { key: 'category', label: t('maintenance.kind'), show: (value: Category) => t(`maintenance.category.${value}`) },
    { key: 'installed_on', label: t('maintenance.installedOn'), show: date },
    { key: 'replacement_minor', label: t('maintenance.replacement'), show: (value: number) => forms.money(value) },
    { key: 'warranty_until', label: t('maintenance.warrantyUntil'), show: date },
    { key: 'warranty_vendor', label: t('maintenance.warrantyVendor'), show: nameOf(vendorChoices) },
    { key: 'service_contract', label: t('maintenance.contract'), show: nameOf(contractChoices) },
    { key: 'retired', label: t('maintenance.retired.asset') },
  ];
  const ready = rooms !== null && values.tag.trim() !== '' && values.name.trim() !== '' && values.place.trim() !== '';
  return (
    <EditDialog edit={edit} fields={fields} title={asset === null ? t('maintenance.newAsset') : t('maintenance.changeNamed', { name: asset.name })} submitLabel={t('maintenance.save')} size="lg" ready={ready} onClose={onClose}>
      <div className="kr-pair">{field('tag')}{field('name')}</div>
      <div className="kr-pair">{field('place')}<Select label={t('maintenance.kind')} data={categories} value={values.category} allowDeselect={false} searchable onChange={(value) => value !== null && set({ category: value as Category })} /></div>
      <div className="kr-pair">{field('maker')}{field('model')}</div>
      <div className="kr-pair">{field('serial')}{field('meter_unit')}</div>
      <div className="kr-pair">
        <DateField label={t('maintenance.installedOn')} value={values.installed_on} base={status.business_date} forms={forms} onChange={(installed_on) => set({ installed_on })} />
        <AmountField label={t('maintenance.replacement')} currency={forms.currency} value={values.replacement_minor} onChange={(replacement_minor) => set({ replacement_minor })} />
      </div>
      <div className="kr-pair">
        <DateField label={t('maintenance.warrantyUntil')} value={values.warranty_until} base={status.business_date} forms={forms} onChange={(warranty_until) => set({ warranty_until })} />
        <Select label={t('maintenance.warrantyVendor')} data={vendorChoices} value={chosen(values.warranty_vendor)} clearable searchable nothingFoundMessage={t('maintenance.vendorsNone')} onChange={(value) => set({ warranty_vendor: value === null ? null : Number(value) })} />
      </div>
      <Select label={t('maintenance.contract')} data={contractChoices} value={chosen(values.service_contract)} clearable searchable onChange={(value) => set({ service_contract: value === null ? null : Number(value) })} />
      {field('note')}
      {asset !== null && <Checkbox label={t('maintenance.retired.asset')} checked={values.retired} onChange={(event) => set({ retired: event.currentTarget.checked })} />}
    </EditDialog>
  );
}
