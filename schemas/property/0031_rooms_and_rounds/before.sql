SELECT COUNT(*) = COUNT(room) AS "what keeps a room out is about a room" FROM work_order WHERE room_out = 1;
