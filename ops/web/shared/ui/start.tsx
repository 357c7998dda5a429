import './mantine';
import { StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { MantineProvider } from '@mantine/core';
import { I18nProvider, type Dictionary } from '../i18n/i18n';
import { doubleClickGuard } from '../keyboard/doubleClick';
import { ShortcutProvider } from '../keyboard/shortcuts';
import { SessionGate } from '../session/SessionGate';
import { theme } from './theme';

interface Console {
  english: Dictionary;
  chinese: Dictionary;
  welcome: ReactNode;
  app: ReactNode;
}

export function consoleStart({ english, chinese, welcome, app }: Console): void {
  const root = document.getElementById('root');
  if (root === null) throw new Error('index.html has no element "root"');
  doubleClickGuard();
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} forceColorScheme="light">
        <I18nProvider english={english} chinese={chinese}>
          <ShortcutProvider>
            <SessionGate welcome={welcome}>{app}</SessionGate>
          </ShortcutProvider>
        </I18nProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
