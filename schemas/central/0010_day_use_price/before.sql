SELECT count(*) = 0 AS "every night has its price" FROM reservation_line WHERE cardinality(night_prices_minor) <> departure - arrival;
