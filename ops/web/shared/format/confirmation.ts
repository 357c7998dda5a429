/* Confirmation numbers: 12 digits, the last one a check digit by Damm's scheme, shown in groups of four. */

const DAMM = [
  [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
  [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
  [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
  [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
  [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
  [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
  [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
  [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
  [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
  [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

export function confirmationDigits(text: string): string {
  return text.replace(/[\s\u00a0–-]/g, '');
}

export function formatConfirmation(number: string): string {
  const digits = confirmationDigits(number);
  return digits.length === 12 ? `${digits.slice(0, 4)} ${digits.slice(4, 8)} ${digits.slice(8)}` : number;
}

export type ConfirmationCheck = 'valid' | 'not_a_number' | 'wrong_length' | 'wrong_digit';

/* Tells a slip of the tongue or finger from a number that may exist, before anyone is asked. */
export function checkConfirmation(text: string): ConfirmationCheck {
  const digits = confirmationDigits(text);
  if (!/^\d+$/.test(digits)) return 'not_a_number';
  if (digits.length !== 12) return 'wrong_length';
  let interim = 0;
  for (const digit of digits) interim = DAMM[interim]?.[Number(digit)] ?? 0;
  return interim === 0 ? 'valid' : 'wrong_digit';
}
