import * as api from '@shared/api/central';
import type { Reservation } from '@shared/api/types';
import { useLoad } from '@shared/api/useLoad';
import { Fact, Panel } from '@shared/ui/Page';
import { useChain } from '../chain';
import { useText } from '../text/useText';

/* What cancelling would cost now, and until when it costs nothing: asked by callers before they decide. */
export function ConditionsPanel({ reservation }: { reservation: Reservation }): JSX.Element | null {
  const t = useText();
  const { formsOf } = useChain();
  const forms = formsOf(reservation.hotel);
  const { value } = useLoad(`${reservation.confirmation_number}/${reservation.revision}`, () => api.cancellationPreview(reservation.confirmation_number));
  if (value === null || value.lines.length === 0) return null;
  return (
    <Panel title={t('offer.policies')}>
      <dl className="kr-facts kr-facts-column">
        {value.lines.map((line) => (
          <Fact key={line.line} label={t('conditions.line', { line: line.line })}>
            {line.penalty_minor === 0 ? t('cancel.free') : t('conditions.penalty', { amount: forms.money(line.penalty_minor, value.currency) })}
            {line.penalty_minor === 0 && line.free_until && <span className="kr-muted"> {t('conditions.freeUntil', { instant: forms.instant(line.free_until) })}</span>}
          </Fact>
        ))}
      </dl>
    </Panel>
  );
}
