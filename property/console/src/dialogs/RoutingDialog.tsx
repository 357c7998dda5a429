import { useState } from 'react';
import { Button, Checkbox, MultiSelect, NumberInput, Select } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Routing, RoutingWish } from '@shared/api/property/folio';
import type { Stay } from '@shared/api/property/stay';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { DateField } from '@shared/ui/DateField';
import { FormDialog } from '@shared/ui/FormDialog';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';
import { DEPARTMENTS } from './FolioDialogs';
import { useTargets, WINDOWS_MAX } from './LineDialogs';

const WHOLE = 10_000;

interface Props {
  stay: Stay;
  onDone: () => void;
  onClose: () => void;
}

function useRoutingText(): { names: (list: string) => string; line: (routing: Routing) => string } {
  const t = useText();
  const { forms } = useHotel();
  const names = (list: string): string => list.split(',').map((code) => (code === 'all' ? t('routing.all') : t(`department.${code}` as 'department.room'))).join(', ');
  const line = (each: Routing): string => {
    const share = each.share_basis_points === WHOLE ? '' : `${each.share_basis_points / 100} % `;
    const target = each.account_name === null ? t('routing.ownWindow', { window: each.window }) : t('routing.window', { name: each.room === null ? each.account_name : `${each.room} ${each.account_name}`, window: each.window });
    return t('routing.line', { departments: `${share}${names(each.departments)}`, target, from: forms.date(each.from_date), until: forms.date(each.until_date) });
  };
  return { names, line };
}

function Agreed({ routing, editing, busy, onEdit, onEnd }: { routing: Routing[]; editing: number | undefined; busy: boolean; onEdit: (routing: Routing) => void; onEnd: (id: number) => void }): JSX.Element | null {
  const t = useText();
  const { line } = useRoutingText();
  if (routing.length === 0) return <p className="kr-muted">{t('routing.none')}</p>;
  return (
    <ul className="kr-routing">
      {routing.map((each) => (
        <li key={each.routing_id} className="kr-agreed" data-editing={each.routing_id === editing || undefined}>
          <span>{line(each)}</span>
          <span className="kr-agreed-actions">
            <Button size="compact-sm" variant="default" aria-label={t('routing.editOf', { line: line(each) })} onClick={() => onEdit(each)}>{t('routing.edit')}</Button>
            <Button size="compact-sm" variant="default" loading={busy} aria-label={t('routing.endOf', { line: line(each) })} onClick={() => onEnd(each.routing_id)}>{t('routing.end')}</Button>
          </span>
        </li>
      ))}
    </ul>
  );
}

/* Who pays which departments on which nights, and how much of them; for one guest or for a whole group. */
export function RoutingDialog({ stay, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const { forms, status } = useHotel();
  const { names } = useRoutingText();
  const agreed = useLoad(`agreements/${stay.stay_id}`, () => api.agreements(stay.stay_id));
  const targets = useTargets(stay.stay_id, t('transfer.here'));
  const [editing, setEditing] = useState<Routing | null>(null);
  const [departments, setDepartments] = useState<string[]>(['room']);
  const [window, setWindow] = useState<number>(2);
  const [target, setTarget] = useState<string>(String(stay.stay_id));
  const [percent, setPercent] = useState<number | ''>(100);
  const [from, setFrom] = useState(status.business_date);
  const [until, setUntil] = useState(stay.departure);
  const [group, setGroup] = useState(false);
  const add = useAction((body: RoutingWish, key) => api.addRouting(stay.stay_id, body, key));
  const end = useAction((body: { routing_id: number }, key) => api.endRouting(stay.stay_id, body, key));
  const elsewhere = Number(target) !== stay.stay_id;
  const share = percent === '' ? 0 : Math.round(percent * 100);
  const edit = (each: Routing): void => {
    setEditing(each);
    setDepartments(each.departments.split(','));
    setWindow(each.window);
    setTarget(String(each.account_id ?? stay.stay_id));
    setPercent(each.share_basis_points / 100);
    setFrom(each.from_date > status.business_date ? each.from_date : status.business_date);
    setUntil(each.until_date);
    setGroup(false);
  };
  const submit = async (): Promise<void> => {
    const body: RoutingWish = {
      departments: departments.join(','),
      window,
      from_date: from,
      until_date: until,
      share_basis_points: share,
      ...(elsewhere && { account_id: Number(target) }),
      ...(editing !== null && { replaces: editing.routing_id }),
      ...(elsewhere && group && editing === null && { whole_group: true }),
    };
    if ((await add.run(body)) !== null) onDone();
  };
  const stop = async (routingId: number): Promise<void> => {
    if ((await end.run({ routing_id: routingId })) === null) return;
    if (editing?.routing_id === routingId) setEditing(null);
    agreed.reload();
  };
  const ready = departments.length > 0 && share > 0 && share <= WHOLE && until >= from;
  return (
    <FormDialog title={t('routing.title')} submitLabel={editing === null ? t('routing.submit') : t('routing.change')} size="lg" busy={add.busy} problem={add.problem ?? end.problem ?? agreed.problem ?? targets.problem} ready={ready} onSubmit={() => void submit()} onClose={onClose}>
      {agreed.value !== null && <Agreed routing={agreed.value.routing} editing={editing?.routing_id} busy={end.busy} onEdit={edit} onEnd={(id) => void stop(id)} />}
      <MultiSelect label={t('routing.departments')} data={['all', 'room', ...DEPARTMENTS].map((code) => ({ value: code, label: names(code) }))} value={departments} data-autofocus onChange={setDepartments} />
      <Select label={t('transfer.to')} data={targets.data} value={target} searchable allowDeselect={false} onChange={(value) => value !== null && setTarget(value)} />
      <div className="kr-slip">
        <NumberInput label={t('routing.percent')} suffix=" %" value={percent} min={0.01} max={100} decimalScale={2} onChange={(value) => setPercent(value === '' ? '' : Number(value))} />
        <NumberInput label={t('window.label')} value={window} min={1} max={WINDOWS_MAX} allowDecimal={false} onChange={(value) => setWindow(Number(value) || 1)} />
      </div>
      <div className="kr-slip">
        <DateField label={t('routing.from')} value={from} base={status.business_date} min={status.business_date} forms={forms} onChange={setFrom} />
        <DateField label={t('routing.until')} value={until} base={from} min={from} forms={forms} onChange={setUntil} />
      </div>
      {elsewhere && editing === null && <Checkbox label={t('routing.group')} checked={group} onChange={(event) => setGroup(event.currentTarget.checked)} />}
      <p className="kr-muted">{share < WHOLE ? t('routing.splitHint') : t('routing.explain')}</p>
    </FormDialog>
  );
}
