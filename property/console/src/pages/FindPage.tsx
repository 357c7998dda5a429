import { useEffect, useState } from 'react';
import { TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import { useLoad } from '@shared/api/useLoad';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { EmptyState, LoadingRows } from '@shared/ui/Notes';
import { PageHead } from '@shared/ui/Page';
import { ReservationTable } from '@shared/ui/ReservationTable';
import { go } from '@shared/ui/route';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

const SETTLE_MS = 250;
const SHORTEST = 2;

export function FindPage(): JSX.Element {
  const t = useText();
  const { forms, roomTypeName } = useHotel();
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = window.setTimeout(() => setAsked(text.trim()), SETTLE_MS);
    return () => window.clearTimeout(timer);
  }, [text]);
  const wanted = asked.length >= SHORTEST ? asked : null;
  const { value, problem, reload } = useLoad(wanted, (signal) => api.reservationFind(asked, signal));

  return (
    <>
      <PageHead title={t('find.title')} detail={t('find.detail')} />
      <TextInput
        className="kr-find"
        size="md"
        type="search"
        aria-label={t('find.label')}
        placeholder={t('find.placeholder')}
        autoFocus
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          const first = value?.[0];
          if (event.key === 'Enter' && first !== undefined) go(`reservation/${first.confirmation_number}`);
          if (event.key === 'ArrowDown') document.querySelector<HTMLInputElement>('.kr-list-filter input')?.focus();
        }}
      />
      {wanted === null && <EmptyState title={t('find.start')} hint={t('find.startHint')} />}
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {wanted !== null && value === null && problem === null && <LoadingRows />}
      {value !== null && value.length === 0 && <EmptyState title={t('find.none', { text: asked })} hint={t('find.noneHint')} />}
      {value !== null && value.length > 0 && (
        <ReservationTable reservations={value} formsOf={() => forms} typeName={(_, code) => roomTypeName(code)} onOpen={(found) => go(`reservation/${found.confirmation_number}`)} />
      )}
    </>
  );
}
