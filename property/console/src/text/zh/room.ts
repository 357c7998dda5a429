import type { Translated } from '@shared/i18n/common.zh';
import type { roomEnglish } from '../en/room';

export const roomChinese: Translated<typeof roomEnglish> = {
  'housekeeping.clean': '已清洁',
  'housekeeping.dirty': '未清洁',
  'housekeeping.inspected': '已查房',
  'housekeeping.pickup': '需简单整理',
  'palette.room': '{room} 房',
  'room.notInspected': '{room} 房已清洁但尚未查房。请客人等候，或客人愿意直接入住。',
  'room.dirty': '{room} 房尚未清洁。请客人等候，或客人愿意直接入住。',
  'room.free': '{count} 间空房',
  'room.noneFree': '“{type}”没有空房，请选择其他房型。',
  'room.otherType': '售出房型“{sold}”，给予房型“{given}”。价格按售出不变。',
  'room.suggested': '推荐',
  'room.type': '房型',
  'room.typeOption': '{code} – {name}（空 {count} 间）',
};
