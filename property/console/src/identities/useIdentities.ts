import { useEffect, useState } from 'react';
import * as api from '@shared/api/property';
import type { Problem } from '@shared/api/problem';
import type { Identity, IdentityWish } from '@shared/api/property/identity';
import { useLoad } from '@shared/api/useLoad';
import { newPerson } from './IdentityFields';

const wishOf = (known: Identity): IdentityWish => ({
  surname: known.surname ?? '',
  document_type: known.document_type ?? 'passport',
  ...(known.given_name !== null && { given_name: known.given_name }),
  ...(known.nationality !== null && { nationality: known.nationality }),
  ...(known.birth_date !== null && { birth_date: known.birth_date }),
  ...(known.document_number !== null && { document_number: known.document_number }),
  ...(known.address !== null && { address: known.address }),
});

export interface IdentitiesEdited {
  persons: IdentityWish[] | null;
  required: string[];
  keepDays: number;
  changed: boolean;
  problem: Problem | null;
  set: (persons: IdentityWish[]) => void;
}

/* What is known of the guests of a line, while somebody types more of it; the guest who booked stands there by name. */
export function useIdentities(confirmation: string, line: number, guest: { surname: string; given_name?: string }): IdentitiesEdited {
  const { value, problem } = useLoad(`identities/${confirmation}/${line}`, (signal) => api.identities(confirmation, line, signal));
  const [persons, setPersons] = useState<IdentityWish[] | null>(null);
  const [changed, setChanged] = useState(false);
  useEffect(() => {
    if (value !== null && persons === null) setPersons(value.persons.length > 0 ? value.persons.map(wishOf) : [newPerson(guest.surname, guest.given_name)]);
  }, [value, persons, guest.surname, guest.given_name]);
  return {
    persons,
    required: value?.required ?? [],
    keepDays: value?.keep_days ?? 0,
    changed,
    problem,
    set: (next) => {
      setPersons(next);
      setChanged(true);
    },
  };
}
