import { useState } from 'react';
import { Checkbox } from '@mantine/core';
import * as api from '@shared/api/property';
import type { HousekeepingWishes } from '@shared/api/property/housekeeping';
import type { Stay } from '@shared/api/property/stay';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { Panel } from '@shared/ui/Page';
import { useText } from './text/useText';

const WISHES = ['service_declined', 'linen_declined', 'turndown'] as const;

/* What the guest wants of housekeeping; the sheets of the next morning are made by it. A tick is kept at once. */
export function StayWishes({ stay }: { stay: Stay }): JSX.Element {
  const t = useText();
  const { value, problem, reload } = useLoad(`wishes/${stay.stay_id}`, (signal) => api.housekeepingWishes(stay.stay_id, signal));
  const save = useAction((wishes: HousekeepingWishes, key) => api.setHousekeepingWishes(stay.stay_id, wishes, key));
  const [wanted, setWanted] = useState<HousekeepingWishes | null>(null);
  const shown = wanted ?? value;
  const failed = problem ?? save.problem;
  const keep = (wish: (typeof WISHES)[number], ticked: boolean): void => {
    if (shown === null) return;
    const { service_declined, linen_declined, turndown } = shown;
    const next = { service_declined, linen_declined, turndown, [wish]: ticked };
    setWanted(next);
    void save.run(next).then((kept) => kept === null && setWanted(null));
  };
  return (
    <Panel title={t('wishes.title')}>
      {failed !== null && <ErrorNote problem={failed} onRetry={reload} />}
      {shown !== null && (
        <div className="kr-wishes">
          {WISHES.map((wish) => <Checkbox key={wish} label={t(`wishes.${wish}`)} checked={shown[wish]} disabled={save.busy} onChange={(event) => keep(wish, event.currentTarget.checked)} />)}
        </div>
      )}
    </Panel>
  );
}
