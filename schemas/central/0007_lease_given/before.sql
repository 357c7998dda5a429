SELECT count(*) = 0 AS "no hotel's row is without its lease" FROM hotel h WHERE NOT EXISTS (SELECT FROM hotel_lease l WHERE l.hotel_id = h.hotel_id);
