SELECT count(*) = 1 AS "rights over a cell add up to its limit" FROM pg_constraint WHERE conname = 'inventory_cell_within_limit';
SELECT count(*) = (SELECT count(*) FROM hotel) AS "every hotel has its lease" FROM hotel_lease;
