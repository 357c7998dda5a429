import { formatMonth, formatMonthOfYear, formatWeekday, weekday } from '@shared/format/dates';
import { useI18n } from '@shared/i18n/i18n';
import { useHotel } from '../hotel';
import { useText } from '../text/useText';
import { scaleNight, type Scale } from './ChartRow';

const days = ({ nights }: Scale): number[] => Array.from({ length: nights }, (_, day) => day);

/* The days across. */
export function ChartHead({ scale }: { scale: Scale }): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const { forms } = useHotel();
  return (
    <div className="kc-head" role="row" aria-rowindex={1}>
      <div className="kc-corner" role="columnheader">
        <span>{t('chart.rooms')}</span>
        <b>{formatMonthOfYear(scale.from, language)}</b>
      </div>
      {days(scale).map((day) => {
        const night = scaleNight(scale, day);
        const number = Number(night.slice(8));
        return (
          <div key={night} role="columnheader" aria-label={forms.dateWithDay(night)} data-weekend={weekday(night) >= 6 || undefined} data-today={night === scale.businessDate || undefined} data-month={number === 1 || undefined} style={{ left: day * scale.column, width: scale.column }}>
            <span>{number === 1 ? formatMonth(night, language) : formatWeekday(night, language)}</span>
            <b>{number}</b>
          </div>
        );
      })}
    </div>
  );
}

/* Weekends and tonight, behind the rows. */
export function ChartDays({ scale }: { scale: Scale }): JSX.Element {
  return (
    <div className="kc-days" aria-hidden="true">
      {days(scale).map((day) => {
        const night = scaleNight(scale, day);
        return <div key={night} data-weekend={weekday(night) >= 6 || undefined} data-today={night === scale.businessDate || undefined} style={{ left: day * scale.column, width: scale.column }} />;
      })}
    </div>
  );
}
