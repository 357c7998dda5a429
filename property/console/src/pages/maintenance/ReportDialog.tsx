import { useEffect, useState } from 'react';
import { Autocomplete, Checkbox, Select, Textarea, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { AssetBrief, Category, Priority, WorkOrder } from '@shared/api/property';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { useI18n } from '@shared/i18n/i18n';
import { useSession } from '@shared/session/SessionGate';
import { FormDialog } from '@shared/ui/FormDialog';
import { useText } from '../../text/useText';
import { useCategoryOptions } from './words';

const PAUSE_MS = 300;

interface Props {
  room?: string;
  /* The guest who told of it, or in whose room it is. */
  guest?: { stay_id: number; name: string };
  onDone: (order: WorkOrder) => void;
  onClose: () => void;
}

/* A text once nobody has typed in it for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(text), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [text]);
  return settled;
}

/* What the house knows of such a fault; somebody at the desk may put it right at once. */
function Known({ symptom, room, onAsset, chosen }: { symptom: string; room: string; onAsset: (asset: AssetBrief | null) => void; chosen: number | null }): JSX.Element | null {
  const t = useText();
  const { language } = useI18n();
  const { value } = useLoad(symptom.length < 3 ? null : `known/${symptom}/${room}`, (signal) => api.knowledgeSearch(symptom, room, signal));
  if (value === null || (value.articles.length === 0 && value.assets.length === 0)) return null;
  return (
    <div className="kr-known">
      {value.articles.slice(0, 3).map((article) => (
        <details key={article.article}>
          <summary>{article[`symptom_${language}`] || article.symptom_en || article.symptom_zh}</summary>
          <p>{article[`remedy_${language}`] || article.remedy_en || article.remedy_zh}</p>
        </details>
      ))}
      {value.assets.length > 0 && (
        <Select
          label={t('maintenance.asset')}
          placeholder={t('maintenance.assetUnknown')}
          data={value.assets.map((each) => ({ value: String(each.asset), label: `${each.name} (${each.tag})` }))}
          value={chosen === null ? null : String(chosen)}
          clearable
          onChange={(number) => onAsset(value.assets.find((each) => String(each.asset) === number) ?? null)}
        />
      )}
    </div>
  );
}

export function ReportDialog({ room: given, guest, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const { hasRole } = useSession();
  const categories = useCategoryOptions();
  const seesRooms = ['frontdesk', 'housekeeping', 'manager', 'trainer'].some(hasRole);
  const { value: rooms } = useLoad(seesRooms ? 'rooms' : null, api.rooms);
  const [place, setPlace] = useState(given ?? '');
  const [symptom, setSymptom] = useState('');
  const [detail, setDetail] = useState('');
  const [category, setCategory] = useState<Category | null>(null);
  const [priority, setPriority] = useState<Priority>('normal');
  const [asset, setAsset] = useState<AssetBrief | null>(null);
  const [out, setOut] = useState(false);
  const report = useAction(api.faultReport);
  const settled = useSettled(symptom.trim());
  const known = rooms?.find((each) => each.room === place.trim());
  const isRoom = rooms === null ? /^\d+[A-Za-z]?$/.test(place.trim()) : known !== undefined;
  const mayTakeOut = isRoom && !(known?.occupied ?? false) && ['housekeeping', 'manager', 'maintenance'].some(hasRole);
  const submit = async (): Promise<void> => {
    const body = {
      ...(isRoom ? { room: place.trim() } : { area: place.trim() }),
      symptom: symptom.trim(),
      ...(detail.trim() === '' ? {} : { detail: detail.trim() }),
      ...(category === null ? {} : { category }),
      priority,
      ...(asset === null ? {} : { asset: asset.asset }),
      ...(guest === undefined || place.trim() !== given ? {} : { stay_id: guest.stay_id }),
      ...(out && mayTakeOut ? { take_room_out: true } : {}),
    };
    const order = await report.run(body);
    if (order !== null) onDone(order);
  };
  return (
    <FormDialog title={t('maintenance.report')} submitLabel={t('maintenance.reportSubmit')} busy={report.busy} problem={report.problem} ready={place.trim() !== '' && symptom.trim() !== ''} onSubmit={() => void submit()} onClose={onClose}>
      {guest !== undefined && place.trim() === given && <p className="kr-dialog-lead">{t('maintenance.reportGuest', { guest: guest.name })}</p>}
      <Autocomplete label={t('maintenance.place')} description={t('maintenance.placeHint')} data={(rooms ?? []).map((each) => each.room)} limit={8} value={place} maxLength={80} data-autofocus={given === undefined || undefined} onChange={setPlace} />
      <TextInput label={t('maintenance.symptom')} placeholder={t('maintenance.symptomHint')} value={symptom} maxLength={100} autoComplete="off" data-autofocus={given !== undefined || undefined} onChange={(event) => setSymptom(event.currentTarget.value)} />
      <Known symptom={settled} room={isRoom ? place.trim() : ''} chosen={asset?.asset ?? null} onAsset={(next) => { setAsset(next); if (next !== null) setCategory(next.category); }} />
      <div className="kr-pair">
        <Select label={t('maintenance.kind')} placeholder={t('maintenance.kindUnknown')} data={categories} value={category} clearable searchable onChange={(value) => setCategory(value as Category | null)} />
        <Select label={t('maintenance.urgency')} data={api.PRIORITIES.map((each) => ({ value: each, label: t(`maintenance.priority.${each}`) }))} value={priority} allowDeselect={false} onChange={(value) => value !== null && setPriority(value as Priority)} />
      </div>
      <Textarea label={t('maintenance.detail')} value={detail} rows={2} maxLength={1000} onChange={(event) => setDetail(event.currentTarget.value)} />
      {mayTakeOut && <Checkbox label={t('maintenance.takeOut')} checked={out} onChange={(event) => setOut(event.currentTarget.checked)} />}
    </FormDialog>
  );
}
