import { useState } from 'react';
import { NativeSelect } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Device, DeviceChoice } from '@shared/api/property/device';
import type { Problem } from '@shared/api/problem';
import { useLoad } from '@shared/api/useLoad';
import { named, useI18n } from '@shared/i18n/i18n';
import { useText } from './text/useText';

const LOCKS = 'DL';
const STORED_AS = 'keyrack-encoder';
/* A lock system that names no encoders has one. */
const ONLY_CODER = '1';

interface Encoder {
  value: string;
  label: string;
  device: Device;
  coder: string;
}

export interface Encoders {
  all: Encoder[];
  chosen: Encoder | null;
  choose: (value: string) => void;
  doors: DeviceChoice[];
  loaded: boolean;
  problem: Problem | null;
}

const KEY_FAILURES = ['BY', 'DN', 'NR', 'RY', 'UR'] as const;

/* Why a lock system did not do what it was asked, in words. */
export const keyFailure = (answer: string): `key.failed.${(typeof KEY_FAILURES)[number] | 'other'}` => `key.failed.${KEY_FAILURES.find((each) => each === answer) ?? 'other'}`;

/* The encoders of the house, and the one beside this computer: chosen once, it stays chosen on it. */
export function useEncoders(): Encoders {
  const { language } = useI18n();
  const { value, problem } = useLoad('devices', api.devices);
  const [stored, setStored] = useState(() => window.localStorage.getItem(STORED_AS));
  const all = (value ?? []).filter((device) => device.family === LOCKS).flatMap((device) => {
    const coders = device.coders.length > 0 ? device.coders : [{ number: ONLY_CODER, name: device.name }];
    return coders.map((coder) => ({ value: `${device.interface}/${coder.number}`, label: named(coder.name, language), device, coder: coder.number }));
  });
  const chosen = all.find((each) => each.value === stored) ?? all[0] ?? null;
  const choose = (next: string): void => {
    window.localStorage.setItem(STORED_AS, next);
    setStored(next);
  };
  return { all, chosen, choose, doors: chosen?.device.doors ?? [], loaded: value !== null, problem };
}

export function EncoderSelect({ encoders }: { encoders: Encoders }): JSX.Element | null {
  const t = useText();
  if (encoders.all.length < 2) return null;
  return <NativeSelect label={t('key.encoder')} description={t('key.encoderHint')} data={encoders.all.map(({ value, label }) => ({ value, label }))} value={encoders.chosen?.value ?? ''} onChange={(event) => encoders.choose(event.currentTarget.value)} />;
}
