import { Button } from '@mantine/core';
import type { Problem } from '../api/problem';
import { useI18n } from '../i18n/i18n';
import { problemText } from '../i18n/problemText';

interface Props {
  problem: Problem;
  onRetry?: () => void;
}

export function ErrorNote({ problem, onRetry }: Props): JSX.Element {
  const i18n = useI18n();
  const { title, advice } = problemText(problem, i18n);
  return (
    <div className="kr-note kr-note-error" role="alert" data-problem={problem.code}>
      <strong>{title}</strong>
      {advice !== '' && <span>{advice}</span>}
      {onRetry !== undefined && (
        <Button size="compact-sm" variant="default" onClick={onRetry}>
          {i18n.translate('retry')}
        </Button>
      )}
    </div>
  );
}
