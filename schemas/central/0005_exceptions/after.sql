SELECT count(*) = 0 AS "exceptions from before are about no night" FROM desk_exception WHERE nights > 0;
