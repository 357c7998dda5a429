import { Shell } from '@shared/ui/Shell';
import { named, useI18n } from '@shared/i18n/i18n';
import { useRoute, type Route } from '@shared/ui/route';
import { HotelProvider, useHotel } from './hotel';
import { DeskPage } from './pages/DeskPage';
import { FindPage } from './pages/FindPage';
import { NightAuditPage } from './pages/NightAuditPage';
import { ReservationPage } from './pages/ReservationPage';
import { StayPage } from './pages/StayPage';
import { NowPage } from './pages/NowPage';
import { SalePage } from './pages/SalePage';
import { CutOffNote } from './CutOffNote';
import { Stripe } from './Stripe';
import { useText } from './text/useText';

function page(route: Route): JSX.Element {
  const parameter = route.parameters[0] ?? '';
  switch (route.page) {
    case 'in-house':
    case 'departures':
      return <DeskPage key={route.page} list={route.page} />;
    case 'find':
      return <FindPage />;
    case 'walk-in':
      return <SalePage key="walk-in" kind="walkIn" />;
    case 'new-reservation':
      return <SalePage key="new-reservation" kind="booking" />;
    case 'now':
      return <NowPage />;
    case 'night-audit':
      return <NightAuditPage />;
    case 'reservation':
      return <ReservationPage key={parameter} confirmation={parameter} />;
    case 'stay':
      return <StayPage key={parameter} stayId={Number(parameter)} />;
    default:
      return <DeskPage key="arrivals" list="arrivals" />;
  }
}

function Desk(): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const { status } = useHotel();
  const route = useRoute();
  const items = [
    { page: 'arrivals', label: t('nav.arrivals'), key: 'F2' },
    { page: 'in-house', label: t('nav.inHouse'), key: 'F3' },
    { page: 'departures', label: t('nav.departures'), key: 'F4' },
    { page: 'find', label: t('nav.find'), key: 'F6' },
    { page: 'new-reservation', label: t('nav.booking'), key: 'F7' },
    { page: 'walk-in', label: t('nav.walkIn'), key: 'F8' },
    { page: 'night-audit', label: t('nav.nightAudit'), key: 'F9' },
  ];
  return (
    <Shell
      place={named(status.name, language)}
      mark={status.practice ? t('practice') : undefined}
      items={items}
      current={route.page === '' ? 'arrivals' : route.page}
      stripe={<Stripe />}
    >
      {!status.connected && route.page !== 'now' && <CutOffNote />}
      {page(route)}
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
