SELECT count(*) = 1 AS "the right of the centre is computed" FROM pg_attribute WHERE attrelid = 'inventory_cell'::regclass AND attname = 'centre_right' AND attgenerated = 's';
