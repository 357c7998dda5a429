SELECT COUNT(*) = 0 AS "who leaves without the desk has a stay" FROM express_check_out WHERE stay_id NOT IN (SELECT stay_id FROM stay);
