SELECT COUNT(*) = 0 AS "every booked night of a guest in the house is held" FROM stay s JOIN stay_night n ON n.stay_id = s.stay_id
    WHERE s.status = 'in_house' AND NOT EXISTS (SELECT 1 FROM room_night r WHERE r.room = s.room AND r.night = n.night AND r.line = s.line AND r.confirmation_number = s.confirmation_number);
SELECT COUNT(*) = 0 AS "nobody shares a room yet" FROM stay WHERE shares_with IS NOT NULL;
