import { useState, type FormEvent } from 'react';
import { Button, Select, TextInput } from '@mantine/core';
import * as api from '@shared/api/central';
import { useLoad } from '@shared/api/useLoad';
import { checkConfirmation, confirmationDigits } from '@shared/format/confirmation';
import { DateField } from '@shared/ui/DateField';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { EmptyState, LoadingRows, Note } from '@shared/ui/Notes';
import { PageHead } from '@shared/ui/Page';
import { ReservationTable } from '@shared/ui/ReservationTable';
import { go } from '@shared/ui/route';
import { useChain } from '../chain';
import { useText } from '../text/useText';

interface Question {
  text: string;
  hotel: string | null;
  arrival: string | null;
}

/* One field for everything a caller may say: the number, a surname, an e-mail address. */
export function searchFor({ text, hotel, arrival }: Question): api.ReservationSearch {
  const typed = text.trim();
  const who = typed === '' ? {} : typed.includes('@') ? { email: typed } : { surname: typed };
  return { ...who, hotel: hotel ?? undefined, arrival: arrival ?? undefined };
}

export function FindPage(): JSX.Element {
  const t = useText();
  const { hotels, hotelName, formsOf, typeName, todayAt } = useChain();
  const [question, setQuestion] = useState<Question>({ text: '', hotel: null, arrival: null });
  const [asked, setAsked] = useState<api.ReservationSearch | null>(null);
  const [slip, setSlip] = useState<'wrong_length' | 'wrong_digit' | null>(null);
  const { value, problem, reload } = useLoad(asked === null ? null : JSON.stringify(asked), (signal) => api.reservationFind(asked ?? {}, signal));
  const ready = question.text.trim() !== '' || question.arrival !== null;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const check = checkConfirmation(question.text);
    setSlip(check === 'wrong_length' || check === 'wrong_digit' ? check : null);
    if (check === 'valid') go(`reservation/${confirmationDigits(question.text)}`);
    else if (check === 'not_a_number' && ready) setAsked(searchFor(question));
  };

  return (
    <>
      <PageHead title={t('find.title')} />
      <form className="kr-search kr-search-find" onSubmit={submit} role="search" aria-label={t('find.title')}>
        <TextInput className="kr-search-where" label={t('find.label')} placeholder={t('find.placeholder')} value={question.text} autoFocus autoComplete="off" onChange={(event) => setQuestion({ ...question, text: event.currentTarget.value })} />
        <Select label={t('find.hotel')} placeholder={t('search.everywhere')} data={hotels.map((hotel) => ({ value: hotel.hotel, label: hotelName(hotel.hotel) }))} value={question.hotel} clearable searchable onChange={(hotel) => setQuestion({ ...question, hotel })} />
        <DateField label={t('search.arrival')} value={question.arrival} base={todayAt(question.hotel)} forms={formsOf(question.hotel ?? hotels[0]?.hotel ?? '')} onChange={(arrival) => setQuestion({ ...question, arrival })} />
        <Button type="submit" disabled={!ready} className="kr-search-go">{t('find.submit')}</Button>
      </form>
      {slip !== null && <Note kind="warning">{t(`find.${slip}`)}</Note>}
      {asked === null && slip === null && <EmptyState title={t('find.start')} hint={t('find.startHint')} />}
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {asked !== null && value === null && problem === null && <LoadingRows />}
      {value !== null && value.length === 0 && <EmptyState title={t('find.none')} hint={t('find.noneHint')} />}
      {value !== null && value.length > 0 && (
        <ReservationTable reservations={value} formsOf={formsOf} typeName={typeName} hotelName={hotelName} onOpen={(found) => go(`reservation/${found.confirmation_number}`)} />
      )}
    </>
  );
}
