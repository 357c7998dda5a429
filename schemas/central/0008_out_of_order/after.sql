SELECT count(*) = 1 AS "rights over a cell add up to its limit" FROM pg_constraint WHERE conname = 'inventory_cell_within_limit';
SELECT count(*) = 0 AS "no room was lost" FROM inventory_cell WHERE sold + held + blocked + granted + out_of_order + centre_right <> sell_limit + oversell_authorised;
