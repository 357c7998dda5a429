import type { Listed } from './types';
import { Problem, type ProblemDocument } from './problem';

/* One small client for both daemons: session cookie, CSRF token on writes, idempotency key on commands, ETag out and If-Match in. */

export interface Answer<Body> {
  body: Body;
  etag: string | null;
  status: number;
  link: string | null;
}

export interface RequestOptions {
  idempotencyKey?: string;
  ifMatch?: string | null;
  /* Only when there is nothing of that name yet. */
  ifAbsent?: boolean;
  /* What is known already: the answer is 304 and has no body when it still is so. */
  ifNoneMatch?: string | null;
  signal?: AbortSignal;
  language?: string;
  /* Asked by the program, not by somebody who waits: no progress line. */
  quiet?: boolean;
}

type Listener = () => void;

const TIMEOUT_MS = 30_000;
const NOT_MODIFIED = 304;

let csrfToken = '';
let lastAnswerAt = new Date().toISOString();
let reachable = true;
let serverAheadMs = 0;
let inFlight = 0;
let sessionLost: Listener = () => undefined;
const listeners = new Set<Listener>();

export function clientSetCsrfToken(token: string): void {
  csrfToken = token;
}

export function clientOnSessionLost(listener: Listener): void {
  sessionLost = listener;
}

/* Whether the daemon answered the last request, and when it last did: for the connection line in the header. */
export function clientReachable(): boolean {
  return reachable;
}

export function clientLastAnswerAt(): string {
  return lastAnswerAt;
}

/* The time by the daemon's clock, to the second: for what it says ends at a certain time. */
export function clientServerNow(): number {
  return Date.now() + serverAheadMs;
}

/* How many requests wait for their answer: for the thin progress line. */
export function clientInFlight(): number {
  return inFlight;
}

export function clientSubscribe(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function notify(): void {
  listeners.forEach((listener) => listener());
}

function noteAnswer(answered: boolean): void {
  if (answered) lastAnswerAt = new Date().toISOString();
  reachable = answered;
}

function noteClock(response: Response): void {
  const said = Date.parse(response.headers.get('Date') ?? '');
  if (!Number.isNaN(said)) serverAheadMs = said - Date.now();
}

function noteInFlight(change: 1 | -1): void {
  inFlight += change;
  notify();
}

function requestHeaders(method: string, body: unknown, options: RequestOptions): Headers {
  const headers = new Headers({ Accept: 'application/json' });
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  if (method !== 'GET' && csrfToken !== '') headers.set('X-CSRF-Token', csrfToken);
  if (options.idempotencyKey !== undefined) headers.set('Idempotency-Key', options.idempotencyKey);
  if (options.ifMatch) headers.set('If-Match', options.ifMatch);
  if (options.ifAbsent) headers.set('If-None-Match', '*');
  if (options.ifNoneMatch) headers.set('If-None-Match', options.ifNoneMatch);
  return headers;
}

async function readDocument(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return { detail: text.slice(0, 200) };
  }
}

async function send(method: string, path: string, body: unknown, options: RequestOptions): Promise<Response> {
  const timeout = new AbortController();
  const timer = window.setTimeout(() => timeout.abort(), TIMEOUT_MS);
  const forward = (): void => timeout.abort();
  options.signal?.addEventListener('abort', forward);
  if (options.quiet !== true) noteInFlight(1);
  try {
    const response = await fetch(path, {
      method,
      headers: requestHeaders(method, body, options),
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
      signal: timeout.signal,
    });
    noteAnswer(true);
    noteClock(response);
    return response;
  } catch (error) {
    if (options.signal?.aborted) throw error;
    noteAnswer(false);
    throw new Problem(0, { code: 'no_answer' });
  } finally {
    if (options.quiet === true) notify();
    else noteInFlight(-1);
    window.clearTimeout(timer);
    options.signal?.removeEventListener('abort', forward);
  }
}

export async function request<Body>(method: string, path: string, body?: unknown, options: RequestOptions = {}): Promise<Answer<Body>> {
  const response = await send(method, path, body, options);
  const document = await readDocument(response);
  if (!response.ok && response.status !== NOT_MODIFIED) {
    if (response.status === 401 && !path.endsWith('/sessions')) sessionLost();
    throw new Problem(response.status, (document ?? {}) as ProblemDocument);
  }
  return { body: document as Body, etag: response.headers.get('ETag'), status: response.status, link: response.headers.get('Link') };
}

export async function get<Body>(path: string, options?: RequestOptions): Promise<Body> {
  return (await request<Body>('GET', path, undefined, options)).body;
}

/* Reads the same things again and again: what is still as it was comes without its body. Made anew, it knows nothing. */
export function newRereader(): <Body>(path: string) => Promise<Body> {
  const known = new Map<string, { etag: string | null; body: unknown }>();
  return async <Body>(path: string): Promise<Body> => {
    const before = known.get(path);
    const answer = await request<Body>('GET', path, undefined, { ifNoneMatch: before?.etag });
    if (answer.status === NOT_MODIFIED && before !== undefined) return before.body as Body;
    known.set(path, { etag: answer.etag, body: answer.body });
    return answer.body;
  };
}

const PAGES_MAX = 20;

function nextPage(link: string | null): string | null {
  const found = /<([^>]+)>;\s*rel="?next"?/.exec(link ?? '');
  if (found?.[1] === undefined) return null;
  const url = new URL(found[1], window.location.origin);
  return url.pathname + url.search;
}

/* The whole of a paged list, following its `Link: rel=next`. */
export async function getAll<Item>(path: string, options?: RequestOptions): Promise<Item[]> {
  const items: Item[] = [];
  let target: string | null = path;
  for (let page = 0; target !== null && page < PAGES_MAX; page += 1) {
    const answer: Answer<Listed<Item>> = await request<Listed<Item>>('GET', target, undefined, options);
    items.push(...answer.body.items);
    target = nextPage(answer.link);
  }
  return items;
}

export async function post<Body>(path: string, body: unknown, options: RequestOptions): Promise<Body> {
  return (await request<Body>('POST', path, body, options)).body;
}

/* A query string without the empty parameters. */
export function query(parameters: Record<string, string | number | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
