import { useState } from 'react';
import { formatMoney } from '@shared/format/money';
import { useI18n } from '@shared/i18n/i18n';
import type { Minibar } from '@shared/api/property/minibar';
import { useText } from '../text/useText';
import type { Node } from './useNode';

interface Props {
  node: Node;
  room: string;
  minibar: Minibar;
}

/* The guest who pays: the one in the room, or the last one who left it. Sent along, because another may have moved in before the line is
 * back. */
function payerOf(node: Node, room: string, minibar: Minibar): { stay: number; leftAt: string | null } | null {
  const stay = node.known?.rooms.find((each) => each.room === room)?.stay_id ?? null;
  if (stay !== null) return { stay, leftAt: null };
  const left = minibar.left.find((each) => each.room === room);
  return left === undefined ? null : { stay: left.stay_id, leftAt: left.left_at };
}

function Refill({ node, room, minibar }: Props): JSX.Element | null {
  const t = useText();
  const { language } = useI18n();
  const path = `/v1/rooms/${encodeURIComponent(room)}/minibar/refill`;
  const open = minibar.refills.filter((each) => each.room === room);
  if (open.length === 0 || node.waiting.some((each) => each.path === path && each.state === 'waiting')) return null;
  const words = (code: string): string => minibar.items.find((each) => each.item === code)?.[language === 'zh' ? 'chinese' : 'english'] ?? code;
  return (
    <div className="ph-refill">
      <p className="ph-note">{t('phone.refill', { items: open.map((each) => `${each.quantity} × ${words(each.item)}`).join(', ') })}</p>
      <button type="button" onClick={() => node.put('refill', room, path, {})}>{t('phone.refilled')}</button>
    </div>
  );
}

/* What was taken, by taps: each adds one. Charged to the guest when it is sent. */
export function MinibarPanel({ node, room, minibar }: Props): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const [taken, setTaken] = useState<Record<string, number>>({});
  const payer = payerOf(node, room, minibar);
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const money = (minor: number): string => formatMoney(minor, minibar.currency, locale);
  const time = (at: string): string => new Date(at).toLocaleString(locale, { weekday: 'short', hour: '2-digit', minute: '2-digit' });
  const add = (item: string, by: number): void => setTaken((before) => ({ ...before, [item]: Math.min(50, Math.max(0, (before[item] ?? 0) + by)) }));
  const items = minibar.items.map(({ item }) => ({ item, quantity: taken[item] ?? 0 })).filter(({ quantity }) => quantity > 0);
  const total = minibar.items.reduce((sum, each) => sum + each.price_minor * (taken[each.item] ?? 0), 0);
  const refused = payer === null ? t('phone.minibarNobody') : minibar.no_post.includes(payer.stay) ? t('phone.minibarNoPost') : null;
  const send = (): void => {
    if (payer === null) return;
    node.put('minibar', room, `/v1/rooms/${encodeURIComponent(room)}/minibar`, { items, stay_id: payer.stay });
    setTaken({});
  };
  return (
    <details className="ph-panel" open={minibar.refills.some((each) => each.room === room) || undefined}>
      <summary>{t('phone.minibar')}</summary>
      <Refill node={node} room={room} minibar={minibar} />
      {refused !== null && <p className="ph-note">{refused}</p>}
      {refused === null && (
        <>
          <p className="ph-muted">{payer?.leftAt ? t('phone.minibarLeft', { time: time(payer.leftAt) }) : t('phone.minibarGuest')}</p>
          <ul className="ph-bar">
            {minibar.items.map((each) => {
              const name = language === 'zh' ? each.chinese : each.english;
              const count = taken[each.item] ?? 0;
              return (
                <li key={each.item}>
                  <button type="button" className="ph-bar-item" onClick={() => add(each.item, 1)} aria-label={t('phone.minibarOne', { item: name })}>
                    <span>{name}</span>
                    <span className="ph-status">{money(each.price_minor)}</span>
                    {count > 0 && <b>{count}</b>}
                  </button>
                  {count > 0 && <button type="button" onClick={() => add(each.item, -1)} aria-label={t('phone.minibarLess', { item: name })}>−</button>}
                </li>
              );
            })}
          </ul>
          <button type="button" className="ph-main" disabled={items.length === 0} onClick={send}>{items.length === 0 ? t('phone.minibarTap') : t('phone.minibarCharge', { amount: money(total) })}</button>
        </>
      )}
    </details>
  );
}
