import { createContext, useContext, useMemo, type ReactNode } from 'react';
import * as api from '@shared/api/property';
import type { PaymentMeans } from '@shared/api/property/cashier';
import type { HotelStatus } from '@shared/api/property/status';
import type { Policies } from '@shared/api/types';
import { useLoad } from '@shared/api/useLoad';
import { useHotelForms, type HotelForms } from '@shared/format/forms';
import { named, useCommonText, useI18n } from '@shared/i18n/i18n';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { LoadingRows } from '@shared/ui/Notes';

const REFRESH_MS = 5_000;
const MEANS_REFRESH_MS = 300_000;
/* Stands in place of a rate plan where a channel brought its own price: no plan of the hotel. */
export const CHANNEL_PLAN = 'CHANNEL';

export interface HotelValue {
  status: HotelStatus;
  forms: HotelForms;
  roomTypeName: (code: string) => string;
  ratePlanName: (code: string) => string;
  policiesOf: (ratePlan: string) => Policies;
  /* Empty for a tax that is not the hotel's. */
  taxName: (code: string) => string;
  /* The hotel's list of means of payment, with those that are no longer in use: what was paid with them has their names. */
  means: PaymentMeans[];
  meansName: (code: string) => string;
  reload: () => void;
  reloadMeans: () => void;
}

const Context = createContext<HotelValue | null>(null);

/* What the hotel says of itself, asked again every few seconds. Once known it stays, also while the server does not answer. */
export function HotelProvider({ children }: { children: ReactNode }): JSX.Element {
  const { language } = useI18n();
  const t = useCommonText();
  const { value: status, problem, reload } = useLoad('status', api.status, REFRESH_MS);
  const { value: means, reload: reloadMeans } = useLoad('means', api.means, MEANS_REFRESH_MS);
  const forms = useHotelForms(status);
  const value = useMemo<HotelValue | null>(() => {
    if (status === null) return null;
    const nameOf = (list: Array<{ code: string; name: HotelStatus['name'] }> | undefined, code: string): string => {
      const found = list?.find((item) => item.code === code);
      return found === undefined ? code : named(found.name, language);
    };
    return {
      status,
      forms,
      reload,
      reloadMeans,
      means: means ?? [],
      meansName: (code) => nameOf(means ?? [], code),
      roomTypeName: (code) => nameOf(status.room_types, code),
      ratePlanName: (code) => (code === CHANNEL_PLAN ? t('line.channelPrice') : nameOf(status.rate_plans, code)),
      taxName: (code) => named(status.taxes?.find((tax) => tax.code === code)?.name, language),
      policiesOf: (code) => {
        const plan = status.rate_plans?.find((each) => each.code === code);
        return { ...(plan?.cancellation && { cancellation: plan.cancellation }), ...(plan?.deposit && { deposit: plan.deposit }), ...status.policies };
      },
    };
  }, [status, means, forms, reload, reloadMeans, language, t]);

  if (value === null) {
    return <main className="kr-lonely">{problem === null ? <LoadingRows rows={4} /> : <ErrorNote problem={problem} onRetry={reload} />}</main>;
  }
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useHotel(): HotelValue {
  const value = useContext(Context);
  if (value === null) throw new Error('useHotel outside of HotelProvider');
  return value;
}
