import { useEffect, useRef, type FormEvent, type ReactNode } from 'react';
import { Button } from '@mantine/core';
import type { Problem } from '../api/problem';
import { useCommonText } from '../i18n/i18n';
import { Dialog } from './Dialog';
import { ErrorNote } from './ErrorNote';

interface Props {
  title: string;
  submitLabel: string;
  busy: boolean;
  problem: Problem | null;
  ready?: boolean;
  danger?: boolean;
  /* For questions without a field: the answer itself has the focus. */
  focusSubmit?: boolean;
  size?: string;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/* A question to the clerk with one answer that binds. Enter binds, Escape leaves; while the command is under way neither does anything. */
export function FormDialog({ title, submitLabel, busy, problem, ready = true, danger = false, focusSubmit = false, size, onSubmit, onClose, children }: Props): JSX.Element {
  const t = useCommonText();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready && !busy) onSubmit();
  };
  const answer = useRef<HTMLButtonElement>(null);
  /* A button that waits for its answer is disabled and loses the focus: after a refusal the next Enter tries again. */
  useEffect(() => {
    if (ready && !busy && (focusSubmit || document.activeElement === document.body)) answer.current?.focus();
  }, [busy, focusSubmit, ready]);
  const leave = (): void => {
    if (!busy) onClose();
  };
  return (
    <Dialog title={title} size={size} onClose={leave}>
      <form onSubmit={submit} noValidate>
        <div className="kr-dialog-fields">{children}</div>
        {problem !== null && <ErrorNote problem={problem} />}
        <div className="kr-dialog-actions">
          <Button variant="default" onClick={leave} disabled={busy}>
            {t('back')}
          </Button>
          <Button ref={answer} type="submit" color={danger ? 'red' : undefined} loading={busy} disabled={!ready} data-autofocus={focusSubmit || undefined}>
            {submitLabel}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
