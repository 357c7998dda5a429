SELECT COUNT(*) >= 0 AS "the rooms are there" FROM room;
