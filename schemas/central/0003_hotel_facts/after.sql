SELECT count(*) = 3 AS "the copies of hotels' facts are there" FROM pg_tables WHERE tablename IN ('stay', 'hotel_day', 'desk_exception');
