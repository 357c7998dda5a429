import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nProvider } from '@shared/i18n/i18n';
import { appEnglish } from '../text/en/app';
import { phoneEnglish } from '../text/en/phone';
import { problemEnglish } from '../text/en/problem';
import { roomEnglish } from '../text/en/room';
import { appChinese } from '../text/zh/app';
import { phoneChinese } from '../text/zh/phone';
import { problemChinese } from '../text/zh/problem';
import { roomChinese } from '../text/zh/room';
import { PhoneApp } from './PhoneApp';
import './phone.css';

const english = { ...appEnglish, ...roomEnglish, ...problemEnglish, ...phoneEnglish };
const chinese = { ...appChinese, ...roomChinese, ...problemChinese, ...phoneChinese };

const root = document.getElementById('root');
if (root === null) throw new Error('phone.html has no element "root"');
createRoot(root).render(
  <StrictMode>
    <I18nProvider english={english} chinese={chinese}>
      <PhoneApp />
    </I18nProvider>
  </StrictMode>,
);

/* Over plain HTTP browsers keep no pages: then the page must stay open while there is no connection. */
if (import.meta.env.PROD && 'serviceWorker' in navigator) void navigator.serviceWorker.register('./phone-worker.js').catch(() => undefined);
