SELECT COUNT(*) = 0 AS "every room has a status" FROM room WHERE housekeeping NOT IN ('clean', 'dirty', 'inspected', 'pickup');
