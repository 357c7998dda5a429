import { useState } from 'react';
import { Modal, Select, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Asset, Category } from '@shared/api/property';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import type { Night } from '@shared/format/dates';
import { useCommonText } from '@shared/i18n/i18n';
import { useCommands } from '@shared/keyboard/shortcuts';
import { useSession } from '@shared/session/SessionGate';
import { AmountField } from '@shared/ui/AmountField';
import { DataList, type Column } from '@shared/ui/DataList';
import { DateField } from '@shared/ui/DateField';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { FormDialog } from '@shared/ui/FormDialog';
import { EmptyState, LoadingRows } from '@shared/ui/Notes';
import { Fact, KeyButton, PageHead } from '@shared/ui/Page';
import { useHotel } from '../../hotel';
import { useText } from '../../text/useText';
import { placeOf, useCategoryOptions } from './words';
import './maintenance.css';

function AssetDialog({ onDone, onClose }: { onDone: () => void; onClose: () => void }): JSX.Element {
  const t = useText();
  const { forms, status } = useHotel();
  const categories = useCategoryOptions();
  const { value: rooms } = useLoad('rooms', api.rooms);
  const [text, setText] = useState({ tag: '', name: '', place: '', maker: '', model: '', serial: '' });
  const [category, setCategory] = useState<Category>('hvac');
  const [installed, setInstalled] = useState<Night | null>(null);
  const [warranty, setWarranty] = useState<Night | null>(null);
  const [cost, setCost] = useState<number | null>(null);
  const make = useAction((body: Record<string, unknown>, key) => api.assetMake(body, key));
  const isRoom = (rooms ?? []).some((each) => each.room === text.place.trim());
  const submit = async (): Promise<void> => {
    const filled = Object.fromEntries((['maker', 'model', 'serial'] as const).filter((name) => text[name].trim() !== '').map((name) => [name, text[name].trim()]));
    const body = {
      tag: text.tag.trim(), name: text.name.trim(), category, ...filled,
      ...(isRoom ? { room: text.place.trim() } : { area: text.place.trim() }),
      ...(installed === null ? {} : { installed_on: installed }), ...(warranty === null ? {} : { warranty_until: warranty }), ...(cost === null ? {} : { replacement_minor: cost }),
    };
    if ((await make.run(body)) !== null) onDone();
  };
  const field = (name: keyof typeof text): JSX.Element => (
    <TextInput label={t(`maintenance.asset.${name}`)} value={text[name]} maxLength={40} autoComplete="off" data-autofocus={name === 'tag' || undefined} onChange={(event) => setText({ ...text, [name]: event.currentTarget.value })} />
  );
  return (
    <FormDialog title={t('maintenance.newAsset')} submitLabel={t('maintenance.save')} size="lg" busy={make.busy} problem={make.problem} ready={text.tag.trim() !== '' && text.name.trim() !== '' && text.place.trim() !== ''} onSubmit={() => void submit()} onClose={onClose}>
      <div className="kr-pair">{field('tag')}{field('name')}</div>
      <div className="kr-pair">{field('place')}<Select label={t('maintenance.kind')} data={categories} value={category} allowDeselect={false} searchable onChange={(value) => value !== null && setCategory(value as Category)} /></div>
      <div className="kr-pair">{field('maker')}{field('model')}</div>
      <div className="kr-pair">{field('serial')}<AmountField label={t('maintenance.replacement')} currency={forms.currency} value={cost} onChange={setCost} /></div>
      <div className="kr-pair">
        <DateField label={t('maintenance.installedOn')} value={installed} base={status.business_date} forms={forms} onChange={setInstalled} />
        <DateField label={t('maintenance.warrantyUntil')} value={warranty} base={status.business_date} forms={forms} onChange={setWarranty} />
      </div>
    </FormDialog>
  );
}

function AssetCard({ brief, onClose }: { brief: Asset; onClose: () => void }): JSX.Element {
  const t = useText();
  const common = useCommonText();
  const { forms } = useHotel();
  const { value: asset } = useLoad(`asset/${brief.asset}`, (signal) => api.asset(brief.asset, signal));
  const { value: orders } = useLoad(`asset-orders/${brief.asset}`, (signal) => api.workOrders({ asset: brief.asset }, signal));
  const cover = asset?.cover;
  return (
    <Modal opened onClose={onClose} title={`${brief.name} · ${placeOf(brief)}`} size="lg" closeButtonProps={{ 'aria-label': common('close') }} classNames={{ title: 'kr-dialog-title' }}>
      <dl className="kr-facts">
        <Fact label={t('maintenance.asset.tag')}>{brief.tag}</Fact>
        <Fact label={t('maintenance.kind')}>{t(`maintenance.category.${brief.category}`)}</Fact>
        <Fact label={t('maintenance.asset.maker')}>{[brief.maker, brief.model].filter(Boolean).join(' ') || '–'}</Fact>
        <Fact label={t('maintenance.asset.serial')}>{brief.serial ?? '–'}</Fact>
        <Fact label={t('maintenance.installedOn')}>{brief.installed_on === null ? '–' : forms.date(brief.installed_on)}</Fact>
        <Fact label={t('maintenance.replacement')}>{forms.money(brief.replacement_minor)}</Fact>
        {brief.meter_unit !== null && <Fact label={t('maintenance.meter')}>{brief.meter_reading} {brief.meter_unit}</Fact>}
        <Fact label={t('maintenance.coverTitle')}>{cover === undefined ? '…' : cover.kind === 'none' ? t('maintenance.cover.none') : t(`maintenance.cover.${cover.kind}`, { vendor: cover.vendor_name ?? t('maintenance.cover.vendor') })}</Fact>
      </dl>
      <h4>{t('maintenance.assetOrders')}</h4>
      {(orders ?? []).length === 0 && <p className="kr-muted">{t('maintenance.assetOrdersNone')}</p>}
      <ul className="kr-plain-list">
        {(orders ?? []).slice(0, 10).map((order) => (
          <li key={order.work_order}><a href={`#/work-order/${order.work_order}`}>#{order.work_order} {order.symptom}</a> · {forms.date(forms.nightOf(order.reported_at))} · {t(`maintenance.state.${order.state}`)}</li>
        ))}
      </ul>
    </Modal>
  );
}

export function AssetsPage(): JSX.Element {
  const t = useText();
  const { forms, status } = useHotel();
  const { hasRole } = useSession();
  const [making, setMaking] = useState(false);
  const [shown, setShown] = useState<Asset | null>(null);
  const { value, problem, reload } = useLoad('assets', api.assets);
  const plans = ['manager', 'trainer'].some(hasRole);
  useCommands(plans ? [{ key: 'N', label: t('maintenance.newAsset'), run: () => setMaking(true) }] : []);
  const columns: Array<Column<Asset>> = [
    { key: 'place', head: t('maintenance.place'), cell: (asset) => <strong>{placeOf(asset)}</strong> },
    { key: 'name', head: t('maintenance.asset.name'), cell: (asset) => asset.name },
    { key: 'kind', head: t('maintenance.kind'), cell: (asset) => t(`maintenance.category.${asset.category}`) },
    { key: 'tag', head: t('maintenance.asset.tag'), cell: (asset) => asset.tag },
    { key: 'maker', head: t('maintenance.asset.maker'), wideOnly: true, cell: (asset) => [asset.maker, asset.model].filter(Boolean).join(' ') },
    { key: 'warranty', head: t('maintenance.warrantyUntil'), cell: (asset) => asset.warranty_until !== null && <span className={asset.warranty_until < status.business_date ? 'kr-muted' : ''}>{forms.date(asset.warranty_until)}</span> },
    { key: 'cost', head: t('maintenance.replacement'), align: 'right', wideOnly: true, cell: (asset) => asset.replacement_minor > 0 && forms.money(asset.replacement_minor) },
  ];
  return (
    <>
      <PageHead title={t('nav.assets')}>
        {plans && <KeyButton shortcut="N" onClick={() => setMaking(true)}>{t('maintenance.newAsset')}</KeyButton>}
      </PageHead>
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {value === null && problem === null && <LoadingRows rows={8} />}
      {value !== null && <DataList label={t('nav.assets')} rows={value} columns={columns} rowKey={(asset) => String(asset.asset)} searchText={(asset) => `${placeOf(asset)} ${asset.name} ${asset.tag} ${asset.maker ?? ''} ${asset.model ?? ''} ${asset.serial ?? ''} ${t(`maintenance.category.${asset.category}`)}`} onOpen={setShown} empty={<EmptyState title={t('maintenance.assetsNone')} hint={t('maintenance.assetsNoneHint')} />} />}
      {making && <AssetDialog onDone={() => { setMaking(false); reload(); }} onClose={() => setMaking(false)} />}
      {shown !== null && <AssetCard brief={shown} onClose={() => setShown(null)} />}
    </>
  );
}
