import { useState } from 'react';
import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Device } from '@shared/api/property/device';
import type { Suspense } from '@shared/api/property/suspense';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { named, useI18n } from '@shared/i18n/i18n';
import { useSession } from '@shared/session/SessionGate';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { FormDialog } from '@shared/ui/FormDialog';
import { EmptyState, LoadingRows } from '@shared/ui/Notes';
import { PageHead, Panel } from '@shared/ui/Page';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';
import { answerKey } from './DevicesPage';

const REFRESH_MS = 5_000;
const ACCOUNTS_FROM = 1_000_000_000;

interface DialogProps {
  entry: Suspense;
  summary: string;
  onDone: () => void;
  onClose: () => void;
}

/* Whoever it was really for: a guest in the house, or an account of the house. */
function PostDialog({ entry, summary, onDone, onClose }: DialogProps): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const targets = useLoad('suspense-targets', async () => Promise.all([api.deskList('in-house'), api.accounts('master')]));
  const { likely } = entry;
  const [target, setTarget] = useState<string | null>(likely === null ? null : String(likely.account_id));
  const put = useAction((account: number, key) => api.suspensePost(entry.suspense_number, account, key));
  const [guests, masters] = targets.value ?? [[], []];
  const left = likely !== null && likely.departed_on !== null ? likely : null;
  const data = [
    ...(left === null ? [] : [{ value: String(left.account_id), label: t('suspense.left', { room: left.room ?? '', name: left.guest_name, date: forms.dateWithDay(left.departed_on ?? '') }) }]),
    ...guests.filter((each) => each.stay_id !== undefined).map((each) => ({ value: String(each.stay_id), label: `${each.room} · ${each.guest_name}` })),
    ...masters.filter((each) => each.open).map((each) => ({ value: String(each.account_id), label: t('transfer.account', { name: each.name }) })),
  ];
  const submit = async (): Promise<void> => {
    if (target !== null && (await put.run(Number(target))) !== null) onDone();
  };
  return (
    <FormDialog title={t('suspense.post.title')} submitLabel={t('suspense.post.submit')} busy={put.busy} problem={put.problem ?? targets.problem} ready={target !== null} focusSubmit={likely !== null} onSubmit={() => void submit()} onClose={onClose}>
      <p className="kr-dialog-lead">{summary}</p>
      <Select label={t('suspense.post.to')} placeholder={t('suspense.post.choose')} data={data} value={target} searchable data-autofocus={likely === null || undefined} onChange={setTarget} />
      <p className="kr-muted">{left !== null && target === String(left.account_id) ? t('suspense.post.explainLeft') : t('suspense.post.explain')}</p>
    </FormDialog>
  );
}

function DismissDialog({ entry, summary, onDone, onClose }: DialogProps): JSX.Element {
  const t = useText();
  const [reason, setReason] = useState('');
  const dismiss = useAction((why: string, key) => api.suspenseDismiss(entry.suspense_number, why, key));
  const submit = async (): Promise<void> => {
    if ((await dismiss.run(reason.trim())) !== null) onDone();
  };
  return (
    <FormDialog title={t('suspense.dismiss.title')} submitLabel={t('suspense.dismiss.submit')} danger busy={dismiss.busy} problem={dismiss.problem} ready={reason.trim() !== ''} onSubmit={() => void submit()} onClose={onClose}>
      <p className="kr-dialog-lead">{summary}</p>
      <TextInput label={t('suspense.dismiss.reason')} description={t('suspense.dismiss.hint')} value={reason} data-autofocus onChange={(event) => setReason(event.currentTarget.value)} />
    </FormDialog>
  );
}

function Outcome({ entry }: { entry: Suspense }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const place = entry.account_id === null ? null : entry.account_id < ACCOUNTS_FROM ? `#/stay/${entry.account_id}` : `#/account/${entry.account_id}`;
  return (
    <>
      {t(`suspense.outcome.${entry.outcome ?? 'dismissed'}`)} {place !== null && <a href={place}>{t('suspense.bill')}</a>} {entry.reason}
      <div className="kr-muted">{entry.handled_by} · {entry.handled_at !== null && forms.instant(entry.handled_at)}</div>
    </>
  );
}

function Row({ entry, device, onDone }: { entry: Suspense; device: Device | undefined; onDone: () => void }): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const { forms } = useHotel();
  const { hasRole } = useSession();
  const [dialog, setDialog] = useState<'post' | 'dismiss' | null>(null);
  const outlet = device?.outlets.find((each) => each.number === entry.outlet);
  const name = device === undefined ? entry.interface : named((outlet ?? device).name, language);
  const amount = entry.amount_minor === null ? t('suspense.unread') : forms.money(entry.amount_minor);
  const room = entry.room === null ? t('suspense.noRoom') : t('device.room', { room: entry.room });
  const done = (): void => {
    setDialog(null);
    onDone();
  };
  const common = { entry, summary: `${name} · ${room} · ${amount}`, onDone: done, onClose: () => setDialog(null) };
  return (
    <tr data-suspense={entry.suspense_number}>
      <td>
        {forms.instant(entry.first_at)}
        {entry.times > 1 && <div className="kr-muted">{t('suspense.times', { count: entry.times })}</div>}
      </td>
      <td><strong>{name}</strong></td>
      <td>{room}</td>
      <td className="kr-right">{amount}</td>
      <td className="kr-wraps" title={entry.record}>{t(answerKey(entry.answer), { code: entry.answer })}</td>
      <td className="kr-right">
        {entry.outcome !== null && <Outcome entry={entry} />}
        {entry.outcome === null && (
          <div className="kr-device-doings">
            {entry.amount_minor !== null && <Button size="compact-sm" onClick={() => setDialog('post')}>{entry.likely === null ? t('suspense.post.open') : t('suspense.post.openFor', { name: entry.likely.guest_name })}</Button>}
            {hasRole('manager') && <Button size="compact-sm" variant="default" onClick={() => setDialog('dismiss')}>{t('suspense.dismiss.open')}</Button>}
          </div>
        )}
        {dialog === 'post' && <PostDialog {...common} />}
        {dialog === 'dismiss' && <DismissDialog {...common} />}
      </td>
    </tr>
  );
}

function Rows({ entries, devices, onDone }: { entries: Suspense[]; devices: Device[]; onDone: () => void }): JSX.Element {
  const t = useText();
  return (
    <Panel>
      <table className="kr-table">
        <thead>
          <tr>
            <th scope="col">{t('suspense.col.when')}</th>
            <th scope="col">{t('suspense.col.from')}</th>
            <th scope="col">{t('suspense.col.room')}</th>
            <th scope="col" className="kr-right">{t('suspense.col.amount')}</th>
            <th scope="col">{t('suspense.col.why')}</th>
            <th scope="col" className="kr-right">{t('suspense.col.doings')}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => <Row key={entry.suspense_number} entry={entry} device={devices.find((each) => each.interface === entry.interface)} onDone={onDone} />)}
        </tbody>
      </table>
    </Panel>
  );
}

/* Charges that the tills and other devices were refused: revenue that is on nobody's bill until somebody decides. */
export function SuspensePage(): JSX.Element {
  const t = useText();
  const [handled, setHandled] = useState<'yes' | 'no'>('no');
  const { value, problem, reload } = useLoad(`suspense/${handled}`, (signal) => api.suspense(handled, signal), REFRESH_MS);
  const devices = useLoad('devices', api.devices);
  return (
    <>
      <PageHead title={t('suspense.title')}>
        <SegmentedControl aria-label={t('suspense.title')} value={handled} onChange={(next) => setHandled(next as 'yes' | 'no')} data={[{ value: 'no', label: t('suspense.open') }, { value: 'yes', label: t('suspense.handled') }]} />
      </PageHead>
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {value === null && problem === null && <LoadingRows />}
      {value !== null && value.length === 0 && <EmptyState title={handled === 'no' ? t('suspense.none') : t('suspense.noneHandled')} hint={t('suspense.noneHint')} />}
      {value !== null && value.length > 0 && <Rows entries={value} devices={devices.value ?? []} onDone={reload} />}
    </>
  );
}
