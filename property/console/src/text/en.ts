import { appEnglish } from './en/app';
import { auditEnglish } from './en/audit';
import { chartEnglish } from './en/chart';
import { deskEnglish } from './en/desk';
import { deviceEnglish } from './en/device';
import { folioEnglish } from './en/folio';
import { identityEnglish } from './en/identity';
import { maintenanceEnglish } from './en/maintenance';
import { meansEnglish } from './en/means';
import { frontDeskEnglish } from './en/frontDesk';
import { housekeepingEnglish } from './en/housekeeping';
import { navigationEnglish } from './en/navigation';
import { noteEnglish } from './en/note';
import { nowEnglish } from './en/now';
import { problemEnglish } from './en/problem';
import { reportEnglish } from './en/report';
import { phoneEnglish } from './en/phone';
import { reservationEnglish } from './en/reservation';
import { roomEnglish } from './en/room';
import { saleEnglish } from './en/sale';
import { stayEnglish } from './en/stay';
import { suspenseEnglish } from './en/suspense';

/* The words of the front desk, one file for each noun. */
export const english = {
  ...appEnglish,
  ...auditEnglish,
  ...chartEnglish,
  ...deskEnglish,
  ...deviceEnglish,
  ...folioEnglish,
  ...identityEnglish,
  ...maintenanceEnglish,
  ...meansEnglish,
  ...frontDeskEnglish,
  ...housekeepingEnglish,
  ...navigationEnglish,
  ...noteEnglish,
  ...nowEnglish,
  ...problemEnglish,
  ...reportEnglish,
  ...phoneEnglish,
  ...reservationEnglish,
  ...roomEnglish,
  ...saleEnglish,
  ...stayEnglish,
  ...suspenseEnglish,
} as const;
