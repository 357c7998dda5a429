import { useSyncExternalStore } from 'react';
import { clientLastAnswerAt, clientReachable, clientSubscribe } from '@shared/api/client';
import { formatTime, formatWeekday, nightOfInstant } from '@shared/format/dates';
import { localeOfLanguage } from '@shared/format/locale';
import { useI18n } from '@shared/i18n/i18n';
import { useSession } from '@shared/session/SessionGate';
import { Shell } from '@shared/ui/Shell';
import { useRoute, type Route } from '@shared/ui/route';
import { ChainProvider, useChain } from './chain';
import { BookPage } from './pages/BookPage';
import { FindPage } from './pages/FindPage';
import { HotelsPage } from './pages/HotelsPage';
import { ReservationPage } from './pages/ReservationPage';
import { SearchPage } from './pages/SearchPage';
import { OPERATING_ROLES } from './roles';
import { useText } from './text/useText';

/* More than these are counted, not named. */
const CUT_NAMED_MAX = 3;

function page(route: Route): JSX.Element {
  const parameter = route.parameters[0] ?? '';
  switch (route.page) {
    case 'find':
      return <FindPage />;
    case 'hotels':
      return <HotelsPage />;
    case 'book':
      return <BookPage />;
    case 'reservation':
      return <ReservationPage key={parameter} confirmation={parameter} fresh={route.query.has('booked')} />;
    default:
      return <SearchPage />;
  }
}

/* The agent's own time and whether the centre answers; hotels that are cut off are named, because their desks act on older data. */
function Stripe(): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const { hotels, hotelName } = useChain();
  const reachable = useSyncExternalStore(clientSubscribe, clientReachable);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const locale = localeOfLanguage(language);
  const today = nightOfInstant(new Date().toISOString(), zone);
  const cut = hotels.filter((hotel) => hotel.connected === false).map((hotel) => hotelName(hotel.hotel));
  let text = t('stripe.good', { count: hotels.length });
  let state = 'good';
  if (!reachable) {
    text = t('stripe.silent', { time: formatTime(clientLastAnswerAt(), locale, zone) });
    state = 'silent';
  } else if (cut.length > 0) {
    text = cut.length > CUT_NAMED_MAX ? t('stripe.cutMany', { count: cut.length }) : t('stripe.cut', { hotels: cut.join(', ') });
    state = 'behind';
  }
  return (
    <>
      <span className="kr-stripe-fact">
        <strong>{formatWeekday(today, language)} {new Intl.DateTimeFormat(locale).format(new Date())}</strong>
      </span>
      <span className="kr-connection" data-connection={state} role="status">
        {text}
      </span>
    </>
  );
}

function Centre(): JSX.Element {
  const t = useText();
  const route = useRoute();
  const { hasRole } = useSession();
  const items = [
    { page: 'search', label: t('nav.search'), key: 'F2' },
    { page: 'find', label: t('nav.find'), key: 'F3' },
  ];
  if (OPERATING_ROLES.some(hasRole)) items.push({ page: 'hotels', label: t('nav.hotels'), key: 'F4' });
  const current = route.page === '' || route.page === 'book' ? 'search' : route.page === 'reservation' ? 'find' : route.page;
  return (
    <Shell place={t('app.place')} groups={[{ group: 'all', label: t('app.place'), items }]} current={current} stripe={<Stripe />}>
      {page(route)}
    </Shell>
  );
}

export function App(): JSX.Element {
  return (
    <ChainProvider>
      <Centre />
    </ChainProvider>
  );
}
