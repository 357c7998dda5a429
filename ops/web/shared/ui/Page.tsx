import { Kbd, Button, type ButtonProps } from '@mantine/core';
import type { ReactNode } from 'react';

export function PageHead({ title, detail, children }: { title: ReactNode; detail?: ReactNode; children?: ReactNode }): JSX.Element {
  return (
    <div className="kr-page-head">
      <div>
        <h1>{title}</h1>
        {detail !== undefined && <div className="kr-page-detail">{detail}</div>}
      </div>
      <div className="kr-page-actions">{children}</div>
    </div>
  );
}

export function Panel({ title, aside, children, className = '' }: { title?: string; aside?: ReactNode; children: ReactNode; className?: string }): JSX.Element {
  return (
    <section className={`kr-panel ${className}`} aria-label={title}>
      {title !== undefined && (
        <header>
          <h2>{title}</h2>
          {aside}
        </header>
      )}
      {children}
    </section>
  );
}

interface KeyButtonProps extends ButtonProps {
  shortcut: string;
  onClick: () => void;
  children: ReactNode;
}

/* A button that shows its key. */
export function KeyButton({ shortcut, children, ...rest }: KeyButtonProps): JSX.Element {
  return (
    <Button {...rest} aria-keyshortcuts={shortcut} rightSection={<Kbd size="xs" className="kr-key" aria-hidden="true">{shortcut}</Kbd>}>
      {children}
    </Button>
  );
}

export function Fact({ label, children }: { label: string; children: ReactNode }): JSX.Element {
  return (
    <div className="kr-fact">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
