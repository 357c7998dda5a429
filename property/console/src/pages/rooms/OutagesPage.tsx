import { useCallback, useMemo, useState } from 'react';
import { Button } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Outage } from '@shared/api/property/housekeeping';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { addDays, nightsOfStay, type Night } from '@shared/format/dates';
import { useSession } from '@shared/session/SessionGate';
import { DataList, type Column } from '@shared/ui/DataList';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { EmptyState, LoadingRows } from '@shared/ui/Notes';
import { KeyButton, PageHead, Panel } from '@shared/ui/Page';
import { useShortcuts } from '@shared/keyboard/shortcuts';
import { useHotel } from '../../hotel';
import { useText } from '../../text/useText';
import { ChangeOutageDialog, OutageDialog } from './OutageDialogs';

const REFRESH_MS = 15_000;
const LISTED_NIGHTS = 120;
const DRAWN_NIGHTS = 28;

/* A row for each room, a column for each night: what is out when, at a glance. */
function Calendar({ outages, first }: { outages: Outage[]; first: Night }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const nights = nightsOfStay(first, addDays(first, DRAWN_NIGHTS));
  const rooms = [...new Set(outages.map((each) => each.room))];
  const at = (room: string, night: Night): Outage | undefined => outages.find((each) => each.room === room && each.from <= night && night < each.until);
  return (
    <div className="kr-outage-calendar" tabIndex={0} role="region" aria-label={t('outage.title')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('board.room')}</th>
            {nights.map((night) => <th key={night} scope="col">{Number(night.slice(8))}</th>)}
          </tr>
        </thead>
        <tbody>
          {rooms.map((room) => (
            <tr key={room}>
              <th scope="row">{room}</th>
              {nights.map((night) => {
                const found = at(room, night);
                return <td key={night} className={found && `kr-outage-${found.kind}`} title={found && `${forms.date(night)}: ${found.reason}`} />;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function useColumns(onBack: (outage: Outage) => void, mayChange: boolean): Array<Column<Outage>> {
  const t = useText();
  const { forms } = useHotel();
  return useMemo(() => [
    { key: 'room', head: t('board.room'), cell: (each) => <strong>{each.room}</strong> },
    { key: 'kind', head: t('outage.kind'), cell: (each) => t(`outage.${each.kind}`) },
    { key: 'from', head: t('outage.from'), cell: (each) => <>{forms.dateShort(each.from)}{each.now && <b className="kr-few"> · {t('outage.now')}</b>}</> },
    { key: 'until', head: t('outage.until'), cell: (each) => forms.dateShort(each.until) },
    { key: 'reason', head: t('outage.reason'), cell: (each) => <>{each.reason}{each.conflict && <span className="kr-few"> · {t('outage.conflict', { guest: each.conflict.guest_name, date: forms.dateShort(each.conflict.departure) })}</span>}</> },
    { key: 'returns', head: t('outage.returnStatus'), wideOnly: true, cell: (each) => t(`housekeeping.${each.return_status}`) },
    { key: 'back', head: '', align: 'right', cell: (each) => mayChange && <Button size="compact-xs" variant="default" onClick={(event) => { event.stopPropagation(); onBack(each); }}>{t('outage.back')}</Button> },
  ], [t, forms, onBack, mayChange]);
}

export function OutagesPage(): JSX.Element {
  const t = useText();
  const { status } = useHotel();
  const { hasRole } = useSession();
  const mayChange = hasRole('manager') || hasRole('housekeeping');
  const first = status.business_date;
  const { value, problem, reload } = useLoad(`outages/${first}`, (signal) => api.outages(first, addDays(first, LISTED_NIGHTS), signal), REFRESH_MS);
  const [planning, setPlanning] = useState(false);
  const [changing, setChanging] = useState<Outage | null>(null);
  const back = useAction((outage: number, key) => api.endOutage(outage, key));
  const putBack = useCallback((outage: Outage) => void back.run(outage.outage_id).then((done) => done !== null && reload()), [back, reload]);
  const columns = useColumns(putBack, mayChange);
  const close = (): void => {
    setPlanning(false);
    setChanging(null);
    reload();
  };
  useShortcuts(mayChange && !planning && changing === null ? [{ key: 'O', label: t('outage.plan'), run: () => setPlanning(true) }] : []);
  return (
    <>
      <PageHead title={t('outage.title')}>{mayChange && <KeyButton shortcut="O" onClick={() => setPlanning(true)}>{t('outage.plan')}</KeyButton>}</PageHead>
      {(problem ?? back.problem) !== null && <ErrorNote problem={(problem ?? back.problem)!} onRetry={reload} />}
      {value === null && problem === null && <LoadingRows rows={6} />}
      {value !== null && value.length > 0 && <Panel><Calendar outages={value} first={first} /></Panel>}
      {value !== null && (
        <DataList
          label={t('outage.title')}
          rows={value}
          columns={columns}
          rowKey={(each) => String(each.outage_id)}
          searchText={(each) => `${each.room} ${each.reason}`}
          onOpen={(each) => mayChange && setChanging(each)}
          empty={<EmptyState title={t('outage.empty')} hint={t('outage.emptyHint')} />}
        />
      )}
      {planning && <OutageDialog room="" onDone={close} onClose={() => setPlanning(false)} />}
      {changing !== null && <ChangeOutageDialog outage={changing} onDone={close} onClose={() => setChanging(null)} />}
    </>
  );
}
