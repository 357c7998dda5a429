import { useState } from 'react';
import { Button, Progress } from '@mantine/core';
import * as api from '@shared/api/property';
import type { AuditFinding, NightAudit } from '@shared/api/property/audit';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { addDays } from '@shared/format/dates';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { LoadingRows, Note } from '@shared/ui/Notes';
import { Fact, PageHead, Panel } from '@shared/ui/Page';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

const STEPS = ['no_shows', 'room_and_tax', 'roll_date'] as const;
/* In the order in which a manager reads them. */
const FIGURES = [
  'rooms_sold', 'rooms_total', 'rooms_out_of_order', 'occupancy_basis_points', 'average_daily_rate_minor', 'revenue_per_available_room_minor',
  'arrivals', 'departures', 'no_shows', 'in_house', 'room_revenue_minor', 'tax_minor',
  'ledger_opening_minor', 'ledger_charges_minor', 'ledger_payments_minor', 'ledger_closing_minor',
] as const;
const WATCH_MS = 1_000;
const REST_MS = 15_000;

function Steps({ audit }: { audit: NightAudit }): JSX.Element {
  const t = useText();
  const reached = audit.status === 'completed' ? STEPS.length : Math.max(0, STEPS.indexOf(audit.step as (typeof STEPS)[number]));
  return (
    <ol className="kr-steps">
      {STEPS.map((step, index) => (
        <li key={step} data-state={index < reached ? 'done' : index === reached && audit.status === 'running' ? 'running' : 'waiting'}>
          {t(`audit.step.${step}`)}
        </li>
      ))}
    </ol>
  );
}

function Report({ audit }: { audit: NightAudit }): JSX.Element | null {
  const t = useText();
  const { forms } = useHotel();
  const report = audit.report ?? null;
  if (report === null) return null;
  const value = (name: string, amount: number): string => {
    if (name.endsWith('_minor')) return forms.money(amount);
    if (name.endsWith('_basis_points')) return new Intl.NumberFormat(forms.locale, { style: 'percent', minimumFractionDigits: 1 }).format(amount / 10_000);
    return String(amount);
  };
  return (
    <>
      <dl className="kr-figures">
        {FIGURES.map((name) => {
          const amount = report[name];
          return typeof amount === 'number' && <Fact key={name} label={t(`audit.figure.${name}`)}>{value(name, amount)}</Fact>;
        })}
      </dl>
      {report.ledger_balances === false && <Note kind="warning">{t('audit.ledgerDiffers')}</Note>}
      <Findings title={t('audit.overdue')} findings={report.overdue_departures ?? []} />
      <Findings title={t('audit.unbalanced')} findings={report.unbalanced_folios ?? []} />
    </>
  );
}

/* Stays that somebody should look at in the morning. */
function Findings({ title, findings }: { title: string; findings: AuditFinding[] }): JSX.Element | null {
  const { forms } = useHotel();
  if (findings.length === 0) return null;
  return (
    <Note kind="warning">
      <strong>{title}</strong>
      <ul>
        {findings.map((finding) => (
          <li key={finding.stay_id}>
            <a href={`#/stay/${finding.stay_id}`}>{finding.room ?? finding.confirmation_number}</a> · {forms.dateWithDay(finding.departure)} · {forms.money(finding.balance_minor)}
          </li>
        ))}
      </ul>
    </Note>
  );
}

function Blockers({ audit }: { audit: NightAudit }): JSX.Element {
  const t = useText();
  const blockers = audit.blockers ?? [];
  if (blockers.length === 0) return <Note kind="success">{t('audit.noBlockers')}</Note>;
  return (
    <Note kind="warning">
      <strong>{t('audit.blockers', { count: blockers.length })}</strong>
      <ul>
        {blockers.map((blocker, index) => (
          <li key={index}>{blocker.detail ?? blocker.code}</li>
        ))}
      </ul>
    </Note>
  );
}

export function NightAuditPage(): JSX.Element {
  const t = useText();
  const { status, forms, reload: reloadStatus } = useHotel();
  const [watching, setWatching] = useState(false);
  const { value: audit, problem, reload } = useLoad('audit', api.auditCurrent, watching ? WATCH_MS : REST_MS);
  const [finished, setFinished] = useState<NightAudit | null>(null);
  const run = useAction((body: { date: string }, key) => api.auditRun(body.date, key));
  const start = async (): Promise<void> => {
    setWatching(true);
    setFinished(null);
    const result = await run.run({ date: status.business_date });
    setWatching(false);
    if (result !== null) setFinished(result);
    reloadStatus();
    reload();
  };
  const running = run.busy || audit?.status === 'running';

  return (
    <>
      <PageHead title={t('audit.title')} detail={t('audit.detail', { date: forms.dateWithDay(status.business_date), next: forms.dateWithDay(addDays(status.business_date, 1)) })} />
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {finished !== null && (
        <Panel title={t('audit.result', { date: forms.dateWithDay(finished.business_date) })}>
          <Note kind="success">{t('audit.finished', { date: forms.dateWithDay(status.business_date) })}</Note>
          <Report audit={finished} />
        </Panel>
      )}
      {audit === null && problem === null && <LoadingRows rows={6} />}
      {audit !== null && (
        <Panel title={t('audit.plan', { date: forms.dateWithDay(status.business_date) })}>
          <p>{t('audit.explain')}</p>
          {!running && <Blockers audit={audit} />}
          <Steps audit={running ? { ...audit, status: 'running' } : { ...audit, status: 'due' }} />
          {running && (
            <Progress.Root size="lg" aria-label={t('audit.running')}>
              <Progress.Section value={audit.total ? Math.round((100 * (audit.done ?? 0)) / audit.total) : 100} striped animated aria-label={t('audit.running')} />
            </Progress.Root>
          )}
          {run.problem !== null && <ErrorNote problem={run.problem} />}
          <div className="kr-actions">
            <Button size="md" loading={run.busy} onClick={() => void start()}>
              {audit.status === 'running' && !run.busy ? t('audit.resume') : t('audit.start', { date: forms.date(status.business_date) })}
            </Button>
          </div>
        </Panel>
      )}
    </>
  );
}
