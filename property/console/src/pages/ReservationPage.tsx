import { useEffect, useState, type ReactNode } from 'react';
import { guestsSummary } from '@shared/ui/guests';
import { Button } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Reservation, RoomLine } from '@shared/api/types';
import { useLoad } from '@shared/api/useLoad';
import { formatConfirmation } from '@shared/format/confirmation';
import { nightsBetween } from '@shared/format/dates';
import { useShortcuts } from '@shared/keyboard/shortcuts';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { GuestPanel } from '@shared/ui/GuestPanel';
import { guestName } from '@shared/ui/GuestFields';
import { NightPrices } from '@shared/ui/NightPrices';
import { LoadingRows } from '@shared/ui/Notes';
import { Fact, KeyButton, PageHead, Panel } from '@shared/ui/Page';
import { PolicyList } from '@shared/ui/PolicyList';
import { SourcePanel } from '@shared/ui/SourcePanel';
import { go, goBack, useToDo } from '@shared/ui/route';
import { StatusMark } from '@shared/ui/StatusMark';
import { ArrivalDialog } from '../dialogs/ArrivalDialog';
import { CheckInDialog } from '../dialogs/CheckInDialog';
import { ChangeReservationDialog } from '../dialogs/ChangeReservationDialog';
import { CancelDialog, NoShowDialog } from '../dialogs/ReservationDialogs';
import { IdentityDialog } from '../identities/IdentityDialog';
import { useHotel } from '../hotel';
import { ReservationNotes } from '../StayNotes';
import { WishesPanel } from '../WishesPanel';
import { useText } from '../text/useText';
import { DepositsPanel } from './Deposits';

const REFRESH_MS = 15_000;

type Dialog = { kind: 'check_in' | 'no_show' | 'arrival' | 'identities'; line: RoomLine } | { kind: 'cancel' } | { kind: 'change' };

interface LineProps {
  confirmation: string;
  line: RoomLine;
  currency: string;
  businessDate: string;
  /* The keys are those of the first room that is due, and of the first that is expected. */
  first: boolean;
  firstExpected: boolean;
  onDialog: (dialog: Dialog) => void;
}

function LineButton({ shortcut, primary = false, onClick, children }: { shortcut?: string; primary?: boolean; onClick: () => void; children: ReactNode }): JSX.Element {
  const variant = primary ? 'filled' : 'default';
  return shortcut === undefined ? <Button variant={variant} onClick={onClick}>{children}</Button> : <KeyButton variant={variant} shortcut={shortcut} onClick={onClick}>{children}</KeyButton>;
}

function LinePanel({ confirmation, line, currency, businessDate, first, firstExpected, onDialog }: LineProps): JSX.Element {
  const t = useText();
  const { forms, roomTypeName, ratePlanName } = useHotel();
  const due = line.status === 'reserved' && line.arrival <= businessDate;
  const late = line.status === 'no_show' && line.departure > businessDate;
  return (
    <Panel title={t('line.title', { line: line.line, type: roomTypeName(line.room_type) })} aside={<StatusMark status={line.status} />} className="kr-line">
      <dl className="kr-facts">
        <Fact label={t('line.arrival')}>{forms.dateWithDay(line.arrival)}</Fact>
        <Fact label={t('line.departure')}>{forms.dateWithDay(line.departure)}</Fact>
        <Fact label={t('line.nights')}>{nightsBetween(line.arrival, line.departure)}</Fact>
        <Fact label={t('line.guests')}>{guestsSummary(t, line)}</Fact>
        <Fact label={t('line.plan')}>{ratePlanName(line.rate_plan)}</Fact>
        {line.room !== undefined && <Fact label={t('line.room')}>{line.room}</Fact>}
      </dl>
      <NightPrices arrival={line.arrival} pricesMinor={line.night_prices_minor} currency={currency} forms={forms} />
      <div className="kr-total">
        <span>{t('line.total')}</span>
        <strong>{forms.money(line.total_minor, currency)}</strong>
      </div>
      {line.penalty_minor > 0 && <p className="kr-muted">{t('line.penalty', { amount: forms.money(line.penalty_minor, currency) })}</p>}
      {line.reason !== '' && <p className="kr-muted">{t('line.reason', { reason: line.reason })}</p>}
      <div className="kr-actions">
        {line.stay_id !== undefined && line.status !== 'no_show' && <Button onClick={() => go(`stay/${line.stay_id}`)}>{t('line.openStay')}</Button>}
        {(due || late) && <LineButton primary shortcut={first ? 'C' : undefined} onClick={() => onDialog({ kind: 'check_in', line })}>{t('line.checkIn')}</LineButton>}
        {line.status === 'reserved' && <LineButton shortcut={firstExpected ? 'A' : undefined} onClick={() => onDialog({ kind: 'arrival', line })}>{t('arrival.open')}</LineButton>}
        {line.status === 'reserved' && <LineButton shortcut={firstExpected ? 'R' : undefined} onClick={() => void window.open(api.expectedCardPaper(confirmation, line.line), '_blank')}>{t('card.open')}</LineButton>}
        {line.status === 'reserved' && <Button variant="default" onClick={() => onDialog({ kind: 'identities', line })}>{t('identity.open')}</Button>}
        {due && <LineButton shortcut={first ? 'N' : undefined} onClick={() => onDialog({ kind: 'no_show', line })}>{t('line.noShow')}</LineButton>}
        {line.status === 'reserved' && line.arrival > businessDate && <span className="kr-muted">{t('line.tooEarly', { date: forms.dateWithDay(line.arrival) })}</span>}
      </div>
    </Panel>
  );
}

function Dialogs({ dialog, reservation, etag, onDone, onClose }: { dialog: Dialog; reservation: Reservation; etag: string | null; onDone: () => void; onClose: () => void }): JSX.Element {
  if (dialog.kind === 'cancel') return <CancelDialog reservation={reservation} etag={etag} onDone={onDone} onClose={onClose} />;
  if (dialog.kind === 'change') {
    const line = reservation.lines.find((each) => each.status === 'reserved')?.line ?? 1;
    return <ChangeReservationDialog read={{ reservation, etag }} line={line} onDone={onDone} onClose={onClose} />;
  }
  if (dialog.kind === 'no_show') return <NoShowDialog reservation={reservation} line={dialog.line} onDone={onDone} onClose={onClose} />;
  if (dialog.kind === 'identities') return <IdentityDialog confirmation={reservation.confirmation_number} line={dialog.line.line} guest={reservation.guest} onDone={onDone} onClose={onClose} />;
  if (dialog.kind === 'arrival') return <ArrivalDialog confirmation={reservation.confirmation_number} line={dialog.line} onDone={onDone} onClose={onClose} />;
  return <CheckInDialog reservation={reservation} line={dialog.line} onDone={(stay) => go(`stay/${stay.stay_id}`)} onClose={onClose} />;
}

export function ReservationPage({ confirmation }: { confirmation: string }): JSX.Element {
  const t = useText();
  const { status } = useHotel();
  const toDo = useToDo(['check_in', 'change', 'cancel', 'arrival', 'no_show']);
  const [dialog, setDialog] = useState<Dialog | null>(toDo === 'change' || toDo === 'cancel' ? { kind: toDo } : null);
  const { value, problem, reload } = useLoad(confirmation, () => api.reservationGet(confirmation), REFRESH_MS);
  const reservation = value?.body ?? null;
  const firstDue = reservation?.lines.find((line) => line.status === 'reserved' && line.arrival <= status.business_date);
  const firstExpected = reservation?.lines.find((line) => line.status === 'reserved');
  useEffect(() => {
    if ((toDo === 'check_in' || toDo === 'no_show') && firstDue !== undefined) setDialog({ kind: toDo, line: firstDue });
    if (toDo === 'arrival' && firstExpected !== undefined) setDialog({ kind: toDo, line: firstExpected });
    // Once, when the reservation is there.
  }, [toDo, firstDue?.line, firstExpected?.line]);
  const cancellable = firstExpected !== undefined;
  const card = firstExpected && api.expectedCardPaper(confirmation, firstExpected.line);

  useShortcuts([
    { key: 'Escape', label: t('back'), run: () => goBack('arrivals') },
    { key: 'C', label: t('line.checkIn'), disabled: firstDue === undefined, run: () => firstDue && setDialog({ kind: 'check_in', line: firstDue }) },
    { key: 'A', label: t('arrival.open'), disabled: firstExpected === undefined, run: () => firstExpected && setDialog({ kind: 'arrival', line: firstExpected }) },
    { key: 'R', label: t('card.open'), disabled: card === undefined, run: () => void window.open(card, '_blank') },
    { key: 'N', label: t('line.noShow'), disabled: firstDue === undefined, run: () => firstDue && setDialog({ kind: 'no_show', line: firstDue }) },
    { key: 'E', label: t('change.open'), disabled: !cancellable, run: () => setDialog({ kind: 'change' }) },
    { key: 'X', label: t('cancel.submit'), disabled: !cancellable, run: () => setDialog({ kind: 'cancel' }) },
  ]);

  if (reservation === null) return problem === null ? <LoadingRows rows={10} /> : <ErrorNote problem={problem} onRetry={reload} />;
  const done = (): void => {
    setDialog(null);
    reload();
  };
  return (
    <>
      <PageHead title={guestName(reservation.guest)} detail={<>{t('reservation.number', { number: formatConfirmation(reservation.confirmation_number) })}</>}>
        <KeyButton variant="subtle" color="gray" shortcut="Esc" onClick={() => goBack('arrivals')}>{t('back')}</KeyButton>
        {cancellable && <KeyButton variant="default" shortcut="E" onClick={() => setDialog({ kind: 'change' })}>{t('change.open')}</KeyButton>}
        {cancellable && <KeyButton variant="default" shortcut="X" onClick={() => setDialog({ kind: 'cancel' })}>{t('cancel.open')}</KeyButton>}
      </PageHead>
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      <div className="kr-columns">
        <div>
          {reservation.lines.map((line) => (
            <LinePanel key={line.line} confirmation={reservation.confirmation_number} line={line} currency={reservation.currency} businessDate={status.business_date} first={line === firstDue} firstExpected={line === firstExpected} onDialog={setDialog} />
          ))}
        </div>
        <aside>
          <GuestPanel guest={reservation.guest} />
          <ReservationNotes reservation={reservation} />
          <WishesPanel reservation={reservation} />
          <DepositsPanel confirmation={reservation.confirmation_number} version={value?.etag ?? ''} />
          <ConditionsPanel reservation={reservation} />
          <ReservationSource reservation={reservation} />
        </aside>
      </div>
      {dialog !== null && <Dialogs dialog={dialog} reservation={reservation} etag={value?.etag ?? null} onDone={done} onClose={() => setDialog(null)} />}
    </>
  );
}

function ReservationSource({ reservation }: { reservation: Reservation }): JSX.Element {
  const { forms } = useHotel();
  return <SourcePanel reservation={reservation} forms={forms} />;
}

/* The conditions of the rates that were booked, each once; a price that a channel brought has its conditions at the channel. */
function ConditionsPanel({ reservation }: { reservation: Reservation }): JSX.Element {
  const t = useText();
  const { forms, policiesOf, ratePlanName } = useHotel();
  const plans = [...new Set(reservation.lines.filter((line) => line.price_source === 'quoted').map((line) => line.rate_plan))];
  return (
    <Panel title={t('offer.policies')}>
      {plans.length === 0 && <p className="kr-muted">{t('line.channelPrice')}</p>}
      {plans.map((plan) => (
        <div key={plan}>
          {plans.length > 1 && <h3>{ratePlanName(plan)}</h3>}
          <PolicyList policies={policiesOf(plan)} forms={forms} currency={reservation.currency} />
        </div>
      ))}
    </Panel>
  );
}
