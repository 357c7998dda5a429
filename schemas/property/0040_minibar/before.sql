SELECT COUNT(*) = 0 AS "every guest in the house has a room" FROM stay WHERE status = 'in_house' AND room IS NULL;
