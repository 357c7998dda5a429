import { useState } from 'react';
import { Checkbox, NumberInput, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Account, AccountDetails } from '@shared/api/property/account';
import { useAction } from '@shared/api/useAction';
import { useSession } from '@shared/session/SessionGate';
import { AmountField } from '@shared/ui/AmountField';
import { FormDialog } from '@shared/ui/FormDialog';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

interface Props {
  account?: Account;
  onDone: (account: Account) => void;
  onClose: () => void;
}

/* Opens an account, or changes the one given. A credit limit is a manager's to set. */
export function AccountDialog({ account, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const { status } = useHotel();
  const manager = useSession().hasRole('manager');
  const [kind, setKind] = useState<string>(account?.kind ?? 'city');
  const [name, setName] = useState(account?.name ?? '');
  const [address, setAddress] = useState(account?.address ?? '');
  const [taxNumber, setTaxNumber] = useState(account?.tax_number ?? '');
  const [limitMinor, setLimitMinor] = useState<number | null>(account?.credit_limit_minor ?? 0);
  const [terms, setTerms] = useState<number>(account?.terms_days ?? 30);
  const [closed, setClosed] = useState(account?.open === false);
  const save = useAction((body: AccountDetails, key) => (account === undefined ? api.openAccount({ kind, ...body }, key) : api.changeAccount(account.account_id, { closed, ...body }, key)));
  const submit = async (): Promise<void> => {
    const saved = await save.run({ name: name.trim(), address, tax_number: taxNumber, credit_limit_minor: limitMinor ?? 0, terms_days: terms });
    if (saved !== null) onDone(saved);
  };
  const title = account === undefined ? t('account.open') : t('account.change');
  const kinds = [{ value: 'city', label: t('account.city') }, { value: 'master', label: t('account.master') }];
  return (
    <FormDialog title={title} submitLabel={account === undefined ? title : t('account.save')} busy={save.busy} problem={save.problem} ready={name.trim() !== '' && limitMinor !== null} onSubmit={() => void submit()} onClose={onClose}>
      {account === undefined && <SegmentedControl fullWidth aria-label={t('account.kind')} value={kind} onChange={setKind} data={kinds} />}
      <TextInput label={t('bill.name')} value={name} maxLength={200} autoComplete="off" data-autofocus onChange={(event) => setName(event.currentTarget.value)} />
      <Textarea label={t('bill.address')} value={address} maxLength={500} rows={2} onChange={(event) => setAddress(event.currentTarget.value)} />
      <TextInput label={t('bill.taxNumber')} value={taxNumber} maxLength={40} autoComplete="off" onChange={(event) => setTaxNumber(event.currentTarget.value)} />
      {kind === 'city' && <AmountField label={t('account.limit')} currency={status.currency} value={limitMinor} disabled={!manager} description={manager ? undefined : t('account.limitByManager')} onChange={setLimitMinor} />}
      {kind === 'city' && <NumberInput label={t('account.terms')} value={terms} min={0} max={365} allowDecimal={false} onChange={(value) => setTerms(Number(value) || 0)} />}
      {account !== undefined && <Checkbox label={t('account.close')} checked={closed} onChange={(event) => setClosed(event.currentTarget.checked)} />}
      {account === undefined && <p className="kr-muted">{kind === 'city' ? t('account.cityHint') : t('account.masterHint')}</p>}
    </FormDialog>
  );
}
