SELECT COUNT(*) = 1 AS "the lease has its row" FROM lease;
