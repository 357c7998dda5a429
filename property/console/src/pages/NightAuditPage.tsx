import { useState } from 'react';
import { Anchor, Button, Progress, Textarea } from '@mantine/core';
import * as api from '@shared/api/property';
import type { AuditFinding, AuditHint, NightAudit } from '@shared/api/property/audit';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { addDays } from '@shared/format/dates';
import { useSession } from '@shared/session/SessionGate';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { LoadingRows, Note } from '@shared/ui/Notes';
import { Fact, PageHead, Panel } from '@shared/ui/Page';
import { AuditHints } from '../AuditHints';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

const STEPS = ['no_shows', 'room_and_tax', 'roll_date', 'statistics', 'reports'] as const;
/* In the order in which a manager reads them. */
const FIGURES = [
  'rooms_sold', 'rooms_total', 'rooms_out_of_order', 'occupancy_basis_points', 'average_daily_rate_minor', 'revenue_per_available_room_minor',
  'arrivals', 'departures', 'no_shows', 'in_house', 'room_revenue_minor', 'tax_minor',
  'ledger_opening_minor', 'ledger_charges_minor', 'ledger_payments_minor', 'ledger_closing_minor',
] as const;
const REASON_MAX = 200;
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
      {typeof audit.force_reason === 'string' && <Note kind="warning">{t('audit.forced', { staff: audit.forced_by ?? '', reason: audit.force_reason })}</Note>}
      {report.ledger_balances === false && <Note kind="warning">{t('audit.ledgerDiffers')}</Note>}
      <Findings title={t('audit.overdue')} findings={report.overdue_departures ?? []} />
      <Findings title={t('audit.unbalanced')} findings={report.unbalanced_folios ?? []} />
      <p>
        <Anchor href={`#/reports/${audit.business_date}`}>{t('audit.pack')}</Anchor>
      </p>
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

/* The dry run: what would stop the audit, and what somebody should look at before it. */
function DryRun({ audit }: { audit: NightAudit }): JSX.Element {
  const t = useText();
  const blockers: AuditHint[] = audit.blockers ?? [];
  const warnings: AuditHint[] = audit.warnings ?? [];
  return (
    <>
      {blockers.length === 0 ? (
        <Note kind="success">{t('audit.noBlockers')}</Note>
      ) : (
        <AuditHints title={t('audit.blockers', { count: audit.blocker_count ?? 0 })} hints={blockers} count={audit.blocker_count ?? 0} kind="blocker" />
      )}
      {warnings.length > 0 && <AuditHints title={t('audit.warnings', { count: audit.warning_count ?? 0 })} hints={warnings} count={audit.warning_count ?? 0} kind="warning" />}
    </>
  );
}

interface StartProps {
  audit: NightAudit;
  busy: boolean;
  onStart: (reason?: string) => void;
}

/* Closing the day; against what stands in the way only with a manager's reason. */
function Start({ audit, busy, onStart }: StartProps): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const { hasRole } = useSession();
  const [reason, setReason] = useState('');
  const date = forms.date(audit.business_date);
  const blocked = audit.status === 'due' && (audit.blocker_count ?? 0) > 0;
  if (!blocked) {
    return (
      <div className="kr-actions">
        <Button size="md" loading={busy} onClick={() => onStart()}>
          {audit.status === 'running' && !busy ? t('audit.resume') : t('audit.start', { date })}
        </Button>
      </div>
    );
  }
  return (
    <>
      <p>{t('audit.blocked')}</p>
      {hasRole('manager') && (
        <>
          <Textarea label={t('audit.reason')} value={reason} rows={2} maxLength={REASON_MAX} onChange={(event) => setReason(event.currentTarget.value)} />
          <div className="kr-actions">
            <Button size="md" color="red" loading={busy} disabled={reason.trim() === ''} onClick={() => onStart(reason.trim())}>
              {t('audit.force', { date })}
            </Button>
          </div>
        </>
      )}
    </>
  );
}

export function NightAuditPage(): JSX.Element {
  const t = useText();
  const { status, forms, reload: reloadStatus } = useHotel();
  const [watching, setWatching] = useState(false);
  const { value: audit, problem, reload } = useLoad('audit', api.auditCurrent, watching ? WATCH_MS : REST_MS);
  const [finished, setFinished] = useState<NightAudit | null>(null);
  const run = useAction(api.auditRun);
  const start = async (reason?: string): Promise<void> => {
    setWatching(true);
    setFinished(null);
    const result = await run.run({ business_date: status.business_date, ...(reason === undefined ? {} : { override_reason: reason }) });
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
          <Steps audit={running ? { ...audit, status: 'running' } : { ...audit, status: 'due' }} />
          {!running && <DryRun audit={audit} />}
          {running && (
            <Progress.Root size="lg" aria-label={t('audit.running')}>
              <Progress.Section value={audit.total ? Math.round((100 * (audit.done ?? 0)) / audit.total) : 100} striped animated aria-label={t('audit.running')} />
            </Progress.Root>
          )}
          {run.problem !== null && <ErrorNote problem={run.problem} />}
          <Start audit={audit} busy={run.busy} onStart={(reason) => void start(reason)} />
        </Panel>
      )}
    </>
  );
}
