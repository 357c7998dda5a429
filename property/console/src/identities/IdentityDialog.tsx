import * as api from '@shared/api/property';
import type { IdentityWish } from '@shared/api/property/identity';
import { useAction } from '@shared/api/useAction';
import { FormDialog } from '@shared/ui/FormDialog';
import { LoadingRows } from '@shared/ui/Notes';
import { useText } from '../text/useText';
import { IdentityFields, tidy } from './IdentityFields';
import { useIdentities } from './useIdentities';

interface Props {
  confirmation: string;
  line: number;
  guest: { surname: string; given_name?: string };
  onDone: () => void;
  onClose: () => void;
}

/* Documents and addresses of guests, before they arrive or while they are here. */
export function IdentityDialog({ confirmation, line, guest, onDone, onClose }: Props): JSX.Element {
  const t = useText();
  const known = useIdentities(confirmation, line, guest);
  const save = useAction((persons: IdentityWish[], key) => api.writeIdentities(confirmation, line, persons, key));
  const submit = async (): Promise<void> => {
    if (known.persons !== null && (await save.run(tidy(known.persons))) !== null) onDone();
  };
  return (
    <FormDialog title={t('identity.title')} submitLabel={t('identity.save')} size="lg" busy={save.busy} problem={save.problem ?? known.problem} ready={known.persons !== null && known.changed} onSubmit={() => void submit()} onClose={onClose}>
      {known.persons === null ? <LoadingRows rows={6} /> : <IdentityFields persons={known.persons} required={known.required} keepDays={known.keepDays} scanFirst onChange={known.set} />}
    </FormDialog>
  );
}
