SELECT count(*) = 1 AS "the chain's tables are there" FROM pg_tables WHERE tablename = 'inventory_cell';
