/* Nights are dates without a clock, written YYYY-MM-DD; instants are UTC. Calendar sums are done on day numbers, so no zone and no
 * daylight-saving change can touch them. People see dates in the form of the hotel's country and times in the hotel's zone. */

export type Night = string;

const DAY_MS = 86_400_000;
const NIGHT_FORM = /^(\d{4})-(\d{2})-(\d{2})$/;

export function nightFromParts(year: number, month: number, day: number): Night | null {
  const instant = new Date(Date.UTC(year, month - 1, day));
  const same = instant.getUTCFullYear() === year && instant.getUTCMonth() === month - 1 && instant.getUTCDate() === day;
  return same ? instant.toISOString().slice(0, 10) : null;
}

export function isNight(text: string): boolean {
  const match = NIGHT_FORM.exec(text);
  return match !== null && nightFromParts(Number(match[1]), Number(match[2]), Number(match[3])) !== null;
}

export function dayNumber(night: Night): number {
  return Math.round(Date.parse(`${night}T00:00:00Z`) / DAY_MS);
}

export function nightOfDayNumber(day: number): Night {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function addDays(night: Night, days: number): Night {
  return nightOfDayNumber(dayNumber(night) + days);
}

export function nightsBetween(arrival: Night, departure: Night): number {
  return dayNumber(departure) - dayNumber(arrival);
}

/* The nights of a stay [arrival, departure); day use has none. */
export function nightsOfStay(arrival: Night, departure: Night): Night[] {
  const count = Math.max(0, nightsBetween(arrival, departure));
  return Array.from({ length: count }, (_, index) => addDays(arrival, index));
}

/* 1 = Monday … 7 = Sunday. */
export function weekday(night: Night): number {
  return ((((dayNumber(night) + 3) % 7) + 7) % 7) + 1;
}

/* Making a formatter takes a hundred times as long as using it, and lists of a thousand lines have two dates each. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale}${JSON.stringify(options)}`;
  const made = formatters.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formatters.set(key, made);
  return made;
}

function partsFormat(night: Night, locale: string, options: Intl.DateTimeFormatOptions): string {
  return formatter(locale, { ...options, timeZone: 'UTC' }).format(new Date(dayNumber(night) * DAY_MS));
}

/* "24/12/2026", "24.12.2026", "2026/12/24": the hotel's own form. */
export function formatNight(night: Night, locale: string): string {
  if (!isNight(night)) return night;
  return partsFormat(night, locale, { year: 'numeric', month: '2-digit', day: '2-digit' });
}

/* The short form for tables where the year is plain: "24/12", "24.12.". */
export function formatNightShort(night: Night, locale: string): string {
  if (!isNight(night)) return night;
  return partsFormat(night, locale, { month: '2-digit', day: '2-digit' });
}

export function formatWeekday(night: Night, language: string): string {
  return isNight(night) ? partsFormat(night, language, { weekday: 'short' }) : '';
}

export const formatMonth = (night: Night, language: string): string => partsFormat(night, language, { month: 'short' });

export const formatMonthOfYear = (night: Night, language: string): string => partsFormat(night, language, { month: 'short', year: 'numeric' });

function zonedFormat(instant: string, locale: string, zone: string, options: Intl.DateTimeFormatOptions): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return '';
  try {
    return formatter(locale, { ...options, timeZone: zone }).format(date);
  } catch {
    return formatter(locale, { ...options, timeZone: 'UTC' }).format(date);
  }
}

export function formatTime(instant: string, locale: string, zone: string): string {
  return zonedFormat(instant, locale, zone, { hour: '2-digit', minute: '2-digit' });
}

export function formatInstant(instant: string, locale: string, zone: string): string {
  const options: Intl.DateTimeFormatOptions = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' };
  return zonedFormat(instant, locale, zone, options);
}

/* The calendar date of an instant in a zone, e.g. today at the hotel. */
export function nightOfInstant(instant: string, zone: string): Night {
  const text = zonedFormat(instant, 'sv-SE', zone, { year: 'numeric', month: '2-digit', day: '2-digit' });
  return isNight(text) ? text : instant.slice(0, 10);
}
