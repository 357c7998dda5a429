SELECT COUNT(*) >= 0 AS "notes are written down" FROM note;
