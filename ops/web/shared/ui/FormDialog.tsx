import { useEffect, useRef, type FormEvent, type ReactNode } from 'react';
import { Button, Modal } from '@mantine/core';
import type { Problem } from '../api/problem';
import { useCommonText } from '../i18n/i18n';
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

/* The first field has the focus, unless the dialogue names another: otherwise the cross that closes it would have it. */
function chooseFocus(form: HTMLFormElement | null): void {
  if (form === null || form.querySelector('[data-autofocus]') !== null) return;
  const chosen = ['input:not([type=radio], [type=checkbox], [type=hidden]), textarea', 'input:checked', 'input', 'button[type=submit]', 'button'];
  const field = chosen.map((each) => form.querySelector(`:is(${each}):not(:disabled)`)).find((each) => each !== null);
  field?.setAttribute('data-autofocus', 'true');
}

/* A question to the clerk with one answer that binds. Enter binds, Escape leaves; while the command is under way neither does anything. */
export function FormDialog({ title, submitLabel, busy, problem, ready = true, danger = false, focusSubmit = false, size = 'md', onSubmit, onClose, children }: Props): JSX.Element {
  const t = useCommonText();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready && !busy) onSubmit();
  };
  const answer = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (focusSubmit && ready) answer.current?.focus();
  }, [focusSubmit, ready]);
  const leave = (): void => {
    if (!busy) onClose();
  };
  return (
    <Modal opened onClose={leave} title={title} size={size} closeButtonProps={{ 'aria-label': t('close') }} classNames={{ title: 'kr-dialog-title', body: 'kr-dialog-body' }}>
      <form ref={chooseFocus} onSubmit={submit} noValidate>
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
    </Modal>
  );
}
