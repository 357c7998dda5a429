import type { Translated } from '@shared/i18n/common.zh';
import type { appEnglish } from '../en/app';

export const appChinese: Translated<typeof appEnglish> = {
  'app.title': 'Keyrack 前台',
  'connection.behind': '已连接中心 – 正在更新，还有 {count} 项变更',
  'connection.cut': '自 {time} 起与中心断线 – 前台使用本地数据继续工作',
  'connection.cutWaiting': '自 {time} 起与中心断线 – 前台继续工作，{count} 条报告待发送',
  'connection.good': '已连接中心 – 数据为最新',
  'connection.sending': '已连接中心 – 正在发送 {count} 条报告',
  'connection.silent': '自 {time} 起酒店服务器没有应答 – 所见内容可能已过时',
  practice: '练习酒店',
  'stripe.businessDate': '营业日',
  'stripe.localTime': '当地时间',
  welcome: '本酒店的抵店、在住、账单和夜审 – 与中心断线时也能工作。',
  'stripe.packLate': '应急资料已过时',
  'stripe.packUnwritten': '应急资料无法写入',
};
