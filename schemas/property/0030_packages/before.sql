SELECT COUNT(*) = 0 AS "every charge of each night is of a stay" FROM fixed_charge WHERE stay_id NOT IN (SELECT stay_id FROM stay);
