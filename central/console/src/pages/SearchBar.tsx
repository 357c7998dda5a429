import { useMemo, useState, type FormEvent } from 'react';
import { Autocomplete, Button, TextInput } from '@mantine/core';
import type { AvailabilityQuestion, HotelSummary } from '@shared/api/types';
import { addDays, nightsBetween } from '@shared/format/dates';
import { CountField } from '@shared/ui/CountField';
import { DateField } from '@shared/ui/DateField';
import { useChain } from '../chain';
import { useText } from '../text/useText';

interface Props {
  initial: AvailabilityQuestion | null;
  busy: boolean;
  onSearch: (question: AvailabilityQuestion) => void;
}

/* What was typed as "where": a hotel by name or code, otherwise a place; empty means everywhere. */
export function findHotel(hotels: HotelSummary[], nameOf: (code: string) => string, typed: string): HotelSummary | undefined {
  const text = typed.trim().toLowerCase();
  if (text === '') return undefined;
  return hotels.find((hotel) => hotel.hotel.toLowerCase() === text || nameOf(hotel.hotel).toLowerCase() === text);
}

export function SearchBar({ initial, busy, onSearch }: Props): JSX.Element {
  const t = useText();
  const { hotels, hotelName, formsOf, todayAt } = useChain();
  const [where, setWhere] = useState(initial?.hotel !== undefined ? hotelName(initial.hotel) : (initial?.place ?? ''));
  const [asked, setAsked] = useState(where);
  const hotel = findHotel(hotels, hotelName, where);
  const today = todayAt(hotel?.hotel ?? null);
  const [arrival, setArrival] = useState(initial?.arrival ?? addDays(today, 1));
  const [departure, setDeparture] = useState(initial?.departure ?? addDays(today, 2));
  const [counts, setCounts] = useState({ adults: initial?.adults ?? 2, children: initial?.children ?? 0, rooms: initial?.rooms ?? 1 });
  const [access, setAccess] = useState(initial?.access ?? '');
  const nearest = hotel ?? hotels.find((each) => each.city?.toLowerCase() === where.trim().toLowerCase()) ?? hotels[0];
  const forms = formsOf(nearest?.hotel ?? '');
  const places = useMemo(() => {
    const cities = [...new Set(hotels.map((each) => each.city ?? '').filter((city) => city !== ''))];
    return [
      { group: t('search.places'), items: cities },
      { group: t('search.hotels'), items: [...new Set(hotels.map((each) => hotelName(each.hotel)))] },
    ];
  }, [hotels, hotelName, t]);

  /* Offered while something is being typed, not before and not when it is complete or was asked for: what stands below stays in sight. */
  const complete = where === asked || hotel !== undefined || hotels.some((each) => each.city === where);
  const suggestions = where.trim() === '' || complete ? [] : places;

  /* Moving the arrival keeps the length of the stay. */
  const moveArrival = (night: string): void => {
    setDeparture(addDays(night, Math.max(1, nightsBetween(arrival, departure))));
    setArrival(night);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAsked(where);
    const at = hotel !== undefined ? { hotel: hotel.hotel } : where.trim() === '' ? {} : { place: where.trim() };
    onSearch({ ...at, arrival, departure, ...counts, access: access.trim().toUpperCase() || undefined });
  };

  return (
    <form className="kr-search" onSubmit={submit} role="search" aria-label={t('search.title')}>
      <Autocomplete className="kr-search-where" label={t('search.where')} placeholder={t('search.everywhere')} data={suggestions} value={where} onChange={setWhere} autoFocus selectFirstOptionOnChange={false} />
      <DateField label={t('search.arrival')} value={arrival} base={today} min={today} forms={forms} onChange={moveArrival} />
      <DateField label={t('search.departure')} value={departure} base={arrival} min={arrival} forms={forms} hint={t('search.departureHint')} onChange={setDeparture} />
      <div className="kr-search-nights" aria-live="polite">{t('nights.count', { count: nightsBetween(arrival, departure) })}</div>
      <CountField label={t('guests.adults')} value={counts.adults} min={1} max={9} onChange={(adults) => setCounts({ ...counts, adults })} />
      <CountField label={t('guests.children')} value={counts.children} max={9} onChange={(children) => setCounts({ ...counts, children })} />
      <CountField label={t('search.rooms')} value={counts.rooms} min={1} max={9} onChange={(rooms) => setCounts({ ...counts, rooms })} />
      <TextInput className="kr-search-access" label={t('search.access')} placeholder="MEMBER" value={access} autoComplete="off" onChange={(event) => setAccess(event.currentTarget.value)} />
      <Button type="submit" loading={busy} className="kr-search-go">
        {t('search.submit')}
      </Button>
    </form>
  );
}
