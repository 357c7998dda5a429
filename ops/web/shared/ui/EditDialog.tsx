import type { ReactNode } from 'react';
import type { Edit } from '../api/useEdit';
import { FormDialog } from './FormDialog';
import { MergeDialog, type MergeField } from './MergeDialog';

interface ClashProps<Values extends object> {
  edit: Edit<Values>;
  fields: Array<MergeField<Values>>;
  onClose: () => void;
}

/* What two people want of one record, once both have changed the same; nothing before. */
export function Clash<Values extends object>({ edit, fields, onClose }: ClashProps<Values>): JSX.Element | null {
  if (edit.clash === null) return null;
  return <MergeDialog fields={fields} original={edit.original} current={edit.clash} mine={edit.values} busy={edit.busy} problem={edit.problem} onMerged={edit.settle} onClose={onClose} />;
}

interface Props<Values extends object> extends ClashProps<Values> {
  title: string;
  submitLabel: string;
  ready?: boolean;
  size?: string;
  children: ReactNode;
}

/* The form of one record that two people may change. */
export function EditDialog<Values extends object>({ edit, fields, title, submitLabel, ready = true, size, onClose, children }: Props<Values>): JSX.Element {
  if (edit.clash !== null) return <Clash edit={edit} fields={fields} onClose={onClose} />;
  return (
    <FormDialog title={title} submitLabel={submitLabel} size={size} busy={edit.busy} problem={edit.problem} ready={ready} onSubmit={() => edit.submit()} onClose={onClose}>
      {children}
    </FormDialog>
  );
}
