import type { KeyboardEvent } from 'react';
import type { ChartBar, UnassignedGuest } from '@shared/api/property/chart';
import { useText } from '../text/useText';
import { BarContent, ROW_PX, type Scale } from './ChartRow';
import { placeOf } from './plan';
import type { ChartWords } from './words';

/* More guests than these are counted, not shown: a filter or fewer days brings them up. */
export const LANE_MAX = 60;

const barOf = (guest: UnassignedGuest): ChartBar => ({ ...guest, from: guest.arrival, until: guest.departure, state: 'expected' });

interface Props {
  guests: UnassignedGuest[];
  scale: Scale;
  words: ChartWords;
  /* Which guest the cursor is on. */
  cursor: number | null;
  onPick: (index: number) => void;
  onKey: (event: KeyboardEvent) => void;
}

/* Guests who have no room yet, over the same days: dragged down onto a room, or picked up with Enter. */
export function ChartLane({ guests, scale, words, cursor, onPick, onKey }: Props): JSX.Element {
  const t = useText();
  return (
    <div className="kc-lane" tabIndex={-1}>
      <div role="listbox" tabIndex={0} aria-activedescendant={cursor === null ? undefined : `kc-lane-${cursor}`} onKeyDown={onKey} aria-label={t('chart.lane', { count: guests.length })}>
        {guests.slice(0, LANE_MAX).map((guest, index) => {
          const bar = barOf(guest);
          const { left, width } = placeOf(bar, scale.from, scale.nights, scale.column);
          return (
            <div key={`${guest.confirmation_number}/${guest.line}`} className="kc-lane-row" id={`kc-lane-${index}`} role="option" aria-selected={cursor === index} aria-label={`${guest.sold_type}: ${words.bar(bar)}`} style={{ height: ROW_PX }} onClick={() => onPick(index)}>
              <div className="kc-room">
                <span>{guest.sold_type}</span>
              </div>
              <div className="kc-bar" data-lane={index} data-bar={index} data-state="expected" style={{ left, width }} title={words.bar(bar)}>
                <BarContent bar={bar} />
              </div>
            </div>
          );
        })}
      </div>
      {guests.length > LANE_MAX && <p className="kc-lane-more">{t('chart.laneMore', { count: guests.length - LANE_MAX })}</p>}
    </div>
  );
}
