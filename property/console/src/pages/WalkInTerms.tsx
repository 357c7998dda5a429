import { Checkbox, Select, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Offer } from '@shared/api/types';
import { useLoad } from '@shared/api/useLoad';
import { addDays } from '@shared/format/dates';
import { useSession } from '@shared/session/SessionGate';
import { AmountField } from '@shared/ui/AmountField';
import { CountField } from '@shared/ui/CountField';
import { Panel } from '@shared/ui/Page';
import { useHotel } from '../hotel';
import { freeRooms } from '../rooms';
import { useText } from '../text/useText';

export const ROOMS_MAX = 9;

/* How many rooms; of a single one which, and at what price of the desk's own. */
export interface Terms {
  count: number;
  room: string;
  own: boolean;
  priceMinor: number | null;
  reason: string;
}

export const noTerms: Terms = { count: 1, room: '', own: false, priceMinor: null, reason: '' };

/* A price of the desk's own says why. */
export const termsReady = (terms: Terms): boolean => !terms.own || (terms.priceMinor !== null && terms.reason.trim() !== '');

export function termsBody(terms: Terms): Pick<api.WalkIn, 'room' | 'price_minor' | 'price_reason'> {
  return {
    ...(terms.room !== '' && { room: terms.room }),
    ...(terms.own && terms.priceMinor !== null && { price_minor: terms.priceMinor, price_reason: terms.reason.trim() }),
  };
}

interface Props {
  offer: Offer;
  /* Sold one by one. */
  dayUse: boolean;
  terms: Terms;
  onChange: (terms: Terms) => void;
}

export function WalkInTerms({ offer, dayUse, terms, onChange }: Props): JSX.Element {
  const t = useText();
  const { status } = useHotel();
  const single = dayUse || terms.count === 1;
  const { hasRole } = useSession();
  const today = status.business_date;
  const rooms = useLoad('rooms', api.rooms);
  const plan = useLoad(`plan/${today}`, (signal) => api.roomPlan(today, addDays(today, 1), signal));
  const held = new Set((plan.value ?? []).map((block) => block.room));
  const free = freeRooms(rooms.value ?? [], offer.room_type).filter((room) => !held.has(room.room));
  const known = free.some((room) => room.room === terms.room);
  return (
    <Panel title={t('walkIn.terms')}>
      <div className="kr-fields kr-fields-tight">
        {!dayUse && <CountField label={t('walkIn.rooms')} value={terms.count} min={1} max={ROOMS_MAX} onChange={(count) => onChange({ ...terms, count, own: terms.own && count === 1 })} />}
        {single && (
          <Select
            label={t('line.room')}
            searchable
            allowDeselect={false}
            value={known ? terms.room : ''}
            onChange={(room) => onChange({ ...terms, room: room ?? '' })}
            data={[{ value: '', label: t('walkIn.anyRoom') }, ...free.map((room) => ({ value: room.room, label: `${room.room} · ${t(`housekeeping.${room.housekeeping}`)}` }))]}
          />
        )}
      </div>
      {single && hasRole('manager') && <Checkbox label={t('walkIn.ownPrice')} checked={terms.own} onChange={(event) => onChange({ ...terms, own: event.currentTarget.checked })} />}
      {single && terms.own && (
        <div className="kr-fields kr-fields-tight">
          <AmountField label={t('walkIn.price')} currency={offer.currency} value={terms.priceMinor} onChange={(priceMinor) => onChange({ ...terms, priceMinor })} />
          <TextInput label={t('walkIn.reason')} value={terms.reason} maxLength={500} onChange={(event) => onChange({ ...terms, reason: event.currentTarget.value })} />
        </div>
      )}
    </Panel>
  );
}
