SELECT COUNT(*) >= 0 AS "the copies are there" FROM copied_cell;
