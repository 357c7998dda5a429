import { useState } from 'react';
import { useCommonText } from '../i18n/i18n';
import type { NavigationGroup } from './Shell';

const STORED_AS = 'keyrack-closed-groups';

function readClosed(): string[] {
  try {
    return JSON.parse(window.localStorage.getItem(STORED_AS) ?? '[]') as string[];
  } catch {
    return [];
  }
}

/* The pages by group. A group may be folded away, and stays so on this computer; that of the present page is always open. */
export function SideNavigation({ groups, current, onLeave }: { groups: NavigationGroup[]; current: string; onLeave: () => void }): JSX.Element {
  const t = useCommonText();
  const [closed, setClosed] = useState(readClosed);
  const toggle = (group: string): void => {
    const next = closed.includes(group) ? closed.filter((each) => each !== group) : [...closed, group];
    window.localStorage.setItem(STORED_AS, JSON.stringify(next));
    setClosed(next);
  };
  return (
    <nav className="kr-side" aria-label={t('navigation')}>
      {groups.map(({ group, label, items }) => {
        const isOpen = !closed.includes(group) || items.some((item) => item.page === current);
        return (
          <section key={group}>
            <button type="button" className="kr-side-group" aria-expanded={isOpen} aria-controls={`kr-side-${group}`} onClick={() => toggle(group)}>
              {label}
            </button>
            <ul id={`kr-side-${group}`} hidden={!isOpen}>
              {items.map((item) => (
                <li key={item.page}>
                  <a href={`#/${item.page}`} aria-current={item.page === current ? 'page' : undefined} onClick={onLeave}>
                    <span>{item.label}</span>
                    {item.count !== undefined && <span className="kr-nav-count">{item.count}</span>}
                    {item.key !== undefined && <kbd aria-hidden="true">{item.key.replace('Shift+', '⇧')}</kbd>}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </nav>
  );
}
