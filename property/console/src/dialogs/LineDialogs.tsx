import { useState } from 'react';
import { NumberInput, Select, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { AmountField } from '@shared/ui/AmountField';
import { FormDialog } from '@shared/ui/FormDialog';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

export const WINDOWS_MAX = 8;

/* What stands on a bill, of a guest or of an account. */
export interface BillLine {
  posting_number: number;
  amount_minor: number;
  text: string;
}

interface Common {
  currency: string;
  onDone: () => void;
  onClose: () => void;
}

interface Words {
  title: string;
  submit: string;
  explain: string;
}

/* Takes a line back with a reason; the node decides whether it vanishes from the bill or is corrected on it. */
export function TakeBackDialog({ line, words, currency, send, onDone, onClose }: Common & { line: BillLine; words: Words; send: (body: { posting_number: number; reason: string }, key: string) => Promise<unknown> }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const [reason, setReason] = useState('');
  const counter = useAction(send);
  const submit = async (): Promise<void> => {
    if ((await counter.run({ posting_number: line.posting_number, reason: reason.trim() })) !== null) onDone();
  };
  return (
    <FormDialog title={words.title} submitLabel={words.submit} danger busy={counter.busy} problem={counter.problem} ready={reason.trim() !== ''} onSubmit={() => void submit()} onClose={onClose}>
      <p className="kr-dialog-lead">{line.text} · {forms.money(line.amount_minor, currency)}</p>
      <TextInput label={t('reason')} value={reason} maxLength={80} autoComplete="off" data-autofocus onChange={(event) => setReason(event.currentTarget.value)} />
      <p className="kr-muted">{words.explain}</p>
    </FormDialog>
  );
}

/* Guests in the house and open house accounts, which can take a debt over; `here`, when given, is the first of them. */
export function useTargets(own: number, here?: string): { data: Array<{ value: string; label: string }>; problem: ReturnType<typeof useLoad>['problem'] } {
  const t = useText();
  const { value, problem } = useLoad('transfer-targets', async () => Promise.all([api.deskList('in-house'), api.accounts('master')]));
  const [guests, masters] = value ?? [[], []];
  const data = [
    ...(here === undefined ? [] : [{ value: String(own), label: here }]),
    ...guests.filter((each) => each.stay_id !== undefined && each.stay_id !== own).map((each) => ({ value: String(each.stay_id), label: `${each.room} · ${each.guest_name}` })),
    ...masters.filter((each) => each.open && each.account_id !== own).map((each) => ({ value: String(each.account_id), label: t('transfer.account', { name: each.name }) })),
  ];
  return { data, problem };
}

export interface Move {
  account?: number;
  window: number;
  /* Only when less than the whole is moved. */
  amountMinor?: number;
}

/* Moves lines of a bill. A guest's go to a window too, and of one of them a part; an account's go elsewhere as they are. */
export function MoveLinesDialog({ own, lines, windows, words, currency, send, onDone, onClose }: Common & { own: number; lines: BillLine[]; windows: boolean; words: Words; send: (move: Move, key: string) => Promise<unknown> }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const targets = useTargets(own, windows ? t('transfer.here') : undefined);
  const whole = lines.reduce((total, each) => total + each.amount_minor, 0);
  const [target, setTarget] = useState<string | null>(windows ? String(own) : null);
  const [window, setWindow] = useState<number>(1);
  const [amountMinor, setAmountMinor] = useState<number | null>(whole);
  const part = windows && lines.length === 1;
  const move = useAction(send);
  const submit = async (): Promise<void> => {
    if (target === null || amountMinor === null) return;
    const wish: Move = { window, ...(Number(target) !== own && { account: Number(target) }), ...(part && amountMinor !== whole && { amountMinor }) };
    if ((await move.run(wish)) !== null) onDone();
  };
  const lead = windows ? t('transfer.lead', { count: lines.length, amount: forms.money(whole, currency) }) : `${lines.map((each) => each.text).join(', ')} · ${forms.money(whole, currency)}`;
  return (
    <FormDialog title={words.title} submitLabel={words.submit} busy={move.busy} problem={move.problem ?? targets.problem} ready={target !== null && amountMinor !== null && amountMinor !== 0} onSubmit={() => void submit()} onClose={onClose}>
      <p className="kr-dialog-lead">{lead}</p>
      <Select label={t('transfer.to')} data={targets.data} value={target} searchable allowDeselect={!windows} data-autofocus nothingFoundMessage={t('account.noTarget')} onChange={(value) => (value !== null || !windows) && setTarget(value)} />
      {windows && <NumberInput label={t('window.label')} value={window} min={1} max={WINDOWS_MAX} allowDecimal={false} onChange={(value) => setWindow(Number(value) || 1)} />}
      {part && <AmountField label={t('transfer.amount')} currency={currency} value={amountMinor} onChange={setAmountMinor} />}
      <p className="kr-muted">{words.explain}</p>
    </FormDialog>
  );
}
