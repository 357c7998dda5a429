SELECT COUNT(*) = 1 AS "the lease says whether a list is under way" FROM lease WHERE listing IN (0, 1);
