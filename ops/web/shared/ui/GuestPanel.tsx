import type { Guest } from '../api/types';
import { countryName } from '../format/locale';
import { useI18n } from '../i18n/i18n';
import { guestName } from './GuestFields';
import { Fact, Panel } from './Page';

export function GuestPanel({ guest }: { guest: Guest }): JSX.Element {
  const { language, translate } = useI18n();
  const languageName = guest.language ? new Intl.DisplayNames([language], { type: 'language' }).of(guest.language) : undefined;
  return (
    <Panel title={translate('guest.title')}>
      <dl className="kr-facts kr-facts-column">
        <Fact label={translate('guest.name')}>{guestName(guest)}</Fact>
        {guest.telephone && <Fact label={translate('guest.telephone')}>{guest.telephone}</Fact>}
        {guest.email && <Fact label={translate('guest.email')}>{guest.email}</Fact>}
        {guest.country && <Fact label={translate('guest.country')}>{countryName(guest.country, language)}</Fact>}
        {languageName && <Fact label={translate('guest.language')}>{languageName}</Fact>}
      </dl>
    </Panel>
  );
}
