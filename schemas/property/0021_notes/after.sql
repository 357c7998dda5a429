SELECT COUNT(*) = 0 AS "nothing is written down yet" FROM note;
