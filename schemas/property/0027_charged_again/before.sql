SELECT COUNT(*) = 0 AS "no night is charged twice" FROM (SELECT stay_id FROM posting WHERE night IS NOT NULL AND corrects IS NULL GROUP BY stay_id, night, code HAVING COUNT(*) > 1) p;
