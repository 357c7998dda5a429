import { useState } from 'react';
import { Button, NumberInput, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Counted, ListedShift, Rates, Shift } from '@shared/api/property/cashier';
import { asProblem } from '@shared/api/problem';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { useShortcuts } from '@shared/keyboard/shortcuts';
import { useSession } from '@shared/session/SessionGate';
import { AmountField } from '@shared/ui/AmountField';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { FormDialog } from '@shared/ui/FormDialog';
import { EmptyState, LoadingRows } from '@shared/ui/Notes';
import { Fact, KeyButton, PageHead, Panel } from '@shared/ui/Page';
import { useHotel } from '../hotel';
import { Counts, MeansCounts } from '../money/Counts';
import { useText } from '../text/useText';

const REFRESH_MS = 15_000;
type Dialog = 'open' | 'drop' | 'close' | 'rate';

/* No open drawer is an answer, not a fault. */
async function ownShift(): Promise<Shift | null> {
  try {
    return await api.shift();
  } catch (error) {
    const problem = asProblem(error);
    if (problem.status === 404) return null;
    throw problem;
  }
}

interface DialogProps {
  currency: string;
  onDone: (shift?: Shift) => void;
  onClose: () => void;
}

function OpenDialog({ currency, onDone, onClose }: DialogProps): JSX.Element {
  const t = useText();
  const [amountMinor, setAmountMinor] = useState<number | null>(0);
  const open = useAction((body: { float_minor: number }, key) => api.openShift(body, key));
  const submit = async (): Promise<void> => {
    if (amountMinor !== null && (await open.run({ float_minor: amountMinor })) !== null) onDone();
  };
  return (
    <FormDialog title={t('cashier.open')} submitLabel={t('cashier.open')} busy={open.busy} problem={open.problem} ready={amountMinor !== null && amountMinor >= 0} onSubmit={() => void submit()} onClose={onClose}>
      <AmountField label={t('cashier.float')} currency={currency} value={amountMinor} autoFocus onChange={setAmountMinor} />
      <p className="kr-muted">{t('cashier.floatHint')}</p>
    </FormDialog>
  );
}

function DropDialog({ currency, onDone, onClose }: DialogProps): JSX.Element {
  const t = useText();
  const [amountMinor, setAmountMinor] = useState<number | null>(null);
  const [note, setNote] = useState('');
  const drop = useAction((body: { amount_minor: number; note: string }, key) => api.dropCash(body, key));
  const submit = async (): Promise<void> => {
    if (amountMinor !== null && (await drop.run({ amount_minor: amountMinor, note: note.trim() })) !== null) onDone();
  };
  return (
    <FormDialog title={t('cashier.drop')} submitLabel={t('cashier.drop')} busy={drop.busy} problem={drop.problem} ready={amountMinor !== null && amountMinor > 0 && note.trim() !== ''} onSubmit={() => void submit()} onClose={onClose}>
      <AmountField label={t('charge.amount')} currency={currency} value={amountMinor} autoFocus onChange={setAmountMinor} />
      <TextInput label={t('cashier.note')} value={note} maxLength={120} autoComplete="off" onChange={(event) => setNote(event.currentTarget.value)} />
    </FormDialog>
  );
}

/* The count is blind: what should be there is told afterwards. */
function CloseDialog({ currency, currencies, means, other, onDone, onClose }: DialogProps & { currencies: string[]; means: string[]; other?: ListedShift | null }): JSX.Element {
  const t = useText();
  const { meansName } = useHotel();
  const [slips, setSlips] = useState<Record<string, number | null>>({});
  const title = other ? t('cashier.closeOther', { staff: other.staff }) : t('cashier.close');
  const [counted, setCounted] = useState<Record<string, number | null>>({});
  const close = useAction((body: Counted, key) => (other ? api.closeOtherShift(other.shift_id, body, key) : api.closeShift(body, key)));
  const isThere = (amount: number | null | undefined): boolean => amount !== undefined && amount !== null;
  const ready = currencies.every((each) => isThere(counted[each])) && means.every((each) => isThere(slips[each]));
  const submit = async (): Promise<void> => {
    const shift = await close.run({ counts: currencies.map((each) => ({ currency: each, amount_minor: counted[each] ?? 0 })), means: means.map((each) => ({ means: each, amount_minor: slips[each] ?? 0 })) });
    if (shift !== null) onDone(shift);
  };
  return (
    <FormDialog title={title} submitLabel={t('cashier.closeSubmit')} busy={close.busy} problem={close.problem} ready={ready} onSubmit={() => void submit()} onClose={onClose}>
      <p className="kr-dialog-lead">{t('cashier.countLead')}</p>
      {currencies.map((each, index) => (
        <AmountField key={each} label={t('cashier.counted', { currency: each })} currency={each} value={counted[each] ?? null} autoFocus={index === 0} onChange={(amount) => setCounted({ ...counted, [each]: amount })} />
      ))}
      {means.length > 0 && <p className="kr-dialog-lead">{t('cashier.countMeansLead')}</p>}
      {means.map((each) => (
        <AmountField key={each} label={t('cashier.countMeans', { means: meansName(each) })} currency={currency} value={slips[each] ?? null} onChange={(amount) => setSlips({ ...slips, [each]: amount })} />
      ))}
    </FormDialog>
  );
}

function RateDialog({ currency, onDone, onClose }: DialogProps): JSX.Element {
  const t = useText();
  const [foreign, setForeign] = useState('');
  const [rate, setRate] = useState<number | ''>('');
  const set = useAction((body: { currency: string; rate_millionths: number }, key) => api.setRate(body, key));
  const submit = async (): Promise<void> => {
    if (rate !== '' && (await set.run({ currency: foreign.trim().toUpperCase(), rate_millionths: Math.round(rate * 1_000_000) })) !== null) onDone();
  };
  return (
    <FormDialog title={t('rates.set')} submitLabel={t('rates.set')} busy={set.busy} problem={set.problem} ready={/^[a-z]{3}$/i.test(foreign.trim()) && rate !== '' && rate > 0} onSubmit={() => void submit()} onClose={onClose}>
      <TextInput label={t('rates.currency')} placeholder="EUR" value={foreign} maxLength={3} autoComplete="off" data-autofocus onChange={(event) => setForeign(event.currentTarget.value)} />
      <NumberInput label={t('rates.worth', { currency })} value={rate} min={0} decimalScale={6} onChange={(value) => setRate(value === '' ? '' : Number(value))} />
    </FormDialog>
  );
}

function Movements({ shift }: { shift: Shift }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  return (
    <div className="kr-table-frame" tabIndex={0}>
      <table className="kr-table">
        <thead>
          <tr>
            <th scope="col">{t('cashier.when')}</th>
            <th scope="col">{t('cashier.what')}</th>
            <th scope="col" className="kr-right">{t('charge.amount')}</th>
          </tr>
        </thead>
        <tbody>
          {shift.movements.map((each, index) => (
            <tr key={index}>
              <td>{forms.instant(each.moved_at)}</td>
              <td>{t(`cash.${each.kind}`)} {each.note !== '' && <span className="kr-muted">{each.note}</span>} {each.account_id !== null && each.account_id < 1_000_000_000 && <a href={`#/stay/${each.account_id}`}>{t('cashier.stay', { stay: each.account_id })}</a>}</td>
              <td className="kr-right">{forms.money(each.amount_minor, each.currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function shiftState(shift: ListedShift, t: ReturnType<typeof useText>, forms: ReturnType<typeof useHotel>['forms']): string {
  if (shift.closed_at === null) return t('cashier.since', { time: forms.instant(shift.opened_at) });
  const closed = t('cashier.closedAt', { time: forms.instant(shift.closed_at) });
  return shift.closed_by === shift.staff ? closed : `${closed} · ${t('cashier.countedBy', { staff: shift.closed_by ?? '' })}`;
}

/* A manager may count the drawer of whoever went home. */
function AllShifts({ shifts, own, onCount }: { shifts: ListedShift[]; own: number | undefined; onCount: (shift: ListedShift) => void }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  return (
    <Panel title={t('cashier.all')}>
      {shifts.length === 0 && <p className="kr-muted">{t('cashier.none')}</p>}
      {shifts.map((each) => (
        <div key={each.shift_id} className="kr-agreed-block">
          <div className="kr-window-head">
            <h3>{each.staff}</h3>
            <span className="kr-muted">{shiftState(each, t, forms)}</span>
            {each.status === 'open' && each.shift_id !== own && <Button size="compact-sm" variant="default" onClick={() => onCount(each)}>{t('cashier.close')}</Button>}
          </div>
          {each.counts.length > 0 && <Counts counts={each.counts} />}
          <MeansCounts means={each.means} />
        </div>
      ))}
    </Panel>
  );
}

function RatesPanel({ rates }: { rates: Rates }): JSX.Element {
  const t = useText();
  return (
    <Panel title={t('rates.title')}>
      {rates.items.length === 0 && <p className="kr-muted">{t('rates.none')}</p>}
      <dl className="kr-facts kr-facts-column">
        {rates.items.map((each) => <Fact key={each.currency} label={`1 ${each.currency}`}>{each.rate_millionths / 1_000_000} {rates.currency}</Fact>)}
      </dl>
    </Panel>
  );
}

/* One's own drawer; a manager sees all of them and sets the rates. */
export function CashierPage(): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const { hasRole } = useSession();
  const manager = hasRole('manager');
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [closed, setClosed] = useState<Shift | null>(null);
  const [other, setOther] = useState<ListedShift | null>(null);
  const { value, problem, reload } = useLoad('cashier', async () => ({ shift: await ownShift(), rates: await api.rates(), shifts: manager ? await api.shifts() : null }), REFRESH_MS);
  const has = value !== null && value.shift !== null;
  const start = (): void => setDialog(has ? 'close' : 'open');
  useShortcuts([
    { key: 'O', label: has ? t('cashier.close') : t('cashier.open'), disabled: value === null, run: start },
    { key: 'D', label: t('cashier.drop'), disabled: !has, run: () => setDialog('drop') },
    { key: 'E', label: t('rates.set'), disabled: !manager, run: () => setDialog('rate') },
  ]);
  if (value === null) return problem === null ? <LoadingRows rows={8} /> : <ErrorNote problem={problem} onRetry={reload} />;
  const { shift, rates, shifts } = value;
  const done = (result?: Shift): void => {
    setDialog(null);
    setOther(null);
    setClosed(result ?? null);
    reload();
  };
  const common = { currency: rates.currency, onDone: done, onClose: () => { setDialog(null); setOther(null); } };
  const currencies = [...new Set([rates.currency, ...(shift?.movements ?? []).map((each) => each.currency)])];
  return (
    <>
      <PageHead title={t('nav.cashier')} detail={shift === null ? t('cashier.noneOpen') : t('cashier.since', { time: forms.instant(shift.opened_at) })}>
        {manager && <KeyButton variant="default" shortcut="E" onClick={() => setDialog('rate')}>{t('rates.set')}</KeyButton>}
        {shift !== null && <KeyButton variant="default" shortcut="D" onClick={() => setDialog('drop')}>{t('cashier.drop')}</KeyButton>}
        <KeyButton shortcut="O" onClick={start}>{shift === null ? t('cashier.open') : t('cashier.close')}</KeyButton>
      </PageHead>
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      <div className="kr-columns">
        <div>
          {closed !== null && <Panel title={t('cashier.result')}><Counts counts={closed.counts} /><MeansCounts means={closed.means} /></Panel>}
          {(shift !== null || closed === null) && <Panel title={t('cashier.drawer')} aside={shift === null ? undefined : <span className="kr-status kr-status-in_house">{t('cashier.isOpen')}</span>}>
            {shift === null ? <EmptyState title={t('cashier.noneOpen')} hint={t('cashier.noneHint')} /> : <Movements shift={shift} />}
          </Panel>}
          {shifts !== null && <AllShifts shifts={shifts} own={shift?.shift_id} onCount={setOther} />}
        </div>
        <aside><RatesPanel rates={rates} /></aside>
      </div>
      {dialog === 'open' && <OpenDialog {...common} />}
      {dialog === 'drop' && <DropDialog {...common} />}
      {dialog === 'close' && <CloseDialog {...common} currencies={currencies} means={shift?.means_to_count ?? []} />}
      {other !== null && <CloseDialog {...common} currencies={other.currencies} means={other.means_to_count} other={other} />}
      {dialog === 'rate' && <RateDialog {...common} />}
    </>
  );
}
