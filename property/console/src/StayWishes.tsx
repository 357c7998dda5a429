import { Checkbox } from '@mantine/core';
import * as api from '@shared/api/property';
import type { HousekeepingWishes } from '@shared/api/property/housekeeping';
import type { Stay } from '@shared/api/property/stay';
import { useEdit } from '@shared/api/useEdit';
import { Clash } from '@shared/ui/EditDialog';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { Panel } from '@shared/ui/Page';
import { useText } from './text/useText';

const WISHES = ['service_declined', 'linen_declined', 'turndown'] as const;
const NONE: HousekeepingWishes = { service_declined: false, linen_declined: false, turndown: false };

/* What the guest wants of housekeeping; the sheets of the next morning are made by it. A tick is kept at once. */
export function StayWishes({ stay }: { stay: Stay }): JSX.Element {
  const t = useText();
  const edit = useEdit<HousekeepingWishes, HousekeepingWishes, HousekeepingWishes>({
    at: api.housekeepingWishesAt(stay.stay_id),
    initial: NONE,
    valuesOf: ({ service_declined, linen_declined, turndown }) => ({ service_declined, linen_declined, turndown }),
    write: (values, { etag }, key) => api.setHousekeepingWishes(stay.stay_id, values, etag, key),
    onDone: () => edit.again(),
  });
  return (
    <Panel title={t('wishes.title')}>
      {edit.problem !== null && <ErrorNote problem={edit.problem} onRetry={edit.again} />}
      <div className="kr-wishes">
        {WISHES.map((wish) => <Checkbox key={wish} label={t(`wishes.${wish}`)} checked={edit.values[wish]} disabled={edit.busy} onChange={(event) => edit.submit({ [wish]: event.currentTarget.checked })} />)}
      </div>
      <Clash edit={edit} fields={WISHES.map((key) => ({ key, label: t(`wishes.${key}`) }))} onClose={edit.again} />
    </Panel>
  );
}
