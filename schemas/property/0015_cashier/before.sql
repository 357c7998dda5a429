SELECT COUNT(*) = 0 AS "every posting has its account" FROM posting p WHERE NOT EXISTS (SELECT 1 FROM account a WHERE a.account_id = p.account_id);
