import { useMemo } from 'react';
import { useI18n, type Language } from '../i18n/i18n';
import { formatInstant, formatNight, formatNightShort, formatTime, formatWeekday, nightOfInstant, type Night } from './dates';
import { localeIsMonthFirst } from './dateEntry';
import { localeOfCountry } from './locale';
import { formatAmount, formatMoney } from './money';

export interface HotelForms {
  locale: string;
  zone: string;
  currency: string;
  monthFirst: boolean;
  money: (amountMinor: number, currency?: string) => string;
  amount: (amountMinor: number, currency?: string) => string;
  date: (night: Night) => string;
  dateShort: (night: Night) => string;
  dateWithDay: (night: Night) => string;
  time: (instant: string) => string;
  instant: (instant: string) => string;
  nightOf: (instant: string) => Night;
}

interface FormsOf {
  country?: string;
  zone?: string;
  currency?: string;
}

/* How one hotel writes dates, times and money. Weekdays are words and follow the clerk's language. */
export function hotelForms(hotel: FormsOf, language: Language): HotelForms {
  const locale = localeOfCountry(hotel.country);
  const zone = hotel.zone ?? 'UTC';
  const own = hotel.currency ?? 'EUR';
  return {
    locale,
    zone,
    currency: own,
    monthFirst: localeIsMonthFirst(locale),
    money: (amountMinor, currency = own) => formatMoney(amountMinor, currency, locale),
    amount: (amountMinor, currency = own) => formatAmount(amountMinor, currency, locale),
    date: (night) => formatNight(night, locale),
    dateShort: (night) => formatNightShort(night, locale),
    dateWithDay: (night) => `${formatWeekday(night, language)} ${formatNight(night, locale)}`,
    time: (instant) => formatTime(instant, locale, zone),
    instant: (instant) => formatInstant(instant, locale, zone),
    nightOf: (instant) => nightOfInstant(instant, zone),
  };
}

export function useHotelForms(hotel: FormsOf | null): HotelForms {
  const { language } = useI18n();
  const { country, zone, currency } = hotel ?? {};
  return useMemo(() => hotelForms({ country, zone, currency }, language), [country, zone, currency, language]);
}
