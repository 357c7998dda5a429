SELECT COUNT(*) = 0 AS "no invoice was issued yet" FROM invoice;
