import { useCallback } from 'react';
import type { DeskLine } from '@shared/api/property/desk';
import type { Command } from '@shared/keyboard/shortcuts';
import { go } from '@shared/ui/route';
import { useText } from './text/useText';

/* What can be done to a guest straight from a list: Ctrl+K, the letter, Enter. */
export function useLineCommands(): (line: DeskLine) => Command[] {
  const t = useText();
  return useCallback(
    (line) => {
      const detail = line.guest_name;
      const stay = (key: string, label: string, what: string): Command => ({ key, label, detail, run: () => go(`stay/${line.stay_id}?do=${what}`) });
      const reservation = (key: string, label: string, what: string): Command => ({ key, label, detail, run: () => go(`reservation/${line.confirmation_number}?do=${what}`) });
      if (line.status === 'in_house' && line.stay_id !== undefined) {
        return [stay('C', t('charge.open'), 'charge'), stay('P', t('payment.open'), 'payment'), stay('M', t('move.open'), 'move'), stay('O', t('checkOut.open'), 'check_out')];
      }
      if (line.status === 'checked_out' && line.stay_id !== undefined) return [stay('C', t('charge.late'), 'charge'), stay('P', t('payment.open'), 'payment')];
      if (line.status !== 'reserved') return [];
      return [
        reservation('C', t('line.checkIn'), 'check_in'),
        reservation('A', t('arrival.open'), 'arrival'),
        reservation('E', t('change.open'), 'change'),
        reservation('N', t('line.noShow'), 'no_show'),
        reservation('X', t('cancel.open'), 'cancel'),
      ];
    },
    [t],
  );
}
