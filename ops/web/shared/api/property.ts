/* What the hotel's node is asked, one file for each noun: the calls, and beside them what travels. */
export * from './property/assignment';
export * from './property/audit';
export * from './property/chart';
export * from './property/desk';
export * from './property/device';
export * from './property/downtime';
export * from './property/folio';
export * from './property/frontDesk';
export * from './property/report';
export * from './property/note';
export * from './property/maintenance';
export * from './property/housekeeping';
export * from './property/reservation';
export * from './property/room';
export * from './property/sale';
export * from './property/status';
export * from './property/stay';
