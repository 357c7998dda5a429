import * as api from '@shared/api/central';
import { useLoad } from '@shared/api/useLoad';
import { AgreementPanel } from '@shared/ui/Agreement';
import { useChain } from '../chain';

const REFRESH_MS = 4_000;

/* Do this hotel and the centre agree, and what was put right? */
export function HotelAgreement({ hotel }: { hotel: string }): JSX.Element | null {
  const { formsOf } = useChain();
  const { value } = useLoad(`reconciliation/${hotel}`, () => api.reconciliation(hotel), REFRESH_MS);
  return value === null ? null : <AgreementPanel report={value} instant={formsOf(hotel).instant} />;
}
