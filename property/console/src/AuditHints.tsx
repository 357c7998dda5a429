import type { AuditHint } from '@shared/api/property/audit';
import { useHotel } from './hotel';
import { english } from './text/en';
import { useText } from './text/useText';

type Words = ReturnType<typeof useText>;
type Key = keyof typeof english;

/* A kind that this console does not know yet is told in the words of the hotel's node. */
const known = (code: string): boolean => `audit.finding.${code}` in english;
const wordsOf = (t: Words, hint: AuditHint): string => (known(hint.code) ? t(`audit.finding.${hint.code}` as Key) : hint.detail);
const remedyOf = (t: Words, hint: AuditHint): string => (known(hint.code) ? t(`audit.finding.${hint.code}.remedy` as Key) : hint.remedy);

/* Where it is put right. */
function placeOf(hint: AuditHint): string | null {
  if (hint.code === 'refused_posting') return '#/suspense';
  if (hint.stay_id !== null) return `#/stay/${hint.stay_id}`;
  return hint.confirmation_number === null ? null : `#/reservation/${hint.confirmation_number}`;
}

function Place({ hint }: { hint: AuditHint }): JSX.Element {
  const { forms } = useHotel();
  const place = placeOf(hint);
  const name = [hint.room, hint.guest_name].filter((part) => part !== null).join(' · ') || '–';
  return (
    <>
      <td>{place === null ? name : <a href={place}>{name}</a>}</td>
      <td>{hint.date !== null && forms.dateWithDay(hint.date)}</td>
      <td className="kr-right">{hint.amount_minor !== null && forms.money(hint.amount_minor)}</td>
    </>
  );
}

interface Props {
  title: string;
  hints: AuditHint[];
  count: number;
  kind: 'blocker' | 'warning';
}

/* What the dry run found: by kind, with what to do about it, each row a link to the place. */
export function AuditHints({ title, hints, count, kind }: Props): JSX.Element {
  const t = useText();
  const codes = [...new Set(hints.map((hint) => hint.code))];
  return (
    <section className={`kr-hints kr-hints-${kind}`} aria-label={title}>
      <h3>{title}</h3>
      {codes.map((code) => {
        const own = hints.filter((hint) => hint.code === code);
        const [first] = own as [AuditHint];
        const empty = placeOf(first) === null && first.guest_name === null;
        return (
          <div key={code}>
            <h4>
              {wordsOf(t, first)} {!empty && <span className="kr-muted">({own.length})</span>}
            </h4>
            <p className="kr-muted">{remedyOf(t, first)}</p>
            {!empty && (
              <table className="kr-table">
                <tbody>
                  {own.map((hint, index) => (
                    <tr key={index}>
                      <Place hint={hint} />
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </div>
        );
      })}
      {count > hints.length && <p className="kr-muted">{t('audit.more', { count: count - hints.length })}</p>}
    </section>
  );
}
