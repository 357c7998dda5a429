SELECT count(*) = 0 AS "every line holds its nights within its dates" FROM reservation_line WHERE holds_until NOT BETWEEN arrival AND departure;
