SELECT COUNT(*) = 0 AS "every stay has its account" FROM stay s WHERE NOT EXISTS (SELECT 1 FROM account a WHERE a.account_id = s.stay_id);
