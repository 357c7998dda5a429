import { Fragment, useMemo, useState, type DragEvent } from 'react';
import { Button, Checkbox } from '@mantine/core';
import type { Folio, FolioItem, FolioWindow } from '@shared/api/property/folio';
import type { Stay } from '@shared/api/property/stay';
import { EmptyState } from '@shared/ui/Notes';
import { Panel } from '@shared/ui/Page';
import { WINDOWS_MAX } from '../dialogs/LineDialogs';
import { useHotel } from '../hotel';
import { useMeansText } from '../money/PaidWith';
import { ReceiptLink } from '../money/ReceiptLink';
import { useText } from '../text/useText';


/* A guest who has left, and something is open on the folio after all. */
export const takesSettlement = (stay: Stay): boolean => stay.status === 'checked_out' && stay.balance_minor !== 0;

/* A line of a bill: one posting may stand in several windows. */
export interface Place {
  window: number;
  item: FolioItem;
}

export const placeKey = ({ window, item }: Place): string => `${window}/${item.posting_number}`;

function byDate(items: FolioItem[]): Array<[string, FolioItem[]]> {
  const days = new Map<string, FolioItem[]>();
  for (const item of items) days.set(item.service_date, [...(days.get(item.service_date) ?? []), item]);
  return [...days.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
}

/* What the house posts by itself is said in the clerk's language; what a person wrote stands as it was written. */
export function useItemText(): (item: FolioItem) => string {
  const t = useText();
  const { taxName } = useHotel();
  const meansText = useMeansText();
  return (item) => {
    if (item.entry !== 'posting') return item.description;
    if (item.department === 'payment' && item.code !== 'paid_out') return meansText(item);
    if (item.department === 'rounding') return t('department.rounding');
    if (item.department === 'room' && item.code === 'ROOM') return t('department.room');
    return (item.department === 'tax' && taxName(item.code)) || item.description;
  };
}

interface WindowProps {
  account: number;
  window: FolioWindow;
  currency: string;
  selected: Set<string>;
  open: boolean;
  onToggle: (place: Place) => void;
  onDrop: (window: number) => void;
  onDrag: (place: Place) => void;
}

function WindowTable({ account, window, currency, selected, open, onToggle, onDrop, onDrag }: WindowProps): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const [over, setOver] = useState(false);
  const itemText = useItemText();
  const days = useMemo(() => byDate(window.items), [window.items]);
  const departmentName = (item: FolioItem): string => t(`department.${item.department}` as 'department.room');
  const title = window.payee === null ? t('window.title', { window: window.window }) : t('window.titleOf', { window: window.window, payee: window.payee.name });
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    onDrop(window.window);
  };
  return (
    <section
      className="kr-window"
      aria-label={title}
      data-over={over || undefined}
      onDragOver={(event) => { if (open) { event.preventDefault(); setOver(true); } }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <div className="kr-window-head">
        <h3>{title}</h3>
        <span className="kr-number" data-testid={`window-${window.window}`}>{forms.money(window.balance_minor, currency)}</span>
      </div>
      {days.length > 0 && (
        <div className="kr-table-frame" tabIndex={open ? undefined : 0}>
          <table className="kr-table kr-folio">
            <thead>
              <tr>
                <th scope="col">{t('folio.what')}</th>
                <th scope="col">{t('folio.department')}</th>
                <th scope="col" className="kr-right">{t('folio.charges')}</th>
                <th scope="col" className="kr-right">{t('folio.payments')}</th>
              </tr>
            </thead>
            <tbody>
              {days.map(([day, items]) => (
                <Fragment key={day}>
                  <tr className="kr-day">
                    <th scope="rowgroup" colSpan={4}>{forms.dateWithDay(day)}</th>
                  </tr>
                  {items.map((item) => {
                    const place = { window: window.window, item };
                    const settles = item.department === 'payment' || item.department === 'rounding';
                    return (
                      <tr key={item.posting_number} data-payment={settles || undefined} data-selected={selected.has(placeKey(place)) || undefined} draggable={open} onDragStart={() => onDrag(place)}>
                        <td>
                          {open ? <Checkbox size="xs" label={itemText(item)} checked={selected.has(placeKey(place))} onChange={() => onToggle(place)} /> : itemText(item)}
                          {item.from !== null && <span className="kr-muted"> {item.from.room === null ? t('window.from', { name: item.from.name }) : t('window.fromRoom', { room: item.from.room, name: item.from.name })}</span>}
                          <ReceiptLink account={account} item={item} what={`${itemText(item)} ${forms.money(-item.amount_minor, currency)}`} />
                        </td>
                        <td className="kr-muted">{item.entry === 'posting' ? departmentName(item) : t(`entry.${item.entry}`)}</td>
                        <td className="kr-right">{settles ? '' : forms.amount(item.amount_minor, currency)}</td>
                        <td className="kr-right">{settles ? forms.amount(-item.amount_minor, currency) : ''}</td>
                      </tr>
                    );
                  })}
                </Fragment>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

interface Props {
  folio: Folio;
  stay: Stay;
  selected: Map<string, Place>;
  onToggle: (place: Place) => void;
  onMove: (places: Place[], window: number) => void;
  actions: JSX.Element | null;
}

/* The bills of a stay, window by window. Lines are marked with Space or dragged; a figure moves what is marked to that window. */
export function FolioPanel({ folio, stay, selected, onToggle, onMove, actions }: Props): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const [dragged, setDragged] = useState<Place | null>(null);
  const open = stay.status === 'in_house' || takesSettlement(stay);
  const last = folio.windows[folio.windows.length - 1]?.window ?? 1;
  const marked = new Set(selected.keys());
  const empty = folio.windows.every((each) => each.items.length === 0);
  const drop = (window: number): void => {
    if (dragged === null) return;
    const places = selected.has(placeKey(dragged)) ? [...selected.values()] : [dragged];
    setDragged(null);
    onMove(places, window);
  };
  const windows = folio.windows.map((window) => (
    <WindowTable key={window.window} account={stay.stay_id} window={window} currency={folio.currency} selected={marked} open={open} onToggle={onToggle} onDrop={drop} onDrag={setDragged} />
  ));
  return (
    <Panel title={t('folio.title')} aside={<span className="kr-muted">{t('folio.currency', { currency: folio.currency })}</span>}>
      {selected.size > 0 && (
        <div className="kr-marked" role="group" aria-label={t('window.marked', { count: selected.size })}>
          <strong>{t('window.marked', { count: selected.size })}</strong>
          {Array.from({ length: Math.min(last + 1, WINDOWS_MAX) }, (_, index) => index + 1).map((window) => (
            <Button key={window} size="compact-sm" variant="default" aria-keyshortcuts={String(window)} onClick={() => onMove([...selected.values()], window)}>{t('window.moveTo', { window })}</Button>
          ))}
          {actions}
        </div>
      )}
      {empty && (folio.postings.length === 0 ? <EmptyState title={t('folio.empty')} hint={t('folio.emptyHint')} /> : <EmptyState title={t('folio.moved')} hint={t('folio.movedHint')} />)}
      {!empty && windows}
      {open && !empty && last < WINDOWS_MAX && dragged !== null && (
        <div className="kr-drop" onDragOver={(event) => event.preventDefault()} onDrop={() => drop(last + 1)}>{t('window.new', { window: last + 1 })}</div>
      )}
      <div className="kr-total" data-testid="balance">
        <span>{t('folio.balance')}</span>
        <strong>{forms.money(folio.balance_minor, folio.currency)}</strong>
      </div>
    </Panel>
  );
}
