SELECT COUNT(*) >= 0 AS "what was used of the allotment is there" FROM allotment_use;
