import { useCallback, useRef, useState } from 'react';
import * as api from '@shared/api/property';
import type { ChartRoom } from '@shared/api/property/chart';
import type { Problem } from '@shared/api/problem';
import { useAction } from '@shared/api/useAction';
import type { Night } from '@shared/format/dates';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';
import { lives, type Carried, type Verdict } from './plan';

/* One thing that was done on the chart, and how it is undone. */
interface Doing {
  said: string;
  run: (key: string) => Promise<unknown>;
  undo: Doing | null;
}

export interface Moves {
  busy: boolean;
  problem: Problem | null;
  /* What was done last, in words. */
  said: string;
  canUndo: boolean;
  drop: (carried: Carried, room: ChartRoom, verdict: Verdict) => Promise<boolean>;
  takeBack: (carried: Carried) => Promise<boolean>;
  /* The stay was put on other dates: the guest keeps the room, and undoing puts both back. */
  keepRoom: (carried: Carried, span: { from: Night; until: Night }) => Promise<boolean>;
  undo: () => void;
  /* What was refused, once more. */
  again: () => void;
  clear: () => void;
}

/* Puts a guest into a room: who lives here moves now, who is expected is given the room. */
function put(carried: Carried, room: string, otherType: boolean): (key: string) => Promise<unknown> {
  const { bar, guest } = carried;
  const stay = bar?.stay_id;
  if (lives(bar) && stay !== undefined) return (key) => api.move(stay, { room }, key);
  const whole = bar === null || (bar.from === bar.arrival && bar.until === bar.departure);
  const span = whole ? {} : { from: carried.from, until: carried.until };
  return (key) => api.roomGive(guest, { room, ...span, ...(otherType && { another_type: true }) }, key);
}

export function useMoves(onDone: () => void): Moves {
  const t = useText();
  const { forms } = useHotel();
  const action = useAction((doing: Doing, key) => doing.run(key));
  const [done, setDone] = useState<Doing[]>([]);
  const [said, setSaid] = useState('');
  const { run } = action;
  const tried = useRef<Doing | null>(null);

  const act = useCallback(
    async (doing: Doing): Promise<boolean> => {
      tried.current = doing;
      const answer = await run(doing);
      onDone();
      if (answer === null) return false;
      setSaid(doing.said);
      setDone((old) => [...old.filter((each) => each !== doing), ...(doing.undo === null ? [] : [doing.undo])].slice(-20));
      return true;
    },
    [run, onDone],
  );

  const drop = useCallback(
    (carried: Carried, room: ChartRoom, verdict: Verdict): Promise<boolean> => {
      const { guest } = carried;
      if (verdict.kind === 'swap') {
        const { confirmation_number: number, line } = verdict.with;
        const other = { confirmation_number: number ?? '', line: line ?? 1 };
        const swap = (key: string): Promise<unknown> => api.roomSwap(guest, other, t('chart.swapReason'), key);
        const undone: Doing = { said: t('chart.undone', { guest: guest.guest_name }), run: swap, undo: null };
        return act({ said: t('chart.swapped', { guest: guest.guest_name, other: verdict.with.guest_name ?? '' }), run: swap, undo: undone });
      }
      const back = carried.room;
      const undone: Doing = {
        said: t('chart.undone', { guest: guest.guest_name }),
        run: back === null ? (key) => api.roomTakeBack(guest, key) : put(carried, back.room, back.room_type !== guest.sold_type),
        undo: null,
      };
      return act({ said: t('chart.moved', { guest: guest.guest_name, room: room.room }), run: put(carried, room.room, verdict.kind === 'other_type'), undo: undone });
    },
    [act, t],
  );

  const takeBack = useCallback(
    (carried: Carried): Promise<boolean> => {
      const { guest, room } = carried;
      const undone: Doing | null =
        room === null ? null : { said: t('chart.undone', { guest: guest.guest_name }), run: put(carried, room.room, room.room_type !== guest.sold_type), undo: null };
      return act({ said: t('chart.takenBack', { guest: guest.guest_name }), run: (key) => api.roomTakeBack(guest, key), undo: undone });
    },
    [act, t],
  );

  const keepRoom = useCallback(
    (carried: Carried, span: { from: Night; until: Night }): Promise<boolean> => {
      const { guest, room, from, until } = carried;
      const otherType = room !== null && room.room_type !== guest.sold_type;
      const give = (key: string): Promise<unknown> => (room === null ? Promise.resolve() : api.roomGive(guest, { room: room.room, ...(otherType && { another_type: true }) }, key));
      const back = async (key: string): Promise<unknown> => {
        await api.reservationModify(guest.confirmation_number, { rooms: [{ line: guest.line, arrival: from, departure: until }] }, null, `${key}-dates`);
        return give(`${key}-room`);
      };
      const undone: Doing = { said: t('chart.undone', { guest: guest.guest_name }), run: back, undo: null };
      return act({ said: t('chart.shifted', { guest: guest.guest_name, from: forms.dateShort(span.from), until: forms.dateShort(span.until) }), run: give, undo: undone });
    },
    [act, t, forms],
  );

  const undo = useCallback(() => {
    const last = done[done.length - 1];
    if (last !== undefined) void act(last);
  }, [done, act]);

  const again = useCallback(() => {
    if (tried.current !== null) void act(tried.current);
  }, [act]);

  return { busy: action.busy, problem: action.problem, said, canUndo: done.length > 0, drop, takeBack, keepRoom, undo, again, clear: action.clear };
}
