import * as api from '@shared/api/property';
import type { Capabilities } from '@shared/api/property/status';
import { useLoad } from '@shared/api/useLoad';
import { useHotel } from './hotel';
import { useText } from './text/useText';

const REFRESH_MS = 10_000;

type Translate = ReturnType<typeof useText>;

/* "3 × Standard, 1 × Family". */
export function tonightText(tonight: Capabilities['tonight'], roomTypeName: (code: string) => string, t: Translate): string {
  return tonight.map(({ room_type: code, right }) => t('now.rooms', { count: right, type: roomTypeName(code) })).join(t('now.comma'));
}

/* While the line is cut: what goes on, what does not, and how old the copies are, in a few plain words on every page. */
export function CutOffNote(): JSX.Element | null {
  const t = useText();
  const { status, forms, roomTypeName } = useHotel();
  const { value } = useLoad('capabilities', api.capabilities, REFRESH_MS);
  if (value === null || value.connected) return null;
  const actions = new Map(value.actions.map((each) => [each.action, each]));
  const names = (possible: boolean): string =>
    value.actions.filter((each) => each.possible === possible && each.action !== 'walk_in' && each.action !== 'reservation').map((each) => t(`now.short.${each.action}`)).join(t('now.comma'));
  const mayReserve = actions.get('reservation')?.possible === true;
  let selling = t('now.sellNothing');
  if (value.tonight.length > 0) selling = t('now.sellTonight', { rooms: tonightText(value.tonight, roomTypeName, t) });
  else if (mayReserve) selling = t('now.sellLater');
  const copies = value.figures.find((each) => each.figure === 'reservations')?.as_of ?? null;
  return (
    <div className="kr-note kr-note-warning kr-now" role="status" data-testid="cut-off">
      <div>
        <b>{t('now.can')}</b> {names(true)}{t('now.semicolon')}{selling}{t('now.stop')}
      </div>
      <div>
        <b>{t('now.cannot')}</b> {names(false)}{t('now.stop')}
        {copies !== null && <> {t('now.asOf', { time: forms.nightOf(copies) === forms.nightOf(status.now) ? forms.time(copies) : forms.instant(copies) })}</>}
      </div>
      <a href="#/now">{t('now.more')}</a>
    </div>
  );
}
