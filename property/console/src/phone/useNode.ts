import { useCallback, useEffect, useRef, useState } from 'react';
import { clientSetCsrfToken, newRereader } from '@shared/api/client';
import { asProblem, type Problem } from '@shared/api/problem';
import { newIdempotencyKey } from '@shared/api/idempotency';
import { sessionClose, sessionCurrent, sessionOpen } from '@shared/api/session';
import { changesSince } from '@shared/api/property/chart';
import { CHECKLIST_AT, SHEETS_AT, type ChecklistItem, type TaskSheets } from '@shared/api/property/housekeeping';
import { MINIBAR_AT, type Minibar } from '@shared/api/property/minibar';
import { ROOMS_AT, type Room } from '@shared/api/property/room';
import type { Listed } from '@shared/api/types';
import { scanPrepare } from './scan';
import { isSaid, sendToNode, waitingRead, waitingSend, waitingWrite, withDay, withWaiting, type Waiting } from './outbox';

const EVERY_MS = 5_000;
/* Fingers tap twice, and by then another button may stand under them. */
const SETTLES_MS = 350;
const KNOWN_AS = 'keyrack-phone-known';

/* What the phone knows, also after it was closed and opened where the wireless does not reach. */
interface Known {
  user: string;
  name: string;
  sheets: TaskSheets | null;
  rooms: Room[];
  checklist: ChecklistItem[];
  /* Missing in what an earlier page has kept. */
  minibar?: Minibar | null;
  at: string;
}

export type Line = 'asking' | 'online' | 'offline' | 'signed_out';

export interface Node {
  line: Line;
  known: Known | null;
  sheets: TaskSheets | null;
  waiting: Waiting[];
  problem: Problem | null;
  /* Something was noted this moment: a second tap would not be meant. */
  settling: boolean;
  signIn: (user: string, password: string) => Promise<void>;
  signOut: () => Promise<void>;
  /* Notes it in the phone and sends it as soon as the node can be reached. */
  put: (what: string, room: string, path: string, body: Record<string, unknown>) => void;
  drop: (key: string) => void;
}

function knownRead(): Known | null {
  try {
    return JSON.parse(window.localStorage.getItem(KNOWN_AS) ?? 'null') as Known | null;
  } catch {
    return null;
  }
}

export function useNode(): Node {
  const [known, setKnown] = useState<Known | null>(knownRead);
  const [waiting, setWaiting] = useState<Waiting[]>(() => waitingRead(window.localStorage));
  const [line, setLine] = useState<Line>('asking');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [settling, setSettling] = useState(0);
  const reread = useRef(newRereader());
  const seen = useRef<{ number: number; user: string } | null>(null);
  const busy = useRef(false);
  const again = useRef(false);

  const keep = useCallback((next: Known | null) => {
    if (next === null) window.localStorage.removeItem(KNOWN_AS);
    else window.localStorage.setItem(KNOWN_AS, JSON.stringify(next));
    setKnown(next);
  }, []);

  /* Nothing, when nothing was written at the hotel and nothing waits here: one small question tells. Otherwise who is here, then what waits, then how things stand now: in this order, so that what is shown has in it what was done. */
  const round = useCallback(async (): Promise<void> => {
    const number = await changesSince(0);
    if (seen.current?.number === number && !waitingRead(window.localStorage).some((each) => each.state === 'waiting' && each.user === seen.current?.user)) {
      setKnown((before) => before && { ...before, at: new Date().toISOString() });
      return setLine('online');
    }
    const session = await sessionCurrent();
    clientSetCsrfToken(session.csrf_token);
    /* What somebody else left on this phone is not shown to, nor done in the name of, whoever is here now. */
    if (knownRead()?.user !== session.user) keep({ user: session.user, name: session.name, sheets: null, rooms: [], checklist: [], minibar: null, at: new Date().toISOString() });
    const outcome = await waitingSend(window.localStorage, session.user, sendToNode, setWaiting);
    if (outcome === 'signed_out') return setLine('signed_out');
    if (outcome === 'unreachable') return setLine('offline');
    const read = reread.current;
    const [sheets, list, items, bar] = await Promise.all([read<TaskSheets>(SHEETS_AT), read<Listed<Room>>(ROOMS_AT), read<Listed<ChecklistItem>>(CHECKLIST_AT), read<Minibar>(MINIBAR_AT)]);
    keep({ user: session.user, name: session.name, sheets, rooms: list.items, checklist: items.items, minibar: bar, at: new Date().toISOString() });
    seen.current = { number, user: session.user };
    setLine('online');
  }, [keep]);

  const sync = useCallback(async (): Promise<void> => {
    if (busy.current) {
      again.current = true;
      return;
    }
    busy.current = true;
    try {
      await round();
    } catch (error) {
      seen.current = null;
      setLine(asProblem(error).status === 401 ? 'signed_out' : 'offline');
    } finally {
      busy.current = false;
    }
    if (again.current) {
      again.current = false;
      void sync();
    }
  }, [round]);

  useEffect(() => {
    const now = (): void => void sync();
    /* Somebody else may have signed in meanwhile. */
    const anew = (): void => {
      seen.current = null;
      now();
    };
    now();
    const timer = window.setInterval(now, EVERY_MS);
    window.addEventListener('online', anew);
    document.addEventListener('visibilitychange', anew);
    return () => {
      window.clearInterval(timer);
      window.removeEventListener('online', anew);
      document.removeEventListener('visibilitychange', anew);
    };
  }, [sync]);

  useEffect(() => {
    if (line === 'online') scanPrepare();
  }, [line]);

  const change = useCallback((list: Waiting[]) => {
    waitingWrite(window.localStorage, list);
    setWaiting(list);
  }, []);

  const put = useCallback(
    (what: string, room: string, path: string, body: Record<string, unknown>) => {
      const list = waitingRead(window.localStorage);
      const next: Waiting = { key: newIdempotencyKey(), user: known?.user ?? '', at: new Date().toISOString(), path, body: withDay(path, body, known?.sheets?.business_date), room, what, state: 'waiting' };
      if (isSaid(list, next)) return;
      change([...list, next]);
      setSettling((count) => count + 1);
      window.setTimeout(() => setSettling((count) => count - 1), SETTLES_MS);
      void sync();
    },
    [change, sync, known?.user, known?.sheets?.business_date],
  );

  const drop = useCallback((key: string) => change(waitingRead(window.localStorage).filter((each) => each.key !== key)), [change]);

  const signIn = useCallback(
    async (user: string, password: string) => {
      setProblem(null);
      try {
        const session = await sessionOpen(user, password, newIdempotencyKey());
        seen.current = null;
        clientSetCsrfToken(session.csrf_token);
        await sync();
      } catch (error) {
        setProblem(asProblem(error));
      }
    },
    [sync],
  );

  const signOut = useCallback(async () => {
    await sessionClose().catch(() => undefined);
    keep(null);
    setLine('signed_out');
  }, [keep]);

  const own = waiting.filter((each) => each.user === known?.user);
  const sheets = known?.sheets ? withWaiting(known.sheets, own) : null;
  return { line, known, sheets, waiting: own, problem, settling: settling > 0, signIn, signOut, put, drop };
}
