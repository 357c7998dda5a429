SELECT COUNT(*) = 0 AS "who waits has a place in the queue" FROM room_queue WHERE priority NOT BETWEEN 1 AND 3;
