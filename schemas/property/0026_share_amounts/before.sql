SELECT COUNT(*) = 0 AS "every share is of a stay" FROM stay_share WHERE stay_id NOT IN (SELECT stay_id FROM stay);
