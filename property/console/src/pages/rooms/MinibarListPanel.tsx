import { useState } from 'react';
import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { MinibarItem, MinibarItemWish, MinibarPrices } from '@shared/api/property/minibar';
import { useEdit } from '@shared/api/useEdit';
import { AmountField } from '@shared/ui/AmountField';
import { Clash } from '@shared/ui/EditDialog';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { Note } from '@shared/ui/Notes';
import { Panel } from '@shared/ui/Page';
import { useHotel } from '../../hotel';
import { useText } from '../../text/useText';
import './rooms.css';

const DEPARTMENTS = ['minibar', 'beverage', 'food', 'other'] as const;

const wish = ({ item, english, chinese, price_minor, department }: MinibarItemWish): MinibarItemWish => ({ item, english: english.trim(), chinese: chinese.trim(), price_minor, department });

/* A new item gets a name of its own that charges are kept under, whatever its words become. */
function freeName(items: MinibarItemWish[]): string {
  let number = items.length + 1;
  while (items.some((each) => each.item === `item-${number}`)) number += 1;
  return `item-${number}`;
}

function Taxes({ item }: { item: MinibarItem | undefined }): JSX.Element | null {
  const t = useText();
  const { forms } = useHotel();
  if (item === undefined) return null;
  const parts = [item.included_tax_minor > 0 && t('bar.tax', { amount: forms.money(item.included_tax_minor) }), item.added_tax_minor > 0 && t('bar.taxAdded', { amount: forms.money(item.added_tax_minor) })].filter(Boolean);
  return <small className="kr-muted">{parts.length === 0 ? t('bar.taxNone') : parts.join(' · ')}</small>;
}

/* What stands in the minibars and what it costs. */
export function MinibarListPanel({ prices, may, onDone }: { prices: MinibarPrices; may: boolean; onDone: () => void }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const [kept, setKept] = useState(false);
  const edit = useEdit<MinibarPrices, { items: MinibarItemWish[] }, MinibarPrices>({
    at: api.MINIBAR_PRICES_AT,
    initial: { items: prices.items.map(wish) },
    valuesOf: (row) => ({ items: row.items.map(wish) }),
    write: (values, { etag }, key) => api.writeMinibarPrices(values.items.map(wish), etag, key),
    onDone: () => {
      edit.again();
      setKept(true);
      onDone();
    },
  });
  const list = edit.values.items;
  const change = (next: MinibarItemWish[]): void => {
    setKept(false);
    edit.set({ items: next });
  };
  const set = (item: string, words: Partial<MinibarItemWish>): void => change(list.map((each) => (each.item === item ? { ...each, ...words } : each)));
  const up = (index: number): void => change(list.map((each, place) => (place === index - 1 ? list[index] ?? each : place === index ? list[index - 1] ?? each : each)));
  const ready = list.every((each) => each.english.trim() !== '' && each.chinese.trim() !== '' && each.price_minor > 0);
  return (
    <Panel title={t('bar.list')}>
      <p className="kr-muted">{t('bar.listHint')}</p>
      <ol className="kr-bar-list">
        {list.map((each, index) => {
          const saved = prices.items.find((other) => other.item === each.item && other.price_minor === each.price_minor && other.department === each.department);
          return (
            <li key={each.item}>
              <TextInput aria-label={t('bar.english', { number: index + 1 })} placeholder={t('keeping.english')} value={each.english} maxLength={60} disabled={!may} onChange={(event) => set(each.item, { english: event.currentTarget.value })} />
              <TextInput aria-label={t('bar.chinese', { item: each.english || String(index + 1) })} placeholder={t('keeping.chinese')} lang="zh" value={each.chinese} maxLength={26} disabled={!may} onChange={(event) => set(each.item, { chinese: event.currentTarget.value })} />
              <AmountField label={t('bar.price')} currency={prices.currency} value={each.price_minor === 0 ? null : each.price_minor} disabled={!may} onChange={(minor) => set(each.item, { price_minor: minor ?? 0 })} />
              <Select label={t('bar.department')} value={each.department} disabled={!may} allowDeselect={false} onChange={(department) => set(each.item, { department: department ?? 'minibar' })} data={DEPARTMENTS.map((value) => ({ value, label: t(`department.${value}`) }))} />
              <Taxes item={saved} />
              {may && (
                <span className="kr-nowrap">
                  <ActionIcon variant="subtle" color="gray" disabled={index === 0} aria-label={t('bar.up', { item: each.english })} onClick={() => up(index)}>↑</ActionIcon>
                  <ActionIcon variant="subtle" color="gray" aria-label={t('bar.remove', { item: each.english })} onClick={() => change(list.filter((other) => other.item !== each.item))}>×</ActionIcon>
                </span>
              )}
            </li>
          );
        })}
      </ol>
      {edit.problem !== null && <ErrorNote problem={edit.problem} />}
      {kept && <Note kind="success">{t('keeping.kept')}</Note>}
      {may && (
        <div className="kr-actions">
          <Button variant="default" disabled={list.length >= 100} onClick={() => change([...list, { item: freeName(list), english: '', chinese: '', price_minor: 0, department: 'minibar' }])}>{t('bar.add')}</Button>
          <Button loading={edit.busy} disabled={!ready} onClick={() => edit.submit()}>{t('keeping.save')}</Button>
        </div>
      )}
      <Clash edit={edit} fields={[{ key: 'items', label: t('bar.list'), show: (items: MinibarItemWish[]) => items.map((each) => `${each.english} ${forms.money(each.price_minor, prices.currency)}`).join(' · ') }]} onClose={edit.again} />
    </Panel>
  );
}
