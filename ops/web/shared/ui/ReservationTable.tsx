import { useMemo } from 'react';
import type { LineStatus, Reservation } from '../api/types';
import { formatConfirmation } from '../format/confirmation';
import { nightsBetween } from '../format/dates';
import type { HotelForms } from '../format/forms';
import { useCommonText } from '../i18n/i18n';
import { DataList, type Column } from './DataList';
import { guestName } from './GuestFields';
import { StatusMark } from './StatusMark';

interface Props {
  reservations: Reservation[];
  formsOf: (hotel: string) => HotelForms;
  typeName: (hotel: string, code: string) => string;
  hotelName?: (hotel: string) => string;
  onOpen: (reservation: Reservation) => void;
}

export function statusesOf(reservation: Reservation): LineStatus[] {
  return [...new Set(reservation.lines.map((line) => line.status))];
}

export function ReservationTable({ reservations, formsOf, typeName, hotelName, onOpen }: Props): JSX.Element {
  const t = useCommonText();
  const columns = useMemo(() => {
    const list: Array<Column<Reservation>> = [
      { key: 'guest', head: t('reservation.guest'), cell: (row) => <strong>{guestName(row.guest)}</strong> },
      { key: 'number', head: t('reservation.confirmation'), cell: (row) => <span className="kr-number">{formatConfirmation(row.confirmation_number)}</span> },
      { key: 'arrival', head: t('reservation.arrival'), cell: (row) => formsOf(row.hotel).dateWithDay(row.arrival) },
      { key: 'nights', head: t('reservation.nights'), align: 'right', cell: (row) => nightsBetween(row.arrival, row.departure) },
      { key: 'rooms', head: t('reservation.rooms'), wideOnly: true, cell: (row) => row.lines.map((line) => typeName(row.hotel, line.room_type)).join(', ') },
      { key: 'status', head: t('reservation.status'), cell: (row) => statusesOf(row).map((status) => <StatusMark key={status} status={status} />) },
    ];
    if (hotelName !== undefined) list.splice(2, 0, { key: 'hotel', head: t('reservation.hotel'), cell: (row) => hotelName(row.hotel) });
    return list;
  }, [t, formsOf, typeName, hotelName]);
  return (
    <DataList
      label={t('reservation.found')}
      rows={reservations}
      columns={columns}
      rowKey={(row) => row.confirmation_number}
      searchText={(row) => `${guestName(row.guest)} ${row.confirmation_number} ${row.hotel}`}
      onOpen={onOpen}
      empty={null}
      ownFocus={false}
    />
  );
}
