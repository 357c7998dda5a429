import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { TextInput } from '@mantine/core';
import { parseNight } from '../format/dateEntry';
import { addDays, formatWeekday, type Night } from '../format/dates';
import type { HotelForms } from '../format/forms';
import { useI18n } from '../i18n/i18n';

interface Props {
  label: string;
  value: Night | null;
  base: Night;
  min?: Night;
  forms: HotelForms;
  hint?: string;
  autoFocus?: boolean;
  disabled?: boolean;
  onChange: (night: Night) => void;
}

/* A date that is typed, not hunted for: see dateEntry.ts for what is understood. The arrow keys move it by a day. What was understood is
 * shown in the hotel's own form, with its weekday, as soon as the field is left. */
export function DateField({ label, value, base, min, forms, hint, autoFocus, disabled, onChange }: Props): JSX.Element {
  const { language, translate } = useI18n();
  const [text, setText] = useState(value === null ? '' : forms.date(value));
  const [wrong, setWrong] = useState<string | null>(null);

  useEffect(() => {
    setText(value === null ? '' : forms.date(value));
    setWrong(null);
  }, [value, forms]);

  const settle = (night: Night | null): boolean => {
    if (night === null || (min !== undefined && night < min)) {
      setWrong(night === null || min === undefined ? translate('date.wrong') : translate('date.tooEarly', { date: forms.date(min) }));
      return false;
    }
    setWrong(null);
    setText(forms.date(night));
    if (night !== value) onChange(night);
    return true;
  };
  const settled = value === null ? text.trim() === '' : text === forms.date(value);
  /* The value may move under the cursor (a departure follows its arrival): what stands there stays marked, to be typed over. */
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (settled && document.activeElement === input.current) input.current?.select();
  }, [settled, text]);
  const leave = (): boolean => settled || (text.trim() !== '' && settle(parseNight(text, base, forms.monthFirst)));
  /* Enter sends the form: after the date that was just typed has reached it, and not at all with a date that is none. */
  const onEnter = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (settled) return;
    event.preventDefault();
    const { form } = event.currentTarget;
    if (leave()) window.setTimeout(() => form?.requestSubmit());
  };
  const onKey = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Enter') onEnter(event);
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const from = parseNight(text, base, forms.monthFirst) ?? value ?? base;
    const moved = addDays(from, event.key === 'ArrowUp' ? 1 : -1);
    settle(min !== undefined && moved < min ? min : moved);
  };

  return (
    <TextInput
      ref={input}
      label={label}
      value={text}
      error={wrong}
      disabled={disabled}
      autoFocus={autoFocus}
      data-autofocus={autoFocus || undefined}
      autoComplete="off"
      inputMode="text"
      title={hint ?? translate('date.hint')}
      rightSection={value !== null && wrong === null ? <span className="kr-weekday">{formatWeekday(value, language)}</span> : null}
      rightSectionWidth={40}
      rightSectionPointerEvents="none"
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={leave}
      onKeyDown={onKey}
    />
  );
}
