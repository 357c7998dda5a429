SELECT COUNT(*) = 0 AS "nothing agreed before is part of a package" FROM fixed_charge WHERE package <> 0;
