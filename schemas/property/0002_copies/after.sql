SELECT COUNT(*) = 0 AS "nothing is copied yet" FROM copied_reservation;
SELECT COUNT(*) = 0 AS "no cell is copied yet" FROM copied_cell;
