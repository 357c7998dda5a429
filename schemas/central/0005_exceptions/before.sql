SELECT count(*) = 1 AS "exceptions are listed" FROM pg_tables WHERE tablename = 'desk_exception';
