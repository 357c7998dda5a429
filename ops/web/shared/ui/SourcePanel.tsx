import type { Reservation } from '../api/types';
import type { HotelForms } from '../format/forms';
import { useI18n } from '../i18n/i18n';
import { Fact, Panel } from './Page';

export function SourcePanel({ reservation, forms }: { reservation: Reservation; forms: HotelForms }): JSX.Element {
  const { has, translate: t } = useI18n();
  const key = `channel.${reservation.channel}`;
  return (
    <Panel title={t('source.title')}>
      <dl className="kr-facts kr-facts-column">
        <Fact label={t('source.channel')}>{has(key) ? t(key) : reservation.channel}</Fact>
        {reservation.external_id && <Fact label={t('source.external')}>{reservation.external_id}</Fact>}
        <Fact label={t('source.bookedAt')}>{forms.instant(reservation.booked_at)}</Fact>
        <Fact label={t('source.bookedBy')}>{reservation.booked_by.replace(/^staff:/, '')}</Fact>
        {reservation.comments !== '' && <Fact label={t('source.comments')}>{reservation.comments}</Fact>}
      </dl>
    </Panel>
  );
}
