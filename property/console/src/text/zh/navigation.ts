import type { Translated } from '@shared/i18n/common.zh';
import type { navigationEnglish } from '../en/navigation';

export const navigationChinese: Translated<typeof navigationEnglish> = {
  'group.desk': '前台',
  'group.house': '宾客服务',
  'group.manager': '管理',
  'group.money': '账务',
  'group.rooms': '客房',
  'nav.arrivals': '抵店',
  'nav.arrivals.hint': '今天要抵店的所有客人。选中客人，按 Enter 办理入住。',
  'nav.booking': '预订',
  'nav.booking.hint': '为来电或来函的客人订房。',
  'nav.chart': '房态图',
  'nav.chart.hint': '所有房间和房晚一览。可把客人拖到另一间房，或用方向键和 Enter。',
  'nav.departures': '离店',
  'nav.departures.hint': '今天住期结束的所有客人。打开住宿记录，结账并办理离店。',
  'nav.find': '查找',
  'nav.find.hint': '按姓名或号码查找本酒店的任何预订。',
  'nav.inHouse': '在住',
  'nav.inHouse.hint': '今晚在店的所有客人。打开住宿记录可看账单、换房或延住。',
  'nav.nightAudit': '夜审',
  'nav.nightAudit.hint': '结束当天营业：每晚一次，通常在最后一位客人抵店之后。',
  'nav.now': '现在能做什么',
  'nav.now.hint': '与中心的线路情况，以及没有线路时能做什么。',
  'nav.walkIn': '散客入住',
  'nav.walkIn.hint': '接待没有预订、直接到店的客人。',
};
