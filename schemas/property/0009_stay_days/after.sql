SELECT COUNT(*) >= 0 AS "stays are found by their arrival" FROM stay WHERE arrival > 0;
