import { useState } from 'react';
import { Checkbox, NumberInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { NewPlan, Plan, PlanTargetWish, StarterPlan } from '@shared/api/property';
import { useAction } from '@shared/api/useAction';
import { useLoad } from '@shared/api/useLoad';
import { addDays, type Night } from '@shared/format/dates';
import { named, useI18n } from '@shared/i18n/i18n';
import { DateField } from '@shared/ui/DateField';
import { FormDialog } from '@shared/ui/FormDialog';
import { LoadingRows } from '@shared/ui/Notes';
import { useHotel } from '../../hotel';
import { useText } from '../../text/useText';
import { useDuration } from './words';

const DAYS = { day: 1, week: 7, month: 30, meter: 1 } as const;
const SPREAD_MAX = 365;

interface Wish {
  starters: StarterPlan[];
  rooms: string[];
  first: Night;
  spread: number;
}

/* Rooms are spread over the time until the work comes round again, or over so many days at most, so that the technicians can keep up. */
function targetsOf(starter: StarterPlan, wish: Wish, name: (words: { en: string; zh: string }) => string): PlanTargetWish[] {
  if (starter.places.length > 0) return starter.places.map((place) => ({ area: name(place), next_due: wish.first }));
  const days = Math.max(1, Math.min(wish.spread, SPREAD_MAX, starter.every_count * DAYS[starter.every_unit]));
  return wish.rooms.map((room, index) => ({ room, next_due: addDays(wish.first, Math.floor((index * days) / wish.rooms.length)) }));
}

/* Plans to begin with, taken over with their checklists in the language of whoever does it. */
export function StarterPlansDialog({ plans, onDone, onClose }: { plans: Plan[]; onDone: () => void; onClose: () => void }): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const { forms, status } = useHotel();
  const duration = useDuration();
  const { value: starters, problem } = useLoad('starter-plans', api.starterPlans);
  const { value: rooms } = useLoad('rooms', api.rooms);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [first, setFirst] = useState<Night>(addDays(status.business_date, 1));
  const [spread, setSpread] = useState<number | string>(90);
  const name = (words: { en: string; zh: string }): string => named(words, language);
  const has = (starter: StarterPlan): boolean => plans.some((plan) => plan.name === starter.name.en || plan.name === starter.name.zh);
  const take = useAction(async (wish: Wish, key) => {
    for (const starter of wish.starters) {
      const { code, law: _law, places: _places, checklist, ...rest } = starter;
      const body: NewPlan = { ...rest, name: name(starter.name), instructions: checklist.map((each) => `□ ${name(each)}`).join('\n') };
      const plan = await api.planMake(body, `${key}-${code}`);
      await api.planTargets(plan.plan, targetsOf(starter, wish, name), `${key}-${code}-places`);
    }
    return wish.starters.length;
  });
  const list = starters ?? [];
  const open = list.filter((each) => !has(each));
  const toggle = (code: string): void => setChosen(new Set(chosen.has(code) ? [...chosen].filter((each) => each !== code) : [...chosen, code]));
  const submit = async (): Promise<void> => {
    if ((await take.run({ starters: list.filter((each) => chosen.has(each.code)), rooms: (rooms ?? []).map((each) => each.room), first, spread: Number(spread) || 1 })) !== null) onDone();
  };
  return (
    <FormDialog title={t('maintenance.starter.title')} submitLabel={t('maintenance.starter.take', { count: chosen.size })} size="xl" busy={take.busy} problem={take.problem ?? problem} ready={chosen.size > 0 && rooms !== null} onSubmit={() => void submit()} onClose={onClose}>
      <p className="kr-muted">{t('maintenance.starter.hint')}</p>
      <div className="kr-pair">
        <DateField label={t('maintenance.plan.first')} value={first} base={status.business_date} min={status.business_date} forms={forms} onChange={setFirst} />
        <NumberInput label={t('maintenance.starter.spread')} description={t('maintenance.starter.spreadHint')} value={spread} min={1} max={SPREAD_MAX} allowDecimal={false} onChange={setSpread} />
      </div>
      {starters === null && problem === null && <LoadingRows rows={8} />}
      {open.length > 0 && <Checkbox label={t('maintenance.starter.all', { count: open.length })} checked={chosen.size === open.length} indeterminate={chosen.size > 0 && chosen.size < open.length} onChange={() => setChosen(chosen.size === open.length ? new Set() : new Set(open.map((each) => each.code)))} />}
      <ul className="kr-starters">
        {list.map((each) => (
          <li key={each.code}>
            <Checkbox
              disabled={has(each)}
              checked={has(each) || chosen.has(each.code)}
              onChange={() => toggle(each.code)}
              label={<>{name(each.name)} {each.law && <span className="kr-few">{t('maintenance.starter.law')}</span>}</>}
              description={[t(`maintenance.every.${each.every_unit}`, { count: each.every_count }), duration(each.estimated_minutes), t(`maintenance.category.${each.category}`), each.places.length === 0 ? t('maintenance.starter.rooms') : each.places.map(name).join(', '), has(each) && t('maintenance.starter.has')].filter(Boolean).join(' · ')}
            />
          </li>
        ))}
      </ul>
    </FormDialog>
  );
}
