import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { commonEnglish } from './common.en';
import { commonChinese } from './common.zh';
import type { Named } from '../api/types';

export type Language = 'en' | 'zh';
export type Dictionary = Record<string, string>;
export type CommonKey = keyof typeof commonEnglish;
export type Parameters = Record<string, string | number>;
export type Translate<Key extends string = CommonKey> = (key: Key | CommonKey, parameters?: Parameters) => string;

export interface I18n {
  language: Language;
  setLanguage: (language: Language) => void;
  translate: (key: string, parameters?: Parameters) => string;
  has: (key: string) => boolean;
}

const STORED_AS = 'keyrack-language';
const Context = createContext<I18n | null>(null);

/* Puts values in the place of {name}; a name without value stays visible, so that it is noticed. */
export function interpolate(text: string, parameters: Parameters = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in parameters ? String(parameters[name]) : whole));
}

/* A text with a `count` may come in two forms, "key" and "key.one". */
export function lookUp(dictionary: Dictionary, key: string, parameters?: Parameters): string {
  const singular = parameters?.count === 1 ? dictionary[`${key}.one`] : undefined;
  return interpolate(singular ?? dictionary[key] ?? key, parameters);
}

function initialLanguage(): Language {
  const stored = window.localStorage.getItem(STORED_AS);
  if (stored === 'en' || stored === 'zh') return stored;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

interface ProviderProps {
  english: Dictionary;
  chinese: Dictionary;
  children: ReactNode;
}

export function I18nProvider({ english, chinese, children }: ProviderProps): JSX.Element {
  const [language, choose] = useState<Language>(initialLanguage);
  const dictionary = useMemo<Dictionary>(
    () => (language === 'zh' ? { ...commonChinese, ...chinese } : { ...commonEnglish, ...english }),
    [language, english, chinese],
  );
  const translate = useCallback((key: string, parameters?: Parameters) => lookUp(dictionary, key, parameters), [dictionary]);
  const has = useCallback((key: string) => key in dictionary, [dictionary]);
  const setLanguage = useCallback((next: Language) => {
    window.localStorage.setItem(STORED_AS, next);
    choose(next);
  }, []);

  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en';
    document.title = translate('app.title');
  }, [language, translate]);

  const value = useMemo(() => ({ language, setLanguage, translate, has }), [language, setLanguage, translate, has]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useI18n(): I18n {
  const value = useContext(Context);
  if (value === null) throw new Error('useI18n outside of I18nProvider');
  return value;
}

export function useCommonText(): Translate {
  return useI18n().translate;
}

/* A name that may be kept in several languages. */
export function named(name: Named | undefined, language: Language): string {
  if (name === undefined) return '';
  return typeof name === 'string' ? name : (name[language] ?? name.en ?? Object.values(name)[0] ?? '');
}
