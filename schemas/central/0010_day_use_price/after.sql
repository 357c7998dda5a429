SELECT count(*) = 1 AS "a day may have a price" FROM pg_constraint WHERE conname = 'reservation_line_price_each_night' AND pg_get_constraintdef(oid) LIKE '%= 1%';
