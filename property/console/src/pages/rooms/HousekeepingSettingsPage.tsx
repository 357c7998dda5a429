import { useState } from 'react';
import { ActionIcon, Button, Checkbox, NumberInput, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { ChecklistItem, Credit, HousekeepingSettings, Service } from '@shared/api/property/housekeeping';
import { useEdit } from '@shared/api/useEdit';
import { useLoad } from '@shared/api/useLoad';
import { useSession } from '@shared/session/SessionGate';
import { Clash } from '@shared/ui/EditDialog';
import { ErrorNote } from '@shared/ui/ErrorNote';
import type { MergeField } from '@shared/ui/MergeDialog';
import { LoadingRows, Note } from '@shared/ui/Notes';
import { PageHead, Panel } from '@shared/ui/Page';
import { useHotel } from '../../hotel';
import { useText } from '../../text/useText';
import { MinibarListPanel } from './MinibarListPanel';
import './rooms.css';

const SERVICES: Service[] = ['departure', 'stay_over', 'refresh', 'deep_clean', 'turndown'];
const EVERY_TYPE = '*';

const creditOf = (credits: Credit[], type: string, service: Service): number | undefined => credits.find((each) => each.room_type === type && each.service === service)?.credits;

/* What each service is worth in a room of each type; where a type has no figure of its own, the one for every type counts. */
function Credits({ credits, types, onSet }: { credits: Credit[]; types: string[]; onSet: ((type: string, service: Service, worth: number) => void) | null }): JSX.Element {
  const t = useText();
  const { roomTypeName } = useHotel();
  const set = (type: string, service: Service, worth: number | string): void => {
    if (onSet !== null && Number(worth) >= 1) onSet(type, service, Number(worth));
  };
  return (
    <div className="kr-table-frame" tabIndex={0} role="region" aria-label={t('keeping.credits')}>
      <table className="kr-table kr-credits">
        <thead>
          <tr>
            <th scope="col">{t('board.type')}</th>
            {SERVICES.map((service) => <th key={service} scope="col" className="kr-right">{t(`service.${service}`)}</th>)}
          </tr>
        </thead>
        <tbody>
          {[EVERY_TYPE, ...types].map((type) => (
            <tr key={type}>
              <th scope="row">{type === EVERY_TYPE ? t('keeping.everyType') : <><b>{type}</b> {roomTypeName(type)}</>}</th>
              {SERVICES.map((service) => (
                <td key={service}>
                  <NumberInput size="xs" hideControls min={1} max={999} allowDecimal={false} disabled={onSet === null} aria-label={`${type === EVERY_TYPE ? t('keeping.everyType') : type}, ${t(`service.${service}`)}`} placeholder={type === EVERY_TYPE ? undefined : String(creditOf(credits, EVERY_TYPE, service) ?? '')} value={creditOf(credits, type, service) ?? ''} onChange={(worth) => set(type, service, worth)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/* Each figure is a field of its own, so that two people may change different ones. */
type HowValues = Record<string, boolean | number | null>;

const worthKey = (type: string, service: Service): string => `${type}/${service}`;

function howValues({ inspection_required, linen_nights, credits }: HousekeepingSettings, types: string[]): HowValues {
  const worth = [EVERY_TYPE, ...types].flatMap((type) => SERVICES.map((service) => [worthKey(type, service), creditOf(credits, type, service) ?? null] as const));
  return { inspection_required, linen_nights, ...Object.fromEntries(worth) };
}

const creditsOf = (values: HowValues, types: string[]): Credit[] =>
  [EVERY_TYPE, ...types].flatMap((room_type) => SERVICES.map((service) => ({ room_type, service, credits: Number(values[worthKey(room_type, service)] ?? 0) }))).filter(({ credits }) => credits > 0);

function HowPanel({ settings, types, may, onDone }: { settings: HousekeepingSettings; types: string[]; may: boolean; onDone: () => void }): JSX.Element {
  const t = useText();
  const [kept, setKept] = useState(false);
  const edit = useEdit<HousekeepingSettings, HowValues, HousekeepingSettings>({
    at: api.HOUSEKEEPING_SETTINGS_AT,
    initial: howValues(settings, types),
    valuesOf: (row) => howValues(row, types),
    write: (values, { etag }, key) => api.changeHousekeepingSettings({ inspection_required: values.inspection_required === true, linen_nights: Number(values.linen_nights), credits: creditsOf(values, types) }, etag, key),
    onDone: () => {
      edit.again();
      setKept(true);
      onDone();
    },
  });
  const { values } = edit;
  const set = (change: HowValues): void => {
    setKept(false);
    edit.set(change);
  };
  const fields: Array<MergeField<HowValues>> = [
    { key: 'inspection_required', label: t('keeping.inspectionRequired') },
    { key: 'linen_nights', label: t('keeping.linenNights') },
    ...[EVERY_TYPE, ...types].flatMap((type) => SERVICES.map((service) => ({ key: worthKey(type, service), label: `${type === EVERY_TYPE ? t('keeping.everyType') : type}, ${t(`service.${service}`)}` }))),
  ];
  return (
    <Panel title={t('keeping.how')}>
      <div className="kr-form-rows">
        <Checkbox label={t('keeping.inspectionRequired')} description={t('keeping.inspectionRequiredHint')} checked={values.inspection_required === true} disabled={!may} onChange={(event) => set({ inspection_required: event.currentTarget.checked })} />
        <NumberInput w={320} label={t('keeping.linenNights')} description={t('keeping.linenNightsHint')} value={Number(values.linen_nights)} min={0} max={30} allowDecimal={false} disabled={!may} onChange={(nights) => set({ linen_nights: Math.max(0, Number(nights) || 0) })} />
        <div>
          <h3>{t('keeping.credits')}</h3>
          <p className="kr-muted">{t('keeping.creditsHint')}</p>
          <Credits credits={creditsOf(values, types)} types={types} onSet={may ? (type, service, worth) => set({ [worthKey(type, service)]: worth }) : null} />
        </div>
        {edit.problem !== null && <ErrorNote problem={edit.problem} />}
        {kept && <Note kind="success">{t('keeping.kept')}</Note>}
        {may && <div><Button loading={edit.busy} onClick={() => edit.submit()}>{t('keeping.save')}</Button></div>}
      </div>
      <Clash edit={edit} fields={fields} onClose={edit.again} />
    </Panel>
  );
}

/* A new point gets a name of its own that results can be kept under, whatever its words become. */
function freeName(items: ChecklistItem[]): string {
  let number = items.length + 1;
  while (items.some((each) => each.item === `point-${number}`)) number += 1;
  return `point-${number}`;
}

function ChecklistPanel({ items, may, onDone }: { items: ChecklistItem[]; may: boolean; onDone: () => void }): JSX.Element {
  const t = useText();
  const [kept, setKept] = useState(false);
  const edit = useEdit<{ items: ChecklistItem[] }, { items: ChecklistItem[] }, unknown>({
    at: api.CHECKLIST_AT,
    initial: { items },
    valuesOf: (row) => ({ items: row.items }),
    write: (values, { etag }, key) => api.writeChecklist(values.items.map((each) => ({ ...each, english: each.english.trim(), chinese: each.chinese.trim() })), etag, key),
    onDone: () => {
      edit.again();
      setKept(true);
      onDone();
    },
  });
  const list = edit.values.items;
  const change = (next: ChecklistItem[]): void => {
    setKept(false);
    edit.set({ items: next });
  };
  const set = (item: string, words: Partial<ChecklistItem>): void => change(list.map((each) => (each.item === item ? { ...each, ...words } : each)));
  const up = (index: number): void => change(list.map((each, place) => (place === index - 1 ? list[index] ?? each : place === index ? list[index - 1] ?? each : each)));
  const ready = list.length > 0 && list.every((each) => each.english.trim() !== '' && each.chinese.trim() !== '');
  return (
    <Panel title={t('keeping.checklist')}>
      <p className="kr-muted">{t('keeping.checklistHint')}</p>
      <ol className="kr-points">
        {list.map((each, index) => (
          <li key={each.item}>
            <TextInput aria-label={t('keeping.pointEnglish', { number: index + 1 })} placeholder={t('keeping.english')} value={each.english} maxLength={120} disabled={!may} onChange={(event) => set(each.item, { english: event.currentTarget.value })} />
            <TextInput aria-label={t('keeping.pointChinese', { number: index + 1 })} placeholder={t('keeping.chinese')} lang="zh" value={each.chinese} maxLength={120} disabled={!may} onChange={(event) => set(each.item, { chinese: event.currentTarget.value })} />
            {may && (
              <span className="kr-nowrap">
                <ActionIcon variant="subtle" color="gray" disabled={index === 0} aria-label={t('keeping.pointUp', { number: index + 1 })} onClick={() => up(index)}>↑</ActionIcon>
                <ActionIcon variant="subtle" color="gray" disabled={list.length === 1} aria-label={t('keeping.pointRemove', { number: index + 1 })} onClick={() => change(list.filter((other) => other.item !== each.item))}>×</ActionIcon>
              </span>
            )}
          </li>
        ))}
      </ol>
      {edit.problem !== null && <ErrorNote problem={edit.problem} />}
      {kept && <Note kind="success">{t('keeping.kept')}</Note>}
      {may && (
        <div className="kr-actions">
          <Button variant="default" disabled={list.length >= 60} onClick={() => change([...list, { item: freeName(list), english: '', chinese: '' }])}>{t('keeping.pointAdd')}</Button>
          <Button loading={edit.busy} disabled={!ready} onClick={() => edit.submit()}>{t('keeping.save')}</Button>
        </div>
      )}
      <Clash edit={edit} fields={[{ key: 'items', label: t('keeping.checklist'), show: (points: ChecklistItem[]) => points.map((each) => `${each.english} ${each.chinese}`).join(' · ') }]} onClose={edit.again} />
    </Panel>
  );
}

/* How this hotel keeps its rooms: what is ready, fresh linen, what work is worth, what an inspection looks at. */
export function HousekeepingSettingsPage(): JSX.Element {
  const t = useText();
  const { hasRole } = useSession();
  const may = hasRole('manager') || hasRole('housekeeping');
  const settings = useLoad('housekeeping-settings', api.housekeepingSettings);
  const points = useLoad('housekeeping-checklist', api.checklist);
  const rooms = useLoad('rooms', api.rooms);
  const bar = useLoad('minibar-prices', api.minibarPrices);
  const failed = settings.problem ?? points.problem ?? rooms.problem ?? bar.problem;
  const ready = settings.value !== null && points.value !== null && rooms.value !== null;
  const types = [...new Set((rooms.value ?? []).map((room) => room.room_type))].sort();
  return (
    <>
      <PageHead title={t('nav.housekeepingSettings')} />
      {failed !== null && <ErrorNote problem={failed} onRetry={() => { settings.reload(); points.reload(); rooms.reload(); bar.reload(); }} />}
      {!ready && failed === null && <LoadingRows rows={10} />}
      {settings.value !== null && rooms.value !== null && <HowPanel settings={settings.value} types={types} may={may} onDone={settings.reload} />}
      {bar.value !== null && <MinibarListPanel prices={bar.value} may={may} onDone={bar.reload} />}
      {points.value !== null && <ChecklistPanel items={points.value} may={may} onDone={points.reload} />}
    </>
  );
}
