SELECT COUNT(*) = 0 AS "nobody was told yet" FROM room_queue WHERE told_at IS NOT NULL OR told_room IS NOT NULL;
