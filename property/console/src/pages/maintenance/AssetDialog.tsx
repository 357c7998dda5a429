import { useState } from 'react';
import { Checkbox, Select, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Asset, Category } from '@shared/api/property';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import type { Night } from '@shared/format/dates';
import { AmountField } from '@shared/ui/AmountField';
import { DateField } from '@shared/ui/DateField';
import { FormDialog } from '@shared/ui/FormDialog';
import { useHotel } from '../../hotel';
import { useText } from '../../text/useText';
import { filled } from './fields';
import { placeOf, useCategoryOptions } from './words';

/* Something that can break: a new one, or one that is there. */
export function AssetDialog({ asset, onDone, onClose }: { asset: Asset | null; onDone: () => void; onClose: () => void }): JSX.Element {
  const t = useText();
  const { forms, status } = useHotel();
  const categories = useCategoryOptions();
  const { value: rooms } = useLoad('rooms', api.rooms);
  const { value: vendors } = useLoad('vendors', api.vendors);
  const { value: contracts } = useLoad('service-contracts', api.serviceContracts);
  const [text, setText] = useState({
    tag: asset?.tag ?? '', name: asset?.name ?? '', place: asset === null ? '' : placeOf(asset), maker: asset?.maker ?? '', model: asset?.model ?? '',
    serial: asset?.serial ?? '', meter_unit: asset?.meter_unit ?? '', note: asset?.note ?? '',
  });
  const [category, setCategory] = useState<Category>(asset?.category ?? 'hvac');
  const [installed, setInstalled] = useState<Night | null>(asset?.installed_on ?? null);
  const [warranty, setWarranty] = useState<Night | null>(asset?.warranty_until ?? null);
  const [vendor, setVendor] = useState<number | null>(asset?.warranty_vendor ?? null);
  const [contract, setContract] = useState<number | null>(asset?.service_contract ?? null);
  const [cost, setCost] = useState<number | null>(asset?.replacement_minor ?? null);
  const [retired, setRetired] = useState(asset?.retired ?? false);
  const save = useAction((body: Record<string, unknown>, key) => (asset === null ? api.assetMake(body, key) : api.assetEdit(asset, body, key)));
  const isRoom = (rooms ?? []).some((each) => each.room === text.place.trim());
  const submit = async (): Promise<void> => {
    const { place, ...words } = text;
    const body = filled({
      ...words, ...(isRoom ? { room: place } : { area: place }), category, installed_on: installed, warranty_until: warranty, warranty_vendor: vendor,
      service_contract: contract, replacement_minor: cost, retired,
    });
    if ((await save.run(body)) !== null) onDone();
  };
  const field = (name: keyof typeof text): JSX.Element => (
    <TextInput label={t(`maintenance.asset.${name}`)} value={text[name]} maxLength={name === 'note' ? 400 : 40} autoComplete="off" data-autofocus={name === 'tag' || undefined} onChange={(event) => setText({ ...text, [name]: event.currentTarget.value })} />
  );
  const chosen = (value: number | null): string | null => (value === null ? null : String(value));
  return (
    <FormDialog title={asset === null ? t('maintenance.newAsset') : t('maintenance.changeNamed', { name: asset.name })} submitLabel={t('maintenance.save')} size="lg" busy={save.busy} problem={save.problem} ready={rooms !== null && text.tag.trim() !== '' && text.name.trim() !== '' && text.place.trim() !== ''} onSubmit={() => void submit()} onClose={onClose}>
      <div className="kr-pair">{field('tag')}{field('name')}</div>
      <div className="kr-pair">{field('place')}<Select label={t('maintenance.kind')} data={categories} value={category} allowDeselect={false} searchable onChange={(value) => value !== null && setCategory(value as Category)} /></div>
      <div className="kr-pair">{field('maker')}{field('model')}</div>
      <div className="kr-pair">{field('serial')}{field('meter_unit')}</div>
      <div className="kr-pair">
        <DateField label={t('maintenance.installedOn')} value={installed} base={status.business_date} forms={forms} onChange={setInstalled} />
        <AmountField label={t('maintenance.replacement')} currency={forms.currency} value={cost} onChange={setCost} />
      </div>
      <div className="kr-pair">
        <DateField label={t('maintenance.warrantyUntil')} value={warranty} base={status.business_date} forms={forms} onChange={setWarranty} />
        <Select label={t('maintenance.warrantyVendor')} data={(vendors ?? []).filter((each) => !each.retired || each.vendor === vendor).map((each) => ({ value: String(each.vendor), label: each.name }))} value={chosen(vendor)} clearable searchable nothingFoundMessage={t('maintenance.vendorsNone')} onChange={(value) => setVendor(value === null ? null : Number(value))} />
      </div>
      <Select label={t('maintenance.contract')} data={(contracts ?? []).map((each) => ({ value: String(each.service_contract), label: `${each.name} · ${t('maintenance.cover.until', { date: forms.date(each.ends_on) })}` }))} value={chosen(contract)} clearable searchable onChange={(value) => setContract(value === null ? null : Number(value))} />
      {field('note')}
      {asset !== null && <Checkbox label={t('maintenance.retired.asset')} checked={retired} onChange={(event) => setRetired(event.currentTarget.checked)} />}
    </FormDialog>
  );
}
