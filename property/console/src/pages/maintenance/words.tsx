import type { Category, Priority, WorkOrder, WorkState } from '@shared/api/property';
import { useText } from '../../text/useText';

/* What several pages of maintenance say in the same way. */

export const placeOf = (order: { room: string | null; area: string | null }): string => order.room ?? order.area ?? '';

const MINUTE_US = 60_000_000;

export const isLate = (order: WorkOrder, now: string): boolean =>
  order.due_at === null ? order.clock_used_us > order.complete_minutes * MINUTE_US : order.due_at < now;

export const isOver = (state: WorkState): boolean => ['closed', 'cancelled', 'duplicate'].includes(state);

export function StateMark({ state }: { state: WorkState }): JSX.Element {
  const t = useText();
  return <span className="kr-status kr-work-state" data-state={state}>{t(`maintenance.state.${state}`)}</span>;
}

export function PriorityMark({ priority }: { priority: Priority }): JSX.Element {
  const t = useText();
  return <span className="kr-work-priority" data-priority={priority}>{t(`maintenance.priority.${priority}`)}</span>;
}

export function useCategoryOptions(): Array<{ value: string; label: string }> {
  const t = useText();
  return CATEGORY_ORDER.map((category) => ({ value: category, label: t(`maintenance.category.${category}`) }));
}

const CATEGORY_ORDER: Category[] = [
  'hvac', 'plumbing', 'bathroom', 'electrical', 'lighting', 'lock', 'television', 'internet', 'furniture', 'minibar', 'laundry', 'kitchen', 'elevator',
  'safety', 'pool', 'building', 'other',
];

/* 95 minutes are "1 h 35 min". */
export function useDuration(): (minutes: number) => string {
  const t = useText();
  return (minutes) => {
    if (minutes >= 2880) return t('maintenance.days', { count: Math.round(minutes / 1440) });
    return minutes < 60 ? t('maintenance.minutes', { count: minutes }) : t('maintenance.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  };
}
