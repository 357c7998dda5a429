SELECT COUNT(*) >= 0 AS "what the lists ask of a reservation is there" FROM reservation_fact;
