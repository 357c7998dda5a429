import { useEffect, useState } from 'react';
import { TextInput } from '@mantine/core';
import { editableAmount, parseAmount } from '../format/money';
import { useCommonText } from '../i18n/i18n';

interface Props {
  label: string;
  currency: string;
  value: number | null;
  autoFocus?: boolean;
  disabled?: boolean;
  description?: string;
  onChange: (amountMinor: number | null) => void;
}

export function AmountField({ label, currency, value, autoFocus, disabled, description, onChange }: Props): JSX.Element {
  const t = useCommonText();
  const [text, setText] = useState(value === null ? '' : editableAmount(value, currency));
  const parsed = parseAmount(text, currency);

  useEffect(() => {
    if (value !== null && parseAmount(text, currency) !== value) setText(editableAmount(value, currency));
  }, [value, currency, text]);

  const change = (typed: string): void => {
    setText(typed);
    onChange(parseAmount(typed, currency));
  };
  return (
    <TextInput
      label={label}
      description={description}
      disabled={disabled}
      value={text}
      inputMode="decimal"
      autoComplete="off"
      autoFocus={autoFocus}
      data-autofocus={autoFocus || undefined}
      error={text.trim() !== '' && parsed === null ? t('amount.wrong') : null}
      rightSection={<span className="kr-weekday">{currency}</span>}
      rightSectionWidth={52}
      rightSectionPointerEvents="none"
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
