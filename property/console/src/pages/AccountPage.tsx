import { useState } from 'react';
import { Button, Select, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { AccountDocument, Statement, UnappliedPayment } from '@shared/api/property/account';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { useI18n } from '@shared/i18n/i18n';
import { useShortcuts } from '@shared/keyboard/shortcuts';
import { AmountField } from '@shared/ui/AmountField';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { FormDialog } from '@shared/ui/FormDialog';
import { EmptyState, LoadingRows } from '@shared/ui/Notes';
import { Fact, KeyButton, PageHead, Panel } from '@shared/ui/Page';
import { goBack } from '@shared/ui/route';
import { AccountDialog } from '../dialogs/AccountDialog';
import { DEPARTMENTS } from '../dialogs/FolioDialogs';
import { MoveLinesDialog, TakeBackDialog, type BillLine } from '../dialogs/LineDialogs';
import { ApplyDialog, RemitDialog } from '../dialogs/RemittanceDialogs';
import { useHotel } from '../hotel';
import { useMeansText } from '../money/PaidWith';
import { ReceiptLink } from '../money/ReceiptLink';
import { useText } from '../text/useText';
import { useItemText } from './Folio';
import { InvoicesPanel } from './Invoices';

const REFRESH_MS = 15_000;
type Dialog = 'payment' | 'charge' | 'bill' | 'details';

interface DialogProps {
  account: AccountDocument;
  currency: string;
  onDone: () => void;
  onClose: () => void;
}

function ChargeAccountDialog({ account, currency, onDone, onClose }: DialogProps): JSX.Element {
  const t = useText();
  const [department, setDepartment] = useState<string>('other');
  const [description, setDescription] = useState('');
  const [amountMinor, setAmountMinor] = useState<number | null>(null);
  const charge = useAction((body: { department: string; description: string; amount_minor: number }, key) => api.chargeAccount(account.account_id, body, key));
  const submit = async (): Promise<void> => {
    if (amountMinor !== null && (await charge.run({ department, description: description.trim(), amount_minor: amountMinor })) !== null) onDone();
  };
  return (
    <FormDialog title={t('charge.title')} submitLabel={t('charge.submit')} busy={charge.busy} problem={charge.problem} ready={amountMinor !== null && amountMinor !== 0 && description.trim() !== ''} onSubmit={() => void submit()} onClose={onClose}>
      <Select label={t('charge.department')} data={DEPARTMENTS.map((code) => ({ value: code, label: t(`department.${code}`) }))} value={department} allowDeselect={false} onChange={(value) => value !== null && setDepartment(value)} />
      <TextInput label={t('charge.description')} value={description} maxLength={80} autoComplete="off" data-autofocus onChange={(event) => setDescription(event.currentTarget.value)} />
      <AmountField label={t('charge.amount')} currency={currency} value={amountMinor} onChange={setAmountMinor} />
      <p className="kr-muted">{t('account.chargeHint')}</p>
    </FormDialog>
  );
}

const OWN = 'own';

function BillAccountDialog({ account, onDone, onClose }: DialogProps): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const companies = useLoad('companies', () => api.accounts('city'));
  const [company, setCompany] = useState<string>(OWN);
  const bill = useAction((body: { account_id?: number }, key) => api.billAccount(account.account_id, body, key));
  const submit = async (): Promise<void> => {
    const invoice = await bill.run(company === OWN ? {} : { account_id: Number(company) });
    if (invoice === null) return;
    globalThis.open(api.invoicePaper(invoice.invoice_id, language), '_blank');
    onDone();
  };
  return (
    <FormDialog title={t('bill.title')} submitLabel={t('bill.submit')} busy={bill.busy} problem={bill.problem ?? companies.problem} onSubmit={() => void submit()} onClose={onClose}>
      <Select label={t('bill.to')} data={[{ value: OWN, label: account.name }, ...(companies.value ?? []).filter((each) => each.open).map((each) => ({ value: String(each.account_id), label: each.name }))]} value={company} searchable allowDeselect={false} data-autofocus onChange={(value) => value !== null && setCompany(value)} />
      <p className="kr-muted">{company === OWN ? t('bill.explain') : t('bill.companyExplain')}</p>
    </FormDialog>
  );
}

function OpenInvoices({ account, currency }: { account: AccountDocument; currency: string }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  if (account.open_invoices.length === 0) return <p className="kr-muted">{t('account.allPaid')}</p>;
  return (
    <table className="kr-table">
      <thead>
        <tr><th scope="col">{t('invoices.number')}</th><th scope="col">{t('invoices.date')}</th><th scope="col" className="kr-right">{t('account.openAmount')}</th></tr>
      </thead>
      <tbody>
        {account.open_invoices.map((each) => (
          <tr key={each.invoice_id}><td>{each.number}</td><td>{forms.date(each.business_date)}</td><td className="kr-right">{forms.amount(each.open_minor, currency)}</td></tr>
        ))}
      </tbody>
    </table>
  );
}

function StatementTable({ statement, currency }: { statement: Statement; currency: string }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const line = (kind: string, text: string): string => (kind === 'payment' || kind === 'rounding' ? t(`department.${kind}`) : text);
  return (
    <div className="kr-table-frame" tabIndex={0}>
      <table className="kr-table kr-folio">
        <thead>
          <tr><th scope="col">{t('invoices.date')}</th><th scope="col">{t('folio.what')}</th><th scope="col" className="kr-right">{t('charge.amount')}</th><th scope="col" className="kr-right">{t('folio.balance')}</th></tr>
        </thead>
        <tbody>
          <tr><td>{forms.date(statement.from)}</td><td className="kr-muted">{t('statement.opening')}</td><td /><td className="kr-right">{forms.amount(statement.opening_minor, currency)}</td></tr>
          {statement.lines.map((each, index) => (
            <tr key={index}><td>{forms.date(each.business_date)}</td><td>{line(each.kind, each.text)}</td><td className="kr-right">{forms.amount(each.amount_minor, currency)}</td><td className="kr-right">{forms.amount(each.balance_minor, currency)}</td></tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/* What may be done with a line; only what was posted on the account itself can be taken back there. */
interface LineActions {
  onTakeBack: (line: BillLine) => void;
  onMove: (line: BillLine) => void;
}

/* What of a payment has paid no invoice yet. */
function UnappliedRest({ payment, currency, open, onApply }: { payment: UnappliedPayment | undefined; currency: string; open: boolean; onApply: (payment: UnappliedPayment) => void }): JSX.Element | null {
  const t = useText();
  const { forms } = useHotel();
  if (payment === undefined) return null;
  return (
    <>
      <br />
      <span className="kr-muted">{t('remit.unapplied', { amount: forms.amount(payment.unapplied_minor, currency) })}</span>
      {open && <Button size="compact-sm" variant="subtle" onClick={() => onApply(payment)}>{t('remit.apply')}</Button>}
    </>
  );
}

/* Payments of a company that still stand; the latest first. */
function Payments({ account, currency, onTakeBack, onApply }: { account: AccountDocument; currency: string; onApply: (payment: UnappliedPayment) => void } & Pick<LineActions, 'onTakeBack'>): JSX.Element | null {
  const t = useText();
  const { forms } = useHotel();
  const meansText = useMeansText();
  const back = new Set(account.postings.map((each) => each.corrects));
  const rest = (number: number): UnappliedPayment | undefined => account.unapplied.find((each) => each.posting_number === number);
  const standing = account.postings.filter((each) => each.department === 'payment' && each.entry === 'posting' && !back.has(each.posting_number));
  if (standing.length === 0) return null;
  return (
    <Panel title={t('account.payments')}>
      <div className="kr-table-frame" tabIndex={0}>
        <table className="kr-table">
          <tbody>
            {standing.map((each) => (
              <tr key={each.posting_number}>
                <td>{forms.date(each.business_date)}<br /><span className="kr-muted">{meansText({ code: each.code, reference: each.reference, last_four: each.last_four })}</span> <ReceiptLink account={account.account_id} item={each} what={`${forms.date(each.business_date)} ${forms.money(-each.amount_minor, currency)}`} /></td>
                <td className="kr-right">{forms.amount(-each.amount_minor, currency)}<UnappliedRest payment={rest(each.posting_number)} currency={currency} open={account.open && account.open_invoices.length > 0} onApply={onApply} />{account.open && <><br /><Button size="compact-sm" variant="subtle" onClick={() => onTakeBack({ ...each, text: `${t('department.payment')} ${forms.date(each.business_date)}` })}>{t('account.takeBack')}</Button></>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Items({ account, currency, onTakeBack, onMove }: { account: AccountDocument; currency: string } & LineActions): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const itemText = useItemText();
  const items = account.windows.flatMap((each) => each.items);
  if (items.length === 0) return <EmptyState title={t('folio.empty')} hint={t('account.emptyHint')} />;
  return (
    <div className="kr-table-frame" tabIndex={0}>
      <table className="kr-table">
        <thead>
          <tr><th scope="col">{t('invoices.date')}</th><th scope="col">{t('folio.what')}</th><th scope="col">{t('account.from')}</th><th scope="col" className="kr-right">{t('charge.amount')}</th><th scope="col"><span className="kr-hidden">{t('account.actions')}</span></th></tr>
        </thead>
        <tbody>
          {items.map((item, index) => (
            <tr key={index}><td>{forms.date(item.service_date)}</td><td>{itemText(item)} <ReceiptLink account={account.account_id} item={item} what={`${itemText(item)} ${forms.money(-item.amount_minor, currency)}`} /></td><td className="kr-muted">{item.from === null ? '' : `${item.from.room ?? ''} ${item.from.name}`}</td><td className="kr-right">{forms.amount(item.amount_minor, currency)}</td>
              <td className="kr-right">
                {account.open && item.department !== 'payment' && item.department !== 'tax' && <Button size="compact-sm" variant="subtle" onClick={() => onMove({ ...item, text: itemText(item) })}>{t('account.move')}</Button>}
                {account.open && item.from === null && item.department !== 'tax' && <Button size="compact-sm" variant="subtle" onClick={() => onTakeBack({ ...item, text: itemText(item) })}>{t('account.takeBack')}</Button>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/* One account of the house: a company on direct bill, or the bill of a group. */
export function AccountPage({ accountId }: { accountId: number }): JSX.Element {
  const t = useText();
  const { forms, status } = useHotel();
  const { currency } = status;
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [moving, setMoving] = useState<BillLine | null>(null);
  const [takingBack, setTakingBack] = useState<BillLine | null>(null);
  const [applying, setApplying] = useState<UnappliedPayment | null>(null);
  const { value, problem, reload } = useLoad(`account/${accountId}`, async () => {
    const account = await api.account(accountId);
    return { account, statement: account.kind === 'city' ? await api.statement(accountId) : null };
  }, REFRESH_MS);
  const { language } = useI18n();
  const company = value?.account.kind === 'city';
  const print = (): void => void globalThis.open(api.statementPaper(accountId, language), '_blank');
  const open = value?.account.open ?? false;
  const master = value?.account.kind === 'master';
  useShortcuts([
    { key: 'Escape', label: t('back'), run: () => goBack('accounts') },
    { key: 'P', label: t('payment.open'), disabled: !open, run: () => setDialog('payment') },
    { key: 'C', label: t('charge.open'), disabled: !open, run: () => setDialog('charge') },
    { key: 'B', label: t('bill.open'), disabled: !open || !master, run: () => setDialog('bill') },
    { key: 'S', label: t('statement.paper'), disabled: !company, run: print },
    { key: 'E', label: t('account.change'), disabled: value === null, run: () => setDialog('details') },
  ]);
  if (value === null) return problem === null ? <LoadingRows rows={8} /> : <ErrorNote problem={problem} onRetry={reload} />;
  const { account, statement } = value;
  const close = (): void => {
    setDialog(null);
    setMoving(null);
    setTakingBack(null);
    setApplying(null);
  };
  const done = (): void => {
    close();
    reload();
  };
  const common = { account, currency, onDone: done, onClose: close };
  return (
    <>
      <PageHead title={account.name} detail={<>{t('account.detail', { number: account.account_id })} · {t('stay.balance', { amount: forms.money(account.balance_minor, currency) })}</>}>
        <KeyButton variant="subtle" color="gray" shortcut="Esc" onClick={() => goBack('accounts')}>{t('back')}</KeyButton>
        {company && <KeyButton variant="default" shortcut="S" onClick={print}>{t('statement.paper')}</KeyButton>}
        <KeyButton variant="default" shortcut="E" onClick={() => setDialog('details')}>{t('account.change')}</KeyButton>
        {open && <KeyButton variant="default" shortcut="C" onClick={() => setDialog('charge')}>{t('charge.open')}</KeyButton>}
        {open && master && <KeyButton variant="default" shortcut="B" onClick={() => setDialog('bill')}>{t('bill.open')}</KeyButton>}
        {open && <KeyButton shortcut="P" onClick={() => setDialog('payment')}>{t('payment.open')}</KeyButton>}
      </PageHead>
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      <div className="kr-columns">
        <div>
          {statement !== null && <Panel title={t('statement.title')} aside={<span className="kr-muted">{t('folio.currency', { currency })}</span>}><StatementTable statement={statement} currency={currency} /></Panel>}
          {master && <Panel title={t('folio.title')} aside={<span className="kr-muted">{t('folio.currency', { currency })}</span>}><Items account={account} currency={currency} onMove={setMoving} onTakeBack={setTakingBack} /></Panel>}
          <InvoicesPanel accountId={account.account_id} currency={currency} version={account.balance_minor} onChange={reload} />
        </div>
        <aside>
          {account.kind === 'city' && <Panel title={t('account.openInvoices')}><OpenInvoices account={account} currency={currency} /></Panel>}
          {account.kind === 'city' && <Payments account={account} currency={currency} onTakeBack={setTakingBack} onApply={setApplying} />}
          <Panel title={t('account.details')}>
            <dl className="kr-facts kr-facts-column">
              <Fact label={t('bill.address')}>{account.address}</Fact>
              <Fact label={t('bill.taxNumber')}>{account.tax_number}</Fact>
              {account.kind === 'city' && <Fact label={t('account.limit')}>{forms.money(account.credit_limit_minor, currency)}</Fact>}
              {account.kind === 'city' && <Fact label={t('account.terms')}>{account.terms_days}</Fact>}
            </dl>
          </Panel>
        </aside>
      </div>
      {moving !== null && <MoveLinesDialog {...common} own={account.account_id} lines={[moving]} windows={false} words={{ title: t('account.move'), submit: t('transfer.submit'), explain: t('account.moveHint') }} send={({ account: to }, key) => api.moveFromAccount(account.account_id, { posting_numbers: [moving.posting_number], account_id: to ?? 0 }, key)} />}
      {takingBack !== null && <TakeBackDialog {...common} line={takingBack} words={{ title: t('account.takeBack'), submit: t('account.takeBack'), explain: t('account.takeBackHint') }} send={(body, key) => api.correctAccount(account.account_id, body, key)} />}
      {dialog === 'payment' && <RemitDialog {...common} />}
      {applying !== null && <ApplyDialog {...common} payment={applying} />}
      {dialog === 'charge' && <ChargeAccountDialog {...common} />}
      {dialog === 'details' && <AccountDialog {...common} />}
      {dialog === 'bill' && <BillAccountDialog {...common} />}
    </>
  );
}
