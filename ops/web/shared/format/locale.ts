/* The form in which a hotel writes dates and money follows its country; the words follow the language the clerk chose. */

const LOCALE_OF_COUNTRY: Record<string, string> = {
  AT: 'de-AT', BE: 'nl-BE', BR: 'pt-BR', CA: 'en-CA', CH: 'de-CH', CN: 'zh-CN', DE: 'de-DE', DK: 'da-DK', ES: 'es-ES', FI: 'fi-FI',
  FR: 'fr-FR', GB: 'en-GB', GR: 'el-GR', HK: 'zh-HK', IE: 'en-IE', IN: 'en-IN', IT: 'it-IT', JP: 'ja-JP', KR: 'ko-KR', MO: 'zh-MO',
  MX: 'es-MX', NL: 'nl-NL', NO: 'nb-NO', PL: 'pl-PL', PT: 'pt-PT', SE: 'sv-SE', SG: 'en-SG', TW: 'zh-TW', US: 'en-US',
};
const TWO_LETTERS: Record<string, string> = {
  AUT: 'AT', BEL: 'BE', BRA: 'BR', CAN: 'CA', CHE: 'CH', CHN: 'CN', DEU: 'DE', DNK: 'DK', ESP: 'ES', FIN: 'FI', FRA: 'FR', GBR: 'GB',
  GRC: 'GR', HKG: 'HK', IRL: 'IE', IND: 'IN', ITA: 'IT', JPN: 'JP', KOR: 'KR', MAC: 'MO', MEX: 'MX', NLD: 'NL', NOR: 'NO', POL: 'PL',
  PRT: 'PT', SWE: 'SE', SGP: 'SG', TWN: 'TW', USA: 'US',
};

export function localeOfCountry(country: string | undefined): string {
  if (country === undefined) return 'en-GB';
  const code = TWO_LETTERS[country] ?? country;
  return LOCALE_OF_COUNTRY[code] ?? 'en-GB';
}

export function countryName(country: string, language: string): string {
  const code = TWO_LETTERS[country] ?? country;
  if (!/^[A-Z]{2}$/.test(code)) return country;
  try {
    return new Intl.DisplayNames([language], { type: 'region' }).of(code) ?? country;
  } catch {
    return country;
  }
}

/* For what belongs to no hotel: the clerk's own time. */
export function localeOfLanguage(language: string): string {
  return language === 'zh' ? 'zh-CN' : 'en-GB';
}
