import { Button } from '@mantine/core';
import * as api from '@shared/api/property';
import type { DowntimePack } from '@shared/api/property/downtime';
import { useLoad } from '@shared/api/useLoad';
import { useI18n } from '@shared/i18n/i18n';
import { useSession } from '@shared/session/SessionGate';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { LoadingRows, Note } from '@shared/ui/Notes';
import { PageHead, Panel } from '@shared/ui/Page';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

const REFRESH_MS = 5_000;
const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

function Freshness({ pack }: { pack: DowntimePack }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  if (pack.made_at === null || pack.age_ms === null) return <Note kind="warning">{t('downtime.none')}</Note>;
  const minutes = Math.floor(pack.age_ms / MINUTE_MS);
  const age = minutes > 0 ? t('downtime.minutes', { count: minutes }) : t('downtime.seconds', { count: Math.max(1, Math.round(pack.age_ms / SECOND_MS)) });
  return (
    <Note kind={pack.late ? 'warning' : 'success'}>
      <strong>{pack.late ? t('downtime.late') : t('downtime.fresh')}</strong> {t('downtime.age', { time: forms.instant(pack.made_at), age })}
    </Note>
  );
}

function Files({ files }: { files: DowntimePack['files'] }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  return (
    <Panel title={t('downtime.files')}>
      {files.length === 0 && <p>{t('downtime.noFiles')}</p>}
      <ul className="kr-plain-list">
        {files.map((file) => (
          <li key={file.path} data-state={file.error === null ? 'ok' : 'failed'}>
            <code>{file.path}</code>
            <span className="kr-muted">
              {file.error !== null ? t('downtime.fileError', { error: file.error }) : file.written_at !== null && t('downtime.fileOk', { time: forms.instant(file.written_at) })}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/* One click to what a hotel works with when its computer is down, and how fresh that is. */
export function DowntimePage(): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const { hasRole } = useSession();
  const { value: pack, problem, reload } = useLoad('downtime', api.downtimePack, REFRESH_MS);
  const mayRead = ['frontdesk', 'manager', 'trainer'].some(hasRole);
  return (
    <>
      <PageHead title={t('downtime.title')} detail={t('downtime.detail')} />
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {pack === null && problem === null && <LoadingRows rows={4} />}
      {pack !== null && (
        <>
          <Panel title={t('downtime.title')}>
            <Freshness pack={pack} />
            <p>{t('downtime.explain')}</p>
            {mayRead && (
              <div className="kr-actions">
                <Button component="a" size="md" href={api.DOWNTIME_FILE} download>
                  {t('downtime.file')}
                </Button>
                <Button component="a" size="md" variant="default" href={api.downtimePaper(language)} target="_blank" rel="noreferrer">
                  {t('downtime.paper')}
                </Button>
              </div>
            )}
          </Panel>
          <Files files={pack.files} />
        </>
      )}
    </>
  );
}
