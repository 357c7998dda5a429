import { useState } from 'react';
import { Checkbox, Select, Textarea, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Folio } from '@shared/api/property/folio';
import type { Stay } from '@shared/api/property/stay';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { useI18n } from '@shared/i18n/i18n';
import { FormDialog } from '@shared/ui/FormDialog';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

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
