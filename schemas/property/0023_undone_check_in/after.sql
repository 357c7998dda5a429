SELECT COUNT(*) = 0 AS "no check-in is undone yet" FROM stay WHERE undone_on IS NOT NULL;
