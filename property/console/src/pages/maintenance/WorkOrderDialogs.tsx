import { useState } from 'react';
import { Checkbox, NumberInput, Select, Textarea } from '@mantine/core';
import * as api from '@shared/api/property';
import type { TechnicianOffer, WorkOrder } from '@shared/api/property';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { useI18n } from '@shared/i18n/i18n';
import { FormDialog } from '@shared/ui/FormDialog';
import { LoadingRows, Note } from '@shared/ui/Notes';
import { useHotel } from '../../hotel';
import { useText } from '../../text/useText';
import { useDuration } from './words';

interface Props {
  order: WorkOrder;
  etag: string | null;
  onDone: () => void;
  onClose: () => void;
}

function Offer({ offer, checked, onChoose }: { offer: TechnicianOffer; checked: boolean; onChoose: () => void }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const duration = useDuration();
  return (
    <label className="kr-work-offer" data-checked={checked || undefined}>
      <input type="radio" name="technician" checked={checked} onChange={onChoose} />
      <span>
        <strong>{offer.name}</strong>{' '}
        {offer.from === null ? <span className="kr-work-late">{t('maintenance.reason.no_free_time')}</span> : forms.instant(offer.from)}
        <br />
        <span className="kr-muted">
          {offer.reasons.filter((reason) => reason !== 'no_free_time').map((reason) => t(`maintenance.reason.${reason}`)).join(' · ')}
          {offer.open_orders > 0 && ` · ${t('maintenance.load', { count: offer.open_orders, time: duration(offer.load_minutes) })}`}
        </span>
      </span>
    </label>
  );
}

export function AssignDialog({ order, etag, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const [chosen, setChosen] = useState<number | null>(null);
  const { value: offers } = useLoad(`offers/${order.work_order}`, (signal) => api.workOffers(order.work_order, signal));
  const assign = useAction((body: api.WorkMove, key) => api.workMove(order.work_order, body, etag, key));
  const offer = (offers ?? []).find((each) => each.technician === chosen) ?? offers?.[0];
  const submit = async (): Promise<void> => {
    if (offer === undefined) return;
    if ((await assign.run({ to: 'assigned', technician: offer.technician, ...(offer.from === null ? {} : { from: offer.from }) })) !== null) onDone();
  };
  return (
    <FormDialog title={t('maintenance.assign')} submitLabel={offer === undefined ? t('maintenance.step.assigned') : t('maintenance.assignTo', { name: offer.name })} focusSubmit busy={assign.busy} problem={assign.problem} ready={offer !== undefined} onSubmit={() => void submit()} onClose={onClose}>
      {offers === null && <LoadingRows rows={3} />}
      {offers !== null && offers.length === 0 && <Note kind="warning">{t('maintenance.noTechnicians')}</Note>}
      {(offers ?? []).map((each) => <Offer key={each.technician} offer={each} checked={each === offer} onChoose={() => setChosen(each.technician)} />)}
    </FormDialog>
  );
}

export function RepairDialog({ order, etag, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const [cause, setCause] = useState(order.cause ?? '');
  const [remedy, setRemedy] = useState(order.remedy ?? '');
  const [article, setArticle] = useState<number | null>(null);
  const { value: known } = useLoad(`repair/${order.work_order}`, (signal) => api.knowledgeSearch(order.symptom, order.room ?? '', signal));
  const repair = useAction((body: api.WorkMove, key) => api.workMove(order.work_order, body, etag, key));
  const helped = useAction((body: { article: number }, key) => api.articleVote(body.article, true, key));
  const submit = async (): Promise<void> => {
    const body = { to: 'repaired' as const, remedy: remedy.trim(), ...(cause.trim() === '' ? {} : { cause: cause.trim() }), ...(article === null ? {} : { article }) };
    if ((await repair.run(body)) === null) return;
    if (article !== null) await helped.run({ article });
    onDone();
  };
  const use = (number: number | null): void => {
    setArticle(number);
    const found = known?.articles.find((each) => each.article === number);
    if (found === undefined) return;
    setCause((old) => (old === '' ? found[`cause_${language}`] || found.cause_en || found.cause_zh : old));
    setRemedy((old) => (old === '' ? found[`remedy_${language}`] || found.remedy_en || found.remedy_zh : old));
  };
  return (
    <FormDialog title={t('maintenance.step.repaired')} submitLabel={t('maintenance.repairSubmit')} busy={repair.busy || helped.busy} problem={repair.problem} ready={remedy.trim() !== ''} onSubmit={() => void submit()} onClose={onClose}>
      {(known?.articles ?? []).length > 0 && (
        <Select label={t('maintenance.helpedBy')} placeholder={t('maintenance.helpedByNone')} clearable value={article === null ? null : String(article)} data={(known?.articles ?? []).map((each) => ({ value: String(each.article), label: each[`symptom_${language}`] || each.symptom_en || each.symptom_zh }))} onChange={(value) => use(value === null ? null : Number(value))} />
      )}
      <Textarea label={t('maintenance.cause')} value={cause} rows={2} maxLength={500} data-autofocus onChange={(event) => setCause(event.currentTarget.value)} />
      <Textarea label={t('maintenance.remedy')} value={remedy} rows={2} maxLength={500} required onChange={(event) => setRemedy(event.currentTarget.value)} />
    </FormDialog>
  );
}

export function CheckDialog({ order, etag, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const points = order.checklist?.[language] ?? [];
  const [held, setHeld] = useState<boolean[]>(points.map(() => false));
  const [note, setNote] = useState('');
  const check = useAction((body: { points: string; note?: string }, key) => api.workCheck(order.work_order, body, etag, key));
  const passed = held.every(Boolean);
  const submit = async (): Promise<void> => {
    const body = { points: held.map((each) => (each ? '+' : '-')).join(''), ...(note.trim() === '' ? {} : { note: note.trim() }) };
    if ((await check.run(body)) !== null) onDone();
  };
  return (
    <FormDialog title={t('maintenance.step.checked')} submitLabel={(passed ? t('maintenance.check.accept') : t('maintenance.check.return'))} danger={!passed} busy={check.busy} problem={check.problem} ready={passed || note.trim() !== ''} onSubmit={() => void submit()} onClose={onClose}>
      <p className="kr-dialog-lead">{order.remedy}</p>
      {points.map((point, index) => (
        <Checkbox key={point} label={point} checked={held[index] ?? false} data-autofocus={index === 0 || undefined} onChange={(event) => setHeld(held.map((each, place) => (place === index ? event.currentTarget.checked : each)))} />
      ))}
      <Textarea label={(passed ? t('maintenance.note') : t('maintenance.check.why'))} value={note} rows={2} maxLength={500} onChange={(event) => setNote(event.currentTarget.value)} />
    </FormDialog>
  );
}

const WAITS = ['waiting_parts', 'waiting_vendor', 'waiting_guest'] as const;

/* The steps that need a word of explanation. */
export function MoveDialog({ what, order, etag, onDone, onClose }: Props & { what: 'wait' | 'cancel' | 'reopen' | 'duplicate' | 'note' }): JSX.Element {
  const t = useText();
  const older = (order.similar ?? []).filter((each) => each.work_order < order.work_order);
  const [note, setNote] = useState('');
  const [wait, setWait] = useState<(typeof WAITS)[number]>('waiting_parts');
  const [original, setOriginal] = useState(older[0]?.work_order ?? 0);
  const move = useAction((body: api.WorkMove, key) => api.workMove(order.work_order, body, etag, key));
  const entry = useAction((body: { kind: string; note: string }, key) => api.workEntry(order.work_order, body, key));
  const submit = async (): Promise<void> => {
    const text = note.trim();
    const to = { wait, cancel: 'cancelled', reopen: 'reopened', duplicate: 'duplicate' } as const;
    const result =
      what === 'note'
        ? await entry.run({ kind: 'note', note: text })
        : await move.run({ to: to[what], ...(text === '' ? {} : { note: text }), ...(what === 'duplicate' ? { duplicate_of: original } : {}) });
    if (result !== null) onDone();
  };
  const label = t(`maintenance.step.${what === 'wait' ? 'waiting' : what === 'cancel' ? 'cancelled' : what === 'reopen' ? 'reopened' : what}`);
  return (
    <FormDialog title={label} submitLabel={label} danger={what === 'cancel'} busy={move.busy || entry.busy} problem={move.problem ?? entry.problem} ready={what === 'duplicate' ? original > 0 : note.trim() !== ''} onSubmit={() => void submit()} onClose={onClose}>
      {what === 'wait' && <Select label={t('maintenance.waitFor')} data={WAITS.map((each) => ({ value: each, label: t(`maintenance.state.${each}`) }))} value={wait} allowDeselect={false} description={(wait === 'waiting_parts' ? t('maintenance.clockRuns') : t('maintenance.clockWillStand'))} onChange={(value) => value !== null && setWait(value as (typeof WAITS)[number])} />}
      {what === 'duplicate' && <Select label={t('maintenance.original')} data={older.map((each) => ({ value: String(each.work_order), label: `#${each.work_order} ${each.symptom}` }))} value={String(original)} allowDeselect={false} onChange={(value) => setOriginal(Number(value))} />}
      <Textarea label={(what === 'note' ? t('maintenance.note') : t('maintenance.why'))} value={note} rows={3} maxLength={500} data-autofocus onChange={(event) => setNote(event.currentTarget.value)} />
    </FormDialog>
  );
}

export function TimeDialog({ order, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const [minutes, setMinutes] = useState<number | string>(order.estimated_minutes);
  const [note, setNote] = useState('');
  const entry = useAction((body: { kind: string; minutes: number; note?: string }, key) => api.workEntry(order.work_order, body, key));
  const count = Number(minutes);
  const submit = async (): Promise<void> => {
    if ((await entry.run({ kind: 'labour', minutes: count, ...(note.trim() === '' ? {} : { note: note.trim() }) })) !== null) onDone();
  };
  return (
    <FormDialog title={t('maintenance.step.time')} submitLabel={t('maintenance.step.time')} busy={entry.busy} problem={entry.problem} ready={count >= 1 && count <= 1440} onSubmit={() => void submit()} onClose={onClose}>
      <NumberInput label={t('maintenance.minutesSpent')} value={minutes} min={1} max={1440} allowDecimal={false} data-autofocus onChange={setMinutes} />
      <Textarea label={t('maintenance.note')} value={note} rows={2} maxLength={500} onChange={(event) => setNote(event.currentTarget.value)} />
    </FormDialog>
  );
}

export function PartDialog({ order, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const { value: stock } = useLoad('parts', api.parts);
  const [part, setPart] = useState<string | null>(null);
  const [quantity, setQuantity] = useState<number | string>(1);
  const use = useAction((body: { part: number; quantity: number }, key) => api.workPart(order.work_order, body, key));
  const options = (stock ?? []).map((each) => ({ value: String(each.part), label: t('maintenance.partOption', { name: language === 'zh' ? each.name_zh : each.name_en, code: each.code, count: each.stock }) }));
  const submit = async (): Promise<void> => {
    if (part !== null && (await use.run({ part: Number(part), quantity: Number(quantity) })) !== null) onDone();
  };
  return (
    <FormDialog title={t('maintenance.step.part')} submitLabel={t('maintenance.step.part')} busy={use.busy} problem={use.problem} ready={part !== null && Number(quantity) !== 0} onSubmit={() => void submit()} onClose={onClose}>
      <Select label={t('maintenance.part')} data={options} value={part} searchable data-autofocus onChange={setPart} />
      <NumberInput label={t('maintenance.quantity')} description={t('maintenance.quantityHint')} value={quantity} allowDecimal={false} onChange={setQuantity} />
    </FormDialog>
  );
}
