import { useEffect, useState, useSyncExternalStore } from 'react';
import { clientLastAnswerAt, clientReachable, clientSubscribe } from '@shared/api/client';
import * as api from '@shared/api/property';
import { useLoad } from '@shared/api/useLoad';
import { AgreementLine } from './Agreement';
import { useHotel } from './hotel';
import { useText } from './text/useText';

const DOWNTIME_MS = 20_000;

type Connection = 'good' | 'behind' | 'cut' | 'silent';

/* The hotel's time as the server last told it, carried on by this machine's running time only: a wrong clock here does not show. */
function useHotelNow(now: string, controlled: boolean): string {
  const [elapsedMs, setElapsed] = useState(0);
  useEffect(() => {
    setElapsed(0);
    if (controlled) return undefined;
    const start = performance.now();
    const timer = window.setInterval(() => setElapsed(performance.now() - start), 1000);
    return () => window.clearInterval(timer);
  }, [now, controlled]);
  return new Date(Date.parse(now) + elapsedMs).toISOString();
}

function ConnectionLine(): JSX.Element {
  const t = useText();
  const { status, forms } = useHotel();
  const reachable = useSyncExternalStore(clientSubscribe, clientReachable);
  const toCome = Math.max(0, (status.centre_version ?? status.feed_version) - status.feed_version);
  const toSend = status.outbox_pending;
  let state: Connection = 'good';
  let text = t('connection.good');
  if (!reachable) {
    state = 'silent';
    text = t('connection.silent', { time: forms.time(clientLastAnswerAt()) });
  } else if (!status.connected) {
    state = 'cut';
    const time = forms.time(status.heard_at ?? status.since);
    text = toSend > 0 ? t('connection.cutWaiting', { time, count: toSend }) : t('connection.cut', { time });
  } else if (toCome > 0 || toSend > 0) {
    state = 'behind';
    text = toCome > 0 ? t('connection.behind', { count: toCome }) : t('connection.sending', { count: toSend });
  }
  return (
    <span className="kr-connection" data-connection={state} role="status">
      <a href="#/now">{text}</a>
    </span>
  );
}

/* Nobody looks at the pack before it is needed: when it is old or cannot be written, every page says so. */
function DowntimeAlarm(): JSX.Element | null {
  const t = useText();
  const { value: pack } = useLoad('downtime-alarm', api.downtimePack, DOWNTIME_MS);
  const unwritten = pack?.files.some((file) => file.error !== null) ?? false;
  if (pack === null || (!pack.late && !unwritten)) return null;
  return (
    <span role="alert">
      <a className="kr-alarm" href="#/downtime">{pack.late ? t('stripe.packLate') : t('stripe.packUnwritten')}</a>
    </span>
  );
}

export function Stripe(): JSX.Element {
  const t = useText();
  const { status, forms } = useHotel();
  const now = useHotelNow(status.now, status.practice);
  return (
    <>
      <span className="kr-stripe-fact">
        <span>{t('stripe.businessDate')}</span> <strong data-testid="business-date">{forms.dateWithDay(status.business_date)}</strong>
      </span>
      <span className="kr-stripe-fact">
        <span>{t('stripe.localTime')}</span>{' '}
        <strong>
          {forms.nightOf(now) !== status.business_date && `${forms.dateShort(forms.nightOf(now))} `}
          {forms.time(now)}
        </strong>
      </span>
      <DowntimeAlarm />
      <AgreementLine />
      <ConnectionLine />
    </>
  );
}
