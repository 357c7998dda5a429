import { useCallback, useMemo, useState } from 'react';
import { Button, Checkbox, SegmentedControl, Select } from '@mantine/core';
import * as api from '@shared/api/property';
import type { SheetTask, TaskSheets } from '@shared/api/property/housekeeping';
import type { Room } from '@shared/api/property/room';
import { useLoad } from '@shared/api/useLoad';
import { useI18n } from '@shared/i18n/i18n';
import { DataList, type Column } from '@shared/ui/DataList';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { EmptyState, LoadingRows } from '@shared/ui/Notes';
import { PageHead } from '@shared/ui/Page';
import { useHotel } from '../../hotel';
import { useText } from '../../text/useText';
import { RoomDialog } from './RoomDialog';
import { RoomsTogether } from './RoomsTogether';

const REFRESH_MS = 10_000;

type Showing = 'all' | 'dirty' | 'vacant' | 'occupied' | 'out';

const isOut = (room: Room): boolean => room.outage_id !== null && room.outage_id !== undefined;
const needsWork = (room: Room): boolean => !isOut(room) && (room.housekeeping === 'dirty' || room.housekeeping === 'pickup');
const FITS: Record<Showing, (room: Room) => boolean> = {
  all: () => true,
  dirty: needsWork,
  vacant: (room) => !room.occupied && !isOut(room),
  occupied: (room) => room.occupied,
  out: isOut,
};

interface Work {
  task: SheetTask;
  attendant: string | null;
}

function workByRoom(sheets: TaskSheets | null): Map<string, Work> {
  const found = new Map<string, Work>();
  for (const sheet of sheets?.sheets ?? []) for (const task of sheet.tasks) if (task.service !== 'turndown' || !found.has(task.room)) found.set(task.room, { task, attendant: sheet.name });
  for (const task of sheets?.unassigned ?? []) found.set(task.room, { task, attendant: null });
  return found;
}

export function HousekeepingMark({ room }: { room: Pick<Room, 'housekeeping'> }): JSX.Element {
  const t = useText();
  return <span className={`kr-housekeeping kr-housekeeping-${room.housekeeping}`}>{t(`housekeeping.${room.housekeeping}`)}</span>;
}

function useColumns(work: Map<string, Work>, chosen: ReadonlySet<string>, toggle: (room: string) => void): Array<Column<Room>> {
  const t = useText();
  const { forms, roomTypeName } = useHotel();
  return useMemo(() => [
    { key: 'chosen', head: t('together.head'), cell: (room) => <Checkbox size="xs" aria-label={t('together.choose', { room: room.room })} checked={chosen.has(room.room)} onClick={(event) => event.stopPropagation()} onChange={() => toggle(room.room)} /> },
    { key: 'room', head: t('board.room'), cell: (room) => <strong>{room.room}</strong> },
    { key: 'type', head: t('board.type'), cell: (room) => <span className="kr-type"><b>{room.room_type}</b> {roomTypeName(room.room_type)}</span> },
    { key: 'floor', head: t('board.floor'), align: 'right', wideOnly: true, cell: (room) => room.floor },
    {
      key: 'status',
      head: t('board.status'),
      cell: (room) => {
        const kind = room.out_of_order_reason ? 'out_of_order' : 'out_of_service';
        return isOut(room) && room.outage_until ? <span className="kr-few">{t(`outage.${kind}`)} {t('board.until', { date: forms.dateShort(room.outage_until) })}</span> : <HousekeepingMark room={room} />;
      },
    },
    { key: 'guest', head: t('board.guest'), cell: (room) => (room.occupied ? <span>{room.guest_name}{room.departure && <span className="kr-muted"> {t('board.until', { date: forms.dateShort(room.departure) })}</span>}</span> : <span className="kr-muted">{room.out_of_order_reason ?? room.out_of_service_reason ?? t('board.vacant')}</span>) },
    {
      key: 'work',
      head: t('board.work'),
      cell: (room) => {
        const found = work.get(room.room);
        return found && <span>{t(`service.${found.task.service}`)} · {t(`task.${found.task.status}`)}{found.attendant !== null && <span className="kr-muted"> · {found.attendant}</span>}{found.task.arrival_today && <b className="kr-few"> · {t('board.arrival')}</b>}</span>;
      },
    },
  ], [t, forms, roomTypeName, work, chosen, toggle]);
}

export function RoomsPage(): JSX.Element {
  const t = useText();
  const { roomTypeName } = useHotel();
  const { language } = useI18n();
  const [showing, setShowing] = useState<Showing>('all');
  const [floor, setFloor] = useState('');
  const [type, setType] = useState('');
  const [chosen, setChosen] = useState<Room | null>(null);
  const { value: rooms, problem, reload } = useLoad('rooms', api.rooms, REFRESH_MS);
  const sheets = useLoad('sheets', api.taskSheets, REFRESH_MS);
  const work = useMemo(() => workByRoom(sheets.value), [sheets.value]);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((room: string) => setTicked((before) => new Set(before.has(room) ? [...before].filter((each) => each !== room) : [...before, room])), []);
  const columns = useColumns(work, ticked, toggle);
  const shown = useMemo(() => (rooms ?? []).filter((room) => FITS[showing](room) && (floor === '' || String(room.floor) === floor) && (type === '' || room.room_type === type)), [rooms, showing, floor, type]);
  const searchText = useCallback((room: Room) => `${room.room} ${room.room_type} ${room.guest_name ?? ''}`, []);
  const floors = [...new Set((rooms ?? []).map((room) => room.floor))].sort((a, b) => a - b);
  const types = [...new Set((rooms ?? []).map((room) => room.room_type))];
  const isReady = (room: Room): boolean => FITS.vacant(room) && room.ready;
  const count = (fits: (room: Room) => boolean): number => (rooms ?? []).filter(fits).length;

  return (
    <>
      <PageHead title={t('board.title')} detail={rooms !== null && t('board.counts', { dirty: count(needsWork), ready: count(isReady), out: count(isOut) })}>
        {rooms !== null && <Button component="a" variant="default" target="_blank" rel="noreferrer" href={api.roomLabels(ticked.size === 0 || ticked.size === rooms.length ? null : [...ticked], language)}>{ticked.size === 0 ? t('board.labels') : t('board.labelsOf', { count: ticked.size })}</Button>}
      </PageHead>
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {rooms === null && problem === null && <LoadingRows rows={10} />}
      <RoomsTogether chosen={[...ticked]} onDone={() => { setTicked(new Set()); reload(); }} onClear={() => setTicked(new Set())} />
      {rooms !== null && (
        <DataList
          label={t('board.title')}
          rows={shown}
          columns={columns}
          rowKey={(room) => room.room}
          searchText={searchText}
          onOpen={setChosen}
          empty={<EmptyState title={t('board.empty')} hint={t('board.emptyHint')} />}
          toolbar={
            <>
              <SegmentedControl size="xs" aria-label={t('board.show')} value={showing} onChange={(value) => setShowing(value as Showing)} data={[{ value: 'all', label: t('board.all') }, ...(['dirty', 'vacant', 'occupied', 'out'] as const).map((value) => ({ value, label: t(`board.showing.${value}`) }))]} />
              <Select size="xs" w={140} aria-label={t('board.floor')} value={floor} onChange={(value) => setFloor(value ?? '')} allowDeselect={false} data={[{ value: '', label: t('board.anyFloor') }, ...floors.map((each) => ({ value: String(each), label: `${t('board.floor')} ${each}` }))]} />
              <Select size="xs" w={180} aria-label={t('board.type')} value={type} onChange={(value) => setType(value ?? '')} allowDeselect={false} data={[{ value: '', label: t('board.anyType') }, ...types.map((each) => ({ value: each, label: `${each} ${roomTypeName(each)}` }))]} />
              <Button size="compact-sm" variant="default" disabled={shown.length === 0} onClick={() => setTicked(new Set(shown.map((room) => room.room)))}>{t('together.all', { count: shown.length })}</Button>
            </>
          }
        />
      )}
      {chosen !== null && <RoomDialog room={chosen} onClose={() => setChosen(null)} onDone={() => { setChosen(null); reload(); }} />}
    </>
  );
}
