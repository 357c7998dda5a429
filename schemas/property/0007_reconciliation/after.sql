SELECT COUNT(*) = 0 AS "every copied reservation has its day" FROM copied_reservation WHERE arrival = 0;
