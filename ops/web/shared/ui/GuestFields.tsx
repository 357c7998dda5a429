import { Select, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import type { Guest } from '../api/types';
import { countryName } from '../format/locale';
import { useI18n } from '../i18n/i18n';

const COUNTRIES = (
  'AR AT AU BE BG BR CA CH CL CN CO CZ DE DK EG ES FI FR GB GR HK HR HU ID IE IL IN IS IT JP KR LU MA MO MX MY NL NO NZ PE PH PL PT RO ' +
  'RU SA SE SG SI SK TH TR TW UA US VN ZA'
).split(' ');
const LANGUAGES = ['en', 'zh', 'pt', 'de', 'es', 'fr', 'it', 'ja', 'ko', 'nl'];

interface Props {
  guest: Guest;
  onChange: (guest: Guest) => void;
  autoFocus?: boolean;
}

export function GuestFields({ guest, onChange, autoFocus }: Props): JSX.Element {
  const { language, translate } = useI18n();
  const countries = useMemo(
    () => COUNTRIES.map((code) => ({ value: code, label: countryName(code, language) })).sort((a, b) => a.label.localeCompare(b.label, language)),
    [language],
  );
  const languages = useMemo(() => {
    const names = new Intl.DisplayNames([language], { type: 'language' });
    return LANGUAGES.map((code) => ({ value: code, label: names.of(code) ?? code }));
  }, [language]);
  const set = (change: Partial<Guest>): void => onChange({ ...guest, ...change });
  return (
    <div className="kr-fields">
      <TextInput label={translate('guest.surname')} value={guest.surname} required autoFocus={autoFocus} autoComplete="off" onChange={(event) => set({ surname: event.currentTarget.value })} />
      <TextInput label={translate('guest.given')} value={guest.given_name} autoComplete="off" onChange={(event) => set({ given_name: event.currentTarget.value })} />
      <TextInput label={translate('guest.telephone')} type="tel" value={guest.telephone ?? ''} autoComplete="off" onChange={(event) => set({ telephone: event.currentTarget.value })} />
      <TextInput label={translate('guest.email')} type="email" value={guest.email ?? ''} autoComplete="off" onChange={(event) => set({ email: event.currentTarget.value })} />
      <Select label={translate('guest.country')} data={countries} value={guest.country || null} searchable clearable autoComplete="off" onChange={(value) => set({ country: value ?? '' })} />
      <Select label={translate('guest.language')} data={languages} value={guest.language || null} clearable autoComplete="off" onChange={(value) => set({ language: value ?? '' })} />
    </div>
  );
}

export const emptyGuest: Guest = { given_name: '', surname: '', email: '', telephone: '', language: '', country: '' };

/* Only what was filled in travels; an existing guest travels by number. */
export function guestForBooking(guest: Guest): Guest | { guest_id: number } {
  if (guest.guest_id !== undefined) return { guest_id: guest.guest_id };
  const filled = Object.entries(guest).filter(([, value]) => value !== '' && value !== undefined);
  return { given_name: '', ...Object.fromEntries(filled) } as Guest;
}

/* As the hotels' lists write it: all in Chinese, Japanese or Korean letters, a name has no sign between. */
const EAST_ASIAN = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}ー]+$/u;

export function guestName(guest: Guest): string {
  if (guest.given_name === '' || guest.given_name === undefined) return guest.surname;
  const between = EAST_ASIAN.test(guest.surname + guest.given_name) ? '' : ', ';
  return `${guest.surname}${between}${guest.given_name}`;
}
