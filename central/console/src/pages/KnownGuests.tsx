import { useEffect, useState } from 'react';
import { Button } from '@mantine/core';
import * as api from '@shared/api/central';
import type { Guest } from '@shared/api/types';
import { useLoad } from '@shared/api/useLoad';
import { countryName } from '@shared/format/locale';
import { useI18n } from '@shared/i18n/i18n';
import { emptyGuest, guestName } from '@shared/ui/GuestFields';
import { useText } from '../text/useText';

const SETTLE_MS = 300;
const SHORTEST = 3;

/* While the name or the address is being typed, guests the chain knows already are offered, so that nobody is entered twice. */
export function KnownGuests({ guest, onChoose }: { guest: Guest; onChoose: (guest: Guest) => void }): JSX.Element | null {
  const t = useText();
  const { language } = useI18n();
  const [asked, setAsked] = useState({ surname: '', email: '' });
  const surname = guest.surname.trim();
  const email = (guest.email ?? '').trim();
  useEffect(() => {
    const timer = window.setTimeout(() => setAsked({ surname: surname.length >= SHORTEST ? surname : '', email: email.includes('@') ? email : '' }), SETTLE_MS);
    return () => window.clearTimeout(timer);
  }, [surname, email]);
  const search = asked.email !== '' ? { email: asked.email } : { surname: asked.surname };
  const wanted = guest.guest_id === undefined && (asked.surname !== '' || asked.email !== '') ? JSON.stringify(search) : null;
  const { value } = useLoad(wanted, (signal) => api.guestFind(search, signal));

  if (guest.guest_id !== undefined) {
    return (
      <div className="kr-known kr-known-chosen">
        <strong>{guestName(guest)}</strong>
        <span className="kr-muted">{[guest.email, guest.telephone].filter(Boolean).join(' · ')}</span>
        <Button size="compact-sm" variant="default" onClick={() => onChoose(emptyGuest)}>{t('book.otherGuest')}</Button>
      </div>
    );
  }
  if (value === null || value.length === 0) return null;
  return (
    <div className="kr-known" role="group" aria-label={t('book.known')}>
      <span className="kr-label">{t('book.known')}</span>
      {value.slice(0, 5).map((each) => (
        <button key={each.guest_id} type="button" onClick={() => onChoose(each)}>
          <strong>{guestName(each)}</strong>
          <span className="kr-muted">{[each.email, each.telephone, each.country && countryName(each.country, language)].filter(Boolean).join(' · ')}</span>
        </button>
      ))}
    </div>
  );
}
