import { useCallback, useMemo, useRef, useState } from 'react';
import { Button, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import type { ChartBar } from '@shared/api/property/chart';
import { addDays, type Night } from '@shared/format/dates';
import { useCommands } from '@shared/keyboard/shortcuts';
import { DateField } from '@shared/ui/DateField';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { KeyName } from '@shared/ui/KeyName';
import { EmptyState, LoadingRows } from '@shared/ui/Notes';
import { go } from '@shared/ui/route';
import { ChartGrid, type Spot } from '../chart/ChartGrid';
import { DatesDialog, MoveNowDialog } from '../chart/ChartDialogs';
import { carriedBar, canMove, endsMovably, floorOf, lives, NO_FILTER, roomFits, type Carried, type ChartFilter, type Verdict } from '../chart/plan';
import { useChart, type Chart } from '../chart/useChart';
import { useMoves } from '../chart/useMoves';
import { useChartWords } from '../chart/words';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';
import '../chart/chart.css';

const ZOOMS = ['7', '14', '31'];
const STATES = ['free', 'arriving', 'in_house', 'due_out', 'overdue', 'conflict', 'dirty', 'outage'] as const;
const LEGEND: Array<ChartBar['state']> = ['expected', 'in_house', 'due_out', 'overdue', 'moving', 'checked_out', 'outage'];

const firstZoom = (): string => (window.innerWidth < 700 ? '7' : window.innerWidth < 1200 ? '14' : '31');

interface BarProps {
  filter: ChartFilter;
  onFilter: (filter: ChartFilter) => void;
  chart: Chart;
}

function Filters({ filter, onFilter, chart }: BarProps): JSX.Element {
  const t = useText();
  const { status, roomTypeName } = useHotel();
  const floors = useMemo(() => [...new Set(chart.rooms.map((room) => floorOf(room.room)))].filter((floor) => floor !== ''), [chart.rooms]);
  const set = (part: Partial<ChartFilter>): void => onFilter({ ...filter, ...part });
  return (
    <>
      <TextInput size="xs" w={84} aria-label={t('chart.filter.room')} placeholder={t('chart.filter.room')} value={filter.text} onChange={(event) => set({ text: event.currentTarget.value })} />
      <NativeSelect size="xs" aria-label={t('chart.filter.floor')} value={filter.floor} onChange={(event) => set({ floor: event.currentTarget.value })} data={[{ value: '', label: t('chart.filter.allFloors') }, ...floors.map((floor) => ({ value: floor, label: t('chart.filter.floorOf', { floor }) }))]} />
      <NativeSelect size="xs" aria-label={t('desk.type')} value={filter.roomType} onChange={(event) => set({ roomType: event.currentTarget.value })} data={[{ value: '', label: t('chart.filter.allTypes') }, ...(status.room_types ?? []).map(({ code }) => ({ value: code, label: `${code} · ${roomTypeName(code)}` }))]} />
      <NativeSelect size="xs" aria-label={t('desk.show')} value={filter.state} onChange={(event) => set({ state: event.currentTarget.value })} data={[{ value: '', label: t('chart.filter.allRooms') }, ...STATES.map((state) => ({ value: state, label: t(`chart.show.${state}`) }))]} />
    </>
  );
}

function Legend(): JSX.Element {
  const t = useText();
  return (
    <ul className="kc-legend" aria-label={t('chart.legend')}>
      {LEGEND.map((state) => (
        <li key={state}>
          <span className="kc-bar kc-sample" data-state={state} />
          {t(`chart.state.${state}`)}
        </li>
      ))}
      <li><i className="kc-mark">★</i> {t('chart.legend.tier')}</li>
      <li><i className="kc-mark">⚭</i> {t('chart.legend.group')}</li>
      <li><i className="kc-mark">▪</i> {t('chart.mark.fixed')}</li>
      <li><span className="kc-gap kc-sample" /> {t('chart.legend.gap')}</li>
    </ul>
  );
}

type Asked = { kind: 'dates'; carried: Carried; arrival?: Night; departure: Night } | { kind: 'move'; carried: Carried; room: string; other: string | null; run: () => Promise<boolean> };

export function ChartPage(): JSX.Element {
  const t = useText();
  const { status, forms } = useHotel();
  const [from, setFrom] = useState<Night>(() => addDays(status.business_date, -1));
  const [zoom, setZoom] = useState(firstZoom);
  const [filter, setFilter] = useState(NO_FILTER);
  const [spot, setSpot] = useState<Spot>({ text: '', bar: null, room: null, carried: null });
  const [asked, setAsked] = useState<Asked | null>(null);
  const nights = Number(zoom);
  const chart = useChart(from, nights);
  const moves = useMoves(chart.reload);
  const words = useChartWords();
  const dateField = useRef<HTMLDivElement>(null);
  const rooms = useMemo(() => chart.rooms.filter((room) => roomFits(room, filter, status.business_date)), [chart.rooms, filter, status.business_date]);
  const unassigned = useMemo(() => chart.unassigned.filter((guest) => filter.roomType === '' || guest.sold_type === filter.roomType), [chart.unassigned, filter.roomType]);
  const range = useMemo(() => ({ from, nights, businessDate: status.business_date }), [from, nights, status.business_date]);

  const onOpen = useCallback((bar: ChartBar): void => {
    if (bar.stay_id !== undefined) go(`stay/${bar.stay_id}`);
    else if (bar.confirmation_number !== undefined) go(`reservation/${bar.confirmation_number}`);
  }, []);
  const { drop } = moves;
  const onDrop = useCallback(
    (carried: Carried, room: (typeof rooms)[number], verdict: Verdict): void => {
      if (verdict.kind === 'until') {
        setAsked({ kind: 'dates', carried, departure: verdict.until });
        return;
      }
      if (verdict.kind === 'dates') {
        setAsked({ kind: 'dates', carried, arrival: verdict.from, departure: verdict.until });
        return;
      }
      const run = (): Promise<boolean> => drop(carried, room, verdict);
      const other = verdict.kind === 'swap' ? verdict.with : null;
      if (lives(carried.bar) || lives(other)) setAsked({ kind: 'move', carried, room: room.room, other: other === null ? null : (other.guest_name ?? ''), run });
      else void run();
    },
    [drop],
  );
  const onDated = ({ carried, arrival, departure }: { carried: Carried; arrival?: Night; departure: Night }): void => {
    setAsked(null);
    if (arrival === undefined) chart.reload();
    else void moves.keepRoom(carried, { from: arrival, until: departure });
  };
  const leave = (): void => {
    setAsked(null);
    moves.clear();
  };
  const { bar, room } = spot;
  const here = bar !== null && room !== null ? carriedBar(bar, room, status.business_date) : null;
  const expected = bar?.state === 'expected';

  useCommands([
    { key: 'T', label: t('chart.today'), run: () => setFrom(addDays(status.business_date, -1)) },
    { key: '[', label: t('chart.earlier'), run: () => setFrom(addDays(from, -7)) },
    { key: ']', label: t('chart.later'), run: () => setFrom(addDays(from, 7)) },
    { key: 'J', label: t('chart.jump'), run: () => dateField.current?.querySelector('input')?.focus() },
    { key: 'Z', label: t('chart.zoom'), run: () => setZoom(ZOOMS[(ZOOMS.indexOf(zoom) + 1) % ZOOMS.length] ?? '14') },
    { key: 'Ctrl+Z', label: t('chart.undo'), disabled: !moves.canUndo, run: moves.undo },
    { key: 'O', label: t('chart.open'), detail: bar?.guest_name ?? undefined, section: 'row', disabled: bar === null, run: () => bar !== null && onOpen(bar) },
    { key: 'D', label: t('chart.dates'), detail: bar?.guest_name ?? undefined, section: 'row', disabled: bar === null || here === null || !endsMovably(bar), run: () => here !== null && setAsked({ kind: 'dates', carried: here, departure: here.until }) },
    { key: 'Delete', label: t('chart.takeBack'), detail: bar?.guest_name ?? undefined, section: 'row', disabled: !expected || here === null || bar === null || !canMove(bar), run: () => here !== null && void moves.takeBack(here) },
  ]);

  return (
    <div className="kc-page">
      <h1 className="kr-hidden">{t('nav.chart')}</h1>
      <div className="kc-tools">
        <Button.Group>
          <Button size="xs" variant="default" aria-label={t('chart.earlier')} onClick={() => setFrom(addDays(from, -7))}>‹</Button>
          <Button size="xs" variant="default" onClick={() => setFrom(addDays(status.business_date, -1))}>{t('chart.today')}</Button>
          <Button size="xs" variant="default" aria-label={t('chart.later')} onClick={() => setFrom(addDays(from, 7))}>›</Button>
        </Button.Group>
        <div className="kc-date" ref={dateField}>
          <DateField label={t('chart.from')} value={from} base={status.business_date} forms={forms} onChange={setFrom} />
        </div>
        <SegmentedControl size="xs" aria-label={t('chart.zoom')} value={zoom} onChange={setZoom} data={ZOOMS.map((value) => ({ value, label: t('chart.zoomDays', { count: Number(value) }) }))} />
        <Filters filter={filter} onFilter={setFilter} chart={chart} />
        <span className="kc-count kr-muted" aria-live="polite">{chart.loaded && t('chart.count', { count: rooms.length, all: chart.total })}</span>
      </div>
      {chart.problem !== null && <ErrorNote problem={chart.problem} onRetry={chart.reload} />}
      {moves.problem !== null && asked === null && <ErrorNote problem={moves.problem} onRetry={moves.again} />}
      {!chart.loaded && chart.problem === null && <LoadingRows rows={14} />}
      {chart.loaded && rooms.length === 0 && <EmptyState title={t('chart.empty')} hint={t('chart.emptyHint')} action={<Button variant="default" onClick={() => setFilter(NO_FILTER)}>{t('chart.allAgain')}</Button>} />}
      {chart.loaded && rooms.length > 0 && (
        <ChartGrid rooms={rooms} unassigned={unassigned} range={range} words={words} typeShown={filter.roomType === ''} onSee={chart.see} onSpot={setSpot} onOpen={onOpen} onDrop={onDrop} />
      )}
      <div className="kc-foot">
        <p role="status" data-carrying={spot.carried !== null || undefined}>{spot.text}</p>
        {moves.said !== '' && (
          <p className="kc-said" role="status">
            {moves.said} {moves.canUndo && <button type="button" className="kr-link" onClick={moves.undo}>{t('chart.undo')}</button>} {moves.canUndo && <KeyName name="Ctrl+Z" size="xs" />}
          </p>
        )}
        <span className="kc-hint kr-muted">{spot.carried === null ? t('chart.keys') : t('chart.keysCarrying')}</span>
      </div>
      <Legend />
      {asked?.kind === 'dates' && <DatesDialog carried={asked.carried} arrival={asked.arrival} departure={asked.departure} onDone={() => onDated(asked)} onClose={() => setAsked(null)} />}
      {asked?.kind === 'move' && <MoveNowDialog carried={asked.carried} room={asked.room} other={asked.other} housekeeping={chart.rooms.find((each) => each.room === asked.room)?.housekeeping ?? ''} run={asked.run} busy={moves.busy} problem={moves.problem} onClose={leave} />}
    </div>
  );
}
