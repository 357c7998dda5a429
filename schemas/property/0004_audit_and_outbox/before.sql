SELECT COUNT(*) = 0 AS "every folio has its stay" FROM posting WHERE stay_id NOT IN (SELECT stay_id FROM stay);
