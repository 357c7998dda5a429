import { useMemo } from 'react';
import type { ChartBar, ChartRoom } from '@shared/api/property/chart';
import type { Night } from '@shared/format/dates';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';
import { conflictsOf, type Carried, type Verdict } from './plan';

export interface ChartWords {
  bar: (bar: ChartBar) => string;
  cell: (room: ChartRoom, night: Night, bar: ChartBar | null) => string;
  verdict: (carried: Carried, room: ChartRoom, verdict: Verdict) => string;
}

/* What the chart says of its bars and cells: shown below it, and read out. */
export function useChartWords(): ChartWords {
  const t = useText();
  const { status, forms, roomTypeName } = useHotel();
  return useMemo(() => {
    const span = (from: Night, until: Night): string => `${forms.dateShort(from)} – ${forms.dateShort(until)}`;
    const marks = (bar: ChartBar): string =>
      [
        bar.do_not_move && t('chart.mark.fixed'),
        bar.party_rooms !== undefined && t('chart.mark.party', { count: bar.party_rooms }),
        bar.group !== undefined && t('chart.mark.group', { name: bar.group }),
        bar.tier !== undefined && t('chart.mark.tier', { name: bar.tier }),
      ]
        .filter(Boolean)
        .map((mark) => `, ${mark as string}`)
        .join('');
    const bar = (each: ChartBar): string => {
      const state = t(`chart.state.${each.state}`);
      if (each.state === 'outage') return t('chart.outageBar', { state, span: span(each.from, each.until) });
      return t('chart.guestBar', { guest: each.guest_name ?? '', state, span: span(each.arrival ?? each.from, each.departure ?? each.until) }) + marks(each);
    };
    const cell = (room: ChartRoom, night: Night, found: ChartBar | null): string => {
      const where = t('chart.cell', { room: room.room, type: roomTypeName(room.room_type), date: forms.dateWithDay(night) });
      const what = found === null ? t('chart.freeCell') : bar(found);
      return `${where}: ${what}${found !== null && conflictsOf(room).includes(found) ? ` – ${t('chart.conflict')}` : ''}`;
    };
    /* Who comes today, or lives here, needs the room at once. */
    const unready = ({ from }: Carried, { housekeeping }: ChartRoom): string =>
      from <= status.business_date && (housekeeping === 'dirty' || housekeeping === 'pickup') ? ` ${t('chart.verdict.unready')}` : '';
    const verdict = (carried: Carried, room: ChartRoom, given: Verdict): string => {
      const values = { room: room.room, guest: carried.guest.guest_name };
      switch (given.kind) {
        case 'free':
          return t('chart.verdict.free', values) + unready(carried, room);
        case 'other_type':
          return t('chart.verdict.other_type', { ...values, given: roomTypeName(room.room_type), sold: roomTypeName(carried.guest.sold_type) }) + unready(carried, room);
        case 'swap':
          return t('chart.verdict.swap', { ...values, other: given.with.guest_name ?? '' });
        case 'taken':
          return t('chart.verdict.taken', { room: room.room, other: given.by.guest_name ?? '', span: span(given.by.from, given.by.until) });
        case 'dates':
          return t('chart.verdict.dates', { ...values, span: span(given.from, given.until) });
        case 'until':
          return t('chart.newDeparture', { ...values, date: forms.dateWithDay(given.until) });
        case 'out':
          return t('chart.verdict.out', { room: room.room, span: span(given.by.from, given.by.until) });
        default:
          return t(`chart.verdict.${given.kind}`, values);
      }
    };
    return { bar, cell, verdict };
  }, [t, forms, roomTypeName, status.business_date]);
}
