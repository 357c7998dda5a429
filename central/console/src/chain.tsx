import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import * as api from '@shared/api/central';
import { clientReachable, clientSubscribe } from '@shared/api/client';
import type { HotelDetail, HotelSummary, Named } from '@shared/api/types';
import { useLoad } from '@shared/api/useLoad';
import { hotelForms, type HotelForms } from '@shared/format/forms';
import { nightOfInstant, type Night } from '@shared/format/dates';
import { named, useI18n } from '@shared/i18n/i18n';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { LoadingRows } from '@shared/ui/Notes';

const REFRESH_MS = 60_000;
/* While nothing answers: so that what is said of the line is true again soon. */
const UNREACHED_MS = 3_000;

export interface ChainValue {
  hotels: HotelSummary[];
  hotelName: (code: string) => string;
  hotelPlace: (code: string) => string;
  formsOf: (code: string) => HotelForms;
  typeName: (hotel: string, code: string) => string;
  planName: (hotel: string, code: string) => string;
  detail: (hotel: string) => HotelDetail | undefined;
  /* The date at a hotel: practice hotels live in their own time, so their business date is their today. */
  todayAt: (hotel: string | null) => Night;
}

const Context = createContext<ChainValue | null>(null);

/* The details of hotels, asked for when first needed and kept. */
function useDetails(): (hotel: string) => HotelDetail | undefined {
  const [details, setDetails] = useState<Record<string, HotelDetail>>({});
  const wanted = useRef(new Set<string>());
  const [queue, setQueue] = useState<string[]>([]);
  useEffect(() => {
    for (const code of queue) {
      if (wanted.current.has(code)) continue;
      wanted.current.add(code);
      api.hotel(code).then(
        (detail) => setDetails((old) => ({ ...old, [code]: detail })),
        () => wanted.current.delete(code),
      );
    }
  }, [queue]);
  return useCallback(
    (code: string) => {
      if (!wanted.current.has(code) && !queue.includes(code)) queueMicrotask(() => setQueue((old) => (old.includes(code) ? old : [...old, code])));
      return details[code];
    },
    [details, queue],
  );
}

export function ChainProvider({ children }: { children: ReactNode }): JSX.Element {
  const { language } = useI18n();
  const { value: hotels, problem, reload } = useLoad('hotels', api.hotels, useSyncExternalStore(clientSubscribe, clientReachable) ? REFRESH_MS : UNREACHED_MS);
  const detail = useDetails();
  const value = useMemo<ChainValue | null>(() => {
    if (hotels === null) return null;
    const find = (code: string): HotelSummary | undefined => hotels.find((hotel) => hotel.hotel === code);
    const nameIn = (list: Array<{ code: string; name: Named }> | undefined, code: string): string => {
      const found = list?.find((item) => item.code === code);
      return found === undefined ? code : named(found.name, language);
    };
    const forms = new Map(hotels.map((hotel) => [hotel.hotel, hotelForms(hotel, language)]));
    const today = nightOfInstant(new Date().toISOString(), Intl.DateTimeFormat().resolvedOptions().timeZone);
    return {
      hotels,
      detail,
      hotelName: (code) => named(find(code)?.name, language) || code,
      hotelPlace: (code) => find(code)?.city ?? '',
      formsOf: (code) => forms.get(code) ?? hotelForms({}, language),
      typeName: (hotel, code) => nameIn(detail(hotel)?.room_types, code),
      planName: (hotel, code) => nameIn(detail(hotel)?.rate_plans, code),
      todayAt: (code) => (code === null ? undefined : find(code)?.business_date) ?? today,
    };
  }, [hotels, detail, language]);

  if (value === null) {
    return <main className="kr-lonely">{problem === null ? <LoadingRows rows={4} /> : <ErrorNote problem={problem} onRetry={reload} />}</main>;
  }
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useChain(): ChainValue {
  const value = useContext(Context);
  if (value === null) throw new Error('useChain outside of ChainProvider');
  return value;
}
