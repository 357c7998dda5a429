import { useState } from 'react';
import * as api from '@shared/api/property';
import type { MaintenanceReport } from '@shared/api/property';
import { useLoad } from '@shared/api/useLoad';
import { addDays, type Night } from '@shared/format/dates';
import { useI18n } from '@shared/i18n/i18n';
import { DateField } from '@shared/ui/DateField';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { LoadingRows, Note } from '@shared/ui/Notes';
import { PageHead, Panel } from '@shared/ui/Page';
import { useHotel } from '../../hotel';
import { useText } from '../../text/useText';
import { useDuration } from './words';
import './maintenance.css';

const PERIOD_DAYS = 30;

function Table({ heads, rows, empty }: { heads: string[]; rows: Array<Array<string | number>>; empty: string }): JSX.Element {
  if (rows.length === 0) return <p className="kr-muted">{empty}</p>;
  return (
    <div className="kr-table-frame" tabIndex={0}>
      <table className="kr-table">
        <thead><tr>{heads.map((head, index) => <th key={head} scope="col" className={index === 0 ? '' : 'kr-right'}>{head}</th>)}</tr></thead>
        <tbody>
          {rows.map((row) => <tr key={row.slice(0, 2).join('/')}>{row.map((cell, index) => <td key={index} className={index === 0 ? '' : 'kr-right'}>{cell}</td>)}</tr>)}
        </tbody>
      </table>
    </div>
  );
}

function Repeats({ report }: { report: MaintenanceReport }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const duration = useDuration();
  const rows = report.repeats.map((row) => [
    `${row.room} · ${t(`maintenance.category.${row.category}`)}`, row.failures, forms.money(row.cost_minor), row.mean_repair_minutes === 0 ? '–' : duration(row.mean_repair_minutes),
    row.mean_between_minutes === 0 ? '–' : duration(row.mean_between_minutes), forms.date(forms.nightOf(row.last_at)),
  ]);
  return (
    <Panel title={t('maintenance.report.repeats')}>
      <Table heads={[t('maintenance.place'), t('maintenance.report.failures'), t('maintenance.costs'), t('maintenance.report.repairTime'), t('maintenance.report.between'), t('maintenance.report.last')]} rows={rows} empty={t('maintenance.report.repeatsNone')} />
    </Panel>
  );
}

function Totals({ report }: { report: MaintenanceReport }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const { language } = useI18n();
  const duration = useDuration();
  return (
    <>
      <Panel title={t('maintenance.report.categories')}>
        <Table heads={[t('maintenance.kind'), t('maintenance.report.orders'), t('maintenance.preventive'), t('maintenance.state.closed'), t('maintenance.late'), t('maintenance.report.labour'), t('maintenance.costs')]} rows={report.categories.map((row) => [t(`maintenance.category.${row.category}`), row.orders, row.preventive, row.closed, row.late, duration(row.labour_minutes), forms.money(row.cost_minor)])} empty={t('maintenance.report.none')} />
      </Panel>
      <Panel title={t('nav.technicians')}>
        <Table heads={[t('maintenance.technician'), t('maintenance.state.repaired'), t('maintenance.inTime'), t('maintenance.report.returned'), t('maintenance.report.labour')]} rows={report.technicians.map((row) => [row.name, row.repaired, row.in_time, row.returned, duration(row.labour_minutes)])} empty={t('maintenance.report.none')} />
      </Panel>
      {report.short_parts.length > 0 && (
        <Note kind="warning">
          <strong>{t('maintenance.report.short')}</strong>
          <ul>{report.short_parts.map((part) => <li key={part.part}>{language === 'zh' ? part.name_zh : part.name_en} ({part.code}): {part.stock} / {part.minimum} {part.unit}</li>)}</ul>
        </Note>
      )}
    </>
  );
}

export function ReportPage(): JSX.Element {
  const t = useText();
  const { status, forms } = useHotel();
  const today = forms.nightOf(status.now);
  const [from, setFrom] = useState<Night>(addDays(today, -PERIOD_DAYS));
  const [until, setUntil] = useState<Night>(today);
  const { value, problem, reload } = useLoad(`report/${from}/${until}`, (signal) => api.maintenanceReport(from, until, signal));
  return (
    <>
      <PageHead title={t('nav.maintenanceReport')} />
      <div className="kr-pair kr-period">
        <DateField label={t('maintenance.report.from')} value={from} base={today} forms={forms} onChange={setFrom} />
        <DateField label={t('maintenance.report.until')} value={until} base={today} min={from} forms={forms} onChange={setUntil} />
      </div>
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {value === null && problem === null && <LoadingRows rows={8} />}
      {value !== null && <><Repeats report={value} /><Totals report={value} /></>}
    </>
  );
}
