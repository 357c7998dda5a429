SELECT COUNT(*) <= 1 AS "the store is of one hotel" FROM hotel_state;
SELECT COUNT(*) = 0 AS "no room has lost its type" FROM room WHERE room_type = '';
