SELECT current_setting('wal_level') = 'logical' AS "wal_level is logical";
