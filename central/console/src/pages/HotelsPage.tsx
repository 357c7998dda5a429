import { useState } from 'react';
import type { HotelSummary } from '@shared/api/types';
import { useI18n } from '@shared/i18n/i18n';
import { formatInstant } from '@shared/format/dates';
import { localeOfLanguage } from '@shared/format/locale';
import { useSession } from '@shared/session/SessionGate';
import { PageHead, Panel } from '@shared/ui/Page';
import { useChain } from '../chain';
import { OPERATING_ROLES } from '../roles';
import { useText } from '../text/useText';
import { AllotmentPanel } from './AllotmentPanel';
import { ExceptionsPanel } from './ExceptionsPanel';
import { HotelAgreement } from './HotelAgreement';

/* A line that is cut is said in words, with the moment the hotel was last heard. */
function LineState({ hotel }: { hotel: HotelSummary }): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const heard = hotel.heard_at ?? null;
  let text = t('hotels.connected');
  if (hotel.connected === false) text = heard === null ? t('hotels.never') : t('hotels.cut', { instant: formatInstant(heard, localeOfLanguage(language), zone) });
  return (
    <span className="kr-connection" data-connection={hotel.connected === false ? 'behind' : 'good'}>
      {text}
    </span>
  );
}

export function HotelsPage(): JSX.Element {
  const t = useText();
  const { hotels, hotelName } = useChain();
  const { hasRole } = useSession();
  const operates = OPERATING_ROLES.some(hasRole);
  const [chosen, setChosen] = useState<string>(hotels.find((hotel) => (hotel.granted_tonight ?? 0) > 0)?.hotel ?? hotels[0]?.hotel ?? '');
  return (
    <>
      <PageHead title={t('hotels.title')} detail={t('hotels.detail')} />
      <Panel title={t('hotels.lines')}>
        <div className="kr-table-frame">
          <table className="kr-table kr-table-open">
            <thead>
              <tr>
                <th>{t('find.hotel')}</th>
                <th>{t('hotels.line')}</th>
                <th className="kr-right">{t('hotels.granted')}</th>
              </tr>
            </thead>
            <tbody>
              {hotels.map((hotel) => (
                <tr key={hotel.hotel} data-marked={hotel.hotel === chosen || undefined} onClick={() => setChosen(hotel.hotel)}>
                  <td>
                    <button type="button" className="kr-link" aria-pressed={hotel.hotel === chosen}>
                      {hotelName(hotel.hotel)}
                    </button>
                  </td>
                  <td><LineState hotel={hotel} /></td>
                  <td className="kr-right">{hotel.granted_tonight ?? 0}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
      {operates && chosen !== '' && <AllotmentPanel key={chosen} hotel={chosen} />}
      {chosen !== '' && <HotelAgreement key={`agreement/${chosen}`} hotel={chosen} />}
      {operates && <ExceptionsPanel />}
    </>
  );
}
