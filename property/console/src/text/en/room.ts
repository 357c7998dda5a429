/* The words of rooms. "key.one" is the form for a count of one. */
export const roomEnglish = {
  'housekeeping.clean': 'Clean',
  'housekeeping.dirty': 'Not clean yet',
  'housekeeping.inspected': 'Ready',
  'housekeeping.pickup': 'Needs a light touch',
  'palette.room': 'Room {room}',
  'room.notInspected': 'Room {room} is clean but not inspected yet. The guest waits, or takes it as it is.',
  'room.dirty': 'Room {room} is not clean yet. The guest waits, or takes it as it is.',
  'room.free': '{count} free rooms',
  'room.free.one': '1 free room',
  'room.noneFree': 'No room of the type “{type}” is free. Choose another type.',
  'room.otherType': 'Sold as “{sold}”, given as “{given}”. The price stays as sold.',
  'room.suggested': 'Suggested',
  'room.type': 'Room type',
  'room.typeOption': '{code} – {name} ({count} free)',
} as const;
