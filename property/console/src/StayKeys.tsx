import { useState } from 'react';
import { Button, NativeSelect } from '@mantine/core';
import * as api from '@shared/api/property';
import type { DeviceKey, KeyWish } from '@shared/api/property/device';
import type { Stay } from '@shared/api/property/stay';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { named, useI18n } from '@shared/i18n/i18n';
import { CountField } from '@shared/ui/CountField';
import { FormDialog } from '@shared/ui/FormDialog';
import { Note } from '@shared/ui/Notes';
import { Panel } from '@shared/ui/Page';
import { useHotel } from './hotel';
import { useText } from './text/useText';

const REFRESH_MS = 3_000;
const LOCKS = 'DL';
const KEYS_SHOWN = 3;
/* An encoder that does not say otherwise has one coder. */
const CODER = '1';

function KeyDialog({ stay, again, onDone, onClose }: { stay: Stay; again: boolean; onDone: () => void; onClose: () => void }): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const devices = useLoad('devices', api.devices);
  const encoders = (devices.value ?? []).filter((device) => device.family === LOCKS);
  const [chosen, setChosen] = useState<string | null>(null);
  const [count, setCount] = useState(1);
  const make = useAction((wish: KeyWish, key) => api.keyMake(stay.stay_id, wish, key));
  const encoder = chosen ?? encoders[0]?.interface ?? null;
  const submit = async (): Promise<void> => {
    if (encoder !== null && (await make.run({ interface: encoder, coder: CODER, kind: again ? 'duplicate' : 'new', keys: count })) !== null) onDone();
  };
  return (
    <FormDialog title={t('key.title', { room: stay.room })} submitLabel={t('key.submit')} focusSubmit busy={make.busy} problem={make.problem ?? devices.problem} ready={encoder !== null} onSubmit={() => void submit()} onClose={onClose}>
      {devices.value !== null && encoders.length === 0 && <Note kind="warning">{t('key.noEncoder')}</Note>}
      {encoders.length > 1 && <NativeSelect label={t('key.encoder')} data={encoders.map((device) => ({ value: device.interface, label: named(device.name, language) }))} value={encoder ?? ''} onChange={(event) => setChosen(event.currentTarget.value)} />}
      <CountField label={t('key.count')} value={count} min={1} max={9} onChange={setCount} />
      <p className="kr-muted">{again ? t('key.duplicateHint') : t('key.newHint')}</p>
    </FormDialog>
  );
}

function KeyLine({ made }: { made: DeviceKey }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const state = made.answer === null ? t('key.waiting') : made.answer === 'OK' ? t('key.made') : t('key.failed', { code: made.answer });
  return (
    <li data-key={made.key_number}>
      <div>
        {t('key.line', { count: made.keys })} · {state}
        <div className="kr-muted">{t('note.writtenBy', { name: made.staff, time: forms.instant(made.asked_at) })}</div>
      </div>
    </li>
  );
}

/* The room's keys: made at the encoder that stands at the desk. */
export function StayKeys({ stay }: { stay: Stay }): JSX.Element | null {
  const t = useText();
  const [open, setOpen] = useState(false);
  const { value, reload } = useLoad(`keys/${stay.stay_id}`, (signal) => api.keys(stay.stay_id, signal), REFRESH_MS);
  const made = value ?? [];
  if (stay.status !== 'in_house' && made.length === 0) return null;
  const done = (): void => {
    setOpen(false);
    reload();
  };
  return (
    <Panel title={t('key.panel')}>
      {made.length > 0 && <ul className="kr-notes">{made.slice(0, KEYS_SHOWN).map((each) => <KeyLine key={each.key_number} made={each} />)}</ul>}
      {stay.status === 'in_house' && <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>{t('key.open')}</Button>}
      {open && <KeyDialog stay={stay} again={made.some((each) => each.answer === 'OK')} onDone={done} onClose={() => setOpen(false)} />}
    </Panel>
  );
}
