SELECT COUNT(*) = 0 AS "every date has its first" FROM plan_target WHERE (next_due IS NULL) <> (first_due IS NULL);
SELECT COUNT(*) = 0 AS "no order keeps out a room that is in" FROM work_order w WHERE w.room_out = 1 AND NOT EXISTS (SELECT 1 FROM room_night n JOIN hotel_state h ON h.business_date = n.night WHERE n.room = w.room AND n.outage IS NOT NULL);
