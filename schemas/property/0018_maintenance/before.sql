SELECT COUNT(*) = COUNT(room) AS "every room has its number" FROM room;
