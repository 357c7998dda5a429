import { addDays, isNight, nightFromParts, weekday, type Night } from './dates';

/* Dates typed by hand, while a caller is waiting. Understood, relative to `base` (the business date, or the arrival when a departure
 * is typed):
 *   2026-12-24  20261224   24.12.2026  24/12/26  24-12   24.12.   24   +3   -1   t (today)   fri / 周五
 * A date without a year, or a bare day, is the next such date on or after the base. */

const WEEKDAYS: Record<string, number> = {
  mo: 1, tu: 2, we: 3, th: 4, fr: 5, sa: 6, su: 7,
  周一: 1, 周二: 2, 周三: 3, 周四: 4, 周五: 5, 周六: 6, 周日: 7, 周天: 7,
};
const TODAY = new Set(['t', 'today', '0', '今', '今天']);
const FULL_YEAR_FORM = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/;
const COMPACT_FORM = /^(\d{4})(\d{2})(\d{2})$/;
const SHORT_FORM = /^(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{2}|\d{4})?)?$/;
const CHINESE_FORM = /^(\d{1,2})月(\d{1,2})日?$/;
const OFFSET_FORM = /^([+-])(\d{1,3})$/;

function nextDayOfMonth(day: number, base: Night): Night | null {
  const year = Number(base.slice(0, 4));
  const month = Number(base.slice(5, 7));
  for (let step = 0; step < 12; step += 1) {
    const night = nightFromParts(year + Math.floor((month - 1 + step) / 12), ((month - 1 + step) % 12) + 1, day);
    if (night !== null && night >= base) return night;
  }
  return null;
}

function nextDate(month: number, day: number, base: Night): Night | null {
  const year = Number(base.slice(0, 4));
  for (let step = 0; step <= 8; step += 1) {
    const night = nightFromParts(year + step, month, day);
    if (night !== null && night >= base) return night;
  }
  return null;
}

function nextWeekday(wanted: number, base: Night): Night {
  return addDays(base, (wanted - weekday(base) + 7) % 7 || 7);
}

function shortDate(match: RegExpExecArray, base: Night, monthFirst: boolean): Night | null {
  const first = Number(match[1]);
  const second = Number(match[2]);
  const [day, month] = monthFirst ? [second, first] : [first, second];
  const year = match[3];
  if (year === undefined) return nextDate(month, day, base);
  return nightFromParts(year.length === 2 ? 2000 + Number(year) : Number(year), month, day);
}

/* Countries that write the month first. Everyone else in the chain writes day, month. */
export function localeIsMonthFirst(locale: string): boolean {
  return locale === 'en-US' || locale.endsWith('-US');
}

/* The night that was typed, or null when the text is not a date. */
export function parseNight(text: string, base: Night, monthFirst = false): Night | null {
  const typed = text.trim().toLowerCase();
  if (typed === '') return null;
  if (isNight(typed)) return typed;
  if (TODAY.has(typed)) return base;
  const offset = OFFSET_FORM.exec(typed);
  if (offset !== null) return addDays(base, (offset[1] === '-' ? -1 : 1) * Number(offset[2]));
  const full = FULL_YEAR_FORM.exec(typed) ?? COMPACT_FORM.exec(typed);
  if (full !== null) return nightFromParts(Number(full[1]), Number(full[2]), Number(full[3]));
  const chinese = CHINESE_FORM.exec(typed);
  if (chinese !== null) return nextDate(Number(chinese[1]), Number(chinese[2]), base);
  const short = SHORT_FORM.exec(typed);
  if (short !== null) return shortDate(short, base, monthFirst);
  if (/^\d{1,2}$/.test(typed)) return nextDayOfMonth(Number(typed), base);
  const named = WEEKDAYS[typed] ?? (/^[a-z]{2,}$/.test(typed) ? WEEKDAYS[typed.slice(0, 2)] : undefined);
  return named === undefined ? null : nextWeekday(named, base);
}
