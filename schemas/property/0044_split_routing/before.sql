SELECT COUNT(*) = 0 AS "every routing is of a stay" FROM routing WHERE stay_id NOT IN (SELECT stay_id FROM stay);
