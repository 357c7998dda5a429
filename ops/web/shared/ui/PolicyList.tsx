import type { Policies } from '../api/types';
import type { HotelForms } from '../format/forms';
import { named, useI18n } from '../i18n/i18n';

const KINDS = ['cancellation', 'deposit', 'no_show', 'early_departure'] as const;

export function PolicyList({ policies }: { policies: Policies | undefined; forms: HotelForms; currency: string }): JSX.Element {
  const { language, translate } = useI18n();
  const known = KINDS.filter((kind) => policies?.[kind] !== undefined);
  if (known.length === 0) return <p className="kr-muted">{translate('policy.none')}</p>;
  return (
    <dl className="kr-policies">
      {known.map((kind) => (
        <div key={kind}>
          <dt>{translate(`policy.${kind}`)}</dt>
          <dd>{named(policies?.[kind], language)}</dd>
        </div>
      ))}
    </dl>
  );
}
