import { useCommonText } from '../i18n/i18n';
import type { LineStatus } from '../api/types';

export function StatusMark({ status }: { status: LineStatus }): JSX.Element {
  const t = useCommonText();
  return (
    <span className={`kr-status kr-status-${status}`} data-status={status}>
      {t(`status.${status}`)}
    </span>
  );
}
