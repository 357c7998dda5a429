SELECT COUNT(*) = 0 AS "no use of the allotment is of no room" FROM allotment_use WHERE rooms = 0;
