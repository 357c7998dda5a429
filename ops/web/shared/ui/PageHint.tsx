import { useState } from 'react';
import { useCommonText } from '../i18n/i18n';

const STORED_AS = 'keyrack-hidden-hints';

function readHidden(): string[] {
  try {
    return JSON.parse(window.localStorage.getItem(STORED_AS) ?? '[]') as string[];
  } catch {
    return [];
  }
}

/* One plain sentence for somebody in the first week: what this page is for. Hidden once, it stays hidden on this computer; the command
 * palette goes on showing it. */
export function PageHint({ page, text }: { page: string; text: string }): JSX.Element | null {
  const t = useCommonText();
  const [hidden, setHidden] = useState(readHidden);
  if (hidden.includes(page)) return null;
  const hide = (): void => {
    const next = [...hidden, page];
    window.localStorage.setItem(STORED_AS, JSON.stringify(next));
    setHidden(next);
  };
  return (
    <p className="kr-hint">
      <span>{text}</span>
      <button type="button" aria-label={t('hint.hide')} onClick={hide}>
        ✕
      </button>
    </p>
  );
}
