/* Money is a count of minor units with its currency, here as everywhere in the house: it is never turned into a fraction.
 * The number of decimals is the currency's own (ISO 4217, as Intl knows it). */

export interface Money {
  amount_minor: number;
  currency: string;
}

export function currencyDecimals(currency: string): number {
  try {
    const options = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
    return options.maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

interface SplitAmount {
  negative: boolean;
  whole: bigint;
  fraction: string;
}

function splitAmount(amountMinor: number, decimals: number): SplitAmount {
  const digits = BigInt(Math.abs(amountMinor)).toString().padStart(decimals + 1, '0');
  const cut = digits.length - decimals;
  return { negative: amountMinor < 0, whole: BigInt(digits.slice(0, cut)), fraction: digits.slice(cut) };
}

/* The text of an amount in the form of `locale`, e.g. "1.234,50 €". The sign is a true minus, so that columns read well. */
export function formatMoney(amountMinor: number, currency: string, locale: string): string {
  const decimals = currencyDecimals(currency);
  const { negative, whole, fraction } = splitAmount(amountMinor, decimals);
  let formatter: Intl.NumberFormat;
  try {
    formatter = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  } catch {
    return `${negative ? '−' : ''}${whole}${decimals > 0 ? `.${fraction}` : ''} ${currency}`;
  }
  const text = formatter
    .formatToParts(whole)
    .map((part) => (part.type === 'fraction' ? fraction : part.value))
    .join('');
  return negative ? `−${text}` : text;
}

/* The amount without its currency, for columns whose head names the currency. */
export function formatAmount(amountMinor: number, currency: string, locale: string): string {
  const decimals = currencyDecimals(currency);
  const { negative, whole, fraction } = splitAmount(amountMinor, decimals);
  const parts = new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).formatToParts(whole);
  const text = parts.map((part) => (part.type === 'fraction' ? fraction : part.value)).join('');
  return negative ? `−${text}` : text;
}

const GROUPED_FORM = /^([-−]?)(\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+|\d+)(?:[.,](\d+))?$/;

/* What a clerk typed as an amount, in minor units; null when it is not an amount or has more decimals than the currency.
 * A lone separator followed by exactly the currency's decimals is the decimal sign; anything before it may be grouped. */
export function parseAmount(text: string, currency: string): number | null {
  const decimals = currencyDecimals(currency);
  const typed = text.trim();
  const match = new RegExp(`^([-−]?)(\\d+)[.,](\\d{${Math.max(1, decimals)}})$`).exec(typed) ?? GROUPED_FORM.exec(typed);
  if (match === null) return null;
  const [, sign = '', grouped = '', fraction = ''] = match;
  if (fraction.length > decimals) return null;
  const digits = grouped.replace(/\D/g, '') + fraction.padEnd(decimals, '0');
  const amountMinor = Number(digits);
  if (!Number.isSafeInteger(amountMinor)) return null;
  return sign === '' || amountMinor === 0 ? amountMinor : -amountMinor;
}

/* The amount as a field shows it while it is typed: no grouping, decimal point. */
export function editableAmount(amountMinor: number, currency: string): string {
  const decimals = currencyDecimals(currency);
  const { negative, whole, fraction } = splitAmount(amountMinor, decimals);
  return `${negative ? '-' : ''}${whole}${decimals > 0 ? `.${fraction}` : ''}`;
}

/* What coins of this size can pay of an amount; half a coin goes away from zero, as at the hotel's node. */
export const inCoins = (minor: number, stepMinor: number): number => Math.sign(minor) * Math.floor(Math.abs(minor) / stepMinor + 0.5) * stepMinor;
