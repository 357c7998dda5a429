import { useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import { Menu } from '@mantine/core';
import { clientReachable, clientSubscribe } from '../api/client';
import { useCommonText } from '../i18n/i18n';
import { useCommands, type Command } from '../keyboard/shortcuts';
import { useSession } from '../session/SessionGate';
import { CommandPalette, type RecordSearch } from './CommandPalette';
import { LanguageSwitch } from './LanguageSwitch';
import { Logo } from './Logo';
import { ProgressLine } from './ProgressLine';
import { go, useRoute } from './route';
import { ShortcutHelp } from './ShortcutHelp';
import { SideNavigation } from './SideNavigation';

export interface NavigationItem {
  page: string;
  label: string;
  /* What is found there, for the palette. */
  hint?: string;
  key?: string;
  count?: number;
}

export interface NavigationGroup {
  group: string;
  label: string;
  items: NavigationItem[];
}

interface Props {
  place: string;
  mark?: string;
  /* One group stands as tabs in the header; several stand at the side. */
  groups: NavigationGroup[];
  current: string;
  stripe: ReactNode;
  /* Looks records up for the command palette. */
  records?: RecordSearch;
  children: ReactNode;
}

const SIDE_STORED_AS = 'keyrack-side';
const NARROW = '(max-width: 1180px)';

/* Beside the page on a wide window, as it was left; over the page on a narrow one, and only when called. */
function useSide(): { open: boolean; toggle: () => void; leave: () => void } {
  const narrow = (): boolean => window.matchMedia(NARROW).matches;
  const [open, setOpen] = useState(() => !narrow() && window.localStorage.getItem(SIDE_STORED_AS) !== 'closed');
  useEffect(() => {
    const media = window.matchMedia(NARROW);
    const onChange = (): void => setOpen(!media.matches && window.localStorage.getItem(SIDE_STORED_AS) !== 'closed');
    media.addEventListener('change', onChange);
    return () => media.removeEventListener('change', onChange);
  }, []);
  const toggle = (): void => {
    if (!narrow()) window.localStorage.setItem(SIDE_STORED_AS, open ? 'closed' : 'open');
    setOpen(!open);
  };
  return { open, toggle, leave: () => narrow() && setOpen(false) };
}

/* Where the page begins: its list, or the page itself. */
function focusPage(): void {
  const main = document.getElementById('main');
  (main?.querySelector<HTMLElement>('input[type=search]') ?? main)?.focus({ preventScroll: true });
}

/* Whoever goes to another page goes on there with the keyboard, and a screen reader reads on there; not in what they came from. */
function useFocusFollowing(): void {
  const route = useRoute();
  const before = useRef(route);
  useEffect(() => {
    if (before.current === route) return undefined;
    before.current = route;
    // Behind whoever else follows the address: the page itself may change after the frame around it.
    const timer = window.setTimeout(() => {
      const { activeElement } = document;
      const inside = activeElement?.closest('#main, [role=dialog]') ?? null;
      // A page that is left while the next one is fetched is still there, but hidden.
      if (inside === null || activeElement?.getClientRects().length === 0) document.getElementById('main')?.focus({ preventScroll: true });
    });
    return () => window.clearTimeout(timer);
  }, [route]);
}

function goToPage(page: string, current: string): void {
  go(page);
  if (page === current) focusPage();
}

function Tabs({ items, current }: { items: NavigationItem[]; current: string }): JSX.Element {
  const t = useCommonText();
  return (
    <nav className="kr-nav" aria-label={t('navigation')}>
      {items.map((item) => (
        <a key={item.page} href={`#/${item.page}`} aria-current={item.page === current ? 'page' : undefined}>
          {item.label}
          {item.count !== undefined && <span className="kr-nav-count">{item.count}</span>}
          {item.key !== undefined && <kbd aria-hidden="true">{item.key}</kbd>}
        </a>
      ))}
    </nav>
  );
}

function UserMenu({ onHelp }: { onHelp: () => void }): JSX.Element {
  const t = useCommonText();
  const { session, signOut } = useSession();
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <button type="button" className="kr-user" aria-label={session.name}>
          <span className="kr-user-name">{session.name}</span>
          <span className="kr-user-short" aria-hidden="true">{[...session.name][0]}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{session.user}</Menu.Label>
        <Menu.Item onClick={onHelp}>{t('help.title')}</Menu.Item>
        <Menu.Item onClick={() => void signOut()}>{t('signout')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/* While the server does not answer: what becomes of the work. */
function OfflineNote(): JSX.Element | null {
  const t = useCommonText();
  const reachable = useSyncExternalStore(clientSubscribe, clientReachable);
  return reachable ? null : <div className="kr-note kr-note-error kr-offline" role="alert" data-testid="offline">{t('offline.text')}</div>;
}

/* The frame of both consoles: who and where in the header, a line below it that says in plain words how things stand, the pages at the
 * side or as tabs, and one field for everything (Ctrl+K). */
export function Shell({ place, mark, groups, current, stripe, records, children }: Props): JSX.Element {
  const t = useCommonText();
  const [over, setOver] = useState<'help' | 'palette' | null>(null);
  const side = useSide();
  const sided = groups.length > 1;
  useFocusFollowing();
  const goTo: Command[] = groups.flatMap(({ items }) =>
    items.map((item) => ({ key: item.key, label: item.label, detail: item.hint, words: item.page, section: 'go', run: () => goToPage(item.page, current) })),
  );
  useCommands([
    ...goTo,
    { key: 'Ctrl+K', label: t('palette.open'), section: 'go', quiet: true, run: () => setOver('palette') },
    { key: 'F1', label: t('help.title'), section: 'go', run: () => setOver('help') },
    { key: '?', label: t('help.title'), section: 'go', quiet: true, run: () => setOver('help') },
    { key: 'Ctrl+B', label: t('menu'), section: 'go', disabled: !sided, run: side.toggle },
  ]);
  return (
    <div className="kr-shell">
      <a className="kr-skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>
        {t('skip')}
      </a>
      <header className="kr-header">
        {sided && <button type="button" className="kr-menu" aria-expanded={side.open} aria-label={t('menu')} onClick={side.toggle} />}
        <div className="kr-brand">
          <Logo />
          <span className="kr-place">{place}</span>
          {mark !== undefined && <span className="kr-mark">{mark}</span>}
        </div>
        {!sided && <Tabs items={groups[0]?.items ?? []} current={current} />}
        <div className="kr-header-end">
          <button type="button" className="kr-find-all" aria-label={t('palette.open')} onClick={() => setOver('palette')}>
            <span>{t('palette.open')}</span>
            <kbd aria-hidden="true">Ctrl K</kbd>
          </button>
          <LanguageSwitch />
          <UserMenu onHelp={() => setOver('help')} />
        </div>
      </header>
      <div className="kr-stripe">{stripe}</div>
      <OfflineNote />
      <ProgressLine />
      <div className="kr-body" data-side={sided && side.open ? 'open' : undefined}>
        {sided && side.open && <SideNavigation groups={groups} current={current} onLeave={side.leave} />}
        {sided && side.open && <div className="kr-side-shade" onClick={side.toggle} />}
        <main id="main" className="kr-main" tabIndex={-1}>
          {children}
        </main>
      </div>
      {over === 'help' && <ShortcutHelp onClose={() => setOver(null)} />}
      {over === 'palette' && <CommandPalette records={records} onClose={() => setOver(null)} />}
    </div>
  );
}
