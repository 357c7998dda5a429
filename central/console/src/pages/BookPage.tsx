import { useEffect, useState, type FormEvent } from 'react';
import { Button, Textarea } from '@mantine/core';
import * as api from '@shared/api/central';
import { clientServerNow } from '@shared/api/client';
import type { Guest } from '@shared/api/types';
import { useAction } from '@shared/api/useAction';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { emptyGuest, GuestFields, guestForBooking } from '@shared/ui/GuestFields';
import { EmptyState, Note } from '@shared/ui/Notes';
import { PageHead, Panel } from '@shared/ui/Page';
import { PolicyList } from '@shared/ui/PolicyList';
import { go } from '@shared/ui/route';
import { basketOffers, basketRead, basketStore, basketSum, callerKeep, callerRead, type Basket } from '../basket';
import { useChain } from '../chain';
import { useText } from '../text/useText';
import { BasketRooms } from './BasketPanel';
import { KnownGuests } from './KnownGuests';

/* Seconds until the hold ends, by the clock of the centre: the one of this machine may be wrong. */
function useSecondsLeft(expiresAt: string | undefined): number | null {
  const [left, setLeft] = useState<number | null>(null);
  useEffect(() => {
    if (expiresAt === undefined) return undefined;
    const count = (): void => setLeft(Math.max(0, Math.ceil((Date.parse(expiresAt) - clientServerNow()) / 1000)));
    count();
    const timer = window.setInterval(count, 1000);
    return () => window.clearInterval(timer);
  }, [expiresAt]);
  return left;
}

function HoldLine({ secondsLeft, held, onAgain }: { secondsLeft: number | null; held: boolean; onAgain: () => void }): JSX.Element | null {
  const t = useText();
  if (!held) return null;
  if (secondsLeft === null) return <div className="kr-hold">{t('hold.kept')}</div>;
  if (secondsLeft === 0) {
    return (
      <Note kind="warning">
        <strong>{t('hold.over')}</strong>
        <span>{t('hold.overHint')}</span>
        <Button size="compact-sm" variant="default" onClick={onAgain}>{t('hold.again')}</Button>
      </Note>
    );
  }
  const clock = `${Math.floor(secondsLeft / 60)}:${String(secondsLeft % 60).padStart(2, '0')}`;
  return (
    <div className="kr-hold" data-short={secondsLeft < 60 || undefined}>
      <span>{t('hold.left')}</span>
      <strong role="timer" data-testid="hold-left">{clock}</strong>
    </div>
  );
}

export function BookPage(): JSX.Element {
  const t = useText();
  const [basket] = useState<Basket | null>(basketRead);
  if (basket === null) return <EmptyState title={t('book.nothing')} hint={t('book.nothingHint')} action={<Button onClick={() => go('search')}>{t('nav.search')}</Button>} />;
  return <BookForm basket={basket} />;
}

function BookForm({ basket }: { basket: Basket }): JSX.Element {
  const t = useText();
  const { hotels, formsOf, hotelName, typeName, planName } = useChain();
  const forms = formsOf(basket.hotel);
  /* A practice hotel lives in its own time, so its hold cannot be counted down on this clock. */
  const practice = hotels.some((hotel) => hotel.hotel === basket.hotel && hotel.practice === true);
  const sum = basketSum(basket);
  const offers = basketOffers(basket);
  const [guest, setGuest] = useState<Guest>(() => callerRead()?.guest ?? emptyGuest);
  const [comments, setComments] = useState(() => callerRead()?.comments ?? '');
  useEffect(() => callerKeep({ guest, comments }), [guest, comments]);
  const secondsLeft = useSecondsLeft(practice ? undefined : basket.hold?.expires_at);
  const book = useAction((draft: api.ReservationDraft, key) => api.reservationBook(draft, key));
  const release = useAction((input: { hold: string }) => api.holdRelease(input.hold));
  const ready = guest.guest_id !== undefined || guest.surname.trim() !== '';

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!ready) return;
    const booked = await book.run({
      hotel: basket.hotel,
      hold: secondsLeft === 0 ? undefined : basket.hold?.hold,
      guest: guestForBooking(guest),
      rooms: basket.rooms.map(({ wish }) => wish),
      access: basket.access?.split(','),
      expected_total_minor: sum.room,
      comments: comments.trim() === '' ? undefined : comments.trim(),
    });
    if (booked === null) return;
    basketStore(null);
    go(`reservation/${booked.confirmation_number}?booked=1`);
  };
  const leave = async (): Promise<void> => {
    if (basket.hold !== undefined) await release.run({ hold: basket.hold.hold });
    basketStore({ ...basket, hold: undefined });
    go('search');
  };

  return (
    <form onSubmit={submit} noValidate>
      <PageHead title={t('book.title', { hotel: hotelName(basket.hotel) })}>
        <Button variant="default" onClick={() => void leave()} disabled={book.busy}>{t('book.leave')}</Button>
      </PageHead>
      <div className="kr-columns">
        <div>
          <Panel title={t('guest.title')}>
            <KnownGuests guest={guest} onChoose={setGuest} />
            {guest.guest_id === undefined && <GuestFields guest={guest} onChange={setGuest} autoFocus />}
          </Panel>
          <Panel title={t('book.comments')}>
            <Textarea aria-label={t('book.comments')} placeholder={t('book.commentsHint')} rows={2} maxLength={500} value={comments} onChange={(event) => setComments(event.currentTarget.value)} />
          </Panel>
          <Panel title={t('offer.policies')}>
            {offers.map((offer) => (
              <div key={`${offer.room_type}/${offer.rate_plan}`}>
                {offers.length > 1 && <h3>{typeName(basket.hotel, offer.room_type)}, {planName(basket.hotel, offer.rate_plan)}</h3>}
                <PolicyList policies={offer.policies} forms={forms} currency={offer.currency} />
              </div>
            ))}
          </Panel>
        </div>
        <aside className="kr-sticky">
          <Panel title={t('basket.title', { count: basket.rooms.length })}>
            <HoldLine secondsLeft={secondsLeft} held={basket.hold !== undefined} onAgain={() => void leave()} />
            <BasketRooms basket={basket} />
            {book.problem !== null && <ErrorNote problem={book.problem} />}
            <Button type="submit" fullWidth size="md" loading={book.busy} disabled={!ready}>
              {t('book.submit', { amount: forms.money(sum.total, sum.currency) })}
            </Button>
            <p className="kr-muted">{t('book.guarantee')}</p>
          </Panel>
        </aside>
      </div>
    </form>
  );
}
