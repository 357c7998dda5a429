import { useMemo, useState } from 'react';
import { Button } from '@mantine/core';
import * as api from '@shared/api/property';
import type { Registration } from '@shared/api/property/identity';
import { useLoad } from '@shared/api/useLoad';
import type { Night } from '@shared/format/dates';
import { useI18n } from '@shared/i18n/i18n';
import { DataList, type Column } from '@shared/ui/DataList';
import { DateField } from '@shared/ui/DateField';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { EmptyState, LoadingRows } from '@shared/ui/Notes';
import { PageHead } from '@shared/ui/Page';
import { go } from '@shared/ui/route';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';

/* Who checked in on a day, as the authorities want it. */
export function RegistrationsPage(): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const { status, forms } = useHotel();
  const [chosen, setChosen] = useState<Night | null>(null);
  const date = chosen ?? status.business_date;
  const { value, problem, reload } = useLoad(`registrations/${date}`, (signal) => api.registrations(date, signal));
  const columns = useMemo<Array<Column<Registration>>>(() => [
    { key: 'room', head: t('board.room'), cell: (row) => <strong>{row.room}</strong> },
    { key: 'name', head: t('desk.guest'), cell: (row) => (row.surname === null ? row.guest_name : [row.surname, row.given_name].filter(Boolean).join(', ')) },
    { key: 'nationality', head: t('identity.nationality'), cell: (row) => row.nationality },
    { key: 'birth', head: t('identity.birth_date'), cell: (row) => row.birth_date !== null && forms.date(row.birth_date) },
    { key: 'document', head: t('identity.document_number'), cell: (row) => (row.document_type === null ? <b className="kr-few">{t('identity.nothing')}</b> : <>{t(`identity.document.${row.document_type}`)} {row.document_number}</>) },
    { key: 'address', head: t('identity.address'), wideOnly: true, cell: (row) => row.address },
    { key: 'departure', head: t('line.departure'), wideOnly: true, cell: (row) => forms.dateShort(row.departure) },
  ], [t, forms]);
  const without = (value ?? []).filter((row) => row.person === null).length;
  return (
    <>
      <PageHead title={t('nav.registrations')} detail={value !== null && without > 0 ? t('identity.without', { count: without }) : forms.dateWithDay(date)}>
        <Button variant="default" component="a" href={api.registrationFile(date, 'csv', language)}>CSV</Button>
        <Button variant="default" component="a" href={api.registrationFile(date, 'pdf', language)}>PDF</Button>
      </PageHead>
      {problem !== null && <ErrorNote problem={problem} onRetry={reload} />}
      {value === null && problem === null && <LoadingRows rows={8} />}
      {value !== null && (
        <DataList
          label={t('nav.registrations')}
          rows={value}
          columns={columns}
          rowKey={(row) => `${row.stay_id}/${row.person ?? 0}`}
          searchText={(row) => `${row.room ?? ''} ${row.guest_name} ${row.surname ?? ''} ${row.document_number ?? ''}`}
          onOpen={(row) => go(`stay/${row.stay_id}`)}
          empty={<EmptyState title={t('identity.listEmpty')} hint={t('identity.listEmptyHint')} />}
          toolbar={<DateField label={t('bar.date')} value={date} base={status.business_date} forms={forms} onChange={setChosen} />}
        />
      )}
    </>
  );
}
