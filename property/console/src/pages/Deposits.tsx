import { useState } from 'react';
import { Button } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Deposits } from '@shared/api/property/account';
import type { PaidWith } from '@shared/api/property/cashier';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { AmountField } from '@shared/ui/AmountField';
import { FormDialog } from '@shared/ui/FormDialog';
import { Fact, Panel } from '@shared/ui/Page';
import { PaidWithFields, usePaying } from '../money/PaidWith';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

type Line = Deposits['items'][number];

interface DialogProps {
  confirmation: string;
  currency: string;
  line: Line;
  onDone: () => void;
  onClose: () => void;
}

function TakeDialog({ confirmation, currency, line, onDone, onClose }: DialogProps): JSX.Element {
  const t = useText();
  const paying = usePaying('card');
  const [amountMinor, setAmountMinor] = useState<number | null>(line.asked_minor > line.held_minor ? line.asked_minor - line.held_minor : null);
  const take = useAction((body: PaidWith & { line: number; amount_minor: number }, key) => api.takeDeposit(confirmation, body, key));
  const submit = async (): Promise<void> => {
    if (amountMinor !== null && (await take.run({ ...paying.body, line: line.line, amount_minor: amountMinor })) !== null) onDone();
  };
  return (
    <FormDialog title={t('deposit.take')} submitLabel={t('deposit.take')} busy={take.busy} problem={take.problem} ready={amountMinor !== null && amountMinor > 0 && paying.ready} onSubmit={() => void submit()} onClose={onClose}>
      <PaidWithFields paying={paying} />
      <AmountField label={t('charge.amount')} currency={currency} value={amountMinor} autoFocus onChange={setAmountMinor} />
      <p className="kr-muted">{t('deposit.explain')}</p>
    </FormDialog>
  );
}

function SettleDialog({ confirmation, line, onDone, onClose }: DialogProps): JSX.Element {
  const t = useText();
  const paying = usePaying('card');
  const settle = useAction((body: PaidWith & { line: number }, key) => api.settleDeposit(confirmation, body, key));
  const submit = async (): Promise<void> => {
    if ((await settle.run({ ...paying.body, line: line.line })) !== null) onDone();
  };
  return (
    <FormDialog title={t('deposit.settle')} submitLabel={t('deposit.settle')} busy={settle.busy} problem={settle.problem} ready={paying.ready} focusSubmit onSubmit={() => void submit()} onClose={onClose}>
      <PaidWithFields paying={paying} />
      <p className="kr-muted">{t('deposit.settleExplain')}</p>
    </FormDialog>
  );
}

/* What was asked for in advance and what is held, by room. */
export function DepositsPanel({ confirmation, version }: { confirmation: string; version: string }): JSX.Element | null {
  const t = useText();
  const { forms } = useHotel();
  const [taking, setTaking] = useState<Line | null>(null);
  const [settling, setSettling] = useState<Line | null>(null);
  const { value, reload } = useLoad(`deposits/${confirmation}/${version}`, () => api.deposits(confirmation));
  if (value === null) return null;
  const done = (): void => {
    setTaking(null);
    setSettling(null);
    reload();
  };
  const common = { confirmation, currency: value.currency, onDone: done };
  return (
    <Panel title={t('deposit.title')}>
      {value.items.map((line) => (
        <div key={line.line}>
          {value.items.length > 1 && <h3>{t('deposit.room', { line: line.line })}</h3>}
          <dl className="kr-facts kr-facts-column">
            <Fact label={t('deposit.asked')}>{line.asked_minor === 0 ? t('deposit.nothing') : t('deposit.by', { amount: forms.money(line.asked_minor, value.currency), date: forms.date(line.due_on) })}</Fact>
            <Fact label={t('deposit.held')}>{forms.money(line.held_minor, value.currency)}</Fact>
          </dl>
          <div className="kr-actions">
            {line.status === 'reserved' && <Button variant="default" onClick={() => setTaking(line)}>{t('deposit.take')}</Button>}
            {line.status === 'cancelled' && line.held_minor > 0 && <Button variant="default" onClick={() => setSettling(line)}>{t('deposit.settle')}</Button>}
          </div>
        </div>
      ))}
      {taking !== null && <TakeDialog {...common} line={taking} onClose={() => setTaking(null)} />}
      {settling !== null && <SettleDialog {...common} line={settling} onClose={() => setSettling(null)} />}
    </Panel>
  );
}
