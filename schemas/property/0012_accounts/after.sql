SELECT COUNT(*) = 0 AS "every stay has its account" FROM stay s WHERE NOT EXISTS (SELECT 1 FROM account a WHERE a.account_id = s.stay_id AND a.balance_minor = s.balance_minor);
SELECT COUNT(*) = 0 AS "every account is as large as its postings" FROM account a WHERE a.balance_minor <> COALESCE((SELECT SUM(p.amount_minor) FROM posting p WHERE p.account_id = a.account_id), 0);
