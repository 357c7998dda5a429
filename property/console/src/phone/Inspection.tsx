import { useState } from 'react';
import { useI18n } from '@shared/i18n/i18n';
import { useText } from '../text/useText';
import type { Node } from './useNode';

/* The checklist of the house: a point that is wrong is tapped, and the room goes back to whoever cleaned it. */
export function Inspection({ node, room }: { node: Node; room: string }): JSX.Element {
  const t = useText();
  const { language } = useI18n();
  const [wrong, setWrong] = useState<string[]>([]);
  const [note, setNote] = useState('');
  const [open, setOpen] = useState(false);
  const items = node.known?.checklist ?? [];
  const report = (): void => {
    node.put('inspection', room, '/v1/housekeeping/inspections', { room, note, results: items.map(({ item }) => ({ item, passed: !wrong.includes(item) })) });
    setWrong([]);
    setNote('');
    setOpen(false);
  };
  const turn = (item: string): void => setWrong(wrong.includes(item) ? wrong.filter((each) => each !== item) : [...wrong, item]);
  return (
    <details className="ph-panel" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('phone.inspect')}</summary>
      <ul className="ph-checks">
        {items.map((each) => (
          <li key={each.item}>
            <label>
              <input type="checkbox" checked={!wrong.includes(each.item)} onChange={() => turn(each.item)} />
              <span>{language === 'zh' ? each.chinese : each.english}</span>
            </label>
          </li>
        ))}
      </ul>
      {wrong.length > 0 && (
        <label>
          {t('phone.inspectNote')}
          <input value={note} onChange={(event) => setNote(event.target.value)} maxLength={500} autoComplete="off" />
        </label>
      )}
      <button type="button" className="ph-main" onClick={report}>{wrong.length === 0 ? t('phone.inspectPass') : t('phone.inspectFail')}</button>
    </details>
  );
}
