SELECT count(*) = 0 AS "exceptions from before have no reason of their own" FROM desk_exception WHERE reason <> 'other';
