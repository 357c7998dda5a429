import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import type { ChartBar, ChartRoom, UnassignedGuest } from '@shared/api/property/chart';
import { useText } from '../text/useText';
import { ChartDays, ChartHead } from './ChartHead';
import { ChartLane, LANE_MAX } from './ChartLane';
import { ChartRow, ROW_PX, scaleNight, type Scale } from './ChartRow';
import { barAt, canMove, type Carried, carriedBar, carriedGuest, endsMovably, endVerdict, isNothing, shiftVerdict, type Verdict, verdictOf } from './plan';
import { useDrag } from './useDrag';
import type { ChartWords } from './words';

export interface Cursor {
  /* Place in the rooms shown; guests without a room stand above them: -1 is the last of them. */
  row: number;
  day: number;
}

/* What the cursor is on, for the line below the chart and the keys of the page. */
export interface Spot {
  text: string;
  bar: ChartBar | null;
  room: ChartRoom | null;
  carried: Carried | null;
}

interface Props {
  rooms: ChartRoom[];
  unassigned: UnassignedGuest[];
  range: Omit<Scale, 'column'>;
  words: ChartWords;
  typeShown: boolean;
  onSee: (first: number, last: number) => void;
  onSpot: (spot: Spot) => void;
  onOpen: (bar: ChartBar) => void;
  onDrop: (carried: Carried, room: ChartRoom, verdict: Verdict) => void;
}

export const HEAD_PX = 96;
const COLUMN_MIN_PX = 26;
const OVERSCAN = 4;
const STEP = 4;
export const HEADER_PX = 38;

function useWidth(frame: React.RefObject<HTMLElement>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return width;
}

/* Which rows are drawn: those seen and some beyond, changed in steps so that scrolling draws seldom. */
function useRows(scroller: React.RefObject<HTMLElement>, count: number, onSee: Props['onSee']): { first: number; last: number } {
  const [rows, setRows] = useState({ first: 0, last: 20 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const look = (): void => {
      const top = Math.floor(element.scrollTop / ROW_PX);
      const first = Math.max(0, Math.floor((top - OVERSCAN) / STEP) * STEP);
      const last = first + Math.ceil((element.clientHeight - HEADER_PX) / ROW_PX / STEP) * STEP + 2 * OVERSCAN;
      setRows((old) => (old.first === first && old.last === last ? old : { first, last }));
      onSee(first, last);
    };
    look();
    element.addEventListener('scroll', look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, [scroller, count, onSee]);
  return rows;
}

export function ChartGrid({ rooms, unassigned, range, words, typeShown, onSee, onSpot, onOpen, onDrop }: Props): JSX.Element {
  const t = useText();
  const frame = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const overlay = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const column = Math.max(COLUMN_MIN_PX, Math.floor((width - HEAD_PX) / range.nights));
  const { from, nights, businessDate } = range;
  const scale = useMemo<Scale>(() => ({ from, nights, businessDate, column }), [from, nights, businessDate, column]);
  const shown = useRows(scroller, rooms.length, onSee);
  const lane = Math.min(unassigned.length, LANE_MAX);
  const [cursor, setCursor] = useState<Cursor>({ row: 0, day: 1 });
  const [carried, setCarried] = useState<Carried | null>(null);
  const pickedUpAt = useRef(cursor);
  const [shift, setShift] = useState(0);
  const row = Math.max(-lane, Math.min(rooms.length - 1, cursor.row));

  const room = row >= 0 ? (rooms[row] ?? null) : null;
  const night = scaleNight(scale, cursor.day);
  const bar = room === null ? null : barAt(room, night);
  const laneGuest = row < 0 ? unassigned[lane + row] : undefined;

  /* What would happen if the guest were put down here. */
  const target = shift !== 0 ? (carried?.room ?? null) : room;
  const verdict = useMemo(() => (carried === null || target === null ? null : shift !== 0 ? endVerdict(carried, shift) : verdictOf(carried, target)), [carried, target, shift]);

  const spotText = useMemo(() => {
    if (carried !== null && verdict !== null && target !== null) return words.verdict(carried, target, verdict);
    if (room !== null) return words.cell(room, night, bar);
    if (laneGuest !== undefined) return words.bar({ ...laneGuest, from: laneGuest.arrival, until: laneGuest.departure, state: 'expected' });
    return '';
  }, [carried, verdict, target, room, night, bar, laneGuest, words]);
  useEffect(() => {
    onSpot({ text: spotText, bar, room, carried });
  }, [spotText, bar, room, carried, onSpot]);

  /* The cursor is never out of sight. */
  useEffect(() => {
    const element = scroller.current;
    if (row < 0) document.getElementById(`kc-lane-${lane + row}`)?.scrollIntoView({ block: 'nearest' });
    if (element === null || row < 0) return;
    const top = row * ROW_PX;
    const height = element.clientHeight - HEADER_PX;
    if (top < element.scrollTop) element.scrollTop = top;
    if (top + ROW_PX > element.scrollTop + height) element.scrollTop = top + ROW_PX - height;
  }, [row, lane]);

  const pickUp = useCallback((): void => {
    pickedUpAt.current = { row, day: cursor.day };
    if (laneGuest !== undefined) {
      setCarried(carriedGuest(laneGuest));
      setCursor((old) => ({ ...old, row: 0 }));
    } else if (room !== null && bar !== null && canMove(bar)) {
      setCarried(carriedBar(bar, room, businessDate));
    }
    setShift(0);
  }, [laneGuest, room, bar, businessDate, row, cursor.day]);

  const putDown = useCallback((): void => {
    if (carried === null) return;
    if (verdict?.kind === 'taken' || verdict?.kind === 'out') return;
    if (verdict !== null && target !== null && !isNothing(verdict)) onDrop(carried, target, verdict);
    setCarried(null);
    setShift(0);
  }, [carried, verdict, target, onDrop]);

  const step = (rows: number, days: number): void => {
    setCursor((old) => ({
      row: Math.max(carried === null ? -lane : 0, Math.min(rooms.length - 1, row + rows)),
      day: Math.max(0, Math.min(nights - 1, old.day + days)),
    }));
  };
  const onKey = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 300) / ROW_PX) - 1);
    const moves: Record<string, [number, number]> = {
      ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1], PageDown: [page, 0], PageUp: [-page, 0], Home: [0, -nights], End: [0, nights],
    };
    const move = moves[event.key];
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (move !== undefined) {
      if (event.shiftKey && carried !== null && move[1] !== 0) setShift(carried.bar !== null && endsMovably(carried.bar) ? shift + move[1] : 0);
      else step(...move);
    } else if (event.key === 'Enter') {
      if (carried === null) pickUp();
      else putDown();
    } else if (event.key === 'Escape' && carried !== null) {
      setCarried(null);
      setCursor(pickedUpAt.current);
      setShift(0);
    } else {
      return;
    }
    event.preventDefault();
  };

  const onClick = (event: MouseEvent): void => {
    if (frame.current?.dataset.dropped !== undefined || scroller.current === null) return;
    const box = scroller.current.getBoundingClientRect();
    const at = Math.floor((event.clientY - box.top - HEADER_PX + scroller.current.scrollTop) / ROW_PX);
    const day = Math.floor((event.clientX - box.left + scroller.current.scrollLeft - HEAD_PX) / column);
    const element = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-bar]') : null;
    const hit = element === null ? undefined : rooms[at]?.bars[Number(element.dataset.bar)];
    if (at < 0 || at >= rooms.length || event.clientY < box.top + HEADER_PX) return;
    const start = hit === undefined ? day : Math.round((Date.parse(hit.from) - Date.parse(from)) / 86_400_000);
    setCursor({ row: at, day: Math.max(0, Math.min(nights - 1, start)) });
    scroller.current.focus({ preventScroll: true });
    if (event.detail === 2 && hit !== undefined) onOpen(hit);
  };

  const carriedOf = (element: HTMLElement): Carried | null => {
    const place = Number(element.dataset.bar);
    if (element.dataset.lane !== undefined) {
      const guest = unassigned[place];
      return guest === undefined ? null : carriedGuest(guest);
    }
    const from = rooms[Number(element.closest<HTMLElement>('[data-row]')?.dataset.row)];
    const hit = from?.bars[place];
    return from === undefined || hit === undefined || !canMove(hit) ? null : carriedBar(hit, from, businessDate);
  };
  useDrag(
    { frame, scroller, overlay },
    {
      column,
      grab: carriedOf,
      roomAt: (y) => {
        const element = scroller.current;
        if (element === null) return null;
        const box = element.getBoundingClientRect();
        if (y < box.top + HEADER_PX || y > box.bottom) return null;
        const at = Math.floor((y - box.top - HEADER_PX + element.scrollTop) / ROW_PX);
        const found = rooms[at];
        return found ?? null;
      },
      verdict: (what, target, days) => (days === 0 ? null : shiftVerdict(what, days, businessDate)) ?? verdictOf(what, target),
      words: words.verdict,
      endVerdict,
      drop: (what, target, verdict) => {
        if (!isNothing(verdict)) onDrop(what, target, verdict);
      },
    },
  );

  const drawn = rooms.slice(shown.first, shown.last);
  return (
    <div className="kc-frame" ref={frame} data-carrying={carried !== null || undefined}>
      {unassigned.length > 0 && (
        <ChartLane guests={unassigned} scale={scale} words={words} cursor={row < 0 ? lane + row : null} onPick={(index) => setCursor({ row: index - lane, day: cursor.day })} onKey={onKey} />
      )}
      <div className="kc-scroller" ref={scroller} role="grid" tabIndex={0} aria-label={t('chart.grid')} aria-rowcount={rooms.length + 1} aria-colcount={nights + 1} aria-activedescendant={row >= 0 ? 'kc-cursor' : undefined} onKeyDown={onKey} onClick={onClick}>
        <ChartHead scale={scale} />
        <div className="kc-inner" role="rowgroup" style={{ height: rooms.length * ROW_PX, width: HEAD_PX + nights * column }}>
          <ChartDays scale={scale} />
          {drawn.map((each, index) => (
            <ChartRow key={each.room} room={each} index={shown.first + index} scale={scale} words={words} typeShown={typeShown} cursor={shown.first + index === row ? cursor.day : null} />
          ))}
        </div>
      </div>
      <div className="kc-overlay" ref={overlay} aria-hidden="true" />
    </div>
  );
}
