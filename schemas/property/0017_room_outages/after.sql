SELECT COUNT(*) = 0 AS "every room has a status" FROM room WHERE housekeeping NOT IN ('clean', 'dirty', 'inspected', 'pickup');
SELECT COUNT(*) = 0 AS "no night of an outage that is not there" FROM room_night n WHERE n.outage IS NOT NULL AND NOT EXISTS (SELECT 1 FROM room_outage o WHERE o.outage_id = n.outage);
