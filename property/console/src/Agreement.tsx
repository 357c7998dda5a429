import * as api from '@shared/api/property';
import { useLoad } from '@shared/api/useLoad';
import { AgreementPanel, agreementState, useAgreementText } from '@shared/ui/Agreement';
import { useHotel } from './hotel';

const REFRESH_MS = 4_000;

/* In the status area: do hotel and centre agree, and since when is that known? While the line is cut nobody can say. */
export function AgreementLine(): JSX.Element | null {
  const text = useAgreementText();
  const { status } = useHotel();
  const { value } = useLoad('reconciliation', api.reconciliation, REFRESH_MS);
  if (value === null || !status.connected) return null;
  return (
    <span className="kr-stripe-fact" data-testid="agreement" data-agreement={agreementState(value)}>
      <a href="#/now">{text(value)}</a>
    </span>
  );
}

export function Agreement(): JSX.Element | null {
  const { forms } = useHotel();
  const { value } = useLoad('reconciliation', api.reconciliation, REFRESH_MS);
  return value === null ? null : <AgreementPanel report={value} instant={forms.instant} />;
}
