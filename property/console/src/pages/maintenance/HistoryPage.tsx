import { useState } from 'react';
import { SegmentedControl } from '@mantine/core';
import * as api from '@shared/api/property';
import type { WorkOrder } from '@shared/api/property';
import { useLoad } from '@shared/api/useLoad';
import { DataList, type Column } from '@shared/ui/DataList';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { EmptyState, LoadingRows } from '@shared/ui/Notes';
import { PageHead } from '@shared/ui/Page';
import { go } from '@shared/ui/route';
import { useHotel } from '../../hotel';
import { useText } from '../../text/useText';
import { PriorityMark, StateMark, placeOf } from './words';
import './maintenance.css';

/* All orders, those that are over among them; of one plan or one room when called with it. */
export function HistoryPage({ by, which }: { by?: string; which?: string }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const [only, setOnly] = useState('all');
  const filter = { ...(by === 'plan' || by === 'room' ? { [by]: which } : {}), ...(only === 'open' ? { open: '1' } : only === 'closed' ? { state: 'closed' } : {}) };
  const { value, problem, reload } = useLoad(`history/${by ?? ''}/${which ?? ''}/${only}`, (signal) => api.workOrders(filter, signal));
  const columns: Array<Column<WorkOrder>> = [
    { key: 'number', head: '#', cell: (order) => <span className="kr-number">{order.work_order}</span> },
    { key: 'place', head: t('maintenance.place'), cell: (order) => <strong>{placeOf(order)}</strong> },
    { key: 'symptom', head: t('maintenance.symptom'), cell: (order) => order.symptom },
    { key: 'kind', head: t('maintenance.kind'), cell: (order) => t(`maintenance.category.${order.category}`) },
    { key: 'state', head: t('maintenance.stateHead'), cell: (order) => <StateMark state={order.state} /> },
    { key: 'priority', head: t('maintenance.urgency'), wideOnly: true, cell: (order) => <PriorityMark priority={order.priority} /> },
    { key: 'reported', head: t('maintenance.reported'), wideOnly: true, cell: (order) => forms.instant(order.reported_at) },
  ];
  return (
    <>
      <PageHead title={t('nav.workHistory')} />
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {value === null && problem === null && <LoadingRows rows={10} />}
      {value !== null && (
        <DataList
          label={t('nav.workHistory')}
          rows={value}
          columns={columns}
          rowKey={(order) => String(order.work_order)}
          searchText={(order) => `${order.work_order} ${placeOf(order)} ${order.symptom} ${t(`maintenance.category.${order.category}`)} ${t(`maintenance.state.${order.state}`)}`}
          onOpen={(order) => go(`work-order/${order.work_order}`)}
          empty={<EmptyState title={t('maintenance.historyNone')} />}
          toolbar={<SegmentedControl size="xs" aria-label={t('maintenance.show')} value={only} onChange={setOnly} data={(['all', 'open', 'closed'] as const).map((each) => ({ value: each, label: t(`maintenance.only.${each}`) }))} />}
        />
      )}
    </>
  );
}
