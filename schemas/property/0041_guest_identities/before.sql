SELECT COUNT(*) = 0 AS "no guest's documents are kept yet" FROM stay WHERE stay_id < 0;
