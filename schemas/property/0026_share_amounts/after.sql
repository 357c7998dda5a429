SELECT COUNT(*) = 0 AS "only shares of their own name an amount" FROM stay_share WHERE basis <> 'custom' AND share_minor <> 0;
