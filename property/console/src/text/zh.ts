import { appChinese } from './zh/app';
import { auditChinese } from './zh/audit';
import { chartChinese } from './zh/chart';
import { deskChinese } from './zh/desk';
import { deviceChinese } from './zh/device';
import { folioChinese } from './zh/folio';
import { identityChinese } from './zh/identity';
import { maintenanceChinese } from './zh/maintenance';
import { meansChinese } from './zh/means';
import { frontDeskChinese } from './zh/frontDesk';
import { housekeepingChinese } from './zh/housekeeping';
import { navigationChinese } from './zh/navigation';
import { noteChinese } from './zh/note';
import { nowChinese } from './zh/now';
import { problemChinese } from './zh/problem';
import { reportChinese } from './zh/report';
import { phoneChinese } from './zh/phone';
import { reservationChinese } from './zh/reservation';
import { roomChinese } from './zh/room';
import { saleChinese } from './zh/sale';
import { stayChinese } from './zh/stay';
import { suspenseChinese } from './zh/suspense';
import type { Translated } from '@shared/i18n/common.zh';
import type { english } from './en';

/* A text that is missing in Chinese is an error of the compiler. */
export const chinese: Translated<typeof english> = {
  ...appChinese,
  ...auditChinese,
  ...chartChinese,
  ...deskChinese,
  ...deviceChinese,
  ...folioChinese,
  ...identityChinese,
  ...maintenanceChinese,
  ...meansChinese,
  ...frontDeskChinese,
  ...housekeepingChinese,
  ...navigationChinese,
  ...noteChinese,
  ...nowChinese,
  ...problemChinese,
  ...reportChinese,
  ...phoneChinese,
  ...reservationChinese,
  ...roomChinese,
  ...saleChinese,
  ...stayChinese,
  ...suspenseChinese,
};
