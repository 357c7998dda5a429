import * as api from '@shared/api/property';
import { useI18n } from '@shared/i18n/i18n';
import { useText } from '../text/useText';

/* A payment as bills and accounts list it. */
interface Paid {
  posting_number: number;
  entry: string;
  department: string;
  code: string;
  from?: { account_id: number } | null;
}

/* The receipt of a payment, as often as somebody wants it; nothing beside what is no payment. */
export function ReceiptLink({ account, item, what }: { account: number; item: Paid; what: string }): JSX.Element | null {
  const t = useText();
  const { language } = useI18n();
  if (item.entry !== 'posting' || item.department !== 'payment' || item.code === 'paid_out') return null;
  const href = api.receiptPaper(item.from?.account_id ?? account, item.posting_number, language);
  return <a className="kr-receipt" href={href} target="_blank" rel="noreferrer" aria-label={t('receipt.of', { what })}>{t('receipt.open')}</a>;
}
