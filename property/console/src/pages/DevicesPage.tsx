import { useState } from 'react';
import { Button, Tooltip } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Device, DeviceRefusal } from '@shared/api/property/device';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { named, useI18n } from '@shared/i18n/i18n';
import { useSession } from '@shared/session/SessionGate';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { EmptyState, LoadingRows, Note } from '@shared/ui/Notes';
import { PageHead, Panel } from '@shared/ui/Page';
import { EncoderSelect, keyFailure, useEncoders } from '../encoders';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

const REFRESH_MS = 3_000;
const REFUSALS_SHOWN = 12;
const FAMILIES = ['PO', 'PB', 'DL', 'MB', 'VI', 'WW'] as const;
const ANSWERS = ['NG', 'IA', 'NP', 'CO', 'DM', 'UR', 'FX', 'BM', 'NM', 'CD', 'KA'] as const;

const SERVERS = ['frontdesk', 'manager', 'trainer'];

type AnswerKey = `device.answer.${(typeof ANSWERS)[number] | 'other'}`;

/* Why a device was refused, in words. */
export const answerKey = (answer: string): AnswerKey => `device.answer.${ANSWERS.find((each) => each === answer) ?? 'other'}`;

type DeviceState = 'alive' | 'connected' | 'disconnected' | 'paused';

const MARKS: Record<DeviceState, string> = { alive: 'in_house', connected: 'no_show', disconnected: 'cancelled', paused: 'checked_out' };

const stateOf = (device: Device): DeviceState => (device.paused ? 'paused' : device.link.state);

function LinkState({ device }: { device: Device }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const state = stateOf(device);
  return (
    <>
      <span className={`kr-status kr-status-${MARKS[state]}`} data-state={state}>
        {t(`device.state.${state}`, { time: forms.instant(device.link.since) })}
      </span>
      {device.link.telling_all && <div className="kr-muted">{t('device.telling')}</div>}
      {!device.link.telling_all && device.resync !== 'in_step' && <div className="kr-muted">{t('device.toTell')}</div>}
      {device.resync === 'in_step' && device.link.heard_at !== null && <div className="kr-muted">{t('device.heard', { time: forms.instant(device.link.heard_at) })}</div>}
    </>
  );
}

function Doings({ device, onDone }: { device: Device; onDone: () => void }): JSX.Element {
  const t = useText();
  const resync = useAction((name: string, key) => api.deviceResync(name, key));
  const pause = useAction(({ name, paused }: { name: string; paused: boolean }, key) => api.devicePause(name, paused, key));
  const problem = resync.problem ?? pause.problem;
  const done = async (work: Promise<unknown>): Promise<void> => {
    if ((await work) !== null) onDone();
  };
  return (
    <>
      <div className="kr-device-doings">
        {!device.paused && (
          <Tooltip label={t('device.tellAllHint')} multiline w={280}>
            <Button size="compact-sm" variant="default" loading={resync.busy} onClick={() => void done(resync.run(device.interface))}>{t('device.tellAll')}</Button>
          </Tooltip>
        )}
        <Button size="compact-sm" variant="default" loading={pause.busy} onClick={() => void done(pause.run({ name: device.interface, paused: !device.paused }))}>
          {device.paused ? t('device.resume') : t('device.pause')}
        </Button>
      </div>
      {problem !== null && <ErrorNote problem={problem} />}
    </>
  );
}

function DeviceRow({ device, mayChange, onDone }: { device: Device; mayChange: boolean; onDone: () => void }): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const { forms } = useHotel();
  const family = FAMILIES.find((each) => each === device.family) ?? 'other';
  return (
    <tr data-device={device.interface}>
      <td>
        <strong>{named(device.name, language)}</strong>
        <div className="kr-muted">{device.interface} · {t(`device.family.${family}`)}</div>
      </td>
      <td><LinkState device={device} /></td>
      <td className="kr-right">{device.waiting}</td>
      <td className="kr-right">
        {device.today.postings === 0 && <span className="kr-muted">–</span>}
        {device.today.postings > 0 && <strong>{forms.money(device.today.amount_minor)}</strong>}
        {device.today.postings > 0 && <div className="kr-muted">{t('device.posted', { count: device.today.postings })}</div>}
      </td>
      {mayChange && <td className="kr-right"><Doings device={device} onDone={onDone} /></td>}
    </tr>
  );
}

function Devices({ devices, onDone }: { devices: Device[]; onDone: () => void }): JSX.Element {
  const t = useText();
  const { hasRole } = useSession();
  const mayChange = SERVERS.some(hasRole);
  return (
    <Panel>
      <div className="kr-table-frame" tabIndex={0} role="region" aria-label={t('device.title')}>
        <table className="kr-table">
          <thead>
            <tr>
              <th scope="col">{t('device.col.device')}</th>
              <th scope="col">{t('device.col.link')}</th>
              <th scope="col" className="kr-right">{t('device.col.waiting')}</th>
              <th scope="col" className="kr-right">{t('device.col.today')}</th>
              {mayChange && <th scope="col" className="kr-right">{t('device.col.doings')}</th>}
            </tr>
          </thead>
          <tbody>
            {devices.map((device) => <DeviceRow key={device.interface} device={device} mayChange={mayChange} onDone={onDone} />)}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function RefusalLine({ name, refusal }: { name: string; refusal: DeviceRefusal }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const amount = refusal.amount !== null && /^-?\d{1,15}$/.test(refusal.amount) ? forms.money(Number(refusal.amount)) : refusal.amount;
  const what = [refusal.room === null ? null : t('device.room', { room: refusal.room }), amount].filter((each) => each !== null);
  return (
    <li>
      <span className="kr-muted">{forms.instant(refusal.at)}</span> <strong>{name}</strong>{what.length > 0 && ` · ${what.join(' · ')}`}
      <div>{t(answerKey(refusal.answer), { code: refusal.answer })}</div>
    </li>
  );
}

function Refusals({ devices }: { devices: Device[] }): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const all = devices
    .flatMap((device) => device.refusals.map((refusal) => ({ refusal, name: named(device.name, language) })))
    .sort((one, other) => other.refusal.at.localeCompare(one.refusal.at))
    .slice(0, REFUSALS_SHOWN);
  return (
    <Panel title={t('device.refusals')}>
      {all.length === 0 && <p className="kr-muted">{t('device.noRefusals')}</p>}
      {all.length > 0 && (
        <ul className="kr-device-refusals">
          {all.map(({ refusal, name }, index) => <RefusalLine key={index} name={name} refusal={refusal} />)}
        </ul>
      )}
    </Panel>
  );
}

/* A card that was found: the encoder tells whose it is. */
function FoundCard(): JSX.Element | null {
  const t = useText();
  const { forms } = useHotel();
  const encoders = useEncoders();
  const [asked, setAsked] = useState<{ name: string; number: number } | null>(null);
  const read = useAction(({ name, coder }: { name: string; coder: string }, key) => api.keyRead(name, coder, key));
  const reading = useLoad(asked === null ? null : `key-reading/${asked.name}/${asked.number}`, (signal) => api.keyReading(asked?.name ?? '', asked?.number ?? 0, signal), REFRESH_MS);
  const { chosen } = encoders;
  if (chosen === null) return null;
  const ask = async (): Promise<void> => {
    const answer = await read.run({ name: chosen.device.interface, coder: chosen.coder });
    if (answer !== null) setAsked({ name: chosen.device.interface, number: answer.reading_number });
  };
  const card = reading.value;
  const problem = read.problem ?? reading.problem;
  return (
    <Panel title={t('key.card.title')}>
      <p className="kr-muted">{t('key.card.hint')}</p>
      <div className="kr-narrow-field"><EncoderSelect encoders={encoders} /></div>
      {asked !== null && card?.answer === null && <p role="status">{t('key.waiting')}</p>}
      {card?.answer === 'OK' && (
        <p role="status">
          {card.stay_id !== null && <a href={`#/stay/${card.stay_id}`}>{t('key.card.guest', { room: card.room ?? '', guest: card.guest_name ?? '' })}</a>}
          {card.stay_id === null && (card.room === null ? t('key.card.empty') : t('key.card.foreign', { room: card.room }))}
          {card.departure !== null && ` · ${t('key.card.until', { date: forms.date(card.departure) })}`}
        </p>
      )}
      {card !== null && card.answer !== null && card.answer !== 'OK' && <Note kind="warning">{t(keyFailure(card.answer), { code: card.answer })}</Note>}
      {problem !== null && <ErrorNote problem={problem} />}
      <Button size="compact-sm" variant="default" loading={read.busy} onClick={() => void ask()}>{asked === null ? t('key.card.open') : t('key.card.again')}</Button>
    </Panel>
  );
}

/* The tills, telephones, locks and screens of the house: are they there, what did they post, what were they refused. */
export function DevicesPage(): JSX.Element {
  const t = useText();
  const { hasRole } = useSession();
  const mayServe = SERVERS.some(hasRole);
  const { value: devices, problem, reload } = useLoad('devices', api.devices, REFRESH_MS);
  if (devices === null) return problem === null ? <LoadingRows /> : <ErrorNote problem={problem} onRetry={reload} />;
  if (devices.length === 0) {
    return (
      <>
        <PageHead title={t('device.title')} />
        <EmptyState title={t('device.empty')} hint={t('device.emptyHint')} />
      </>
    );
  }
  const gone = devices.filter((device) => stateOf(device) === 'disconnected').length;
  return (
    <>
      <PageHead title={t('device.title')} detail={gone === 0 ? t('device.well') : t('device.trouble', { count: gone })} />
      {problem !== null && <Note kind="warning">{problem.detail}</Note>}
      <Devices devices={devices} onDone={reload} />
      <Refusals devices={devices} />
      {mayServe && <FoundCard />}
    </>
  );
}
