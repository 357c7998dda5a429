/* Bodies of the API hold no empty texts and no nulls: what is empty is left out. */
export function filled<Body extends Record<string, unknown>>(body: Body): Partial<Body> {
  const kept = Object.entries(body)
    .map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value] as const)
    .filter(([, value]) => value !== '' && value !== null && value !== undefined);
  return Object.fromEntries(kept) as Partial<Body>;
}

/* 510 is "08:30". */
export const clockTime = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/* "8:30", "08.30" and "0830" are 510; what is no time of day is null. */
export const minuteOf = (text: string): number | null => {
  const found = /^(\d{1,2})[:.]?(\d{2})$/.exec(text.trim());
  const minute = found === null || Number(found[2]) > 59 ? NaN : Number(found[1]) * 60 + Number(found[2]);
  return minute >= 0 && minute <= 1440 ? minute : null;
};
