SELECT COUNT(*) >= 0 AS "stays are there" FROM stay;
