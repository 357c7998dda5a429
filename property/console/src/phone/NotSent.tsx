import { useI18n } from '@shared/i18n/i18n';
import { useText } from '../text/useText';
import type { Waiting } from './outbox';
import type { Node } from './useNode';

const time = (at: string, language: string): string => new Date(at).toLocaleTimeString(language === 'zh' ? 'zh-CN' : 'en-GB', { hour: '2-digit', minute: '2-digit' });

export function useWhy(): (each: Waiting) => string {
  const t = useText();
  const { has } = useI18n();
  return (each) => (each.code !== undefined && has(`problem.${each.code}`) ? t(`problem.${each.code}` as 'problem.no_answer') : (each.detail ?? ''));
}

/* What the hotel does not know yet, and what it did not accept. */
export function NotSent({ node }: { node: Node }): JSX.Element {
  const t = useText();
  const why = useWhy();
  const { language } = useI18n();
  return (
    <>
      <h1>{node.waiting.length === 0 ? t('phone.notSentNone') : t('phone.notSent')}</h1>
      <ul className="ph-tasks">
        {node.waiting.map((each) => (
          <li key={each.key} className={`ph-waiting ph-waiting-${each.state}`}>
            <b>{each.room}</b>
            <span>{t(`phone.did.${each.what}` as 'phone.did.done')} · {time(each.at, language)}</span>
            <span>{each.state === 'waiting' ? t('phone.waits') : t('phone.refused', { why: why(each) })}</span>
            {each.state === 'refused' && <button type="button" onClick={() => node.drop(each.key)}>{t('phone.drop')}</button>}
          </li>
        ))}
      </ul>
      <p className="ph-muted">{node.known !== null && t('phone.at', { time: time(node.known.at, language) })}</p>
      <button type="button" className="ph-quiet" disabled={node.waiting.length > 0} onClick={() => void node.signOut()}>{t('phone.signOut')}</button>
    </>
  );
}
