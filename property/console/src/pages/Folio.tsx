import { Fragment, useMemo } from 'react';
import type { Folio, Posting } from '@shared/api/property/folio';
import type { Stay } from '@shared/api/property/stay';
import { EmptyState } from '@shared/ui/Notes';
import { Panel } from '@shared/ui/Page';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

function byDate(postings: Posting[]): Array<[string, Posting[]]> {
  const days = new Map<string, Posting[]>();
  for (const posting of postings) {
    const day = posting.night ?? posting.business_date;
    days.set(day, [...(days.get(day) ?? []), posting]);
  }
  return [...days.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
}

/* Charges and payments by date, as the guest will read them. */
export function FolioPanel({ folio, stay }: { folio: Folio; stay: Stay }): JSX.Element {
  const t = useText();
  const { forms, taxName } = useHotel();
  const days = useMemo(() => byDate(folio.postings), [folio.postings]);
  const departmentName = (posting: Posting): string => t(`department.${posting.department}` as 'department.room');
  /* What the house posts by itself is said in the clerk's language; what a person wrote stands as it was written. */
  const text = (posting: Posting): string => {
    if (posting.corrects) return posting.description;
    if (posting.department === 'payment') return t(`method.${posting.code}` as 'method.card');
    if (posting.department === 'room') return departmentName(posting);
    return (posting.department === 'tax' && taxName(posting.code)) || posting.description;
  };
  const chargesMinor = stay.room_revenue_minor + stay.tax_minor + stay.other_revenue_minor;
  return (
    <Panel title={t('folio.title')} aside={<span className="kr-muted">{t('folio.currency', { currency: folio.currency })}</span>}>
      {days.length === 0 ? (
        <EmptyState title={t('folio.empty')} hint={t('folio.emptyHint')} />
      ) : (
        <div className="kr-table-frame">
          <table className="kr-table kr-folio">
            <thead>
              <tr>
                <th scope="col">{t('folio.what')}</th>
                <th scope="col">{t('folio.department')}</th>
                <th scope="col" className="kr-right">{t('folio.charges')}</th>
                <th scope="col" className="kr-right">{t('folio.payments')}</th>
              </tr>
            </thead>
            <tbody>
              {days.map(([day, postings]) => (
                <Fragment key={day}>
                  <tr className="kr-day">
                    <th scope="rowgroup" colSpan={4}>{forms.dateWithDay(day)}</th>
                  </tr>
                  {postings.map((posting) => (
                    <tr key={posting.posting_number} data-payment={posting.department === 'payment' || undefined}>
                      <td>{text(posting)}</td>
                      <td className="kr-muted">{departmentName(posting)}</td>
                      <td className="kr-right">{posting.department === 'payment' ? '' : forms.amount(posting.amount_minor, folio.currency)}</td>
                      <td className="kr-right">{posting.department === 'payment' ? forms.amount(-posting.amount_minor, folio.currency) : ''}</td>
                    </tr>
                  ))}
                </Fragment>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row" colSpan={2}>{t('folio.sums')}</th>
                <td className="kr-right">{forms.amount(chargesMinor, folio.currency)}</td>
                <td className="kr-right">{forms.amount(-stay.payments_minor, folio.currency)}</td>
              </tr>
            </tfoot>
          </table>
        </div>
      )}
      <div className="kr-total" data-testid="balance">
        <span>{t('folio.balance')}</span>
        <strong>{forms.money(folio.balance_minor, folio.currency)}</strong>
      </div>
    </Panel>
  );
}
