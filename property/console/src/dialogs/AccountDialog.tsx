import { useState } from 'react';
import { Checkbox, NumberInput, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Account } from '@shared/api/property/account';
import { useEdit } from '@shared/api/useEdit';
import { useSession } from '@shared/session/SessionGate';
import { AmountField } from '@shared/ui/AmountField';
import { EditDialog } from '@shared/ui/EditDialog';
import type { MergeField } from '@shared/ui/MergeDialog';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

interface Props {
  account?: Account;
  onDone: (account: Account) => void;
  onClose: () => void;
}

interface Values {
  name: string;
  address: string;
  tax_number: string;
  credit_limit_minor: number | null;
  terms_days: number;
  closed: boolean;
}

const NEW: Values = { name: '', address: '', tax_number: '', credit_limit_minor: 0, terms_days: 30, closed: false };

const valuesOf = ({ name, address, tax_number, credit_limit_minor, terms_days, open }: Account): Values => ({ name, address, tax_number, credit_limit_minor, terms_days, closed: !open });

/* Opens an account, or changes the one given. A credit limit is a manager's to set. */
export function AccountDialog({ account, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const { status, forms } = useHotel();
  const manager = useSession().hasRole('manager');
  const [kind, setKind] = useState<string>(account?.kind ?? 'city');
  const edit = useEdit<Account, Values, Account>({
    at: account === undefined ? null : api.ofAccount(account.account_id),
    initial: account === undefined ? NEW : valuesOf(account),
    valuesOf,
    terms: kind,
    write: ({ closed, ...values }, { etag }, key) => {
      const body = { ...values, name: values.name.trim(), credit_limit_minor: values.credit_limit_minor ?? 0 };
      return account === undefined ? api.openAccount({ kind, ...body }, key) : api.changeAccount(account.account_id, { closed, ...body }, etag, key);
    },
    onDone: (saved) => (saved === null ? onClose() : onDone(saved)),
  });
  const { values, set } = edit;
  const title = account === undefined ? t('account.open') : t('account.change');
  const kinds = [{ value: 'city', label: t('account.city') }, { value: 'master', label: t('account.master') }];
  const fields: Array<MergeField<Values>> = [
    { key: 'name', label: t('bill.name') },
    { key: 'address', label: t('bill.address') },
    { key: 'tax_number', label: t('bill.taxNumber') },
    { key: 'credit_limit_minor', label: t('account.limit'), show: (value: number) => forms.money(value, status.currency) },
    { key: 'terms_days', label: t('account.terms') },
    { key: 'closed', label: t('account.close') },
  ];
  return (
    <EditDialog edit={edit} fields={fields} title={title} submitLabel={account === undefined ? title : t('account.save')} ready={values.name.trim() !== '' && values.credit_limit_minor !== null} onClose={onClose}>
      {account === undefined && <SegmentedControl fullWidth aria-label={t('account.kind')} value={kind} onChange={setKind} data={kinds} />}
      <TextInput label={t('bill.name')} value={values.name} maxLength={200} autoComplete="off" data-autofocus onChange={(event) => set({ name: event.currentTarget.value })} />
      <Textarea label={t('bill.address')} value={values.address} maxLength={500} rows={2} onChange={(event) => set({ address: event.currentTarget.value })} />
      <TextInput label={t('bill.taxNumber')} value={values.tax_number} maxLength={40} autoComplete="off" onChange={(event) => set({ tax_number: event.currentTarget.value })} />
      {kind === 'city' && <AmountField label={t('account.limit')} currency={status.currency} value={values.credit_limit_minor} disabled={!manager} description={manager ? undefined : t('account.limitByManager')} onChange={(credit_limit_minor) => set({ credit_limit_minor })} />}
      {kind === 'city' && <NumberInput label={t('account.terms')} value={values.terms_days} min={0} max={365} allowDecimal={false} onChange={(value) => set({ terms_days: Number(value) || 0 })} />}
      {account !== undefined && <Checkbox label={t('account.close')} checked={values.closed} onChange={(event) => set({ closed: event.currentTarget.checked })} />}
      {account === undefined && <p className="kr-muted">{kind === 'city' ? t('account.cityHint') : t('account.masterHint')}</p>}
    </EditDialog>
  );
}
