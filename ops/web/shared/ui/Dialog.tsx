import { useEffect, useRef, type FocusEvent, type ReactNode } from 'react';
import { Modal } from '@mantine/core';
import { useCommonText } from '../i18n/i18n';

interface Props {
  title: string;
  size?: string;
  onClose: () => void;
  children: ReactNode;
}

/* Where a dialogue begins that names no place itself: otherwise the cross that closes it would have the focus. */
const BEGINNINGS = ['[data-autofocus]', 'input:not([type=radio], [type=checkbox], [type=hidden]), textarea', 'input:checked', 'input', 'button[type=submit]', 'button'];

/* At once, before the next key: whoever types fast must not write into the page behind. */
function beginInside(content: HTMLElement | null): void {
  const found = BEGINNINGS.map((each) => content?.querySelector<HTMLElement>(`:is(${each}):not(:disabled)`)).find((each) => each);
  found?.focus({ preventScroll: true });
}

/* Mantine moves the focus to what is marked so, some time after the dialogue stands, and twice: to where the clerk is by then. */
function keepFocus({ target, currentTarget }: FocusEvent<HTMLElement>): void {
  for (const each of currentTarget.querySelectorAll('[data-autofocus]')) each.removeAttribute('data-autofocus');
  target.setAttribute('data-autofocus', 'true');
}

/* The last place outside of every dialogue: one dialogue may have taken the place of another. */
let outside: Element | null = null;

/* Whatever had the focus before has it again afterwards, unless it has gone or the focus has gone elsewhere meanwhile. */
function useFocusBack(): void {
  const before = useRef(document.activeElement);
  useEffect(() => {
    if (before.current?.isConnected === true && before.current.closest('[role=dialog]') === null) outside = before.current;
    return () => {
      const { activeElement } = document;
      if (activeElement !== null && activeElement !== document.body) return;
      const back = before.current?.isConnected === true ? before.current : outside;
      if (back instanceof HTMLElement) back.focus({ preventScroll: true });
    };
  }, []);
}

/* A window over the page. */
export function Dialog({ title, size = 'md', onClose, children }: Props): JSX.Element {
  const t = useCommonText();
  useFocusBack();
  return (
    <Modal opened onClose={onClose} title={title} size={size} closeButtonProps={{ 'aria-label': t('close') }} classNames={{ title: 'kr-dialog-title' }}>
      <div ref={beginInside} onFocus={keepFocus}>{children}</div>
    </Modal>
  );
}
