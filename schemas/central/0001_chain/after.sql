SELECT count(*) = 1 AS "publication keyrack exists" FROM pg_publication WHERE pubname = 'keyrack';
SELECT count(*) = 1 AS "the limit of a cell is a constraint" FROM pg_constraint WHERE conname = 'inventory_cell_within_limit';
