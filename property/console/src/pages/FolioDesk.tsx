import { useEffect, useState } from 'react';
import { Button } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Folio } from '@shared/api/property/folio';
import type { Stay } from '@shared/api/property/stay';
import { useAction } from '@shared/api/useAction';
import { useShortcuts } from '@shared/keyboard/shortcuts';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { KeyButton } from '@shared/ui/Page';
import { AdvanceDialog, ExemptionDialog, LimitDialog, NightlyDialog } from '../dialogs/AgreementDialogs';
import { BillDialog } from '../dialogs/BillDialogs';
import { MoveLinesDialog, TakeBackDialog, WINDOWS_MAX, type BillLine, type Move } from '../dialogs/LineDialogs';
import { AdjustDialog, AllowanceDialog } from '../dialogs/PostingDialogs';
import { RoutingDialog } from '../dialogs/RoutingDialog';
import { useText } from '../text/useText';
import { FolioPanel, placeKey, takesSettlement, useItemText, type Place } from './Folio';
import { InvoicesPanel } from './Invoices';

/* What is agreed about the bill, by key. */
const AGREEMENTS = [
  ['J', 'advance', AdvanceDialog],
  ['N', 'nightly', NightlyDialog],
  ['K', 'exemption', ExemptionDialog],
  ['H', 'limit', LimitDialog],
] as const;
type Agreement = (typeof AGREEMENTS)[number][1];
type Dialog = 'transfer' | 'adjust' | 'void' | 'allowance' | 'bill' | 'routing' | Agreement;

/* The bills of a stay and everything that is done with them. */
export function FolioDesk({ folio, stay, onChange }: { folio: Folio; stay: Stay; onChange: () => void }): JSX.Element {
  const t = useText();
  const [selected, setSelected] = useState<Map<string, Place>>(new Map());
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const inHouse = stay.status === 'in_house';
  const open = inHouse || takesSettlement(stay);
  const places = [...selected.values()];
  const one = places.length === 1 ? places[0] : undefined;
  const moving = useAction(async ({ groups, window }: { groups: Array<[number, number[]]>; window: number }, key) => {
    for (const [from, numbers] of groups) await api.transferPostings(stay.stay_id, { posting_numbers: numbers, from_window: from, window }, `${key}-${from}`);
  });
  const standing = folio.windows.flatMap(({ window, items }) => items.map((item) => placeKey({ window, item }))).join();

  /* What has gone from the bill is no longer marked. */
  useEffect(() => {
    const there = new Set(standing.split(','));
    setSelected((before) => new Map([...before].filter(([key]) => there.has(key))));
  }, [standing]);

  const toggle = (place: Place): void => {
    const next = new Map(selected);
    if (!next.delete(placeKey(place))) next.set(placeKey(place), place);
    setSelected(next);
  };
  const move = async (which: Place[], window: number): Promise<void> => {
    const from = [...new Set(which.map((each) => each.window))].filter((each) => each !== window);
    if (from.length === 0) return;
    const groups = from.map((each): [number, number[]] => [each, which.filter((place) => place.window === each).map((place) => place.item.posting_number)]);
    if ((await moving.run({ groups, window })) === null && moving.problem !== null) return;
    setSelected(new Map());
    onChange();
  };
  const done = (): void => {
    setDialog(null);
    setSelected(new Map());
    onChange();
  };
  const itemText = useItemText();
  const lineOf = ({ item }: Place): BillLine => ({ posting_number: item.posting_number, amount_minor: item.amount_minor, text: itemText(item) });
  const transfer = async ({ account, window, amountMinor }: Move, key: string): Promise<unknown> =>
    api.transferPostings(
      stay.stay_id,
      {
        posting_numbers: places.map(({ item }) => item.posting_number),
        window,
        ...(new Set(places.map((each) => each.window)).size === 1 && { from_window: places[0]?.window }),
        ...(account !== undefined && { account_id: account }),
        ...(amountMinor !== undefined && { amount_minor: amountMinor }),
      },
      key,
    );
  const some = open && places.length > 0;
  useShortcuts([
    { key: 'B', label: t('bill.open'), run: () => setDialog('bill') },
    { key: 'Y', label: t('routing.open'), disabled: !inHouse, run: () => setDialog('routing') },
    { key: 'G', label: t('allowance.open'), disabled: !open, run: () => setDialog('allowance') },
    ...AGREEMENTS.map(([key, which]) => ({ key, label: t(`agreement.${which}`), disabled: !inHouse, run: () => setDialog(which) })),
    { key: 'X', label: t('transfer.open'), disabled: !some, run: () => setDialog('transfer') },
    { key: 'A', label: t('adjust.open'), disabled: !some || one === undefined, run: () => setDialog('adjust') },
    { key: 'V', label: t('void.open'), disabled: !some || one === undefined, run: () => setDialog('void') },
    ...Array.from({ length: WINDOWS_MAX }, (_, index) => index + 1).map((window) => ({
      key: String(window),
      label: t('window.moveTo', { window }),
      disabled: !some,
      run: () => void move(places, window),
    })),
  ]);
  const common = { stay, onDone: done, onClose: () => setDialog(null) };
  const lines = { currency: stay.currency, onDone: done, onClose: () => setDialog(null) };
  const actions = (
    <>
      <Button size="compact-sm" variant="default" aria-keyshortcuts="X" onClick={() => setDialog('transfer')}>{t('transfer.open')}</Button>
      {one !== undefined && (
        <>
          <Button size="compact-sm" variant="default" aria-keyshortcuts="A" onClick={() => setDialog('adjust')}>{t('adjust.open')}</Button>
          <Button size="compact-sm" variant="default" aria-keyshortcuts="V" onClick={() => setDialog('void')}>{t('void.open')}</Button>
        </>
      )}
    </>
  );
  return (
    <>
      {moving.problem !== null && <ErrorNote problem={moving.problem} />}
      <FolioPanel folio={folio} stay={stay} selected={selected} onToggle={toggle} onMove={(which, window) => void move(which, window)} actions={actions} />
      <div className="kr-actions kr-folio-actions">
        <KeyButton variant="default" shortcut="B" onClick={() => setDialog('bill')}>{t('bill.open')}</KeyButton>
        {inHouse && <KeyButton variant="default" shortcut="Y" onClick={() => setDialog('routing')}>{t('routing.open')}</KeyButton>}
        {open && <KeyButton variant="default" shortcut="G" onClick={() => setDialog('allowance')}>{t('allowance.open')}</KeyButton>}
        {inHouse && AGREEMENTS.map(([key, which]) => <KeyButton key={which} variant="default" shortcut={key} onClick={() => setDialog(which)}>{t(`agreement.${which}`)}</KeyButton>)}
      </div>
      <InvoicesPanel accountId={stay.stay_id} currency={stay.currency} version={folio.balance_minor} />
      {dialog === 'transfer' && <MoveLinesDialog {...lines} own={stay.stay_id} lines={places.map(lineOf)} windows words={{ title: t('transfer.title'), submit: t('transfer.submit'), explain: t('transfer.explain') }} send={transfer} />}
      {dialog === 'adjust' && one !== undefined && <AdjustDialog {...common} place={one} />}
      {dialog === 'void' && one !== undefined && <TakeBackDialog {...lines} line={lineOf(one)} words={{ title: t('void.title'), submit: t('void.submit'), explain: t('void.explain') }} send={(body, key) => api.correctPosting(stay.stay_id, body, key)} />}
      {dialog === 'allowance' && <AllowanceDialog {...common} />}
      {dialog === 'bill' && <BillDialog {...common} folio={folio} />}
      {dialog === 'routing' && <RoutingDialog {...common} />}
      {AGREEMENTS.map(([, which, AgreementDialog]) => dialog === which && <AgreementDialog key={which} {...common} />)}
    </>
  );
}
