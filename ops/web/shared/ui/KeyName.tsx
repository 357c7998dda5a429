import { Kbd } from '@mantine/core';

const WRITTEN: Record<string, string> = { Escape: 'Esc', Delete: 'Del', ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' };

/* A key as it stands on the keyboard. */
export function KeyName({ name, size }: { name: string; size?: 'xs' }): JSX.Element {
  return <Kbd size={size}>{name.split('+').map((part) => WRITTEN[part] ?? (part.length === 1 ? part.toUpperCase() : part)).join(' ')}</Kbd>;
}
