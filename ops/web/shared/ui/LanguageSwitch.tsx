import { useI18n, type Language } from '../i18n/i18n';

const LANGUAGES: Array<{ code: Language; label: string; name: string; lang: string }> = [
  { code: 'en', label: 'EN', name: 'English', lang: 'en' },
  { code: 'zh', label: '中文', name: '中文', lang: 'zh-Hans' },
];

export function LanguageSwitch(): JSX.Element {
  const { language, setLanguage, translate } = useI18n();
  return (
    <div className="kr-language" role="group" aria-label={translate('language')}>
      {LANGUAGES.map(({ code, label, name, lang }) => (
        <button key={code} type="button" lang={lang} aria-pressed={language === code} aria-label={name} onClick={() => setLanguage(code)}>
          {label}
        </button>
      ))}
    </div>
  );
}
