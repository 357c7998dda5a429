import { request } from '@shared/api/client';
import { asProblem, type Problem } from '@shared/api/problem';
import type { TaskSheets, TaskStatus } from '@shared/api/property/housekeeping';

/* What an attendant did on the phone and the hotel's node has not answered yet. Kept in the phone, sent in order, each under its own key:
 * what was sent before the wireless dropped and is sent again is done once. What the node refuses stays to be looked at, and does not hold
 * up what follows. */

export interface Waiting {
  key: string;
  user: string;
  at: string;
  path: string;
  body: Record<string, unknown>;
  room: string;
  /* Name of its text: "phone.did.<what>". */
  what: string;
  state: 'waiting' | 'refused';
  code?: string;
  detail?: string;
}

export interface Store {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
}

const STORED_AS = 'keyrack-phone-waiting';

export function waitingRead(store: Store): Waiting[] {
  try {
    const list = JSON.parse(store.getItem(STORED_AS) ?? '[]') as unknown;
    return Array.isArray(list) ? (list as Waiting[]) : [];
  } catch {
    return [];
  }
}

export function waitingWrite(store: Store, list: Waiting[]): void {
  store.setItem(STORED_AS, JSON.stringify(list));
}

export type Sender = (each: Waiting) => Promise<unknown>;

export const sendToNode: Sender = (each) => request('POST', each.path, each.body, { idempotencyKey: each.key });

/* Nobody knows whether it was done, nobody was there to ask, or the node has no room for it now: it stays, and everything behind it. */
const comesLater = (problem: Problem): boolean => problem.outcomeUnknown || problem.status === 401 || problem.code === 'disk_full';

export type Outcome = 'sent' | 'unreachable' | 'signed_out';

/* Sends what this person did, in order, until nothing does or the node does not answer. `keep` is told after each, before the next is sent. */
export async function waitingSend(store: Store, user: string, send: Sender, keep: (list: Waiting[]) => void): Promise<Outcome> {
  for (;;) {
    const next = waitingRead(store).find((each) => each.state === 'waiting' && each.user === user);
    if (next === undefined) return 'sent';
    const change = (with_: (list: Waiting[]) => Waiting[]): void => {
      const list = with_(waitingRead(store));
      waitingWrite(store, list);
      keep(list);
    };
    try {
      await send(next);
      change((list) => list.filter((each) => each.key !== next.key));
    } catch (error) {
      const problem = asProblem(error);
      if (comesLater(problem)) return problem.status === 401 ? 'signed_out' : 'unreachable';
      change((list) => list.map((each) => (each.key === next.key ? { ...each, state: 'refused', code: problem.code, detail: problem.detail } : each)));
    }
  }
}

/* What says how a room is, and is true only on the day of business on which it was seen: a room that was clean yesterday was slept in. */
const OF_ITS_DAY = /^\/v1\/(rooms\/[^/]+\/status|housekeeping\/(inspections|sightings))$/;

/* The body with the day the phone knew when it was noted; the node refuses it on another. */
export function withDay(path: string, body: Record<string, unknown>, day: string | undefined): Record<string, unknown> {
  return day !== undefined && OF_ITS_DAY.test(path) ? { ...body, business_date: day } : body;
}

/* What is done again each time it is said; everything else says how something is. */
const ADDS_UP = /^\/v1\/(rooms\/[^/]+\/minibar|work-orders|notes)$/;

/* Whether the last thing that waits to be said of this matter in the room says the same already. */
export function isSaid(list: Waiting[], next: Waiting): boolean {
  if (ADDS_UP.test(next.path)) return false;
  const [before] = list.filter((each) => each.state === 'waiting' && each.user === next.user && each.room === next.room && each.path === next.path).slice(-1);
  return before !== undefined && JSON.stringify(before.body) === JSON.stringify(next.body);
}

const TASK_PATH = /^\/v1\/housekeeping\/tasks\/(\d+)\/progress$/;

/* The sheets as they will be when everything that waits has been done. */
export function withWaiting(sheets: TaskSheets, list: Waiting[]): TaskSheets {
  const status = new Map<number, TaskStatus>();
  for (const each of list) {
    const task = TASK_PATH.exec(each.path)?.[1];
    if (task !== undefined && each.state === 'waiting') status.set(Number(task), each.body.status as TaskStatus);
  }
  if (status.size === 0) return sheets;
  const apply = <Task extends { task_id: number; status: TaskStatus }>(tasks: Task[]): Task[] => tasks.map((task) => ({ ...task, status: status.get(task.task_id) ?? task.status }));
  return { ...sheets, sheets: sheets.sheets.map((sheet) => ({ ...sheet, tasks: apply(sheet.tasks) })), unassigned: apply(sheets.unassigned) };
}
