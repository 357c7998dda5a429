import { memo } from 'react';
import type { ChartBar, ChartRoom } from '@shared/api/property/chart';
import { dayNumber, type Night } from '@shared/format/dates';
import { useText } from '../text/useText';
import { barAt, conflictsOf, endsMovably, gapsOf, placeOf } from './plan';
import type { ChartWords } from './words';

export const ROW_PX = 30;

export interface Scale {
  from: Night;
  nights: number;
  column: number;
  businessDate: Night;
}

/* The part of a bar that says who: with its marks, so that nothing rests on colour alone. */
export function BarContent({ bar, conflict = false }: { bar: ChartBar; conflict?: boolean }): JSX.Element {
  return (
    <>
      {conflict && <i className="kc-mark kc-mark-conflict">!</i>}
      {bar.do_not_move && <i className="kc-mark">▪</i>}
      {bar.tier !== undefined && <i className="kc-mark">★</i>}
      {(bar.group !== undefined || bar.party_rooms !== undefined) && <i className="kc-mark">⚭</i>}
      <span className="kc-name">{bar.guest_name ?? ''}</span>
    </>
  );
}

interface RowProps {
  room: ChartRoom;
  index: number;
  scale: Scale;
  words: ChartWords;
  typeShown: boolean;
  /* The day the cursor is on, when it is in this row. */
  cursor: number | null;
}

/* One room: its head, its bars, short gaps, and the cell the cursor is on. */
export const ChartRow = memo(function ChartRow({ room, index, scale, words, typeShown, cursor }: RowProps): JSX.Element {
  const t = useText();
  const { from, nights, column, businessDate } = scale;
  const conflicts = conflictsOf(room);
  const start = dayNumber(from);
  return (
    <div className="kc-row" role="row" aria-rowindex={index + 2} data-row={index} style={{ top: index * ROW_PX }}>
      <div className="kc-room" role="rowheader" data-housekeeping={room.housekeeping}>
        <b>{room.room}</b>
        {typeShown && <span>{room.room_type}</span>}
        <i title={t(`chart.housekeeping.${room.housekeeping}`)} aria-label={t(`chart.housekeeping.${room.housekeeping}`)} role="img" />
      </div>
      {gapsOf(room, businessDate).map((gap) => {
        const left = (dayNumber(gap.from) - start + 0.5) * column;
        return <div key={gap.from} className="kc-gap" role="presentation" style={{ left, width: gap.nights * column }} title={t('chart.gap', { count: gap.nights })} />;
      })}
      {room.bars.map((bar, place) => {
        const { left, width, cutLeft, cutRight } = placeOf(bar, from, nights, column);
        const conflict = conflicts.includes(bar);
        const said = words.bar(bar);
        return (
          <div
            key={`${bar.confirmation_number ?? 'outage'}/${bar.line ?? bar.outage}/${bar.from}`}
            className="kc-bar"
            role="gridcell"
            aria-label={said}
            aria-colindex={Math.max(1, dayNumber(bar.from) - start + 2)}
            data-bar={place}
            data-state={bar.state}
            data-conflict={conflict || undefined}
            data-upgrade={(bar.sold_type != null && bar.sold_type !== room.room_type) || undefined}
            data-cut={`${cutLeft ? 'left ' : ''}${cutRight ? 'right' : ''}`}
            title={said}
            style={{ left, width }}
          >
            <BarContent bar={bar} conflict={conflict} />
            {!cutRight && endsMovably(bar) && <span className="kc-end" />}
          </div>
        );
      })}
      {cursor !== null && <CursorCell room={room} scale={scale} words={words} cursor={cursor} />}
    </div>
  );
});

/* The cursor marks the guest it is on, or the free night. */
function CursorCell({ room, scale, words, cursor }: { room: ChartRoom; scale: Scale; words: ChartWords; cursor: number }): JSX.Element {
  const night = scaleNight(scale, cursor);
  const bar = barAt(room, night);
  const place = bar === null ? { left: cursor * scale.column, width: scale.column } : placeOf(bar, scale.from, scale.nights, scale.column);
  return <div id="kc-cursor" className="kc-cursor" role="gridcell" aria-colindex={cursor + 2} aria-selected="true" style={{ left: place.left, width: place.width }} aria-label={words.cell(room, night, bar)} />;
}

export const scaleNight = ({ from }: Scale, day: number): Night => new Date((dayNumber(from) + day) * 86_400_000).toISOString().slice(0, 10);
