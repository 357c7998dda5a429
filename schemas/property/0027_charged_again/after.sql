SELECT COUNT(*) = 0 AS "no night counts as charged before yet" FROM posting WHERE charged_before <> 0;
