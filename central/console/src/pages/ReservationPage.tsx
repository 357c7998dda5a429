import { useState } from 'react';
import { guestsSummary } from '@shared/ui/guests';
import { Button } from '@mantine/core';
import * as api from '@shared/api/central';
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
import { SourcePanel } from '@shared/ui/SourcePanel';
import { go, goBack } from '@shared/ui/route';
import { StatusMark } from '@shared/ui/StatusMark';
import { useChain } from '../chain';
import { CancelDialog, ReinstateDialog } from '../dialogs/CancelDialogs';
import { ChangeDialog } from '../dialogs/ChangeDialog';
import { useText } from '../text/useText';
import { ConditionsPanel } from './ConditionsPanel';

type Dialog = { kind: 'change'; line: RoomLine } | { kind: 'cancel' } | { kind: 'reinstate' };

function LinePanel({ reservation, line, onChange }: { reservation: Reservation; line: RoomLine; onChange: () => void }): JSX.Element {
  const t = useText();
  const { formsOf, typeName, planName } = useChain();
  const forms = formsOf(reservation.hotel);
  return (
    <Panel title={t('line.title', { line: line.line, type: typeName(reservation.hotel, line.room_type) })} aside={<StatusMark status={line.status} />} className="kr-line">
      <dl className="kr-facts">
        <Fact label={t('reservation.arrival')}>{forms.dateWithDay(line.arrival)}</Fact>
        <Fact label={t('reservation.departure')}>{forms.dateWithDay(line.departure)}</Fact>
        <Fact label={t('reservation.nights')}>{nightsBetween(line.arrival, line.departure)}</Fact>
        <Fact label={t('line.guests')}>{guestsSummary(t, line)}</Fact>
        <Fact label={t('line.plan')}>{line.price_source === 'channel' ? t('line.channelPrice') : planName(reservation.hotel, line.rate_plan)}</Fact>
      </dl>
      <NightPrices arrival={line.arrival} pricesMinor={line.night_prices_minor} currency={reservation.currency} forms={forms} />
      <div className="kr-total">
        <span>{t('line.total')}</span>
        <strong>{forms.money(line.total_minor, reservation.currency)}</strong>
      </div>
      {line.penalty_minor > 0 && <p className="kr-penalty">{t('line.penalty', { amount: forms.money(line.penalty_minor, reservation.currency) })}</p>}
      {line.reason !== '' && <p className="kr-muted">{t('line.reason', { reason: line.reason })}</p>}
      {line.status === 'reserved' && reservation.lines.length > 1 && (
        <div className="kr-actions">
          <Button variant="default" onClick={onChange}>{t('line.change')}</Button>
        </div>
      )}
    </Panel>
  );
}

function BookedBanner({ reservation }: { reservation: Reservation }): JSX.Element {
  const t = useText();
  return (
    <div className="kr-booked" role="status">
      <span>{t('booked.say')}</span>
      <strong data-testid="confirmation-number">{formatConfirmation(reservation.confirmation_number)}</strong>
      <Button variant="white" color="dark" onClick={() => go('search')}>{t('booked.next')}</Button>
    </div>
  );
}

export function ReservationPage({ confirmation, fresh }: { confirmation: string; fresh: boolean }): JSX.Element {
  const t = useText();
  const { formsOf, hotelName } = useChain();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const { value, problem, reload } = useLoad(confirmation, () => api.reservationGet(confirmation));
  const reservation = value?.body ?? null;
  const reserved = reservation?.lines.filter((line) => line.status === 'reserved') ?? [];
  const cancelled = reservation?.lines.filter((line) => line.status === 'cancelled') ?? [];
  const first = reserved[0];

  useShortcuts([
    { key: 'Escape', label: t('back'), run: () => goBack('find') },
    { key: 'E', label: t('line.change'), disabled: first === undefined, run: () => first && setDialog({ kind: 'change', line: first }) },
    { key: 'X', label: t('cancel.open'), disabled: first === undefined, run: () => setDialog({ kind: 'cancel' }) },
    { key: 'R', label: t('reinstate.open'), disabled: cancelled.length === 0, run: () => setDialog({ kind: 'reinstate' }) },
  ]);

  if (reservation === null || value === null) return problem === null ? <LoadingRows rows={10} /> : <ErrorNote problem={problem} onRetry={reload} />;
  const forms = formsOf(reservation.hotel);
  const done = (): void => {
    setDialog(null);
    reload();
  };
  const common = { reservation, etag: value.etag, onDone: done, onClose: () => setDialog(null) };
  return (
    <>
      {fresh && <BookedBanner reservation={reservation} />}
      <PageHead title={guestName(reservation.guest)} detail={<>{hotelName(reservation.hotel)} · {t('reservation.number', { number: formatConfirmation(reservation.confirmation_number) })}</>}>
        <KeyButton variant="subtle" color="gray" shortcut="Esc" onClick={() => goBack('find')}>{t('back')}</KeyButton>
        {cancelled.length > 0 && <KeyButton variant="default" shortcut="R" onClick={() => setDialog({ kind: 'reinstate' })}>{t('reinstate.open')}</KeyButton>}
        {first !== undefined && <KeyButton variant="default" shortcut="X" onClick={() => setDialog({ kind: 'cancel' })}>{t('cancel.open')}</KeyButton>}
        {first !== undefined && <KeyButton shortcut="E" onClick={() => setDialog({ kind: 'change', line: first })}>{t('line.change')}</KeyButton>}
      </PageHead>
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      <div className="kr-columns">
        <div>
          {reservation.lines.map((line) => (
            <LinePanel key={line.line} reservation={reservation} line={line} onChange={() => setDialog({ kind: 'change', line })} />
          ))}
        </div>
        <aside>
          <GuestPanel guest={reservation.guest} />
          {first !== undefined && <ConditionsPanel reservation={reservation} />}
          <SourcePanel reservation={reservation} forms={forms} />
        </aside>
      </div>
      {dialog?.kind === 'change' && <ChangeDialog {...common} line={dialog.line} />}
      {dialog?.kind === 'cancel' && <CancelDialog {...common} />}
      {dialog?.kind === 'reinstate' && <ReinstateDialog {...common} />}
    </>
  );
}
