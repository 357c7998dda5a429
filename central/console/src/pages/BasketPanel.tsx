import { Button, CloseButton } from '@mantine/core';
import { guestsSummary } from '@shared/ui/guests';
import * as api from '@shared/api/central';
import type { RoomWish } from '@shared/api/types';
import { useAction } from '@shared/api/useAction';
import { nightsBetween } from '@shared/format/dates';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { KeyButton, Panel } from '@shared/ui/Page';
import { useShortcuts } from '@shared/keyboard/shortcuts';
import { go } from '@shared/ui/route';
import { basketStore, basketSum, type Basket } from '../basket';
import { useChain } from '../chain';
import { useText } from '../text/useText';

/* What the caller chose, with the two ways on: keep the rooms while talking, or leave them. */
export function BasketPanel({ basket, onChange }: { basket: Basket; onChange: (basket: Basket | null) => void }): JSX.Element {
  const t = useText();
  const hold = useAction((body: { hotel: string; rooms: RoomWish[]; access?: string[] }, key) => api.holdPlace(body, key));
  const remove = (index: number): void => {
    const rooms = basket.rooms.filter((_, each) => each !== index);
    onChange(rooms.length === 0 ? null : { ...basket, rooms });
  };
  const proceed = async (): Promise<void> => {
    const access = basket.access === undefined ? {} : { access: basket.access.split(',') };
    const held = await hold.run({ hotel: basket.hotel, rooms: basket.rooms.map(({ wish }) => wish), ...access });
    if (held === null) return;
    basketStore({ ...basket, hold: { hold: held.hold, expires_at: held.expires_at } });
    go('book');
  };
  useShortcuts([{ key: 'F8', label: t('basket.hold'), run: () => void proceed() }]);
  return (
    <Panel title={t('basket.title', { count: basket.rooms.length })}>
      <BasketRooms basket={basket} onRemove={remove} />
      {hold.problem !== null && <ErrorNote problem={hold.problem} />}
      <KeyButton fullWidth shortcut="F8" loading={hold.busy} onClick={() => void proceed()}>
        {t('basket.hold')}
      </KeyButton>
      <Button fullWidth variant="subtle" color="gray" onClick={() => onChange(null)} disabled={hold.busy}>
        {t('basket.empty')}
      </Button>
    </Panel>
  );
}

export function BasketRooms({ basket, onRemove }: { basket: Basket; onRemove?: (index: number) => void }): JSX.Element {
  const t = useText();
  const { formsOf, hotelName, typeName, planName } = useChain();
  const forms = formsOf(basket.hotel);
  const sum = basketSum(basket);
  return (
    <>
      <p className="kr-basket-hotel">{hotelName(basket.hotel)}</p>
      <ul className="kr-basket">
        {basket.rooms.map(({ wish, offer }, index) => (
          <li key={index}>
            <div>
              <strong>{typeName(basket.hotel, wish.room_type)}</strong>
              <span>{planName(basket.hotel, wish.rate_plan)}</span>
              <span className="kr-muted">
                {forms.dateWithDay(wish.arrival)} – {forms.dateWithDay(wish.departure)}
              </span>
              <span className="kr-muted">{t('nights.count', { count: nightsBetween(wish.arrival, wish.departure) })}, {guestsSummary(t, wish)}</span>
            </div>
            <div className="kr-right">
              {forms.money(offer.total_with_tax_minor, offer.currency)}
              {onRemove !== undefined && <CloseButton size="sm" aria-label={t('basket.remove')} onClick={() => onRemove(index)} />}
            </div>
          </li>
        ))}
      </ul>
      <table className="kr-prices kr-prices-sums">
        <tbody>
          <tr>
            <th scope="row">{t('offer.roomsSum', { count: basket.rooms.length })}</th>
            <td className="kr-right">{forms.money(sum.room, sum.currency)}</td>
          </tr>
          {sum.total !== sum.room && (
            <tr>
              <th scope="row">{t('offer.taxes')}</th>
              <td className="kr-right">{forms.money(sum.total - sum.room, sum.currency)}</td>
            </tr>
          )}
          <tr className="kr-prices-total">
            <th scope="row">{t('offer.total')}</th>
            <td className="kr-right" data-testid="basket-total">{forms.money(sum.total, sum.currency)}</td>
          </tr>
        </tbody>
      </table>
    </>
  );
}
