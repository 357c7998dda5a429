import { useMemo, useState } from 'react';
import { Textarea } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Discrepancy } from '@shared/api/property/housekeeping';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { DataList, type Column } from '@shared/ui/DataList';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { FormDialog } from '@shared/ui/FormDialog';
import { EmptyState, LoadingRows } from '@shared/ui/Notes';
import { PageHead } from '@shared/ui/Page';
import { useHotel } from '../../hotel';
import { useText } from '../../text/useText';

const REFRESH_MS = 10_000;

function useWhoIsThere(): (occupied: boolean, persons: number | null) => string {
  const t = useText();
  return (occupied, persons) => (!occupied ? t('discrepancy.nobody') : persons === null ? t('discrepancy.somebody') : t('discrepancy.personsCount', { count: persons }));
}

function useColumns(): Array<Column<Discrepancy>> {
  const t = useText();
  const { forms } = useHotel();
  const who = useWhoIsThere();
  return useMemo(() => [
    { key: 'room', head: t('board.room'), cell: (each) => <strong>{each.room}</strong> },
    { key: 'kind', head: t('discrepancy.kind'), cell: (each) => <span className="kr-few">{t(`discrepancy.${each.discrepancy}`)}</span> },
    { key: 'desk', head: t('discrepancy.desk'), cell: (each) => <>{who(each.desk_occupied, each.desk_persons)}{each.guest_name !== null && <span className="kr-muted"> · {each.guest_name}</span>}</> },
    { key: 'seen', head: t('discrepancy.seen'), cell: (each) => <>{who(each.seen_occupied, each.seen_persons)}<span className="kr-muted"> · {each.seen_by}</span></> },
    { key: 'at', head: t('discrepancy.at'), align: 'right', cell: (each) => forms.time(each.seen_at) },
  ], [t, forms, who]);
}

function ResolveDialog({ found, onDone, onClose }: { found: Discrepancy; onDone: () => void; onClose: () => void }): JSX.Element {
  const t = useText();
  const [resolution, setResolution] = useState('');
  const resolve = useAction((text: string, key) => api.resolveDiscrepancy(found.sighting_id, text, key));
  const submit = async (): Promise<void> => {
    if ((await resolve.run(resolution.trim())) !== null) onDone();
  };
  return (
    <FormDialog title={t('discrepancy.resolveTitle', { room: found.room, kind: t(`discrepancy.${found.discrepancy}`) })} submitLabel={t('discrepancy.resolve')} busy={resolve.busy} problem={resolve.problem} ready={resolution.trim() !== ''} onSubmit={() => void submit()} onClose={onClose}>
      <p>{t(`discrepancy.${found.discrepancy}Hint`)}</p>
      <Textarea label={t('discrepancy.resolution')} value={resolution} onChange={(event) => setResolution(event.currentTarget.value)} maxLength={200} autosize minRows={2} data-autofocus />
    </FormDialog>
  );
}

export function DiscrepanciesPage(): JSX.Element {
  const t = useText();
  const { value, problem, reload } = useLoad('discrepancies', api.discrepancies, REFRESH_MS);
  const [chosen, setChosen] = useState<Discrepancy | null>(null);
  const columns = useColumns();
  return (
    <>
      <PageHead title={t('discrepancy.title')} />
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {value === null && problem === null && <LoadingRows rows={6} />}
      {value !== null && (
        <DataList
          label={t('discrepancy.title')}
          rows={value}
          columns={columns}
          rowKey={(each) => String(each.sighting_id)}
          searchText={(each) => `${each.room} ${each.guest_name ?? ''}`}
          onOpen={setChosen}
          empty={<EmptyState title={t('discrepancy.empty')} hint={t('discrepancy.emptyHint')} />}
        />
      )}
      {chosen !== null && <ResolveDialog found={chosen} onClose={() => setChosen(null)} onDone={() => { setChosen(null); reload(); }} />}
    </>
  );
}
