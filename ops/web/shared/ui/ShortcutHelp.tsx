import { Kbd, Switch } from '@mantine/core';
import { useCommonText } from '../i18n/i18n';
import { useCommandRegistry, useLetterKeys, type Command, type CommandSection } from '../keyboard/shortcuts';
import { Dialog } from './Dialog';
import { KeyName } from './KeyName';

const SECTIONS: CommandSection[] = ['page', 'row', 'go'];

function withKey(commands: Command[], section: CommandSection): Command[] {
  return commands.filter((command) => command.key !== undefined && command.disabled !== true && command.quiet !== true && (command.section ?? 'page') === section);
}

/* Every key that works at this moment, by what it belongs to. */
export function ShortcutHelp({ onClose }: { onClose: () => void }): JSX.Element {
  const t = useCommonText();
  const commands = useCommandRegistry().list();
  const { lettersOn, setLettersOn } = useLetterKeys();
  return (
    <Dialog title={t('help.title')} size="lg" onClose={onClose}>
      {SECTIONS.map((section) => ({ section, rows: withKey(commands, section) }))
        .filter(({ rows }) => rows.length > 0)
        .map(({ section, rows }) => (
          <section key={section} className="kr-help-section">
            <h3>{t(`palette.${section}`)}</h3>
            <dl className="kr-help">
              {rows.map((command) => (
                <div key={`${command.key}${command.label}`}>
                  <dt>
                    <KeyName name={command.key ?? ''} />
                  </dt>
                  <dd>{command.label}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      <section className="kr-help-section">
        <h3>{t('help.lists')}</h3>
        <p className="kr-muted">
          <Kbd>↑</Kbd> <Kbd>↓</Kbd> {t('help.mark')} · <Kbd>Enter</Kbd> {t('filter.opens')} · {t('help.letter')}
        </p>
      </section>
      <section className="kr-help-section">
        <h3>{t('help.dates')}</h3>
        <p className="kr-muted">{t('date.hint')}</p>
      </section>
      <Switch mt="md" label={t('help.letters')} checked={lettersOn} onChange={(event) => setLettersOn(event.currentTarget.checked)} />
    </Dialog>
  );
}
