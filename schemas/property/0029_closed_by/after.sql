SELECT COUNT(*) = 0 AS "whoever closed a drawer is named" FROM cashier_shift WHERE (status = 'closed') <> (closed_by IS NOT NULL);
