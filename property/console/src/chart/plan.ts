import type { ChartBar, ChartRoom, ChartState, UnassignedGuest } from '@shared/api/property/chart';
import { addDays, dayNumber, nightOfDayNumber, type Night } from '@shared/format/dates';

/* What the tape chart knows by itself: what stands where, what may be put where and what stands in the way. Pure; the hotel's node
 * decides again when something is dropped. */

/* A guest that is carried: from a room, or from the lane of those who have none. */
export interface Carried {
  guest: { confirmation_number: string; line: number; guest_name: string; sold_type: string };
  bar: ChartBar | null;
  room: ChartRoom | null;
  /* The nights that would change rooms: [from, until). */
  from: Night;
  until: Night;
}

export type Verdict =
  | { kind: 'same' }
  | { kind: 'free' }
  | { kind: 'other_type' }
  | { kind: 'swap'; with: ChartBar }
  | { kind: 'taken'; by: ChartBar }
  | { kind: 'out'; by: ChartBar }
  /* The whole stay on other dates, in the same room. */
  | { kind: 'dates'; from: Night; until: Night }
  /* The same room, until another day. */
  | { kind: 'until'; until: Night }
  | { kind: 'past' };

/* Nothing can be done, or need be. */
export const isNothing = ({ kind }: Verdict): boolean => kind === 'same' || kind === 'taken' || kind === 'out' || kind === 'past';

const MOVABLE: ChartState[] = ['expected', 'in_house', 'due_out', 'moving'];

export const overlaps = (a: { from: Night; until: Night }, b: { from: Night; until: Night }): boolean => a.from < b.until && b.from < a.until;

const sameGuest = (bar: ChartBar, guest: { confirmation_number: string; line: number }): boolean =>
  bar.confirmation_number === guest.confirmation_number && bar.line === guest.line;

export const canMove = (bar: ChartBar): boolean => MOVABLE.includes(bar.state) && bar.do_not_move !== true && bar.day_use !== true;

/* Whether somebody is in the room already. */
export const lives = (bar: ChartBar | null): boolean => bar?.state === 'in_house' || bar?.state === 'due_out';

/* Whether the end of the stay can be dragged: where the guest really leaves, not where rooms are changed. */
export const endsMovably = (bar: ChartBar): boolean => (bar.state === 'expected' || bar.state === 'in_house' || bar.state === 'due_out') && bar.day_use !== true && bar.until === bar.departure;

/* The nights of a bar that would change rooms: what is slept already stays where it is. */
export function carriedBar(bar: ChartBar, room: ChartRoom, businessDate: Night): Carried | null {
  if (bar.confirmation_number === undefined || bar.line === undefined) return null;
  const begins = bar.state === 'expected' || bar.state === 'moving' || bar.from > businessDate ? bar.from : businessDate;
  return {
    guest: { confirmation_number: bar.confirmation_number, line: bar.line, guest_name: bar.guest_name ?? '', sold_type: bar.sold_type ?? room.room_type },
    bar,
    room,
    from: begins,
    until: bar.until,
  };
}

export const carriedGuest = (guest: UnassignedGuest): Carried => ({ guest, bar: null, room: null, from: guest.arrival, until: guest.departure });

function swapPossible(carried: Carried, other: ChartBar): boolean {
  const whole = (bar: ChartBar): boolean => bar.from === bar.arrival || bar.state === 'in_house';
  return carried.bar !== null && canMove(other) && other.from <= carried.from && other.until === carried.until && (other.from === carried.from || other.state === 'in_house') && whole(other);
}

function firstInTheWay(room: ChartRoom, guest: Carried['guest'], span: { from: Night; until: Night }): Verdict | null {
  const first = room.bars.find((other) => other.state !== 'checked_out' && !sameGuest(other, guest) && overlaps(other, span));
  if (first === undefined) return null;
  return first.state === 'outage' ? { kind: 'out', by: first } : { kind: 'taken', by: first };
}

/* What would happen if the guest left so many days later, or earlier. */
export function endVerdict({ guest, room, until }: Carried, days: number): Verdict {
  const end = addDays(until, days);
  return (room === null ? null : firstInTheWay(room, guest, { from: until, until: end })) ?? { kind: 'until', until: end };
}

/* What would happen if an expected guest came so many days later, for as many nights, into the same room; null: this stay is not put on
 * other dates by hand. */
export function shiftVerdict({ guest, bar, room, from, until }: Carried, days: number, businessDate: Night): Verdict | null {
  if (bar === null || room === null || bar.state !== 'expected' || bar.from !== bar.arrival || bar.until !== bar.departure) return null;
  const span = { from: addDays(from, days), until: addDays(until, days) };
  if (span.from < businessDate) return { kind: 'past' };
  return firstInTheWay(room, guest, span) ?? { kind: 'dates', ...span };
}

/* What would happen if the guest were put into this room. */
export function verdictOf(carried: Carried, room: ChartRoom): Verdict {
  if (carried.room?.room === room.room) return { kind: 'same' };
  const span = { from: carried.from, until: carried.until };
  const inTheWay = room.bars.filter((bar) => bar.state !== 'checked_out' && !sameGuest(bar, carried.guest) && overlaps(bar, span));
  const [first] = inTheWay;
  if (first === undefined) return { kind: room.room_type === carried.guest.sold_type ? 'free' : 'other_type' };
  if (first.state === 'outage') return { kind: 'out', by: first };
  return inTheWay.length === 1 && swapPossible(carried, first) ? { kind: 'swap', with: first } : { kind: 'taken', by: first };
}

/* The bar that covers a day, the later one where one leaves and another comes. */
export function barAt(room: ChartRoom, night: Night): ChartBar | null {
  return room.bars.find((bar) => bar.from <= night && (night < bar.until || (bar.from === bar.until && night === bar.from))) ?? null;
}

/* Guests who hold the same night of one room: one should have left, the other comes. */
export function conflictsOf(room: ChartRoom): ChartBar[] {
  return room.bars.filter((bar) => bar.state !== 'checked_out' && room.bars.some((other) => other !== bar && other.state !== 'checked_out' && overlaps(bar, other)));
}

export interface Gap {
  from: Night;
  nights: number;
}

const GAP_MAX = 2;

/* Short gaps between two guests, which are hard to sell: from tonight on. */
export function gapsOf(room: ChartRoom, businessDate: Night): Gap[] {
  const gaps: Gap[] = [];
  for (let index = 1; index < room.bars.length; index += 1) {
    const before = room.bars[index - 1] as ChartBar;
    const after = room.bars[index] as ChartBar;
    const nights = dayNumber(after.from) - dayNumber(before.until);
    if (nights > 0 && nights <= GAP_MAX && before.until >= businessDate) gaps.push({ from: before.until, nights });
  }
  return gaps;
}

/* ---- where things stand, in columns of one day ---- */

export interface Place {
  left: number;
  width: number;
  cutLeft: boolean;
  cutRight: boolean;
}

/* A night reaches from the middle of its day to the middle of the next: so one who leaves and one who comes stand side by side. */
export function placeOf(bar: { from: Night; until: Night; arrival?: Night | null; departure?: Night | null }, from: Night, nights: number, column: number): Place {
  const start = dayNumber(from);
  const first = dayNumber(bar.from) - start;
  const last = dayNumber(bar.until) - start;
  const cutLeft = first <= 0 && bar.arrival != null && bar.arrival < from;
  const cutRight = last >= nights && bar.departure != null && dayNumber(bar.departure) - start > nights;
  const left = cutLeft ? 0 : (first + 0.5) * column;
  const right = cutRight ? nights * column : Math.min(nights, last + 0.5) * column;
  return { left: left + 1, width: Math.max(column * 0.4, right - left - 2), cutLeft, cutRight };
}

/* ---- filters ---- */

export interface ChartFilter {
  floor: string;
  roomType: string;
  state: string;
  text: string;
}

export const NO_FILTER: ChartFilter = { floor: '', roomType: '', state: '', text: '' };

/* The floor as the number of the room says it: all but the last two digits. */
export const floorOf = (room: string): string => /^(.*?)\d{2}$/.exec(room)?.[1] ?? '';

function stateFits(room: ChartRoom, state: string, tonight: Night): boolean {
  const bars = room.bars.filter((bar) => bar.state !== 'checked_out');
  if (state === 'free') return !bars.some((bar) => overlaps(bar, { from: tonight, until: nightOfDayNumber(dayNumber(tonight) + 1) }));
  if (state === 'arriving') return bars.some((bar) => bar.state === 'expected' && bar.arrival === tonight);
  if (state === 'conflict') return conflictsOf(room).length > 0;
  if (state === 'dirty') return room.housekeeping !== 'clean' && room.housekeeping !== 'inspected';
  return bars.some((bar) => bar.state === state);
}

export function roomFits(room: ChartRoom, filter: ChartFilter, tonight: Night): boolean {
  return (
    (filter.floor === '' || floorOf(room.room) === filter.floor) &&
    (filter.roomType === '' || room.room_type === filter.roomType) &&
    (filter.text === '' || room.room.toLowerCase().includes(filter.text.toLowerCase())) &&
    (filter.state === '' || stateFits(room, filter.state, tonight))
  );
}
