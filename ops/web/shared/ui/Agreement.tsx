import type { ReconciledRow, Reconciliation } from '../api/types';
import { useCommonText } from '../i18n/i18n';
import { Note } from './Notes';
import { Panel } from './Page';

const SECONDS_MS = 1_000;
const MINUTES_MS = 60_000;
const HOURS_MS = 3_600_000;

export type AgreementState = 'good' | 'behind' | 'cut';

const openRows = (report: Reconciliation): number => (report.tables ?? []).reduce((sum, table) => sum + table.open, 0);

export function agreementState(report: Reconciliation): AgreementState {
  if (openRows(report) > 0) return 'cut';
  return report.agrees === true ? 'good' : 'behind';
}

/* "Hotel and centre agree, checked 4 s ago". */
export function useAgreementText(): (report: Reconciliation) => string {
  const t = useCommonText();
  const age = (ms: number): string => {
    if (ms < 2 * MINUTES_MS) return t('agreement.seconds', { count: Math.round(ms / SECONDS_MS) });
    return ms < 2 * HOURS_MS ? t('agreement.minutes', { count: Math.round(ms / MINUTES_MS) }) : t('agreement.hours', { count: Math.round(ms / HOURS_MS) });
  };
  return (report) => {
    if (report.age_ms === undefined || report.age_ms === null) return t('agreement.never');
    const open = openRows(report);
    if (open > 0) return t('agreement.open', { count: open, age: age(report.age_ms) });
    return report.age_ms < MINUTES_MS ? t('agreement.agree', { age: age(report.age_ms) }) : t('agreement.agreed', { age: age(report.age_ms) });
  };
}

const shown = (value: unknown): string => (value === null || value === undefined ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value));

/* A row that differed: what, where the two differed, and what was done about it. */
function DifferingRow({ row, instant }: { row: ReconciledRow; instant: (at: string) => string }): JSX.Element {
  const t = useCommonText();
  return (
    <tr data-repair={row.repair}>
      <td>{instant(row.at)}</td>
      <td>{t(`agreement.table.${row.table}`)}</td>
      <td>{row.key}</td>
      <td>
        {t(`agreement.kind.${row.kind}`)}
        {row.members.map((member) => (
          <div key={member.member} className="kr-muted">
            {member.member.slice(1)}: {t('agreement.mine')} {shown(member.mine)}, {t('agreement.theirs')} {shown(member.theirs)}
          </div>
        ))}
      </td>
      <td>{t(`agreement.repair.${row.repair}`)}</td>
    </tr>
  );
}

/* Whether hotel and centre agree, and the rows that did not. */
export function AgreementPanel({ report, instant }: { report: Reconciliation; instant: (at: string) => string }): JSX.Element {
  const t = useCommonText();
  const text = useAgreementText();
  const rows = report.rows ?? [];
  return (
    <Panel title={t('agreement.title')}>
      <Note kind={agreementState(report) === 'cut' ? 'warning' : agreementState(report) === 'good' ? 'success' : 'info'}>{text(report)}</Note>
      {rows.length === 0 ? (
        <p className="kr-muted">{t('agreement.none')}</p>
      ) : (
        <div className="kr-table-frame" tabIndex={0}>
          <table className="kr-table" aria-label={t('agreement.rows')}>
            <thead>
              <tr>
                <th scope="col">{t('agreement.when')}</th>
                <th scope="col">{t('agreement.what')}</th>
                <th scope="col">{t('agreement.row')}</th>
                <th scope="col">{t('agreement.difference')}</th>
                <th scope="col">{t('agreement.done')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <DifferingRow key={`${row.table}/${row.key}/${row.at}`} row={row} instant={instant} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
