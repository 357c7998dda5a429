import * as api from '@shared/api/property';
import type { Allotments, Capabilities } from '@shared/api/property/status';
import { useLoad } from '@shared/api/useLoad';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { EmptyState, LoadingRows, Note } from '@shared/ui/Notes';
import { Fact, PageHead, Panel } from '@shared/ui/Page';
import { Agreement } from '../Agreement';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

const REFRESH_MS = 5_000;
const SECONDS_PER_HOUR = 3600;
const HOURS_PER_DAY = 24;

function Doings({ title, actions, possible }: { title: string; actions: Capabilities['actions']; possible: boolean }): JSX.Element {
  const t = useText();
  return (
    <Panel title={title}>
      <ul className="kr-doings">
        {actions.map(({ action, reason }) => (
          <li key={action} data-possible={possible ? 'yes' : 'no'} data-action={action}>
            <div>
              {t(`now.action.${action}`)}
              {reason !== 'as_usual' && <span>{t(`now.reason.${reason}`)}</span>}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/* "3 days 21 hours": how long the rights hold if nothing is heard. */
function LeaseLeft({ lease }: { lease: Capabilities['lease'] }): JSX.Element {
  const t = useText();
  const hours = Math.floor(lease.left_seconds / SECONDS_PER_HOUR);
  if (!lease.live) return <Note kind="warning">{lease.copies_short ? t('now.lease.short') : t('now.lease.over')}</Note>;
  const days = Math.floor(hours / HOURS_PER_DAY);
  const left = days > 0 ? t('now.lease.days', { days, hours: hours % HOURS_PER_DAY }) : t('now.lease.hours', { hours });
  return <p className="kr-muted">{t('now.lease.left', { left })}</p>;
}

function Rights({ allotments }: { allotments: Allotments }): JSX.Element {
  const t = useText();
  const { forms, roomTypeName } = useHotel();
  const nights = [...new Set(allotments.items.map((item) => item.night))];
  return (
    <Panel title={t('now.rights')}>
      <LeaseLeft lease={allotments.lease} />
      {nights.length === 0 && <EmptyState title={t('now.noRights')} hint={t('now.noRightsHint')} />}
      {nights.length > 0 && (
        <div className="kr-table-frame" tabIndex={0}>
          <table className="kr-table">
            <thead>
              <tr>
                <th scope="col">{t('now.night')}</th>
                <th scope="col">{t('desk.type')}</th>
                <th scope="col" className="kr-right">{t('now.right')}</th>
                <th scope="col" className="kr-right">{t('now.used')}</th>
              </tr>
            </thead>
            <tbody>
              {allotments.items.map((item) => (
                <tr key={`${item.night}/${item.room_type}`}>
                  <td>{forms.dateWithDay(item.night)}</td>
                  <td className="kr-type"><b>{item.room_type}</b> {roomTypeName(item.room_type)}</td>
                  <td className="kr-right"><strong>{item.right}</strong></td>
                  <td className="kr-right kr-muted">{item.used}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function Ages({ figures }: { figures: Capabilities['figures'] }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  return (
    <Panel title={t('now.ages')}>
      <dl className="kr-facts kr-facts-column">
        {figures.map(({ figure, as_of: asOf }) => (
          <Fact key={figure} label={t(`now.figure.${figure}`)}>{asOf === null ? t('now.never') : forms.instant(asOf)}</Fact>
        ))}
      </dl>
      <p className="kr-muted">{t('now.own')}</p>
    </Panel>
  );
}

/* Everything the desk does, with whether it is possible now and why, and how old the figures are it rests on. */
export function NowPage(): JSX.Element {
  const t = useText();
  const { status, forms } = useHotel();
  const { value, problem, reload } = useLoad('capabilities', api.capabilities, REFRESH_MS);
  const { value: allotments } = useLoad('allotments', api.allotments, REFRESH_MS);
  if (value === null) return problem === null ? <LoadingRows /> : <ErrorNote problem={problem} onRetry={reload} />;
  const possible = value.actions.filter((each) => each.possible);
  const impossible = value.actions.filter((each) => !each.possible);
  return (
    <>
      <PageHead title={t('now.title')} detail={value.connected ? t('now.connected', { time: forms.instant(value.since) }) : t('now.cut', { time: forms.instant(status.heard_at ?? value.since) })} />
      <div className="kr-columns">
        <div>
          <div className="kr-now-doings">
            <Doings title={t('now.canTitle')} actions={possible} possible />
            {impossible.length > 0 && <Doings title={t('now.cannotTitle')} actions={impossible} possible={false} />}
          </div>
          {allotments !== null && <Rights allotments={allotments} />}
          <Agreement />
        </div>
        <aside>
          <Ages figures={value.figures} />
          {value.outbox_pending > 0 && <Note kind="info">{t('now.waiting', { count: value.outbox_pending })}</Note>}
        </aside>
      </div>
    </>
  );
}
