import { useState } from 'react';
import { Button, Checkbox } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Asset } from '@shared/api/property';
import { useLoad } from '@shared/api/useLoad';
import { useCommands } from '@shared/keyboard/shortcuts';
import { useSession } from '@shared/session/SessionGate';
import { DataList, type Column } from '@shared/ui/DataList';
import { Dialog } from '@shared/ui/Dialog';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { EmptyState, LoadingRows } from '@shared/ui/Notes';
import { Fact, KeyButton, PageHead } from '@shared/ui/Page';
import { useHotel } from '../../hotel';
import { useText } from '../../text/useText';
import { AssetDialog } from './AssetDialog';
import { placeOf } from './words';
import './maintenance.css';

function AssetCard({ brief, onChange, onClose }: { brief: Asset; onChange: (() => void) | null; onClose: () => void }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const { value: asset } = useLoad(`asset/${brief.asset}`, (signal) => api.asset(brief.asset, signal));
  const { value: orders } = useLoad(`asset-orders/${brief.asset}`, (signal) => api.workOrders({ asset: brief.asset }, signal));
  const cover = asset?.cover;
  return (
    <Dialog title={`${brief.name} · ${placeOf(brief)}`} size="lg" onClose={onClose}>
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
      {brief.note !== null && <p className="kr-muted">{brief.note}</p>}
      {onChange !== null && <Button variant="default" size="compact-sm" onClick={onChange}>{t('maintenance.change')}</Button>}
      <h4>{t('maintenance.assetOrders')}</h4>
      {(orders ?? []).length === 0 && <p className="kr-muted">{t('maintenance.assetOrdersNone')}</p>}
      <ul className="kr-plain-list">
        {(orders ?? []).slice(0, 10).map((order) => (
          <li key={order.work_order}><a href={`#/work-order/${order.work_order}`}>#{order.work_order} {order.symptom}</a> · {forms.date(forms.nightOf(order.reported_at))} · {t(`maintenance.state.${order.state}`)}</li>
        ))}
      </ul>
    </Dialog>
  );
}

export function AssetsPage(): JSX.Element {
  const t = useText();
  const { forms, status } = useHotel();
  const { hasRole } = useSession();
  const [editing, setEditing] = useState<Asset | 'new' | null>(null);
  const [old, setOld] = useState(false);
  const [shown, setShown] = useState<Asset | null>(null);
  const { value, problem, reload } = useLoad('assets', api.assets);
  const plans = ['manager', 'trainer'].some(hasRole);
  useCommands(plans ? [{ key: 'N', label: t('maintenance.newAsset'), run: () => setEditing('new') }] : []);
  const columns: Array<Column<Asset>> = [
    { key: 'place', head: t('maintenance.place'), cell: (asset) => <strong>{placeOf(asset)}</strong> },
    { key: 'name', head: t('maintenance.asset.name'), cell: (asset) => <>{asset.name}{asset.retired && <span className="kr-muted"> · {t('maintenance.retired')}</span>}</> },
    { key: 'kind', head: t('maintenance.kind'), cell: (asset) => t(`maintenance.category.${asset.category}`) },
    { key: 'tag', head: t('maintenance.asset.tag'), cell: (asset) => asset.tag },
    { key: 'maker', head: t('maintenance.asset.maker'), wideOnly: true, cell: (asset) => [asset.maker, asset.model].filter(Boolean).join(' ') },
    { key: 'warranty', head: t('maintenance.warrantyUntil'), cell: (asset) => asset.warranty_until !== null && <span className={asset.warranty_until < status.business_date ? 'kr-muted' : ''}>{forms.date(asset.warranty_until)}</span> },
    { key: 'cost', head: t('maintenance.replacement'), align: 'right', wideOnly: true, cell: (asset) => asset.replacement_minor > 0 && forms.money(asset.replacement_minor) },
  ];
  return (
    <>
      <PageHead title={t('nav.assets')}>
        {plans && <KeyButton shortcut="N" onClick={() => setEditing('new')}>{t('maintenance.newAsset')}</KeyButton>}
      </PageHead>
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {value === null && problem === null && <LoadingRows rows={8} />}
      {value !== null && <DataList label={t('nav.assets')} rows={value.filter((asset) => old || !asset.retired)} toolbar={value.some((asset) => asset.retired) && <Checkbox label={t('maintenance.showRetired')} checked={old} onChange={(event) => setOld(event.currentTarget.checked)} />} columns={columns} rowKey={(asset) => String(asset.asset)} searchText={(asset) => `${placeOf(asset)} ${asset.name} ${asset.tag} ${asset.maker ?? ''} ${asset.model ?? ''} ${asset.serial ?? ''} ${t(`maintenance.category.${asset.category}`)}`} onOpen={setShown} empty={<EmptyState title={t('maintenance.assetsNone')} hint={t('maintenance.assetsNoneHint')} />} />}
      {editing !== null && <AssetDialog asset={editing === 'new' ? null : editing} onDone={() => { setEditing(null); reload(); }} onClose={() => setEditing(null)} />}
      {shown !== null && <AssetCard brief={shown} onChange={plans ? () => { setEditing(shown); setShown(null); } : null} onClose={() => setShown(null)} />}
    </>
  );
}
