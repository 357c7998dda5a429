SELECT COUNT(*) = 0 AS "nobody waits for a room yet" FROM room_queue;
