SELECT COUNT(*) = 0 AS "no drawer is open yet" FROM cashier_shift;
