SELECT COUNT(*) = 0 AS "every posting belongs to a stay" FROM posting p WHERE NOT EXISTS (SELECT 1 FROM stay s WHERE s.stay_id = p.stay_id);
