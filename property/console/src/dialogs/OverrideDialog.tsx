import { useState } from 'react';
import { Button, Textarea } from '@mantine/core';
import type { Problem } from '@shared/api/problem';
import type { SisterHotel } from '@shared/api/property/sale';
import { useSession } from '@shared/session/SessionGate';
import { named, useI18n } from '@shared/i18n/i18n';
import { Dialog } from '@shared/ui/Dialog';
import { Note } from '@shared/ui/Notes';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

/* Nobody walks a guest farther than a taxi goes. */
const WALK_KM_MAX = 100;

export interface BeyondRights {
  code: 'rights_exhausted' | 'rights_over';
  roomType: string;
  night: string;
  left: number;
  alternatives: Array<{ room_type: string; left: number }>;
  sisters: SisterHotel[];
}

/* The refusal of a sale that the hotel may not make by itself; null for any other. */
export function beyondRights(problem: Problem | null): BeyondRights | null {
  if (problem === null || (problem.code !== 'rights_exhausted' && problem.code !== 'rights_over')) return null;
  const { room_type: roomType, night, left, alternatives, walk_suggestions: sisters } = problem.document;
  return {
    code: problem.code,
    roomType: String(roomType),
    night: String(night),
    left: Number(left),
    alternatives: (alternatives ?? []) as BeyondRights['alternatives'],
    sisters: (sisters ?? []) as SisterHotel[],
  };
}

function Sisters({ sisters }: { sisters: SisterHotel[] }): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const near = sisters.filter((sister) => sister.distance_km <= WALK_KM_MAX);
  if (near.length === 0) return <p className="kr-muted">{t('override.noSister', { count: WALK_KM_MAX })}</p>;
  return (
    <ul className="kr-sisters">
      {near.map((sister) => (
        <li key={sister.hotel}>
          <span>
            <strong>{named(sister.name, language)}</strong> · {t('override.distance', { count: sister.distance_km })}
          </span>
          <span className="kr-muted">
            {sister.address.street}, {sister.address.postal_code} {sister.address.city} · <a href={`tel:${sister.telephone.replace(/\s/g, '')}`}>{sister.telephone}</a>
          </span>
        </li>
      ))}
    </ul>
  );
}

interface Props {
  short: BeyondRights;
  busy: boolean;
  onOverride: (reason: string) => void;
  onChoose: (roomType: string) => void;
  onClose: () => void;
}

/* The hotel's right is used up: another type, another hotel, or a manager's word. */
export function OverrideDialog({ short, busy, onOverride, onChoose, onClose }: Props): JSX.Element {
  const t = useText();
  const { forms, roomTypeName } = useHotel();
  const { hasRole } = useSession();
  const [reason, setReason] = useState('');
  const others = short.alternatives.filter((each) => each.room_type !== short.roomType);
  const ready = reason.trim() !== '' && !busy;
  const explained = short.code === 'rights_over' ? t('override.over') : t('override.short', { count: short.left, type: roomTypeName(short.roomType), night: forms.dateWithDay(short.night) });
  return (
    <Dialog title={t('override.title')} size="lg" onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) onOverride(reason.trim());
        }}
      >
        <div className="kr-dialog-fields">
          <p>{explained}</p>
          {others.length > 0 && (
            <div>
              <h4>{t('override.others')}</h4>
              <div className="kr-chips">
                {others.map((other) => (
                  <Button key={other.room_type} variant="default" size="compact-md" onClick={() => onChoose(other.room_type)}>
                    {t('now.rooms', { count: other.left, type: roomTypeName(other.room_type) })}
                  </Button>
                ))}
              </div>
            </div>
          )}
          <div>
            <h4>{t('override.walk')}</h4>
            <Sisters sisters={short.sisters} />
          </div>
          {hasRole('manager') ? (
            <Textarea label={t('override.reason')} description={t('override.kept')} value={reason} data-autofocus required rows={2} maxLength={200} onChange={(event) => setReason(event.currentTarget.value)} />
          ) : (
            <Note kind="warning">{t('override.askManager')}</Note>
          )}
        </div>
        <div className="kr-dialog-actions">
          <Button variant="default" onClick={onClose} disabled={busy}>
            {t('back')}
          </Button>
          {hasRole('manager') && (
            <Button type="submit" color="red" loading={busy} disabled={!ready}>
              {t('override.submit')}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}
