SELECT COUNT(*) = 0 AS "a new store knows no hotel yet" FROM hotel_state;
SELECT COUNT(*) = 0 AS "a new store has no rooms yet" FROM room;
