import { useState } from 'react';
import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { DeviceRights } from '@shared/api/property/device';
import type { Advance } from '@shared/api/property/folio';
import type { Stay } from '@shared/api/property/stay';
import { useAction } from '@shared/api/useAction';
import { useEdit } from '@shared/api/useEdit';
import { useLoad } from '@shared/api/useLoad';
import { addDays } from '@shared/format/dates';
import { AmountField } from '@shared/ui/AmountField';
import { DateField } from '@shared/ui/DateField';
import { EditDialog } from '@shared/ui/EditDialog';
import { FormDialog } from '@shared/ui/FormDialog';
import { LoadingRows } from '@shared/ui/Notes';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';
import { DEPARTMENTS } from './FolioDialogs';

interface Props {
  stay: Stay;
  onDone: () => void;
  onClose: () => void;
}

/* What is charged each night beside the room, such as a garage, or is part of the room's price. */
export function NightlyDialog({ stay, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const { forms, status } = useHotel();
  const agreed = useLoad(`agreements/${stay.stay_id}`, () => api.agreements(stay.stay_id));
  const last = addDays(stay.departure, -1);
  const [department, setDepartment] = useState<string>('parking');
  const [description, setDescription] = useState('');
  const [amountMinor, setAmountMinor] = useState<number | null>(null);
  const [included, setIncluded] = useState(false);
  const [from, setFrom] = useState<string | null>(status.business_date);
  const [until, setUntil] = useState<string | null>(last < status.business_date ? status.business_date : last);
  const add = useAction((body: api.NightlyCharge, key) => api.addNightly(stay.stay_id, body, key));
  const end = useAction((body: { charge_id: number }, key) => api.endNightly(stay.stay_id, body, key));
  const nameOf = (code: string): string => t(`department.${code}` as 'department.room');
  const submit = async (): Promise<void> => {
    if (amountMinor === null || from === null || until === null) return;
    const text = description.trim() === '' ? nameOf(department) : description.trim();
    if ((await add.run({ department, description: text, amount_minor: amountMinor, included, from_date: from, until_date: until })) !== null) onDone();
  };
  const stop = async (chargeId: number): Promise<void> => {
    if ((await end.run({ charge_id: chargeId })) !== null) agreed.reload();
  };
  const words = (each: api.NightlyCharge): Record<string, string> => ({ what: each.description, amount: forms.money(each.amount_minor, stay.currency), from: forms.date(each.from_date), until: forms.date(each.until_date) });
  const running = (agreed.value?.fixed_charges ?? []).filter((each) => each.until_date >= status.business_date);
  return (
    <FormDialog title={t('nightly.title')} submitLabel={t('nightly.submit')} size="lg" busy={add.busy} problem={add.problem ?? end.problem ?? agreed.problem} ready={amountMinor !== null && amountMinor > 0 && from !== null && until !== null} onSubmit={() => void submit()} onClose={onClose}>
      {running.map((each) => (
        <div key={each.charge_id} className="kr-agreed">
          <span>{each.included ? t('nightly.lineIncluded', words(each)) : t('nightly.line', words(each))}</span>
          <Button size="compact-sm" variant="default" loading={end.busy} onClick={() => void stop(each.charge_id)}>{t('routing.end')}</Button>
        </div>
      ))}
      <div className="kr-pair">
        <Select label={t('charge.department')} data={DEPARTMENTS.map((code) => ({ value: code, label: nameOf(code) }))} value={department} allowDeselect={false} onChange={(value) => value !== null && setDepartment(value)} />
        <AmountField label={t('nightly.amount')} currency={stay.currency} value={amountMinor} autoFocus onChange={setAmountMinor} />
      </div>
      <TextInput label={t('charge.description')} placeholder={nameOf(department)} value={description} maxLength={120} autoComplete="off" onChange={(event) => setDescription(event.currentTarget.value)} />
      <div className="kr-pair">
        <DateField label={t('nightly.from')} value={from} base={status.business_date} min={status.business_date} forms={forms} onChange={setFrom} />
        <DateField label={t('nightly.until')} value={until} base={from ?? status.business_date} min={from ?? status.business_date} forms={forms} onChange={setUntil} />
      </div>
      <Checkbox label={t('nightly.included')} checked={included} onChange={(event) => setIncluded(event.currentTarget.checked)} />
      <p className="kr-muted">{included ? t('nightly.includedHint') : t('nightly.hint')}</p>
    </FormDialog>
  );
}

/* Which taxes the guest is free from, and by which paper. */
export function ExemptionDialog({ stay, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const { status, taxName } = useHotel();
  const agreed = useLoad(`agreements/${stay.stay_id}`, () => api.agreements(stay.stay_id));
  const taxes = status.taxes ?? [];
  const reasons = [...new Set(taxes.flatMap((tax) => tax.exempt))];
  const [reason, setReason] = useState<string>(reasons[0] ?? '');
  const [proof, setProof] = useState('');
  const grant = useAction((body: { reason: string; proof: string }, key) => api.exemptFromTax(stay.stay_id, body, key));
  const nameOf = (code: string): string => t(`exemption.reason.${code}` as 'exemption.reason.government');
  const submit = async (): Promise<void> => {
    if ((await grant.run({ reason, proof: proof.trim() })) !== null) onDone();
  };
  const freed = [...new Set(taxes.filter((tax) => tax.exempt.includes(reason)).map((tax) => taxName(tax.code)))].join(', ');
  return (
    <FormDialog title={t('exemption.title')} submitLabel={t('exemption.submit')} busy={grant.busy} problem={grant.problem ?? agreed.problem} ready={reason !== '' && proof.trim() !== ''} onSubmit={() => void submit()} onClose={onClose}>
      {(agreed.value?.tax_exemptions ?? []).map((each) => <p key={each.reason} className="kr-agreed">{t('exemption.line', { reason: nameOf(each.reason), proof: each.proof })}</p>)}
      {reasons.length === 0 ? (
        <p className="kr-muted">{t('exemption.none')}</p>
      ) : (
        <>
          <Select label={t('exemption.reason')} data={reasons.map((code) => ({ value: code, label: nameOf(code) }))} value={reason} allowDeselect={false} onChange={(value) => value !== null && setReason(value)} />
          <TextInput label={t('exemption.proof')} value={proof} maxLength={200} autoComplete="off" data-autofocus onChange={(event) => setProof(event.currentTarget.value)} />
          <p className="kr-muted">{t('exemption.explain', { taxes: freed })}</p>
        </>
      )}
    </FormDialog>
  );
}

function AdvanceTable({ advance }: { advance: Advance }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const amount = (minor: number): string => forms.amount(minor, advance.currency);
  const sums: Array<['balance' | 'toCome' | 'elsewhere', number]> = [['balance', advance.balance_minor], ['toCome', advance.to_come_minor], ['elsewhere', -advance.elsewhere_minor]];
  return (
    <div className="kr-table-frame" tabIndex={0}>
      <table className="kr-table kr-folio">
        <thead>
          <tr>
            <th scope="col">{t('advance.night')}</th>
            <th scope="col" className="kr-right">{t('department.room')}</th>
            <th scope="col" className="kr-right">{t('department.tax')}</th>
            <th scope="col" className="kr-right">{t('advance.fixed')}</th>
          </tr>
        </thead>
        <tbody>
          {advance.nights.map((each) => (
            <tr key={each.night}>
              <td>{forms.dateWithDay(each.night)}</td>
              <td className="kr-right">{amount(each.room_minor)}</td>
              <td className="kr-right">{amount(each.tax_minor)}</td>
              <td className="kr-right">{amount(each.fixed_minor)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          {sums.filter(([what, minor]) => what !== 'elsewhere' || minor !== 0).map(([what, minor]) => (
            <tr key={what}>
              <td colSpan={3}>{t(`advance.${what}`)}</td>
              <td className="kr-right">{amount(minor)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row" colSpan={3}><strong>{t('advance.expected')}</strong></th>
            <td className="kr-right" data-testid="expected"><strong>{forms.money(advance.expected_minor, advance.currency)}</strong></td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

/* "What will my bill be?" Nothing is posted. */
export function AdvanceDialog({ stay, onClose }: Props): JSX.Element {
  const t = useText();
  const { value, problem } = useLoad(`advance/${stay.stay_id}/${stay.version}`, () => api.advanceFolio(stay.stay_id));
  return (
    <FormDialog title={t('advance.title')} submitLabel={t('advance.close')} size="lg" focusSubmit busy={false} problem={problem} onSubmit={onClose} onClose={onClose}>
      {value === null && problem === null && <LoadingRows rows={3} />}
      {value !== null && value.nights.length === 0 && <p className="kr-muted">{t('advance.none')}</p>}
      {value !== null && <AdvanceTable advance={value} />}
      <p className="kr-muted">{t('advance.explain')}</p>
    </FormDialog>
  );
}

/* How much the guest may owe before devices of the house charge nothing more to the room. */
export function LimitDialog({ stay, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const edit = useEdit<DeviceRights, { limit_minor: number | null }, unknown>({
    at: api.deviceRightsAt(stay.stay_id),
    initial: { limit_minor: null },
    valuesOf: ({ limit_minor }) => ({ limit_minor }),
    write: ({ limit_minor }, { etag }, key) => api.deviceRightsSet(stay.stay_id, { limit_minor: limit_minor ?? 0 }, etag, key),
    onDone,
  });
  const { limit_minor: limitMinor } = edit.values;
  return (
    <EditDialog edit={edit} fields={[{ key: 'limit_minor', label: t('limit.amount'), show: (value: number) => forms.money(value, stay.currency) }]} title={t('limit.title')} submitLabel={t('limit.submit')} ready={limitMinor !== null && limitMinor >= 0} onClose={onClose}>
      <AmountField label={t('limit.amount')} currency={stay.currency} value={limitMinor} autoFocus onChange={(limit_minor) => edit.set({ limit_minor })} />
      <p className="kr-muted">{t('limit.explain')}</p>
    </EditDialog>
  );
}
