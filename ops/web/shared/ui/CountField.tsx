import { useCommonText } from '../i18n/i18n';

interface Props {
  label: string;
  value: number;
  min?: number;
  max?: number;
  onChange: (value: number) => void;
}

/* A small whole number: typed, or moved with the arrow keys or the two buttons. */
export function CountField({ label, value, min = 0, max = 99, onChange }: Props): JSX.Element {
  const t = useCommonText();
  const settle = (next: number): void => onChange(Math.min(max, Math.max(min, Number.isFinite(next) ? Math.trunc(next) : min)));
  return (
    <div className="kr-count">
      <label>
        <span>{label}</span>
        <input
          type="number"
          inputMode="numeric"
          min={min}
          max={max}
          value={value}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => settle(event.currentTarget.valueAsNumber)}
        />
      </label>
      <button type="button" tabIndex={-1} aria-label={t('less', { what: label })} disabled={value <= min} onClick={() => settle(value - 1)}>
        −
      </button>
      <button type="button" tabIndex={-1} aria-label={t('more', { what: label })} disabled={value >= max} onClick={() => settle(value + 1)}>
        +
      </button>
    </div>
  );
}
