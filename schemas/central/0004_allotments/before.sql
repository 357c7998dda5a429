SELECT count(*) = 1 AS "cells are there" FROM pg_tables WHERE tablename = 'inventory_cell';
