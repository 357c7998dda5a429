SELECT COUNT(*) = 0 AS "every store is looked through once" FROM hotel_state WHERE facts_known = 1;
