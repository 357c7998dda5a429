import type { Policies, PolicyPreviewLine } from '../api/types';
import type { HotelForms } from '../format/forms';
import { interpolate, named, useI18n } from '../i18n/i18n';

interface Props {
  policies: Policies | undefined;
  forms: HotelForms;
  currency: string;
}

const KINDS = ['cancellation', 'deposit', 'no_show', 'early_departure'] as const;

function previewText(line: PolicyPreviewLine, language: 'en' | 'zh', forms: HotelForms, currency: string): string {
  return interpolate(line[language], {
    amount: forms.money(line.amount_minor, currency),
    from: line.from === undefined ? '' : forms.instant(line.from),
    until: line.until === undefined ? '' : forms.instant(line.until),
    due: line.due_on === undefined ? '' : forms.dateWithDay(line.due_on),
  });
}

/* The conditions by name, and under each what it means for this stay in dates and money. */
export function PolicyList({ policies, forms, currency }: Props): JSX.Element {
  const { language, translate } = useI18n();
  const known = KINDS.filter((kind) => policies?.[kind] !== undefined);
  const preview = policies?.preview ?? [];
  if (known.length === 0) return <p className="kr-muted">{translate('policy.none')}</p>;
  return (
    <dl className="kr-policies">
      {known.map((kind) => (
        <div key={kind}>
          <dt>{translate(`policy.${kind}`)}</dt>
          <dd>{named(policies?.[kind], language)}</dd>
          {preview
            .filter((line) => line.key.startsWith(kind.replace('_', '-')))
            .map((line, index) => (
              <dd key={index} className="kr-policy-preview">{previewText(line, language, forms, currency)}</dd>
            ))}
        </div>
      ))}
    </dl>
  );
}
