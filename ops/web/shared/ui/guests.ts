import type { CommonKey, Parameters } from '../i18n/i18n';

interface Occupancy {
  adults: number;
  children: number;
  infants: number;
}

/* "2 adults, 1 child"; a channel may book without saying who comes. */
export function guestsSummary(t: (key: CommonKey, parameters?: Parameters) => string, { adults, children, infants }: Occupancy): string {
  const parts = [
    adults > 0 ? t('guests.adultsCount', { count: adults }) : '',
    children > 0 ? t('guests.childrenCount', { count: children }) : '',
    infants > 0 ? t('guests.infantsCount', { count: infants }) : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? t('guests.unknown') : parts.join(', ');
}
