import { useState, type ReactNode } from 'react';
import { Menu } from '@mantine/core';
import { useCommonText } from '../i18n/i18n';
import { useShortcuts } from '../keyboard/shortcuts';
import { useSession } from '../session/SessionGate';
import { LanguageSwitch } from './LanguageSwitch';
import { Logo } from './Logo';
import { ProgressLine } from './ProgressLine';
import { go } from './route';
import { ShortcutHelp } from './ShortcutHelp';

export interface NavigationItem {
  page: string;
  label: string;
  key: string;
  count?: number;
}

interface Props {
  place: string;
  mark?: string;
  items: NavigationItem[];
  current: string;
  stripe: ReactNode;
  children: ReactNode;
}

/* The frame of both consoles: who and where on the left, the pages in the middle, the clerk on the right; below it a line that says in
 * plain words how things stand. */
export function Shell({ place, mark, items, current, stripe, children }: Props): JSX.Element {
  const t = useCommonText();
  const { session, signOut } = useSession();
  const [helpOpen, setHelpOpen] = useState(false);
  useShortcuts([
    { key: 'F1', label: t('help.title'), run: () => setHelpOpen(true) },
    ...items.map((item) => ({ key: item.key, label: item.label, run: () => go(item.page) })),
  ]);
  return (
    <div className="kr-shell">
      <a className="kr-skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>
        {t('skip')}
      </a>
      <header className="kr-header">
        <div className="kr-brand">
          <Logo />
          <span className="kr-place">{place}</span>
          {mark !== undefined && <span className="kr-mark">{mark}</span>}
        </div>
        <nav className="kr-nav" aria-label={t('navigation')}>
          {items.map((item) => (
            <a key={item.page} href={`#/${item.page}`} aria-current={item.page === current ? 'page' : undefined}>
              {item.label}
              {item.count !== undefined && <span className="kr-nav-count">{item.count}</span>}
              <kbd aria-hidden="true">{item.key}</kbd>
            </a>
          ))}
        </nav>
        <div className="kr-header-end">
          <LanguageSwitch />
          <Menu position="bottom-end" width={220}>
            <Menu.Target>
              <button type="button" className="kr-user">
                {session.name}
              </button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Label>{session.user}</Menu.Label>
              <Menu.Item onClick={() => setHelpOpen(true)}>{t('help.title')}</Menu.Item>
              <Menu.Item onClick={() => void signOut()}>{t('signout')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      </header>
      <div className="kr-stripe">{stripe}</div>
      <ProgressLine />
      <main id="main" className="kr-main" tabIndex={-1}>
        {children}
      </main>
      <ShortcutHelp opened={helpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  );
}
