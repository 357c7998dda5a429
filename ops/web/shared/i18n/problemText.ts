import type { Problem, ProblemDocument } from '../api/problem';
import type { I18n } from './i18n';

export interface ProblemText {
  title: string;
  advice: string;
}

const CLASSES: Array<[(status: number) => boolean, string]> = [
  [(status) => status === 0, 'no_answer'],
  [(status) => status === 401, 'not_signed_in'],
  [(status) => status === 403, 'forbidden'],
  [(status) => status === 404, 'not_found'],
  [(status) => status === 409, 'conflict'],
  [(status) => status === 412, 'changed_meanwhile'],
  [(status) => status === 413 || status === 400 || status === 422, 'invalid'],
  [(status) => status === 429, 'too_many'],
  [(status) => status === 503, 'unavailable'],
  [(status) => status >= 500, 'server'],
];

/* Why a price is not offered, in the words of the price engine's codes; empty when a value that belongs into the words is not known. */
export function whyText(why: unknown, document: ProblemDocument, i18n: I18n): string {
  if (typeof why !== 'string' || !i18n.has(`why.${why}`)) return '';
  const { night, bound } = document;
  const values = { ...(typeof night === 'string' ? { night } : {}), ...(typeof bound === 'number' ? { bound } : {}) };
  const text = i18n.translate(`why.${why}`, values);
  return /\{\w+\}/.test(text) ? '' : text;
}

/* The words for a refusal: those written for its code, otherwise those of its class. The daemon's own detail is English:
   in another language the words written for the code say what to do as well. */
export function problemText(problem: Problem, i18n: I18n): ProblemText {
  const code = problem.code.replace(/-/g, '_');
  const key = `problem.${code}`;
  const detail = i18n.language === 'en' ? problem.detail : '';
  if (i18n.has(key)) {
    const written = i18n.has(`${key}.advice`) ? i18n.translate(`${key}.advice`) : detail;
    return { title: i18n.translate(key), advice: whyText(problem.document.why ?? problem.detail, problem.document, i18n) || written };
  }
  const found = CLASSES.find(([matches]) => matches(problem.status))?.[1] ?? 'server';
  const advice = detail === '' ? i18n.translate(`problem.${found}.advice`) : detail;
  return { title: i18n.translate(`problem.${found}`), advice };
}
