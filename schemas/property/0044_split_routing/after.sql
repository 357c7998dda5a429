SELECT COUNT(*) = 0 AS "every routing has its place" FROM routing WHERE rank = 0 OR share_basis_points <> 10000;
