import { useEffect } from 'react';
import { Button } from '@mantine/core';
import * as api from '@shared/api/property';
import type { WakeUp } from '@shared/api/property/wakeUp';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { useSession } from '@shared/session/SessionGate';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { useText } from './text/useText';

const REFRESH_MS = 10_000;
/* Technicians see no guests. */
const LISTENERS = ['frontdesk', 'manager', 'housekeeping', 'trainer'];
const TONE_HERTZ = 880;
const TONE_SECONDS = 0.4;
const LOUDNESS = 0.15;

/* One tone. A browser that was not touched yet keeps silent; then the eyes must do. */
function sound(): void {
  try {
    const context = new AudioContext();
    const tone = context.createOscillator();
    const gain = context.createGain();
    tone.frequency.value = TONE_HERTZ;
    gain.gain.value = LOUDNESS;
    tone.connect(gain).connect(context.destination);
    tone.onended = () => void context.close();
    tone.start();
    tone.stop(context.currentTime + TONE_SECONDS);
  } catch {
    /* without sound */
  }
}

function Call({ call, onDone }: { call: WakeUp; onDone: () => void }): JSX.Element {
  const t = useText();
  const close = useAction((outcome: string, key) => api.noteClose(call.note_id, outcome, key));
  const done = async (): Promise<void> => {
    if ((await close.run(t('wakeUp.woken'))) !== null) onDone();
  };
  return (
    <li data-wake-up={call.note_id}>
      <div>
        <strong>{call.due_at}</strong> · <a href={`#/stay/${call.stay_id}`}>{t('device.room', { room: call.room ?? '' })} · {call.guest_name}</a>
        {call.state === 'failed' && <> · {t('wakeUp.failed')}</>}
        {close.problem !== null && <ErrorNote problem={close.problem} />}
      </div>
      <Button size="compact-sm" loading={close.busy} onClick={() => void done()}>{t('wakeUp.done')}</Button>
    </li>
  );
}

/* Wake-up calls that a person must make, on every page of every desk until somebody has made them. */
export function WakeUpAlarm(): JSX.Element | null {
  const t = useText();
  const { hasRole } = useSession();
  const { value, reload } = useLoad(LISTENERS.some(hasRole) ? 'wake-ups' : null, api.wakeUps, REFRESH_MS);
  const due = (value?.items ?? []).filter((each) => each.state !== 'coming');
  const [next] = (value?.items ?? []).filter((each) => each.state === 'coming');
  const rings = due.length > 0;
  useEffect(() => {
    if (rings) sound();
  }, [rings, value]);
  if (!rings) {
    if (value === null || value.exchange || next === undefined) return null;
    return <p className="kr-note kr-note-warning" role="status">{t('wakeUp.coming', { time: next.due_at, room: next.room ?? '' })}</p>;
  }
  return (
    <section className="kr-note kr-note-error kr-wake-ups" role="alert" aria-label={t('wakeUp.title', { count: due.length })}>
      <strong>{t('wakeUp.title', { count: due.length })}</strong>
      <ul className="kr-notes">{due.map((call) => <Call key={call.note_id} call={call} onDone={reload} />)}</ul>
    </section>
  );
}
