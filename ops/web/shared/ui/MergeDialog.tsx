import { useState } from 'react';
import type { Problem } from '../api/problem';
import { fieldState, merged, sameValue, type Chosen } from '../format/merge';
import { useCommonText } from '../i18n/i18n';
import { FormDialog } from './FormDialog';
import { Note } from './Notes';

export interface MergeField<Values> {
  key: keyof Values & string;
  label: string;
  /* Words for a value; without it texts, numbers and yes or no are shown as they are. */
  show?: (value: never) => string;
}

interface Props<Values extends object> {
  fields: Array<MergeField<Values>>;
  /* As it was when the form was opened, as it is now, as it stands in the form. */
  original: Values;
  current: Values;
  mine: Values;
  busy: boolean;
  problem: Problem | null;
  onMerged: (values: Values) => void;
  onClose: () => void;
}

interface RowProps {
  id: string;
  label: string;
  texts: { original: string; current: string; mine: string };
  conflict: boolean;
  taken: 'mine' | 'current' | undefined;
  /* The first that is to be chosen has the focus. */
  first: boolean;
  onTake: (side: 'mine' | 'current') => void;
}

function MergeRow({ id, label, texts, conflict, taken, first, onTake }: RowProps): JSX.Element {
  const cell = (side: 'mine' | 'current'): JSX.Element => (
    <td data-taken={taken === side || undefined}>
      {conflict ? (
        <label>
          <input type="radio" name={`merge-${id}`} checked={taken === side} data-autofocus={(first && side === 'current') || undefined} onChange={() => onTake(side)} /> {texts[side]}
        </label>
      ) : (
        texts[side]
      )}
    </td>
  );
  return (
    <tr data-conflict={conflict || undefined}>
      <th scope="row">{label}</th>
      <td className="kr-muted">{texts.original}</td>
      {cell('current')}
      {cell('mine')}
    </tr>
  );
}

/* Somebody else changed the record while the form was open: what it was, what it is now and what the clerk wants stand side by side.
 * Nothing is overwritten without a choice, and nothing that was typed is lost. */
export function MergeDialog<Values extends object>({ fields, original, current, mine, busy, problem, onMerged, onClose }: Props<Values>): JSX.Element {
  const t = useCommonText();
  const [chosen, setChosen] = useState<Chosen>({});
  const rows = fields
    .map((field) => ({ field, state: fieldState(original[field.key], current[field.key], mine[field.key]) }))
    .filter(({ field, state }) => state !== 'same' || !sameValue(current[field.key], original[field.key]));
  const words = (field: MergeField<Values>, value: unknown): string => {
    if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return t('merge.nothing');
    if (field.show !== undefined) return field.show(value as never);
    if (typeof value === 'boolean') return t(value ? 'merge.yes' : 'merge.no');
    return Array.isArray(value) ? value.join(', ') : String(value);
  };
  const firstOpen = rows.find(({ state }) => state === 'conflict')?.field;
  const open = rows.filter(({ field, state }) => state === 'conflict' && chosen[field.key] === undefined).length;
  return (
    <FormDialog title={t('merge.title')} submitLabel={t('merge.submit')} size="xl" busy={busy} problem={problem} ready={open === 0} onSubmit={() => onMerged(merged(original, current, mine, chosen))} onClose={onClose}>
      <p>{t('merge.explain')}</p>
      <div className="kr-table-frame" tabIndex={0}>
        <table className="kr-table kr-merge">
          <thead>
            <tr>
              <th scope="col">{t('merge.field')}</th>
              <th scope="col">{t('merge.original')}</th>
              <th scope="col">{t('merge.current')}</th>
              <th scope="col">{t('merge.mine')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ field, state }) => (
              <MergeRow
                key={field.key}
                id={field.key}
                label={field.label}
                texts={{ original: words(field, original[field.key]), current: words(field, current[field.key]), mine: words(field, mine[field.key]) }}
                conflict={state === 'conflict'}
                first={field === firstOpen}
                taken={state === 'conflict' ? chosen[field.key] : state === 'mine' ? 'mine' : 'current'}
                onTake={(side) => setChosen({ ...chosen, [field.key]: side })}
              />
            ))}
          </tbody>
        </table>
      </div>
      {open > 0 && <Note kind="warning">{t('merge.open', { count: open })}</Note>}
    </FormDialog>
  );
}
