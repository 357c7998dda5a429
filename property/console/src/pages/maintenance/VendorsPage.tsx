import { useState } from 'react';
import { Button, Checkbox, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { ServiceContract, Vendor } from '@shared/api/property';
import { useLoad } from '@shared/api/useLoad';
import { addDays, type Night } from '@shared/format/dates';
import { useCommands } from '@shared/keyboard/shortcuts';
import { useSession } from '@shared/session/SessionGate';
import { AmountField } from '@shared/ui/AmountField';
import { DataList, type Column } from '@shared/ui/DataList';
import { DateField } from '@shared/ui/DateField';
import { EditDialog } from '@shared/ui/EditDialog';
import { ErrorNote } from '@shared/ui/ErrorNote';
import type { MergeField } from '@shared/ui/MergeDialog';
import { EmptyState, LoadingRows } from '@shared/ui/Notes';
import { KeyButton, PageHead, Panel } from '@shared/ui/Page';
import { useHotel } from '../../hotel';
import { useText } from '../../text/useText';
import { filled } from './fields';
import { useCatalogEdit } from './useCatalogEdit';
import { useDuration } from './words';
import './maintenance.css';

interface DialogProps {
  onDone: () => void;
  onClose: () => void;
}

interface VendorValues {
  name: string;
  telephone: string;
  email: string;
  note: string;
  retired: boolean;
}

const vendorValues = (vendor: Vendor | null): VendorValues => ({ name: vendor?.name ?? '', telephone: vendor?.telephone ?? '', email: vendor?.email ?? '', note: vendor?.note ?? '', retired: vendor?.retired ?? false });

function VendorDialog({ vendor, onDone, onClose }: DialogProps & { vendor: Vendor | null }): JSX.Element {
  const t = useText();
  const edit = useCatalogEdit<Vendor, VendorValues>({ catalog: 'vendors', number: vendor?.vendor ?? null, row: vendor, valuesOf: vendorValues, bodyOf: (values) => filled({ ...values }), onDone });
  const { values, set } = edit;
  const words = ['name', 'telephone', 'email'] as const;
  const fields: Array<MergeField<VendorValues>> = [...words.map((key) => ({ key, label: t(`maintenance.vendor.${key}`) })), { key: 'note', label: t('maintenance.note') }, { key: 'retired', label: t('maintenance.retired.vendor') }];
  const field = (name: (typeof words)[number]): JSX.Element => (
    <TextInput label={t(`maintenance.vendor.${name}`)} value={values[name]} maxLength={80} autoComplete="off" data-autofocus={name === 'name' || undefined} onChange={(event) => set({ [name]: event.currentTarget.value })} />
  );
  return (
    <EditDialog edit={edit} fields={fields} title={vendor === null ? t('maintenance.newVendor') : t('maintenance.changeNamed', { name: vendor.name })} submitLabel={t('maintenance.save')} ready={values.name.trim() !== ''} onClose={onClose}>
      {field('name')}
      <div className="kr-pair">{field('telephone')}{field('email')}</div>
      <Textarea label={t('maintenance.note')} value={values.note} rows={2} maxLength={400} onChange={(event) => set({ note: event.currentTarget.value })} />
      {vendor !== null && <Checkbox label={t('maintenance.retired.vendor')} checked={values.retired} onChange={(event) => set({ retired: event.currentTarget.checked })} />}
    </EditDialog>
  );
}

interface ContractValues {
  vendor: number | null;
  name: string;
  note: string;
  starts_on: Night;
  ends_on: Night;
  hours: number | string;
  annual_minor: number | null;
}

function ContractDialog({ contract, vendors, onDone, onClose }: DialogProps & { contract: ServiceContract | null; vendors: Vendor[] }): JSX.Element {
  const t = useText();
  const { forms, status } = useHotel();
  const edit = useCatalogEdit<ServiceContract, ContractValues>({
    catalog: 'service-contracts',
    number: contract?.service_contract ?? null,
    row: contract,
    valuesOf: (row) => ({
      vendor: row?.vendor ?? null, name: row?.name ?? '', note: row?.note ?? '', starts_on: row?.starts_on ?? status.business_date,
      ends_on: row?.ends_on ?? addDays(status.business_date, 364), hours: (row?.response_minutes ?? 240) / 60, annual_minor: row?.annual_minor ?? 0,
    }),
    bodyOf: ({ hours, ...rest }) => filled({ ...rest, response_minutes: Math.round(Number(hours) * 60) }),
    onDone,
  });
  const { values, set } = edit;
  const { vendor, name, note, starts_on: starts, ends_on: ends, hours, annual_minor: annual } = values;
  const date = (night: Night): string => forms.date(night);
  const fields: Array<MergeField<ContractValues>> = [
    { key: 'name', label: t('maintenance.contract.name') },
    { key: 'vendor', label: t('maintenance.vendor'), show: (number: number) => vendors.find((each) => each.vendor === number)?.name ?? String(number) },
    { key: 'starts_on', label: t('maintenance.contract.starts'), show: date },
    { key: 'ends_on', label: t('maintenance.contract.ends'), show: date },
    { key: 'hours', label: t('maintenance.contract.response') },
    { key: 'annual_minor', label: t('maintenance.contract.annual'), show: (value: number) => forms.money(value) },
    { key: 'note', label: t('maintenance.note') },
  ];
  const ready = vendor !== null && name.trim() !== '' && annual !== null && starts <= ends && Number(hours) * 60 >= 1;
  return (
    <EditDialog edit={edit} fields={fields} title={contract === null ? t('maintenance.newContract') : t('maintenance.changeNamed', { name: contract.name })} submitLabel={t('maintenance.save')} ready={ready} onClose={onClose}>
      <TextInput label={t('maintenance.contract.name')} placeholder={t('maintenance.contract.nameHint')} value={name} maxLength={80} autoComplete="off" data-autofocus onChange={(event) => set({ name: event.currentTarget.value })} />
      <Select label={t('maintenance.vendor')} data={vendors.filter((each) => !each.retired || each.vendor === vendor).map((each) => ({ value: String(each.vendor), label: each.name }))} value={vendor === null ? null : String(vendor)} allowDeselect={false} searchable nothingFoundMessage={t('maintenance.vendorsNone')} onChange={(value) => set({ vendor: value === null ? null : Number(value) })} />
      <div className="kr-pair">
        <DateField label={t('maintenance.contract.starts')} value={starts} base={status.business_date} forms={forms} onChange={(starts_on) => set({ starts_on })} />
        <DateField label={t('maintenance.contract.ends')} value={ends} base={status.business_date} min={starts} forms={forms} onChange={(ends_on) => set({ ends_on })} />
      </div>
      <div className="kr-pair">
        <NumberInput label={t('maintenance.contract.response')} value={hours} min={0.25} step={1} decimalScale={2} onChange={(value) => set({ hours: value })} />
        <AmountField label={t('maintenance.contract.annual')} currency={forms.currency} value={annual} onChange={(annual_minor) => set({ annual_minor })} />
      </div>
      <Textarea label={t('maintenance.note')} value={note} rows={2} maxLength={400} onChange={(event) => set({ note: event.currentTarget.value })} />
    </EditDialog>
  );
}

function Contracts({ contracts, vendors, plans, onChanged }: { contracts: ServiceContract[]; vendors: Vendor[]; plans: boolean; onChanged: () => void }): JSX.Element {
  const t = useText();
  const { forms, status } = useHotel();
  const duration = useDuration();
  const [editing, setEditing] = useState<ServiceContract | 'new' | null>(null);
  const nameOf = (vendor: number): string => vendors.find((each) => each.vendor === vendor)?.name ?? '';
  const until = (each: ServiceContract): string => t('maintenance.cover.until', { date: forms.date(each.ends_on) });
  return (
    <Panel className="kr-contracts" title={t('maintenance.contracts')} aside={plans && vendors.length > 0 && <Button size="compact-sm" variant="default" onClick={() => setEditing('new')}>{t('maintenance.newContract')}</Button>}>
      {contracts.length === 0 && <p className="kr-muted">{t('maintenance.contractsNone')}</p>}
      <ul className="kr-plain-list">
        {[...contracts].sort((a, b) => (a.ends_on < b.ends_on ? -1 : 1)).map((each) => (
          <li key={each.service_contract}>
            <strong>{each.name}</strong>
            <span>{nameOf(each.vendor)}</span>
            <span className={each.ends_on < status.business_date ? 'kr-work-late' : ''}>{each.ends_on < status.business_date ? t('maintenance.contract.over', { date: forms.date(each.ends_on) }) : until(each)}</span>
            <span className="kr-muted">{t('maintenance.cover.response', { time: duration(each.response_minutes) })} · {t('maintenance.contract.year', { amount: forms.money(each.annual_minor) })}</span>
            {plans && <Button size="compact-xs" variant="subtle" aria-label={t('maintenance.changeNamed', { name: each.name })} onClick={() => setEditing(each)}>{t('maintenance.change')}</Button>}
          </li>
        ))}
      </ul>
      {editing !== null && <ContractDialog contract={editing === 'new' ? null : editing} vendors={vendors} onDone={() => { setEditing(null); onChanged(); }} onClose={() => setEditing(null)} />}
    </Panel>
  );
}

/* Who repairs what the house does not, and what they have promised. */
export function VendorsPage(): JSX.Element {
  const t = useText();
  const { hasRole } = useSession();
  const [editing, setEditing] = useState<Vendor | 'new' | null>(null);
  const { value, problem, reload } = useLoad('vendors', api.vendors);
  const contracts = useLoad('service-contracts', api.serviceContracts);
  const plans = ['manager', 'trainer'].some(hasRole);
  useCommands(plans ? [{ key: 'N', label: t('maintenance.newVendor'), run: () => setEditing('new') }] : []);
  const columns: Array<Column<Vendor>> = [
    { key: 'name', head: t('maintenance.vendor.name'), cell: (vendor) => <><strong>{vendor.name}</strong>{vendor.retired && <span className="kr-muted"> · {t('maintenance.retired')}</span>}</> },
    { key: 'telephone', head: t('maintenance.vendor.telephone'), cell: (vendor) => vendor.telephone !== null && <a href={`tel:${vendor.telephone.replace(/\s/g, '')}`} onClick={(event) => event.stopPropagation()}>{vendor.telephone}</a> },
    { key: 'email', head: t('maintenance.vendor.email'), cell: (vendor) => vendor.email },
    { key: 'note', head: t('maintenance.note'), wideOnly: true, cell: (vendor) => <span className="kr-muted">{vendor.note}</span> },
  ];
  const failed = problem ?? contracts.problem;
  return (
    <>
      <PageHead title={t('nav.vendors')}>
        {plans && <KeyButton shortcut="N" onClick={() => setEditing('new')}>{t('maintenance.newVendor')}</KeyButton>}
      </PageHead>
      {failed !== null && <ErrorNote problem={failed} onRetry={() => { reload(); contracts.reload(); }} />}
      {value === null && problem === null && <LoadingRows rows={6} />}
      {value !== null && <DataList label={t('nav.vendors')} rows={value} columns={columns} rowKey={(vendor) => String(vendor.vendor)} searchText={(vendor) => `${vendor.name} ${vendor.telephone ?? ''} ${vendor.email ?? ''}`} onOpen={(vendor) => plans && setEditing(vendor)} empty={<EmptyState title={t('maintenance.vendorsNone')} hint={t('maintenance.vendorsNoneHint')} />} />}
      {contracts.value !== null && value !== null && <Contracts contracts={contracts.value} vendors={value} plans={plans} onChanged={contracts.reload} />}
      {editing !== null && <VendorDialog vendor={editing === 'new' ? null : editing} onDone={() => { setEditing(null); reload(); }} onClose={() => setEditing(null)} />}
    </>
  );
}
