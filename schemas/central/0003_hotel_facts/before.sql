SELECT count(*) = 1 AS "reservations are there" FROM pg_tables WHERE tablename = 'reservation_line';
