import { Kbd, Modal, Switch } from '@mantine/core';
import { useCommonText } from '../i18n/i18n';
import { useShortcutRegistry } from '../keyboard/shortcuts';

export function ShortcutHelp({ opened, onClose }: { opened: boolean; onClose: () => void }): JSX.Element {
  const t = useCommonText();
  const { shortcuts, lettersOn, setLettersOn } = useShortcutRegistry();
  return (
    <Modal opened={opened} onClose={onClose} title={t('help.title')} closeButtonProps={{ 'aria-label': t('close') }} classNames={{ title: 'kr-dialog-title' }}>
      <dl className="kr-help">
        {shortcuts
          .filter((shortcut) => shortcut.disabled !== true)
          .map((shortcut) => (
            <div key={`${shortcut.key}${shortcut.label}`}>
              <dt>
                <Kbd>{shortcut.key === 'Escape' ? 'Esc' : shortcut.key.length === 1 ? shortcut.key.toUpperCase() : shortcut.key}</Kbd>
              </dt>
              <dd>{shortcut.label}</dd>
            </div>
          ))}
      </dl>
      <h3>{t('help.dates')}</h3>
      <p className="kr-muted">{t('date.hint')}</p>
      <Switch mt="md" label={t('help.letters')} checked={lettersOn} onChange={(event) => setLettersOn(event.currentTarget.checked)} />
    </Modal>
  );
}
