import { useI18n, type Translate } from '@shared/i18n/i18n';
import type { english } from './en';

export function useText(): Translate<keyof typeof english> {
  return useI18n().translate;
}
