import { useState } from 'react';
import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { MeansEntry, MeansKind, PaymentMeans } from '@shared/api/property/cashier';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { useI18n, named } from '@shared/i18n/i18n';
import { useShortcuts } from '@shared/keyboard/shortcuts';
import { DateField } from '@shared/ui/DateField';
import { FormDialog } from '@shared/ui/FormDialog';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { LoadingRows } from '@shared/ui/Notes';
import { KeyButton, PageHead, Panel } from '@shared/ui/Page';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

const KINDS: MeansKind[] = ['card', 'cash', 'transfer', 'voucher', 'other', 'city_ledger'];
const SCHEMES = ['visa', 'mastercard', 'amex', 'unionpay', 'jcb', 'diners', 'discover', 'debit', 'other'] as const;

interface DialogProps {
  entry: PaymentMeans | null;
  /* Of the list the entry was chosen from. */
  seen: string | null;
  onDone: () => void;
  onClose: () => void;
}

const codeOf = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^[_0-9]+|_+$/g, '').slice(0, 20);

/* A new one, or names, dates and what is wanted of one that is there: what it is stays, for payments were made with it. */
function MeansDialog({ entry, seen, onDone, onClose }: DialogProps): JSX.Element {
  const t = useText();
  const [kind, setKind] = useState<MeansKind>(entry?.kind ?? 'card');
  const [scheme, setScheme] = useState<string>(entry?.scheme ?? '');
  const [english, setEnglish] = useState(entry?.name.en ?? '');
  const [chinese, setChinese] = useState(entry?.name.zh ?? '');
  const [currency, setCurrency] = useState(entry?.currency ?? '');
  const [slip, setSlip] = useState(entry?.wants_reference ?? true);
  const [lastFour, setLastFour] = useState(entry?.wants_last_four ?? true);
  const { forms, status } = useHotel();
  const [from, setFrom] = useState(entry?.from_date ?? null);
  const [until, setUntil] = useState(entry?.until_date ?? null);
  const [bounded, setBounded] = useState(from !== null || until !== null);
  const [code, setCode] = useState<string | null>(entry?.code ?? null);
  const save = useAction((body: MeansEntry, key) => api.saveMeans(body, entry === null ? null : seen, key));
  const card = kind === 'card';
  const used = code ?? codeOf(english);
  const body: MeansEntry = {
    code: used,
    kind,
    name: { en: english.trim(), zh: chinese.trim() },
    wants_reference: kind !== 'cash' && kind !== 'city_ledger' && slip,
    wants_last_four: card && lastFour,
    ...(card && scheme !== '' && { scheme }),
    ...(kind === 'cash' && currency.trim() !== '' && { currency: currency.trim().toUpperCase() }),
    ...(bounded && from !== null && { from_date: from }),
    ...(bounded && until !== null && { until_date: until }),
  };
  const submit = async (): Promise<void> => {
    if ((await save.run(body)) !== null) onDone();
  };
  const title = entry === null ? t('means.add') : t('means.change', { name: entry.code });
  return (
    <FormDialog title={title} submitLabel={entry === null ? t('means.add') : t('means.save')} busy={save.busy} problem={save.problem} ready={used !== '' && english.trim() !== '' && chinese.trim() !== ''} onSubmit={() => void submit()} onClose={onClose}>
      <div className="kr-slip">
        <Select label={t('means.kind')} data={KINDS.map((each) => ({ value: each, label: t(`means.kind.${each}`) }))} value={kind} disabled={entry !== null} allowDeselect={false} onChange={(value) => value !== null && setKind(value as MeansKind)} />
        {card && <Select label={t('means.scheme')} data={SCHEMES.map((each) => ({ value: each, label: t(`means.scheme.${each}`) }))} value={scheme === '' ? null : scheme} disabled={entry !== null} clearable onChange={(value) => setScheme(value ?? '')} />}
        {kind === 'cash' && <TextInput label={t('means.currency')} value={currency} disabled={entry !== null} maxLength={3} autoComplete="off" onChange={(event) => setCurrency(event.currentTarget.value)} />}
      </div>
      <div className="kr-slip">
        <TextInput label={t('means.english')} value={english} maxLength={40} autoComplete="off" data-autofocus onChange={(event) => setEnglish(event.currentTarget.value)} />
        <TextInput label={t('means.chinese')} value={chinese} maxLength={13} autoComplete="off" onChange={(event) => setChinese(event.currentTarget.value)} />
      </div>
      {entry === null && <TextInput label={t('means.code')} description={t('means.codeHint')} value={used} maxLength={20} autoComplete="off" onChange={(event) => setCode(event.currentTarget.value)} />}
      {kind !== 'cash' && kind !== 'city_ledger' && <Checkbox label={card ? t('means.wantsSlip') : t('means.wantsReference')} checked={slip} onChange={(event) => setSlip(event.currentTarget.checked)} />}
      {card && <Checkbox label={t('means.wantsLastFour')} checked={lastFour} onChange={(event) => setLastFour(event.currentTarget.checked)} />}
      <Checkbox label={t('means.bounded')} checked={bounded} onChange={(event) => setBounded(event.currentTarget.checked)} />
      {bounded && (
        <div className="kr-slip">
          <DateField label={t('means.from')} value={from} base={status.business_date} forms={forms} onChange={setFrom} />
          <DateField label={t('means.until')} value={until} base={from ?? status.business_date} forms={forms} onChange={setUntil} />
        </div>
      )}
      <p className="kr-muted">{kind === 'city_ledger' ? t('means.cityHint') : t('means.hint')}</p>
    </FormDialog>
  );
}

function wants(means: PaymentMeans, t: ReturnType<typeof useText>): string {
  const list = [means.wants_reference && (means.kind === 'card' ? t('payment.slip') : t('payment.reference')), means.wants_last_four && t('payment.lastFour')];
  return list.filter((each) => each !== false).join(', ');
}

function MeansTable({ list, onChange }: { list: PaymentMeans[]; onChange: (means: PaymentMeans) => void }): JSX.Element {
  const t = useText();
  const { forms } = useHotel();
  const { language } = useI18n();
  const dates = ({ from_date: from, until_date: until }: PaymentMeans): string =>
    from === null && until === null ? t('means.always') : t('means.dates', { from: from === null ? '…' : forms.date(from), until: until === null ? '…' : forms.date(until) });
  return (
    <div className="kr-table-frame" tabIndex={0}>
      <table className="kr-table">
        <thead>
          <tr>
            <th scope="col">{t('means.name')}</th>
            <th scope="col">{t('means.kind')}</th>
            <th scope="col">{t('means.asked')}</th>
            <th scope="col">{t('means.inUse')}</th>
            <th scope="col"><span className="kr-hidden">{t('means.save')}</span></th>
          </tr>
        </thead>
        <tbody>
          {list.map((each) => (
            <tr key={each.code}>
              <td><strong>{named(each.name, language)}</strong> <span className="kr-muted">{each.code}</span></td>
              <td>{t(`means.kind.${each.kind}`)}{each.scheme !== null && <span className="kr-muted"> {t(`means.scheme.${each.scheme}` as 'means.scheme.visa')}</span>}{each.currency !== null && <span className="kr-muted"> {each.currency}</span>}</td>
              <td className="kr-muted">{wants(each, t)}</td>
              <td>{each.in_use ? dates(each) : <span className="kr-penalty">{dates(each)}</span>}</td>
              <td className="kr-right"><Button size="compact-sm" variant="default" aria-label={t('means.change', { name: each.code })} onClick={() => onChange(each)}>{t('means.edit')}</Button></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/* What guests may pay with. */
export function MeansPage(): JSX.Element {
  const t = useText();
  const { reloadMeans } = useHotel();
  const { value, problem, reload } = useLoad('means/seen', api.meansSeen);
  const [dialog, setDialog] = useState<PaymentMeans | 'new' | null>(null);
  useShortcuts([{ key: 'N', label: t('means.add'), run: () => setDialog('new') }]);
  const close = (): void => {
    setDialog(null);
    reload();
  };
  const done = (): void => {
    close();
    reloadMeans();
  };
  return (
    <>
      <PageHead title={t('nav.means')}>
        <KeyButton shortcut="N" onClick={() => setDialog('new')}>{t('means.add')}</KeyButton>
      </PageHead>
      <Panel title={t('means.list')}>
        {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
        {value === null && problem === null && <LoadingRows rows={4} />}
        {value !== null && <MeansTable list={value.body.items} onChange={setDialog} />}
      </Panel>
      {dialog !== null && value !== null && <MeansDialog entry={dialog === 'new' ? null : dialog} seen={value.etag} onDone={done} onClose={close} />}
    </>
  );
}
