/* Refusals: a problem document (RFC 9457) from a daemon, or no answer at all. The code chooses the words; see i18n/problems. */

export interface ProblemDocument {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  code?: string;
  errors?: Array<{ pointer?: string; detail?: string }>;
  [extension: string]: unknown;
}

/* Refusals of the class "try later" that say for certain that nothing was done. */
const CERTAIN = new Set(['centre_unreachable', 'directory_unreachable', 'unknown_here_and_cut_off', 'disk_full', 'store_failed']);

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly pointer: string;
  readonly document: ProblemDocument;

  constructor(status: number, document: ProblemDocument) {
    super(document.detail ?? document.title ?? `HTTP ${status}`);
    this.name = 'Problem';
    this.status = status;
    this.code = document.code ?? (status === 0 ? 'no_answer' : `http_${status}`);
    this.detail = document.detail ?? document.title ?? '';
    this.pointer = document.errors?.[0]?.pointer ?? '';
    this.document = document;
  }

  /* Whether the outcome is open: nobody can say if it was done. The same command with the same key may be sent again and is done at most once. */
  get outcomeUnknown(): boolean {
    if (CERTAIN.has(this.code)) return false;
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500 || this.code === 'request_in_progress';
  }
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new Problem(0, { code: 'unexpected', detail });
}
