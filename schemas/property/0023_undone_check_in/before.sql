SELECT COUNT(*) = 0 AS "who has left has been here" FROM stay WHERE status = 'checked_out' AND checked_in_on IS NULL;
