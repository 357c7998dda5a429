import type { ReactNode } from 'react';
import { Skeleton } from '@mantine/core';
import { useCommonText } from '../i18n/i18n';

export function EmptyState({ title, hint, action }: { title: string; hint?: string; action?: ReactNode }): JSX.Element {
  return (
    <div className="kr-empty">
      <svg width="44" height="44" viewBox="0 0 44 44" aria-hidden="true">
        <rect x="6" y="8" width="32" height="3" rx="1.5" fill="currentColor" opacity="0.55" />
        <path d="M13 11v4M22 11v4M31 11v4" stroke="currentColor" strokeWidth="2" strokeLinecap="round" opacity="0.55" />
        <circle cx="22" cy="20" r="4" fill="none" stroke="currentColor" strokeWidth="2" />
        <path d="M22 24v11M22 30h4M22 35h4" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      </svg>
      <strong>{title}</strong>
      {hint !== undefined && <span>{hint}</span>}
      {action}
    </div>
  );
}

export function LoadingRows({ rows = 6 }: { rows?: number }): JSX.Element {
  const t = useCommonText();
  return (
    <div className="kr-loading" role="status" aria-label={t('loading')}>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={22} radius="sm" width={`${96 - ((index * 13) % 30)}%`} />
      ))}
    </div>
  );
}

export function Note({ kind, children }: { kind: 'info' | 'warning' | 'success'; children: ReactNode }): JSX.Element {
  return (
    <div className={`kr-note kr-note-${kind}`} role="status">
      {children}
    </div>
  );
}
