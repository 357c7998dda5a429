SELECT COUNT(*) = 0 AS "no room holds two guests" FROM (SELECT room FROM stay WHERE status = 'in_house' GROUP BY room HAVING COUNT(*) > 1) twice;
SELECT COUNT(*) = 0 AS "every guest in the house has a room" FROM stay WHERE status = 'in_house' AND room IS NULL;
