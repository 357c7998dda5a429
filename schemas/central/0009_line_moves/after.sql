SELECT count(*) = 0 AS "nobody has moved yet" FROM reservation_line WHERE moves IS NOT NULL;
