/* Two people changed one record. Field by field: what only one of them changed is taken; what both changed differently has to be
 * decided. Pure. */

export type FieldState = 'same' | 'mine' | 'current' | 'conflict';

/* Lists and the like are compared by what is in them. */
export function sameValue(one: unknown, other: unknown): boolean {
  return one === other || (typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other));
}

export function fieldState<Value>(original: Value, current: Value, mine: Value): FieldState {
  if (sameValue(mine, current)) return 'same';
  if (sameValue(mine, original)) return 'current';
  return sameValue(current, original) ? 'mine' : 'conflict';
}

export type Chosen = Record<string, 'mine' | 'current'>;

/* The record as it is to be: `chosen` decides the conflicts, and nothing else. */
export function merged<Values extends object>(original: Values, current: Values, mine: Values, chosen: Chosen): Values {
  const result = { ...current };
  for (const key of Object.keys(mine) as Array<keyof Values & string>) {
    const state = fieldState(original[key], current[key], mine[key]);
    if (state === 'mine' || (state === 'conflict' && chosen[key] === 'mine')) result[key] = mine[key];
  }
  return result;
}
