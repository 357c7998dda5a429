SELECT COUNT(*) = 0 AS "no stay is of a room the house does not have" FROM stay s WHERE s.room IS NOT NULL AND NOT EXISTS (SELECT 1 FROM room r WHERE r.room = s.room);
