import { Button, NativeSelect } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Report, ReportCell, ReportKind } from '@shared/api/property/report';
import { useLoad } from '@shared/api/useLoad';
import { addDays } from '@shared/format/dates';
import type { HotelForms } from '@shared/format/forms';
import { useI18n } from '@shared/i18n/i18n';
import { DateField } from '@shared/ui/DateField';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { EmptyState, LoadingRows, Note } from '@shared/ui/Notes';
import { PageHead, Panel } from '@shared/ui/Page';
import { go } from '@shared/ui/route';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

const BASIS = 10_000;
const FIRST_REPORT = 'manager';
const OPEN_DAY_MS = 30_000;

function cellText(cell: ReportCell, kind: ReportKind, forms: HotelForms): string {
  if (cell === null) return '';
  if (typeof cell === 'object') {
    const [[own, value] = ['count', 0]] = Object.entries(cell);
    return cellText(value, own as ReportKind, forms);
  }
  if (kind === 'money') return forms.money(Number(cell));
  if (kind === 'share') return new Intl.NumberFormat(forms.locale, { style: 'percent', minimumFractionDigits: 1 }).format(Number(cell) / BASIS);
  if (kind === 'night') return forms.dateWithDay(String(cell));
  return kind === 'count' ? new Intl.NumberFormat(forms.locale).format(Number(cell)) : String(cell);
}

const isText = (kind: ReportKind): boolean => kind === 'text' || kind === 'label' || kind === 'night';

function Cells({ row, report }: { row: ReportCell[]; report: Report }): JSX.Element {
  const { forms } = useHotel();
  return (
    <>
      {report.columns.map((column, index) => (
        <td key={column.key} className={isText(column.kind) ? undefined : 'kr-right'}>
          {cellText(row[index] ?? null, column.kind, forms)}
        </td>
      ))}
    </>
  );
}

function ReportTable({ report }: { report: Report }): JSX.Element {
  const t = useText();
  if (report.rows.length === 0) return <EmptyState title={t('report.empty')} />;
  return (
    <div className="kr-table-frame" tabIndex={0} role="region" aria-label={report.title}>
      <table className="kr-table kr-report">
        <thead>
          <tr>
            {report.columns.map((column) => (
              <th key={column.key} scope="col" className={isText(column.kind) ? undefined : 'kr-right'}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {report.rows.map((row, index) => (
            <tr key={index}>
              <Cells row={row} report={report} />
            </tr>
          ))}
        </tbody>
        {report.totals !== null && (
          <tfoot>
            <tr aria-label={t('report.total')}>
              <Cells row={report.totals} report={report} />
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

/* The day's reports: one after the other with the list, any day with the date, and each as a file. */
export function ReportsPage({ date: wanted, code: asked }: { date?: string; code?: string }): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const { status, forms } = useHotel();
  const date = wanted ?? status.business_date;
  const code = asked ?? FIRST_REPORT;
  const { value: list } = useLoad(`reports/${language}`, (signal) => api.reportList(language, signal));
  const { value: report, problem, reload } = useLoad(`report/${date}/${code}/${language}`, (signal) => api.report(date, code, language, signal), date === status.business_date ? OPEN_DAY_MS : 0);
  const show = (day: string, which: string): void => go(`reports/${day}/${which}`);

  return (
    <>
      <PageHead title={t('report.title')} detail={report === null ? undefined : report.kept ? t('report.kept') : t('report.notClosed')}>
        <Button component="a" variant="default" href={api.reportFile(date, code, language, 'csv')} download>
          {t('report.table')}
        </Button>
        <Button component="a" variant="default" href={api.reportFile(date, code, language, 'pdf')} target="_blank" rel="noreferrer">
          {t('report.pdf')}
        </Button>
      </PageHead>
      <div className="kr-report-choice">
        <NativeSelect label={t('report.title')} value={code} onChange={(event) => show(date, event.currentTarget.value)} data={(list?.items ?? []).map((item) => ({ value: item.report, label: item.title }))} />
        <DateField label={t('report.date')} value={date} base={status.business_date} forms={forms} onChange={(night) => show(night, code)} />
        <Button variant="default" onClick={() => show(addDays(date, -1), code)}>
          {t('report.previous')}
        </Button>
        <Button variant="default" disabled={date >= status.business_date} onClick={() => show(addDays(date, 1), code)}>
          {t('report.next')}
        </Button>
      </div>
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {report === null && problem === null && <LoadingRows rows={12} />}
      {report !== null && problem === null && (
        <Panel title={`${report.title} · ${forms.dateWithDay(report.business_date)}`}>
          <Note kind="info">{report.purpose}</Note>
          <ReportTable report={report} />
        </Panel>
      )}
    </>
  );
}
