import { Suspense, useEffect, useMemo } from 'react';
import { useSession } from '@shared/session/SessionGate';
import { named, useI18n } from '@shared/i18n/i18n';
import { LoadingRows } from '@shared/ui/Notes';
import { PageHint } from '@shared/ui/PageHint';
import { Shell } from '@shared/ui/Shell';
import { useRoute } from '@shared/ui/route';
import { CutOffNote } from './CutOffNote';
import { HotelProvider, useHotel } from './hotel';
import { navigation, pageOf, pagesFetch } from './pages';
import { useRecordSearch } from './records';
import { Stripe } from './Stripe';
import { useText } from './text/useText';
import { WakeUpAlarm } from './WakeUpAlarm';

const FETCH_AFTER_MS = 2_000;

function Desk(): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const { status } = useHotel();
  const { hasRole } = useSession();
  const route = useRoute();
  const records = useRecordSearch();
  const groups = useMemo(() => navigation(t, hasRole), [t, hasRole]);
  const page = pageOf(route.page, hasRole);
  useEffect(() => {
    const timer = window.setTimeout(pagesFetch, FETCH_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, []);
  return (
    <Shell
      place={named(status.name, language)}
      mark={status.practice ? t('practice') : undefined}
      groups={groups}
      current={page.under ?? page.route}
      stripe={<Stripe />}
      records={records}
    >
      <WakeUpAlarm />
      {!status.connected && route.page !== 'now' && <CutOffNote />}
      {page.hint !== undefined && <PageHint page={page.route} text={t(page.hint)} />}
      <Suspense fallback={<LoadingRows rows={10} />}>{page.render(route.parameters)}</Suspense>
    </Shell>
  );
}

export function App(): JSX.Element {
  return (
    <HotelProvider>
      <Desk />
    </HotelProvider>
  );
}
