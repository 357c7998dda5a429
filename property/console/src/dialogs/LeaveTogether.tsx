import { useState } from 'react';
import { Button } from '@mantine/core';
import * as api from '@shared/api/property';
import { useAction } from '@shared/api/useAction';
import { FormDialog } from '@shared/ui/FormDialog';
import { Note } from '@shared/ui/Notes';
import { useText } from '../text/useText';

/* All who are due to leave and owe nothing, or agreed to leave without the desk, in one go: the desk does it in small pieces. */
async function leaveAll(key: string): Promise<number> {
  let left = 0;
  let after: number | undefined;
  for (let page = 0; page < 200; page += 1) {
    const answer = await api.checkOutReady(after === undefined ? {} : { after }, `${key}-${page}`);
    left += answer.items.length;
    if (answer.after === null) break;
    after = answer.after;
  }
  return left;
}

export function LeaveTogether({ count, onDone }: { count: number; onDone: () => void }): JSX.Element {
  const t = useText();
  const [asked, setAsked] = useState(false);
  const [left, setLeft] = useState<number | null>(null);
  const leave = useAction((_: null, key) => leaveAll(key));
  const submit = async (): Promise<void> => {
    const done = await leave.run(null);
    if (done === null) return;
    setLeft(done);
    setAsked(false);
    onDone();
  };
  return (
    <>
      {left !== null && <Note kind="success">{t('leave.done', { count: left })}</Note>}
      {count > 0 && <Button variant="default" size="xs" className="kr-leave" onClick={() => setAsked(true)}>{t('leave.open', { count })}</Button>}
      {asked && (
        <FormDialog title={t('leave.title')} submitLabel={t('leave.submit')} focusSubmit busy={leave.busy} problem={leave.problem} onSubmit={() => void submit()} onClose={() => setAsked(false)}>
          <p>{t('leave.explain', { count })}</p>
        </FormDialog>
      )}
    </>
  );
}
