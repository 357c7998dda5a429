SELECT COUNT(*) >= 0 AS "copies of reservations are there" FROM copied_reservation;
