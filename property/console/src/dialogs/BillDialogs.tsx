import { useState } from 'react';
import { Button, Checkbox, MultiSelect, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Folio } from '@shared/api/property/folio';
import type { Stay } from '@shared/api/property/stay';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { useI18n } from '@shared/i18n/i18n';
import { FormDialog } from '@shared/ui/FormDialog';
import { useHotel } from '../hotel';
import { WINDOWS_MAX } from '../pages/Folio';
import { useText } from '../text/useText';
import { DEPARTMENTS } from './FolioDialogs';

interface Props {
  stay: Stay;
  onDone: () => void;
  onClose: () => void;
}

const DESK = 'desk';

/* An invoice of a window, to whoever pays it; sent to a company, its account takes over what is open. */
export function BillDialog({ stay, folio, onDone, onClose }: Props & { folio: Folio }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const { language } = useI18n();
  const companies = useLoad('companies', () => api.accounts('city'));
  const [window, setWindow] = useState<string>(String(folio.windows[0]?.window ?? 1));
  const current = folio.windows.find((each) => each.window === Number(window));
  const [name, setName] = useState(current?.payee?.name ?? stay.guest_name);
  const [address, setAddress] = useState(current?.payee?.address ?? '');
  const [taxNumber, setTaxNumber] = useState(current?.payee?.tax_number ?? '');
  const [company, setCompany] = useState<string>(DESK);
  const [override, setOverride] = useState(false);
  const chooseWindow = (value: string): void => {
    const payee = folio.windows.find((each) => each.window === Number(value))?.payee;
    setWindow(value);
    setName(payee?.name ?? stay.guest_name);
    setAddress(payee?.address ?? '');
    setTaxNumber(payee?.tax_number ?? '');
  };
  const bill = useAction(async (body: { window: number; company: string; name: string; address: string; tax_number: string; override: boolean }, key) => {
    if (body.company !== DESK) return api.billStay(stay.stay_id, { window: body.window, account_id: Number(body.company), ...(body.override && { override: true }) }, key);
    await api.namePayee(stay.stay_id, { window: body.window, name: body.name, address: body.address, tax_number: body.tax_number }, `${key}-payee`);
    return api.invoiceStay(stay.stay_id, { window: body.window }, key);
  });
  const submit = async (): Promise<void> => {
    const invoice = await bill.run({ window: Number(window), company, name: name.trim(), address, tax_number: taxNumber, override });
    if (invoice === null) return;
    globalThis.open(api.invoicePaper(invoice.invoice_id, language), '_blank');
    onDone();
  };
  return (
    <FormDialog title={t('bill.title')} submitLabel={t('bill.submit')} busy={bill.busy} problem={bill.problem ?? companies.problem} ready={name.trim() !== ''} onSubmit={() => void submit()} onClose={onClose}>
      <Select label={t('window.label')} data={folio.windows.map((each) => ({ value: String(each.window), label: `${t('window.title', { window: each.window })} · ${forms.money(each.balance_minor, folio.currency)}` }))} value={window} allowDeselect={false} data-autofocus onChange={(value) => value !== null && chooseWindow(value)} />
      <Select label={t('bill.to')} data={[{ value: DESK, label: t('bill.desk') }, ...(companies.value ?? []).filter((each) => each.open).map((each) => ({ value: String(each.account_id), label: each.name }))]} value={company} searchable allowDeselect={false} onChange={(value) => value !== null && setCompany(value)} />
      {company === DESK ? (
        <>
          <TextInput label={t('bill.name')} value={name} maxLength={200} autoComplete="off" onChange={(event) => setName(event.currentTarget.value)} />
          <Textarea label={t('bill.address')} value={address} maxLength={500} rows={2} onChange={(event) => setAddress(event.currentTarget.value)} />
          <TextInput label={t('bill.taxNumber')} value={taxNumber} maxLength={40} autoComplete="off" onChange={(event) => setTaxNumber(event.currentTarget.value)} />
        </>
      ) : (
        <Checkbox label={t('bill.override')} checked={override} onChange={(event) => setOverride(event.currentTarget.checked)} />
      )}
      <p className="kr-muted">{company === DESK ? t('bill.explain') : t('bill.companyExplain')}</p>
    </FormDialog>
  );
}

/* Who pays which departments from now on. */
export function RoutingDialog({ stay, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const agreed = useLoad(`agreements/${stay.stay_id}`, () => api.agreements(stay.stay_id));
  const targets = useLoad('transfer-targets', async () => Promise.all([api.deskList('in-house'), api.accounts('master')]));
  const [departments, setDepartments] = useState<string[]>(['room']);
  const [window, setWindow] = useState<number>(2);
  const [target, setTarget] = useState<string>(String(stay.stay_id));
  const add = useAction((body: { departments: string; window: number; account_id?: number }, key) => api.addRouting(stay.stay_id, body, key));
  const end = useAction((body: { routing_id: number }, key) => api.endRouting(stay.stay_id, body, key));
  const [guests, masters] = targets.value ?? [[], []];
  const data = [
    { value: String(stay.stay_id), label: t('transfer.here') },
    ...guests.filter((each) => each.stay_id !== undefined && each.stay_id !== stay.stay_id).map((each) => ({ value: String(each.stay_id), label: `${each.room} · ${each.guest_name}` })),
    ...masters.filter((each) => each.open).map((each) => ({ value: String(each.account_id), label: t('transfer.account', { name: each.name }) })),
  ];
  const nameOf = (list: string): string => list.split(',').map((code) => (code === 'all' ? t('routing.all') : t(`department.${code}` as 'department.room'))).join(', ');
  const submit = async (): Promise<void> => {
    const body = { departments: departments.join(','), window, ...(Number(target) !== stay.stay_id && { account_id: Number(target) }) };
    if ((await add.run(body)) !== null) onDone();
  };
  const stop = async (routingId: number): Promise<void> => {
    if ((await end.run({ routing_id: routingId })) !== null) agreed.reload();
  };
  return (
    <FormDialog title={t('routing.title')} submitLabel={t('routing.submit')} size="lg" busy={add.busy} problem={add.problem ?? end.problem ?? agreed.problem} ready={departments.length > 0} onSubmit={() => void submit()} onClose={onClose}>
      {(agreed.value?.routing ?? []).map((each) => (
        <div key={each.routing_id} className="kr-agreed">
          <span>{t('routing.line', { departments: nameOf(each.departments), target: each.account_name ?? t('transfer.here'), window: each.window, until: forms.date(each.until_date) })}</span>
          <Button size="compact-sm" variant="default" loading={end.busy} onClick={() => void stop(each.routing_id)}>{t('routing.end')}</Button>
        </div>
      ))}
      <MultiSelect label={t('routing.departments')} data={['all', 'room', ...DEPARTMENTS].map((code) => ({ value: code, label: nameOf(code) }))} value={departments} data-autofocus onChange={setDepartments} />
      <Select label={t('transfer.to')} data={data} value={target} searchable allowDeselect={false} onChange={(value) => value !== null && setTarget(value)} />
      <NumberInput label={t('window.label')} value={window} min={1} max={WINDOWS_MAX} allowDecimal={false} onChange={(value) => setWindow(Number(value) || 1)} />
      <p className="kr-muted">{t('routing.explain')}</p>
    </FormDialog>
  );
}
