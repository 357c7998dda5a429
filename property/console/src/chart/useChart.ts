import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import * as api from '@shared/api/property';
import type { ChartRoom, UnassignedGuest } from '@shared/api/property/chart';
import { asProblem, type Problem } from '@shared/api/problem';
import { useChanges } from '@shared/api/useChanges';
import type { Night } from '@shared/format/dates';

/* The first piece is what a screen shows; the rest follows in larger ones. */
const FIRST_ROOMS = 40;
const MORE_ROOMS = 100;
/* Pieces that nobody looks at are brought up to date one by one, so that the desk is not kept busy. */
const UNSEEN_PAUSE_MS = 1_500;

interface Piece {
  after: number;
  size: number;
  rooms: ChartRoom[];
  /* Where the next one begins; null: there is none. */
  next: number | null;
  /* Of which turn it is. */
  turn: number;
}

export interface Chart {
  rooms: ChartRoom[];
  total: number;
  unassigned: UnassignedGuest[];
  problem: Problem | null;
  loaded: boolean;
  /* Tells which rooms are seen, by their places in `rooms`. */
  see: (first: number, last: number) => void;
  reload: () => void;
}

const pause = (durationMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, durationMs));

function without(pieces: Piece[]): Piece[] {
  return pieces.map((piece) => ({ ...piece, turn: -1, rooms: piece.rooms.map((room) => ({ ...room, bars: [] })) }));
}

/* The chart of some nights, read in pieces and kept fresh: at once where somebody looks, soon elsewhere. */
export function useChart(from: Night, nights: number): Chart {
  const [pieces, setPieces] = useState<Piece[]>([]);
  const [total, setTotal] = useState(0);
  const [unassigned, setUnassigned] = useState<UnassignedGuest[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [turn, setTurn] = useState(0);
  const latest = useRef(pieces);
  const seen = useRef({ first: 0, last: FIRST_ROOMS });
  const asked = useRef('');

  const keep = useCallback((next: Piece[]) => {
    latest.current = next;
    setPieces(next);
  }, []);

  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    const question = `${from}/${nights}`;
    if (asked.current !== question) keep(without(latest.current));
    asked.current = question;

    const read = async (after: number, size: number): Promise<void> => {
      const piece = await api.chartPiece({ from, nights, after_position: after, rooms: size }, signal);
      if (signal.aborted) return;
      const made: Piece = { after, size, rooms: piece.rooms, next: piece.next_position, turn };
      const known = latest.current.some((each) => each.after === after);
      keep(known ? latest.current.map((each) => (each.after === after ? made : each)) : [...latest.current, made]);
      setTotal(piece.rooms_total);
      setProblem(null);
    };
    const isSeen = (piece: Piece): boolean => {
      const begins = latest.current.slice(0, latest.current.indexOf(piece)).reduce((sum, each) => sum + each.rooms.length, 0);
      return begins <= seen.current.last && begins + piece.rooms.length >= seen.current.first;
    };
    /* What is old: first what is seen, then what has no bars at all, then the rest without haste. */
    const refresh = async (): Promise<void> => {
      for (let hurry = true; !signal.aborted; ) {
        const old = latest.current.filter((piece) => piece.turn !== turn);
        const next = old.find(isSeen) ?? old.find((piece) => piece.turn < 0) ?? old[0];
        if (next === undefined) return;
        if (!isSeen(next) && next.turn >= 0 && !hurry) await pause(UNSEEN_PAUSE_MS);
        hurry = false;
        if (!signal.aborted && next.turn !== turn) await read(next.after, next.size);
      }
    };
    const readAll = async (): Promise<void> => {
      if (latest.current.length === 0) await read(0, FIRST_ROOMS);
      for (const piece of latest.current.filter((each) => each.turn !== turn && isSeen(each))) await read(piece.after, piece.size);
      const guests = await api.unassignedGuests({ from, nights }, signal);
      if (!signal.aborted) setUnassigned(guests);
      for (let next = latest.current[latest.current.length - 1]?.next ?? null; next !== null && !signal.aborted; ) {
        await read(next, MORE_ROOMS);
        next = latest.current[latest.current.length - 1]?.next ?? null;
      }
      await refresh();
    };
    readAll().catch((error) => !signal.aborted && setProblem(asProblem(error)));
    return () => abort.abort();
  }, [from, nights, turn, keep]);

  const reload = useCallback(() => setTurn((old) => old + 1), []);
  useChanges(api.changeWait, reload);
  const see = useCallback((first: number, last: number) => {
    seen.current = { first, last };
  }, []);
  const rooms = useMemo(() => pieces.flatMap((piece) => piece.rooms), [pieces]);
  return { rooms, total, unassigned, problem, loaded: pieces.length > 0 && pieces[0]?.turn !== -1, see, reload };
}
