import type { Translated } from '@shared/i18n/common.zh';
import type { stayEnglish } from '../en/stay';

export const stayChinese: Translated<typeof stayEnglish> = {
  'checkOut.balance': '账单余额',
  'checkOut.due': '现应付',
  'checkOut.eachRounded': '现金支付时每张账单按 {step} 取整。',
  'checkOut.early': '早于预订：原定 {departure} 离店。',
  'checkOut.earlyAmount': '按条款仍收取其中 {count} 晚的房费：{amount}。',
  'checkOut.open': '办理离店',
  'checkOut.remaining': '未住的预订房晚（{count}）',
  'checkOut.settled': '账单已结清。',
  'checkOut.submit': '办理离店',
  'checkOut.submitPay': '收取 {amount} 并离店',
  'checkOut.submitRefund': '退还 {amount} 并离店',
  'checkOut.title': '{guest} 离店，{room} 房',
  'move.explain': '换房不改变价格。',
  'move.open': '换房',
  'move.room': '房间',
  'move.submit': '换房',
  'move.submitRoom': '换到 {room} 房',
  'move.title': '{guest} 从 {room} 房换房',
  'stay.balance': '余额 {amount}',
  'stay.checkedIn': '入住时间',
  'stay.checkedOut': '离店时间',
  'stay.detail': '{room} 房，至 {departure}',
  'stay.soldAs': '售出房型',
  'stay.title': '住宿',
};
