import { useState } from 'react';
import * as api from '@shared/api/central';
import type { AvailabilityQuestion, HotelOffers } from '@shared/api/types';
import { useLoad } from '@shared/api/useLoad';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { EmptyState, LoadingRows } from '@shared/ui/Notes';
import { PageHead } from '@shared/ui/Page';
import { basketAdd, basketRead, basketStore, type Basket } from '../basket';
import { useText } from '../text/useText';
import { BasketPanel } from './BasketPanel';
import { HotelResult, type Pick } from './HotelResult';
import { SearchBar } from './SearchBar';

const STORED_AS = 'keyrack-search';

function lastQuestion(): AvailabilityQuestion | null {
  const text = window.sessionStorage.getItem(STORED_AS);
  return text === null ? null : (JSON.parse(text) as AvailabilityQuestion);
}

/* Hotels with something to sell come first, nearest first; the others say why they have nothing. */
function inOrder(results: HotelOffers[]): HotelOffers[] {
  const rank = (result: HotelOffers): number => (result.offers.length > 0 ? 0 : 1);
  return [...results].sort((a, b) => rank(a) - rank(b) || (a.distance_km ?? 0) - (b.distance_km ?? 0));
}

export function SearchPage(): JSX.Element {
  const t = useText();
  const [asked, setAsked] = useState<AvailabilityQuestion | null>(lastQuestion);
  const [basket, setBasket] = useState<Basket | null>(basketRead);
  const key = asked === null ? null : JSON.stringify(asked);
  const { value, problem, loading, reload } = useLoad(key, (signal) => api.availability(asked as AvailabilityQuestion, signal));

  const search = (question: AvailabilityQuestion): void => {
    window.sessionStorage.setItem(STORED_AS, JSON.stringify(question));
    setAsked(question);
    if (key === JSON.stringify(question)) reload();
  };
  const change = (next: Basket | null): void => {
    basketStore(next);
    setBasket(next);
  };
  const add = (pick: Pick): void => {
    if (asked === null) return;
    const { arrival, departure, adults, children } = asked;
    const wish = { room_type: pick.offer.room_type, rate_plan: pick.offer.rate_plan, arrival, departure, adults, children, infants: 0 };
    change(basketAdd(basket, pick.hotel, Array.from({ length: asked.rooms }, () => ({ wish, offer: pick.offer })), asked.access));
  };

  return (
    <>
      <PageHead title={t('search.title')} />
      <SearchBar initial={asked} busy={loading} onSearch={search} />
      <div className={basket === null ? '' : 'kr-columns'}>
        <div>
          {asked === null && <EmptyState title={t('search.start')} hint={t('search.startHint')} />}
          {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
          {asked !== null && value === null && problem === null && <LoadingRows rows={10} />}
          {value !== null && value.length === 0 && <EmptyState title={t('search.none')} hint={t('search.noneHint')} />}
          {value !== null && asked !== null && inOrder(value).map((result) => <HotelResult key={result.hotel} result={result} question={asked} onPick={add} />)}
        </div>
        {basket !== null && (
          <aside className="kr-sticky">
            <BasketPanel basket={basket} onChange={change} />
          </aside>
        )}
      </div>
    </>
  );
}
