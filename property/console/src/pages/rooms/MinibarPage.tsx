import { useMemo, useState } from 'react';
import { Button } from '@mantine/core';
import * as api from '@shared/api/property';
import type { MinibarUse } from '@shared/api/property/minibar';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { useI18n } from '@shared/i18n/i18n';
import { DataList, type Column } from '@shared/ui/DataList';
import { DateField } from '@shared/ui/DateField';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { EmptyState, LoadingRows, Note } from '@shared/ui/Notes';
import { PageHead, Panel } from '@shared/ui/Page';
import { go } from '@shared/ui/route';
import { useHotel } from '../../hotel';
import { useText } from '../../text/useText';
import './rooms.css';

const REFRESH_MS = 10_000;

const useItemName = (): ((use: MinibarUse) => string) => {
  const { language } = useI18n();
  return (use) => (language === 'zh' ? use.chinese : use.english);
};

/* By room in the order of the house, and all of it together for the trolley. */
function Refills({ uses, busy, onFilled }: { uses: MinibarUse[]; busy: boolean; onFilled: (room: string) => void }): JSX.Element {
  const t = useText();
  const name = useItemName();
  const open = uses.filter((each) => each.refilled_at === null);
  const sums = (list: MinibarUse[]): string => {
    const counted = new Map<string, number>();
    for (const each of list) counted.set(name(each), (counted.get(name(each)) ?? 0) + each.quantity);
    return [...counted].map(([item, count]) => `${count} × ${item}`).join(', ');
  };
  const rooms = [...new Set(open.map((each) => each.room))];
  return (
    <Panel title={t('bar.refill')} aside={rooms.length > 0 && <Button size="compact-xs" variant="default" className="kr-no-print" onClick={() => window.print()}>{t('sheet.print')}</Button>}>
      {rooms.length === 0 ? <Note kind="success">{t('bar.refillNone')}</Note> : (
        <>
          <p><b>{t('bar.totals')}:</b> {sums(open)}</p>
          <div className="kr-table-frame" tabIndex={0} role="region" aria-label={t('bar.refill')}>
            <table className="kr-table">
              <tbody>
                {rooms.map((room) => (
                  <tr key={room}>
                    <td><strong>{room}</strong></td>
                    <td>{sums(open.filter((each) => each.room === room))}</td>
                    <td className="kr-right kr-no-print"><Button size="compact-xs" variant="default" disabled={busy} aria-label={t('bar.refillRoom', { room })} onClick={() => onFilled(room)}>{t('bar.filled')}</Button></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Panel>
  );
}

export function MinibarPage(): JSX.Element {
  const t = useText();
  const { status, forms } = useHotel();
  const name = useItemName();
  const [chosen, setChosen] = useState<string | null>(null);
  const date = chosen ?? status.business_date;
  const { value: uses, problem, reload } = useLoad(`minibar/${date}`, (signal) => api.minibarUses(date, signal), REFRESH_MS);
  const filled = useAction((room: string, key) => api.minibarRefilled(room, key));
  const columns = useMemo<Array<Column<MinibarUse>>>(() => [
    { key: 'room', head: t('board.room'), cell: (use) => <strong>{use.room}</strong> },
    { key: 'item', head: t('bar.item'), cell: (use) => <>{use.quantity} × {name(use)}</> },
    { key: 'amount', head: t('bar.amount'), align: 'right', cell: (use) => forms.money(use.amount_minor) },
    { key: 'guest', head: t('bar.guest'), cell: (use) => <>{use.guest_name}{use.late && <b className="kr-few"> · {t('bar.late')}</b>}</> },
    { key: 'noted', head: t('bar.noted'), cell: (use) => t('bar.filledBy', { name: use.noted_by, time: forms.time(use.noted_at) }) },
    { key: 'filled', head: t('bar.filled'), wideOnly: true, cell: (use) => use.refilled_at !== null && use.refilled_by !== null && t('bar.filledBy', { name: use.refilled_by, time: forms.time(use.refilled_at) }) },
  ], [t, name, forms]);
  const ofDay = (uses ?? []).filter((each) => each.business_date === date);
  const failed = problem ?? filled.problem;
  return (
    <>
      <PageHead title={t('bar.title')} detail={forms.dateWithDay(date)} />
      {failed !== null && <ErrorNote problem={failed} onRetry={reload} />}
      {uses === null && problem === null && <LoadingRows rows={8} />}
      {uses !== null && date === status.business_date && <Refills uses={uses} busy={filled.busy} onFilled={(room) => void filled.run(room).then(reload)} />}
      {uses !== null && (
        <DataList
          label={t('bar.title')}
          rows={ofDay}
          columns={columns}
          rowKey={(use) => String(use.use_id)}
          searchText={(use) => `${use.room} ${use.guest_name} ${name(use)} ${use.noted_by}`}
          onOpen={(use) => go(`stay/${use.stay_id}`)}
          empty={<EmptyState title={t('bar.empty')} hint={t('bar.emptyHint')} />}
          toolbar={<DateField label={t('bar.date')} value={date} base={status.business_date} forms={forms} onChange={setChosen} />}
        />
      )}
    </>
  );
}
