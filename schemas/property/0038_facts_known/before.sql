SELECT COUNT(*) <= 1 AS "the store is of one hotel" FROM hotel_state;
