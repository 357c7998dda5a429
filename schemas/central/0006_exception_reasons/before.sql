SELECT count(*) = 1 AS "exceptions know their nights" FROM information_schema.columns WHERE table_name = 'desk_exception' AND column_name = 'first_night';
