import { useState } from 'react';
import * as api from '@shared/api/property';
import type { Account, Aging, AgingSums } from '@shared/api/property/account';
import { useLoad } from '@shared/api/useLoad';
import { useShortcuts } from '@shared/keyboard/shortcuts';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { EmptyState, LoadingRows } from '@shared/ui/Notes';
import { KeyButton, PageHead, Panel } from '@shared/ui/Page';
import { go } from '@shared/ui/route';
import { AccountDialog } from '../dialogs/AccountDialog';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

const REFRESH_MS = 30_000;
const AGES = ['days_0_30_minor', 'days_31_60_minor', 'days_61_90_minor', 'days_91_120_minor', 'days_over_120_minor', 'not_invoiced_minor', 'balance_minor'] as const;

function AgingTable({ aging }: { aging: Aging }): JSX.Element {
  const t = useText();
  const { forms, status } = useHotel();
  const cells = (sums: AgingSums): JSX.Element[] => AGES.map((each) => <td key={each} className={each === 'days_over_120_minor' && sums[each] > 0 ? 'kr-right kr-penalty' : 'kr-right'}>{forms.amount(sums[each], status.currency)}</td>);
  if (aging.items.length === 0) return <EmptyState title={t('aging.none')} hint={t('aging.noneHint')} />;
  return (
    <div className="kr-table-frame">
      <table className="kr-table kr-folio">
        <thead>
          <tr>
            <th scope="col">{t('account.company')}</th>
            {AGES.map((each) => <th key={each} scope="col" className="kr-right">{t(`aging.${each}`)}</th>)}
          </tr>
        </thead>
        <tbody>
          {aging.items.map((each) => (
            <tr key={each.account_id}>
              <td><a href={`#/account/${each.account_id}`}>{each.name}</a></td>
              {cells(each)}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('folio.sums')}</th>
            {cells(aging.total)}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

function AccountTable({ accounts }: { accounts: Account[] }): JSX.Element {
  const t = useText();
  const { forms, status } = useHotel();
  return (
    <div className="kr-table-frame">
      <table className="kr-table">
        <thead>
          <tr>
            <th scope="col">{t('account.number')}</th>
            <th scope="col">{t('account.name')}</th>
            <th scope="col" className="kr-right">{t('account.limit')}</th>
            <th scope="col" className="kr-right">{t('folio.balance')}</th>
          </tr>
        </thead>
        <tbody>
          {accounts.map((each) => (
            <tr key={each.account_id}>
              <td className="kr-number">{each.account_id}</td>
              <td><a href={`#/account/${each.account_id}`}>{each.name}</a> {!each.open && <span className="kr-muted">{t('account.closed')}</span>}</td>
              <td className="kr-right">{each.kind === 'city' ? forms.amount(each.credit_limit_minor, status.currency) : ''}</td>
              <td className="kr-right">{forms.amount(each.balance_minor, status.currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/* What companies owe and how old it is; house accounts of groups and events. */
export function AccountsPage(): JSX.Element {
  const t = useText();
  const [opening, setOpening] = useState(false);
  const { value, problem, reload } = useLoad('accounts', async () => ({ aging: await api.aging(), city: await api.accounts('city'), master: await api.accounts('master') }), REFRESH_MS);
  useShortcuts([{ key: 'N', label: t('account.open'), run: () => setOpening(true) }]);
  if (value === null) return problem === null ? <LoadingRows rows={8} /> : <ErrorNote problem={problem} onRetry={reload} />;
  return (
    <>
      <PageHead title={t('nav.accounts')} detail={t('accounts.detail')}>
        <KeyButton shortcut="N" onClick={() => setOpening(true)}>{t('account.open')}</KeyButton>
      </PageHead>
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      <Panel title={t('aging.title')}><AgingTable aging={value.aging} /></Panel>
      <Panel title={t('accounts.city')}>{value.city.length === 0 ? <p className="kr-muted">{t('accounts.none')}</p> : <AccountTable accounts={value.city} />}</Panel>
      <Panel title={t('accounts.master')}>{value.master.length === 0 ? <p className="kr-muted">{t('accounts.none')}</p> : <AccountTable accounts={value.master} />}</Panel>
      {opening && <AccountDialog onDone={(account) => go(`account/${account.account_id}`)} onClose={() => setOpening(false)} />}
    </>
  );
}
