import { useState } from 'react';
import { Checkbox, SegmentedControl } from '@mantine/core';
import * as api from '@shared/api/property';
import type { DeviceKey, KeyWish } from '@shared/api/property/device';
import type { Stay } from '@shared/api/property/stay';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { named, useI18n } from '@shared/i18n/i18n';
import { useCommands } from '@shared/keyboard/shortcuts';
import { CountField } from '@shared/ui/CountField';
import { FormDialog } from '@shared/ui/FormDialog';
import { Note } from '@shared/ui/Notes';
import { KeyButton, Panel } from '@shared/ui/Page';
import { EncoderSelect, keyFailure, useEncoders, type Encoders } from './encoders';
import { useHotel } from './hotel';
import { useText } from './text/useText';

const REFRESH_MS = 3_000;
const KEYS_SHOWN = 3;
const KINDS = ['new', 'duplicate', 'one_shot'] as const;

function Doors({ encoders, doors, onChange }: { encoders: Encoders; doors: string[]; onChange: (doors: string[]) => void }): JSX.Element | null {
  const t = useText();
  const { language } = useI18n();
  if (encoders.doors.length === 0) return null;
  return (
    <Checkbox.Group label={t('key.doors')} value={doors} onChange={onChange}>
      <div className="kr-key-doors">
        {encoders.doors.map((door) => <Checkbox key={door.number} value={door.number} label={named(door.name, language)} />)}
      </div>
    </Checkbox.Group>
  );
}

function KeyDialog({ stay, again, onDone, onClose }: { stay: Stay; again: boolean; onDone: () => void; onClose: () => void }): JSX.Element {
  const t = useText();
  const encoders = useEncoders();
  const [kind, setKind] = useState<KeyWish['kind']>(again ? 'duplicate' : 'new');
  const [count, setCount] = useState(1);
  const [doors, setDoors] = useState<string[]>([]);
  const make = useAction((wish: KeyWish, key) => api.keyMake(stay.stay_id, wish, key));
  const { chosen } = encoders;
  const submit = async (): Promise<void> => {
    if (chosen === null) return;
    const known = doors.filter((each) => encoders.doors.some((door) => door.number === each));
    if ((await make.run({ interface: chosen.device.interface, coder: chosen.coder, kind, keys: count, doors: known })) !== null) onDone();
  };
  return (
    <FormDialog title={t('key.title', { room: stay.room })} submitLabel={t('key.submit')} focusSubmit busy={make.busy} problem={make.problem ?? encoders.problem} ready={chosen !== null} onSubmit={() => void submit()} onClose={onClose}>
      {encoders.loaded && encoders.all.length === 0 && <Note kind="warning">{t('key.noEncoder')}</Note>}
      <EncoderSelect encoders={encoders} />
      <SegmentedControl fullWidth aria-label={t('key.kind')} value={kind} onChange={(value) => setKind(value as KeyWish['kind'])} data={KINDS.map((value) => ({ value, label: t(`key.kind.${value}`) }))} />
      <p className="kr-muted">{t(`key.hint.${kind}`)}</p>
      <CountField label={t('key.count')} value={count} min={1} max={9} onChange={setCount} />
      <Doors encoders={encoders} doors={doors} onChange={setDoors} />
    </FormDialog>
  );
}

function KeyLine({ made }: { made: DeviceKey }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const state = made.answer === null ? t('key.waiting') : made.answer === 'OK' ? t('key.made') : t(keyFailure(made.answer), { code: made.answer });
  return (
    <li data-key={made.key_number}>
      <div>
        {t('key.line', { count: made.keys })}{made.kind === 'one_shot' && ` (${t('key.kind.one_shot')})`} · {state}
        <div className="kr-muted">{t('note.writtenBy', { name: made.staff, time: forms.instant(made.asked_at) })}</div>
      </div>
    </li>
  );
}

/* The room's keys: made at the encoder that stands at the desk. */
export function StayKeys({ stay }: { stay: Stay }): JSX.Element | null {
  const t = useText();
  const { forms } = useHotel();
  const [open, setOpen] = useState(false);
  const { value, reload } = useLoad(`keys/${stay.stay_id}`, (signal) => api.keys(stay.stay_id, signal), REFRESH_MS);
  const made = value ?? [];
  const last = made.find((each) => each.answer === 'OK' && each.kind !== 'one_shot');
  const outdated = stay.status === 'in_house' && last !== undefined && last.departure !== null && last.departure !== stay.departure ? last.departure : null;
  useCommands([{ key: 'Q', label: t('key.open'), disabled: stay.status !== 'in_house', run: () => setOpen(true) }]);
  if (stay.status !== 'in_house' && made.length === 0) return null;
  const done = (): void => {
    setOpen(false);
    reload();
  };
  return (
    <Panel title={t('key.panel')}>
      {made.length > 0 && <ul className="kr-notes">{made.slice(0, KEYS_SHOWN).map((each) => <KeyLine key={each.key_number} made={each} />)}</ul>}
      {outdated !== null && <Note kind="warning">{t('key.outdated', { date: forms.date(outdated) })}</Note>}
      {stay.status === 'in_house' && <KeyButton size="compact-sm" variant="default" shortcut="Q" onClick={() => setOpen(true)}>{t('key.open')}</KeyButton>}
      {open && <KeyDialog stay={stay} again={made.some((each) => each.answer === 'OK')} onDone={done} onClose={() => setOpen(false)} />}
    </Panel>
  );
}
