import { useState } from 'react';
import { Button } from '@mantine/core';
import type { Stay } from '@shared/api/property/stay';
import { useSession } from '@shared/session/SessionGate';
import { useText } from '../text/useText';
import { IdentityDialog } from './IdentityDialog';

/* The way to the guest's documents, for whoever may read them. */
export function StayIdentities({ stay }: { stay: Stay }): JSX.Element | null {
  const t = useText();
  const { hasRole } = useSession();
  const [open, setOpen] = useState(false);
  const [surname = '', given = ''] = stay.guest_name.split(', ');
  if (!['frontdesk', 'manager', 'trainer'].some(hasRole)) return null;
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={() => setOpen(true)}>{t('identity.open')}</Button>
      {open && <IdentityDialog confirmation={stay.confirmation_number} line={stay.line} guest={{ surname, given_name: given }} onDone={() => setOpen(false)} onClose={() => setOpen(false)} />}
    </>
  );
}
