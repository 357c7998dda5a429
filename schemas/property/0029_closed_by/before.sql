SELECT COUNT(*) >= 0 AS "drawers have a status" FROM cashier_shift WHERE status = 'open';
