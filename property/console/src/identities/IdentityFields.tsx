import { useState, type KeyboardEvent } from 'react';
import { Button, Select, Textarea, TextInput } from '@mantine/core';
import * as api from '@shared/api/property';
import type { DocumentType, IdentityWish } from '@shared/api/property/identity';
import { asProblem, type Problem } from '@shared/api/problem';
import { DateField } from '@shared/ui/DateField';
import { ErrorNote } from '@shared/ui/ErrorNote';
import { Note } from '@shared/ui/Notes';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';
import './identities.css';

const PERSONS_MAX = 20;
const FIELDS = ['nationality', 'birth_date', 'document_type', 'document_number', 'address'] as const;
type Field = (typeof FIELDS)[number];

export const newPerson = (surname = '', given = ''): IdentityWish => ({ surname, ...(given !== '' && { given_name: given }), document_type: 'passport' });

/* What the law asks for and nobody has typed. */
const missing = (person: IdentityWish, required: string[]): Field[] => FIELDS.filter((field) => required.includes(field) && (person[field] ?? '') === '');

/* What is sent: nothing of what is empty. A person without a surname is none. */
export const tidy = (persons: IdentityWish[]): IdentityWish[] =>
  persons
    .filter((person) => person.surname.trim() !== '')
    .map(({ surname, document_type, given_name, nationality, birth_date, document_number, address }) => ({
      surname: surname.trim(),
      document_type,
      ...(given_name?.trim() && { given_name: given_name.trim() }),
      ...(nationality?.trim() && { nationality: nationality.trim() }),
      ...(birth_date && { birth_date }),
      ...(document_number?.trim() && { document_number: document_number.trim() }),
      ...(address?.trim() && { address: address.trim() }),
    }));

/* Scanners type the lines of the zone like a keyboard: it is read as soon as all of it is there. */
function Zone({ first, onRead }: { first: boolean; onRead: (document: api.TravelDocument) => void }): JSX.Element {
  const t = useText();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const read = async (zone: string): Promise<void> => {
    setProblem(null);
    try {
      onRead(await api.readTravelDocument(zone));
      setText('');
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  const change = (typed: string): void => {
    setText(typed);
    const zone = typed.replace(/\s/g, '');
    if (zone.length === 90 || (zone.length === 88 && /^p/i.test(zone))) void read(typed);
  };
  /* Enter is a line of the zone only when there is one; otherwise it answers the dialogue, as in every field. */
  const submitEmpty = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key !== 'Enter' || text.trim() !== '') return;
    event.preventDefault();
    event.currentTarget.form?.requestSubmit();
  };
  const short = text.replace(/\s/g, '').length < 72;
  return (
    <div>
      <Textarea label={t('identity.zone')} description={t('identity.zoneHint')} value={text} rows={3} autoComplete="off" spellCheck={false} maxLength={200} styles={{ input: { fontFamily: 'monospace' } }} data-autofocus={first || undefined} onKeyDown={submitEmpty} onChange={(event) => change(event.currentTarget.value)} />
      {text !== '' && <Button mt={6} size="compact-sm" variant="default" disabled={short} onClick={() => void read(text)}>{t('identity.zoneRead')}</Button>}
      {problem !== null && <ErrorNote problem={problem} />}
    </div>
  );
}

function Person({ person, index, required, onChange, onRemove }: { person: IdentityWish; index: number; required: string[]; onChange: (person: IdentityWish) => void; onRemove: (() => void) | null }): JSX.Element {
  const t = useText();
  const { forms, status } = useHotel();
  const set = (change: Partial<IdentityWish>): void => onChange({ ...person, ...change });
  const label = (field: Field): string => `${t(`identity.${field}`)}${required.includes(field) ? ' *' : ''}`;
  return (
    <fieldset className="kr-identity">
      <legend>
        {t('identity.person', { number: index + 1 })} {onRemove !== null && <Button size="compact-xs" variant="subtle" color="gray" onClick={onRemove} aria-label={t('identity.remove', { number: index + 1 })}>×</Button>}
      </legend>
      <div className="kr-fields kr-fields-half">
        <TextInput label={t('identity.surname')} value={person.surname} maxLength={60} autoComplete="off" onChange={(event) => set({ surname: event.currentTarget.value })} />
        <TextInput label={t('identity.given_name')} value={person.given_name ?? ''} maxLength={60} autoComplete="off" onChange={(event) => set({ given_name: event.currentTarget.value })} />
      </div>
      <div className="kr-fields kr-fields-half">
        <TextInput label={label('nationality')} placeholder="CHN" value={person.nationality ?? ''} maxLength={3} autoComplete="off" error={person.nationality && !/^[A-Z]{2,3}$/.test(person.nationality) ? t('identity.country') : undefined} onChange={(event) => set({ nationality: event.currentTarget.value.toUpperCase() })} />
        <DateField label={label('birth_date')} value={person.birth_date ?? null} base={status.business_date} forms={forms} onChange={(birth_date) => set({ birth_date })} />
      </div>
      <div className="kr-fields kr-fields-half">
        <Select label={label('document_type')} value={person.document_type} allowDeselect={false} onChange={(value) => set({ document_type: (value ?? 'passport') as DocumentType })} data={api.DOCUMENT_TYPES.map((value) => ({ value, label: t(`identity.document.${value}`) }))} />
        <TextInput label={label('document_number')} value={person.document_number ?? ''} maxLength={40} autoComplete="off" onChange={(event) => set({ document_number: event.currentTarget.value })} />
      </div>
      <TextInput label={label('address')} value={person.address ?? ''} maxLength={200} autoComplete="off" onChange={(event) => set({ address: event.currentTarget.value })} />
    </fieldset>
  );
}

export interface IdentityFieldsProps {
  persons: IdentityWish[];
  required: string[];
  keepDays: number;
  /* The dialogue is about nothing else: the scanner's field has the focus. */
  scanFirst?: boolean;
  onChange: (persons: IdentityWish[]) => void;
}

/* What is asked of every guest, typed or scanned; the next document that is scanned is the next person's. */
export function IdentityFields({ persons, required, keepDays, scanFirst = false, onChange }: IdentityFieldsProps): JSX.Element {
  const t = useText();
  const scanned = ({ surname, given_name, nationality, birth_date, document_type, document_number }: api.TravelDocument): void => {
    const known = { surname, ...(given_name !== null && { given_name }), nationality, birth_date, document_type, document_number };
    const place = persons.findIndex((each) => (each.document_number ?? '') === '' || each.document_number === document_number);
    onChange(place === -1 ? [...persons, known] : persons.map((each, index) => (index === place ? { ...each, ...known } : each)));
  };
  const lacking = [...new Set(persons.flatMap((each) => missing(each, required)))];
  return (
    <>
      <Zone first={scanFirst} onRead={scanned} />
      {persons.map((person, index) => (
        <Person key={index} person={person} index={index} required={required} onChange={(next) => onChange(persons.map((each, place) => (place === index ? next : each)))} onRemove={persons.length > 1 ? () => onChange(persons.filter((_, place) => place !== index)) : null} />
      ))}
      {persons.length < PERSONS_MAX && <div><Button size="compact-sm" variant="default" onClick={() => onChange([...persons, newPerson()])}>{t('identity.add')}</Button></div>}
      {lacking.length > 0 && <Note kind="warning">{t('identity.lacking', { fields: lacking.map((field) => t(`identity.${field}`)).join(', ') })}</Note>}
      <p className="kr-muted">{t('identity.kept', { days: keepDays })}</p>
    </>
  );
}
