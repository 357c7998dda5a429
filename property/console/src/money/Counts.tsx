import type { CashCount, MeansCount } from '@shared/api/property/cashier';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

/* What was in a drawer beside what should have been, by currency. */
export function Counts({ counts }: { counts: CashCount[] }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  return (
    <div className="kr-table-frame" tabIndex={0}>
      <table className="kr-table">
        <thead>
          <tr>
            <th scope="col">{t('rates.currency')}</th>
            <th scope="col" className="kr-right">{t('cashier.expected')}</th>
            <th scope="col" className="kr-right">{t('cashier.found')}</th>
            <th scope="col" className="kr-right">{t('cashier.variance')}</th>
          </tr>
        </thead>
        <tbody>
          {counts.map((each) => (
            <tr key={each.currency}>
              <td>{each.currency}</td>
              <td className="kr-right">{forms.amount(each.expected_minor, each.currency)}</td>
              <td className="kr-right">{forms.amount(each.counted_minor, each.currency)}</td>
              <td className={each.variance_minor === 0 ? 'kr-right' : 'kr-right kr-penalty'}><strong>{forms.amount(each.variance_minor, each.currency)}</strong></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/* What the drawer's owner took by each means of payment, and what the slips added up to. */
export function MeansCounts({ means }: { means: MeansCount[] }): JSX.Element | null {
  const t = useText();
  const { forms, status, meansName } = useHotel();
  if (means.length === 0) return null;
  const amount = (minor: number): string => forms.amount(minor, status.currency);
  return (
    <div className="kr-table-frame" tabIndex={0}>
      <table className="kr-table">
        <thead>
          <tr>
            <th scope="col">{t('cashier.byMeans')}</th>
            <th scope="col" className="kr-right">{t('cashier.received')}</th>
            <th scope="col" className="kr-right">{t('cashier.givenBack')}</th>
            <th scope="col" className="kr-right">{t('cashier.net')}</th>
            <th scope="col" className="kr-right">{t('cashier.found')}</th>
            <th scope="col" className="kr-right">{t('cashier.variance')}</th>
          </tr>
        </thead>
        <tbody>
          {means.map((each) => (
            <tr key={each.means}>
              <td>{each.means === 'paid_out' ? t('cash.paid_out') : meansName(each.means)} <span className="kr-muted">× {each.postings}</span></td>
              <td className="kr-right">{amount(each.received_minor)}</td>
              <td className="kr-right">{amount(each.given_back_minor)}</td>
              <td className="kr-right">{amount(each.net_minor)}</td>
              <td className="kr-right">{each.counted_minor === null ? <span className="kr-muted">{each.kind === 'cash' ? '' : t('cashier.notCounted')}</span> : amount(each.counted_minor)}</td>
              <td className={each.variance_minor === null || each.variance_minor === 0 ? 'kr-right' : 'kr-right kr-penalty'}>{each.variance_minor === null ? '' : <strong>{amount(each.variance_minor)}</strong>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
