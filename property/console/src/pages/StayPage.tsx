import { useState } from 'react';
import { guestsSummary } from '@shared/ui/guests';
import * as api from '@shared/api/property';
import type { Folio } from '@shared/api/property/folio';
import type { Stay } from '@shared/api/property/stay';
import { useLoad } from '@shared/api/useLoad';
import { formatConfirmation } from '@shared/format/confirmation';
import { useShortcuts } from '@shared/keyboard/shortcuts';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { LoadingRows } from '@shared/ui/Notes';
import { Fact, KeyButton, PageHead, Panel } from '@shared/ui/Page';
import { go, goBack, useToDo } from '@shared/ui/route';
import { StatusMark } from '@shared/ui/StatusMark';
import { ChargeDialog, PaymentDialog } from '../dialogs/FolioDialogs';
import { DepartureDialog, ExpressDialog, LateDialog, PartDialog, ReinstateDialog, ShareDialog, SwapDialog, UndoDialog, UpgradeDialog } from '../dialogs/StayChangeDialogs';
import { CheckOutDialog, MoveDialog } from '../dialogs/StayDialogs';
import { useHotel } from '../hotel';
import { StayKeys } from '../StayKeys';
import { StayIdentities } from '../identities/StayIdentities';
import { StayNotes } from '../StayNotes';
import { StayWishes } from '../StayWishes';
import { StayRights } from '../StayRights';
import { useText } from '../text/useText';
import { takesSettlement } from './Folio';
import { FolioDesk } from './FolioDesk';
import { ReportDialog } from './maintenance/ReportDialog';

const REFRESH_MS = 15_000;

/* What is done to a stay less often, by key: so each is two presses from the list of guests. */
const CHANGES = [
  ['D', 'departure', DepartureDialog],
  ['U', 'upgrade', UpgradeDialog],
  ['S', 'share', ShareDialog],
  ['T', 'part', PartDialog],
  ['W', 'swap', SwapDialog],
  ['L', 'late', LateDialog],
  ['E', 'express', ExpressDialog],
  ['Z', 'undo', UndoDialog],
] as const;
type Change = (typeof CHANGES)[number][1];
const DIALOGS = ['charge', 'payment', 'move', 'check_out', 'reinstate', 'fault', ...CHANGES.map(([, change]) => change)] as const;
type Dialog = 'charge' | 'payment' | 'move' | 'check_out' | 'reinstate' | 'fault' | Change;

function ChangesPanel({ stay, onOpen }: { stay: Stay; onOpen: (change: Change | 'fault') => void }): JSX.Element {
  const t = useText();
  const today = useHotel().status.business_date;
  const shown = CHANGES.filter(([, change]) => (change !== 'part' || stay.shares_with !== undefined) && (change !== 'undo' || (stay.checked_in_on ?? today) === today));
  return (
    <Panel title={t('stay.changeTitle')}>
      <div className="kr-changes">
        {shown.map(([key, change]) => (
          <KeyButton key={change} variant="default" size="xs" shortcut={key} onClick={() => onOpen(change)}>{t(`stayChange.${change}`)}</KeyButton>
        ))}
        <KeyButton variant="default" size="xs" shortcut="R" onClick={() => go(`sign/${stay.stay_id}`)}>{t('card.open')}</KeyButton>
        <KeyButton variant="default" size="xs" shortcut="F" onClick={() => onOpen('fault')}>{t('maintenance.report')}</KeyButton>
      </div>
    </Panel>
  );
}

function ChangesList({ stay }: { stay: Stay }): JSX.Element | null {
  const t = useText();
  const { forms } = useHotel();
  const { value } = useLoad(`changes/${stay.stay_id}/${stay.version}`, () => api.stayChanges(stay.stay_id));
  if (value === null || value.items.length === 0) return null;
  return (
    <Panel title={t('change.history')}>
      <ul className="kr-plain-list">
        {value.items.map((item) => (
          <li key={`${item.kind}/${item.changed_at}`}>
            <strong>{t(`change.kind.${item.kind}` as 'change.kind.move')}</strong> · {forms.instant(item.changed_at)} · {item.staff}
            {item.reason !== null && <div className="kr-muted">{item.reason}</div>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

async function readStay(stayId: number): Promise<{ stay: Stay; folio: Folio }> {
  const [stay, folio] = await Promise.all([api.stay(stayId), api.folio(stayId)]);
  return { stay: stay.body, folio };
}

function StayFacts({ stay }: { stay: Stay }): JSX.Element {
  const t = useText();
  const { forms, roomTypeName, ratePlanName } = useHotel();
  return (
    <Panel title={t('stay.title')} aside={<StatusMark status={stay.status} />}>
      <dl className="kr-facts kr-facts-column">
        <Fact label={t('line.room')}><strong className="kr-room-number">{stay.room}</strong> {roomTypeName(stay.room_type)}</Fact>
        {stay.sold_type !== stay.room_type && <Fact label={t('stay.soldAs')}>{roomTypeName(stay.sold_type)}</Fact>}
        <Fact label={t('line.arrival')}>{forms.dateWithDay(stay.arrival)}</Fact>
        <Fact label={t('line.departure')}>{forms.dateWithDay(stay.departure)}</Fact>
        <Fact label={t('line.guests')}>{guestsSummary(t, stay)}</Fact>
        <Fact label={t('line.plan')}>{ratePlanName(stay.rate_plan)}</Fact>
        {stay.checked_in_at && <Fact label={t('stay.checkedIn')}>{forms.instant(stay.checked_in_at)}</Fact>}
        {stay.checked_out_at && <Fact label={t('stay.checkedOut')}>{forms.instant(stay.checked_out_at)}</Fact>}
        <Fact label={t('desk.confirmation')}><a className="kr-number" href={`#/reservation/${stay.confirmation_number}`}>{formatConfirmation(stay.confirmation_number)}</a></Fact>
      </dl>
      <StayIdentities stay={stay} />
    </Panel>
  );
}

export function StayPage({ stayId }: { stayId: number }): JSX.Element {
  const t = useText();
  const { forms, status } = useHotel();
  const [dialog, setDialog] = useState<Dialog | null>(useToDo(DIALOGS));
  const { value, problem, reload } = useLoad(`stay/${stayId}`, () => readStay(stayId), REFRESH_MS);
  const closed = value === null || value.stay.status !== 'in_house';
  const left = value !== null && value.stay.status === 'checked_out';
  const payable = value !== null && (!closed || takesSettlement(value.stay));
  const leftToday = value !== null && value.stay.status === 'checked_out' && value.stay.checked_out_on === status.business_date;
  const open = (which: Dialog) => (): void => setDialog(which);

  useShortcuts([
    { key: 'Escape', label: t('back'), run: () => goBack('in-house') },
    { key: 'C', label: left ? t('charge.late') : t('charge.open'), disabled: closed && !left, run: open('charge') },
    { key: 'P', label: t('payment.open'), disabled: !payable, run: open('payment') },
    { key: 'M', label: t('move.open'), disabled: closed, run: open('move') },
    { key: 'O', label: t('checkOut.open'), disabled: closed, run: open('check_out') },
    ...CHANGES.map(([key, change]) => ({ key, label: t(`stayChange.${change}`), disabled: closed, run: open(change) })),
    { key: 'R', label: t('card.open'), disabled: closed, run: () => go(`sign/${stayId}`) },
    { key: 'F', label: t('maintenance.report'), disabled: closed, run: open('fault') },
    { key: 'I', label: t('reinstate.open'), disabled: !leftToday, run: open('reinstate') },
  ]);

  if (value === null) return problem === null ? <LoadingRows rows={10} /> : <ErrorNote problem={problem} onRetry={reload} />;
  const { stay, folio } = value;
  const done = (): void => {
    setDialog(null);
    reload();
  };
  const common = { stay, onDone: done, onClose: () => setDialog(null) };
  return (
    <>
      <PageHead
        title={stay.guest_name}
        detail={<>{t('stay.detail', { room: stay.room, departure: forms.dateWithDay(stay.departure) })} · {t('stay.balance', { amount: forms.money(folio.balance_minor, folio.currency) })}</>}
      >
        <KeyButton variant="subtle" color="gray" shortcut="Esc" onClick={() => goBack('in-house')}>{t('back')}</KeyButton>
        {!closed && (
          <>
            <KeyButton variant="default" shortcut="C" onClick={open('charge')}>{t('charge.open')}</KeyButton>
            <KeyButton variant="default" shortcut="P" onClick={open('payment')}>{t('payment.open')}</KeyButton>
            <KeyButton variant="default" shortcut="M" onClick={open('move')}>{t('move.open')}</KeyButton>
            <KeyButton shortcut="O" onClick={open('check_out')}>{t('checkOut.open')}</KeyButton>
          </>
        )}
        {left && <KeyButton variant="default" shortcut="C" onClick={open('charge')}>{t('charge.late')}</KeyButton>}
        {left && payable && <KeyButton shortcut="P" onClick={open('payment')}>{t('payment.open')}</KeyButton>}
      </PageHead>
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      <div className="kr-columns">
        <div>
          <FolioDesk folio={folio} stay={stay} onChange={reload} />
        </div>
        <aside>
          <StayFacts stay={stay} />
          <StayKeys stay={stay} />
          <StayRights stay={stay} />
          <StayNotes stay={stay} />
          {!closed && <StayWishes stay={stay} />}
          {!closed && <ChangesPanel stay={stay} onOpen={setDialog} />}
          {leftToday && <KeyButton variant="default" shortcut="I" onClick={open('reinstate')}>{t('reinstate.open')}</KeyButton>}
          <ChangesList stay={stay} />
        </aside>
      </div>
      {dialog === 'charge' && <ChargeDialog {...common} windows={folio.windows} />}
      {dialog === 'payment' && <PaymentDialog {...common} windows={folio.windows} />}
      {dialog === 'move' && <MoveDialog {...common} />}
      {dialog === 'check_out' && <CheckOutDialog {...common} />}
      {dialog === 'fault' && <ReportDialog room={stay.room} guest={{ stay_id: stay.stay_id, name: stay.guest_name }} onDone={(order) => go(`work-order/${order.work_order}`)} onClose={common.onClose} />}
      {dialog === 'reinstate' && <ReinstateDialog {...common} />}
      {CHANGES.map(([, change, ChangeDialog]) => dialog === change && <ChangeDialog key={change} {...common} />)}
    </>
  );
}
