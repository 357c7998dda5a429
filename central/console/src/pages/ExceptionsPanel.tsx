import * as api from '@shared/api/allotments';
import { useLoad } from '@shared/api/useLoad';
import { formatConfirmation } from '@shared/format/confirmation';
import { formatInstant } from '@shared/format/dates';
import { localeOfLanguage } from '@shared/format/locale';
import { named, useI18n } from '@shared/i18n/i18n';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { EmptyState, LoadingRows, Note } from '@shared/ui/Notes';
import { Panel } from '@shared/ui/Page';
import { go } from '@shared/ui/route';
import { useChain } from '../chain';
import { useText } from '../text/useText';

const REFRESH_MS = 15_000;

/* The nearest sister hotels with a room that night, the first one first. */
function Walk({ walk, hotel }: { walk: NonNullable<api.DeskException['walk']>; hotel: string }): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const { formsOf } = useChain();
  const night = formsOf(hotel).dateWithDay(walk.night);
  if (walk.hotels.length === 0) return <Note kind="warning">{t('exceptions.walkNowhere', { night })}</Note>;
  return (
    <Note kind="warning">
      {t('exceptions.walk', { night })}
      <ul className="kr-plain-list">
        {walk.hotels.map((sister) => (
          <li key={sister.hotel}>
            {t('exceptions.walkHotel', { hotel: named(sister.name, language), distance: sister.distance_km.toFixed(1), rooms: sister.rooms_left, telephone: sister.telephone })}
          </li>
        ))}
      </ul>
    </Note>
  );
}

function Exception({ exception }: { exception: api.DeskException }): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const { hotelName, formsOf, typeName } = useChain();
  const number = exception.confirmation_number;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <article className="kr-exception">
      <div>
        <strong>{hotelName(exception.hotel)}</strong>{' '}
        <span className="kr-muted">{formatInstant(exception.at, localeOfLanguage(language), zone)}</span>{' '}
        {number !== null && (
          <button type="button" className="kr-link kr-number" onClick={() => go(`reservation/${number}`)}>
            {formatConfirmation(number)}
          </button>
        )}
      </div>
      <div>{t(`exceptions.reason.${exception.reason}`, { type: exception.room_type === null ? '' : typeName(exception.hotel, exception.room_type) })}</div>
      <div className="kr-muted">{exception.detail}</div>
      {exception.first_night !== null && (
        <div className="kr-muted">
          {t('exceptions.over', { night: formsOf(exception.hotel).dateWithDay(exception.first_night), count: exception.nights, rooms: exception.rooms, now: exception.rooms_over_now })}
        </div>
      )}
      {exception.walk !== null && <Walk walk={exception.walk} hotel={exception.hotel} />}
    </article>
  );
}

export function ExceptionsPanel(): JSX.Element {
  const t = useText();
  const { value, problem, reload } = useLoad('exceptions', (signal) => api.exceptions(null, signal), REFRESH_MS);
  return (
    <Panel title={t('exceptions.title')}>
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {value === null && problem === null && <LoadingRows rows={3} />}
      {value !== null && value.length === 0 && <EmptyState title={t('exceptions.none')} hint={t('exceptions.noneHint')} />}
      {value !== null && value.map((exception) => <Exception key={exception.exception} exception={exception} />)}
    </Panel>
  );
}
