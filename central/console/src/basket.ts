import type { Guest, Offer, RoomWish } from '@shared/api/types';

/* What the caller has chosen so far. It outlives a reload of the page, and it names one hotel: a reservation belongs to one. */

export interface BasketRoom {
  wish: RoomWish;
  offer: Offer;
}

export interface Basket {
  hotel: string;
  rooms: BasketRoom[];
  access?: string;
  hold?: { hold: string; expires_at: string };
}

/* Who calls, and what was said. Kept while other rooms are looked for, in memory only: a browser stores no guests. */
export interface Caller {
  guest: Guest;
  comments: string;
}

let caller: Caller | null = null;

export const callerRead = (): Caller | null => caller;

export function callerKeep(next: Caller | null): void {
  caller = next;
}

const STORED_AS = 'keyrack-basket';

export function basketRead(): Basket | null {
  const text = window.sessionStorage.getItem(STORED_AS);
  if (text === null) return null;
  try {
    return JSON.parse(text) as Basket;
  } catch {
    return null;
  }
}

export function basketStore(basket: Basket | null): void {
  if (basket === null) {
    window.sessionStorage.removeItem(STORED_AS);
    callerKeep(null);
    return;
  }
  window.sessionStorage.setItem(STORED_AS, JSON.stringify(basket));
}

export function basketAdd(basket: Basket | null, hotel: string, rooms: BasketRoom[], access: string | undefined): Basket {
  const kept = basket !== null && basket.hotel === hotel ? basket.rooms : [];
  return { hotel, access, rooms: [...kept, ...rooms] };
}

export interface BasketSum {
  room: number;
  total: number;
  currency: string;
}

/* `room` is the sum of the night prices - what the centre guarantees; `total` what the guest pays with taxes. */
export function basketSum(basket: Basket): BasketSum {
  const add = (pick: (offer: Offer) => number): number => basket.rooms.reduce((sum, { offer }) => sum + pick(offer), 0);
  return { room: add((offer) => offer.total_minor), total: add((offer) => offer.total_with_tax_minor), currency: basket.rooms[0]?.offer.currency ?? 'EUR' };
}

/* Each kind of room and rate once: its conditions are told once, however many rooms are taken of it. */
export function basketOffers(basket: Basket): Offer[] {
  const kinds = new Map(basket.rooms.map(({ offer }) => [`${offer.room_type}/${offer.rate_plan}`, offer]));
  return [...kinds.values()];
}
